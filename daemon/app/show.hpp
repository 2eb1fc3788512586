// A history as a person reads it: one line for each entry.
#pragma once

#include <string>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::app {

// "asked cart-why by email (message 3)": what one entry says, without its time.
std::string describe(const EntryBody& what, const Calendar& calendar, std::string_view zone);

// Lines of "2026-03-02 10:00:00  ..." in that zone; entries of one moment are not repeated in time.
std::string show_history(const std::vector<Entry>& entries, const Calendar& calendar, std::string_view zone);

// The decisions among the entries, each with all that was considered and why it fell out.
std::string show_decisions(const std::vector<Entry>& entries, const Calendar& calendar, std::string_view zone);

}  // namespace dialogd::app
