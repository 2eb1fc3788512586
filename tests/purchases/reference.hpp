// What must be true of a history, checked from its entries alone: slow, plain, and without the engine.
#pragma once

#include <string>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::purchases {

// Everything that is wrong with one customer's whole history; empty when all is well.
std::vector<std::string> broken_promises(const std::vector<Entry>& history, const Household& household,
                                         const Calendar& calendar);

struct Tally {
    std::size_t messages = 0;
    std::size_t marketing = 0;
    std::size_t answers = 0;
    std::size_t opt_outs = 0;
    std::size_t held = 0;
    std::size_t dropped = 0;
    std::size_t goals = 0;
};
void count(const std::vector<Entry>& history, Tally& tally);

}  // namespace dialogd::purchases
