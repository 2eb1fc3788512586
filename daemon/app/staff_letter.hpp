// The mail to the people behind a queue: why, what was said so far, what is known, and how to answer.
#pragma once

#include <string>
#include <vector>

#include "dialogd/turn.hpp"
#include "web/pages.hpp"

namespace dialogd::app {

struct StaffLetter {
    enum class Why : std::uint8_t {
        opened,    // a rule, or a reply that nothing understood
        wrote,     // the customer has written again while a person has the dialogue
        overdue,   // nobody has answered in time
        not_sent,  // what somebody answered could not go to the customer
    };
    Why why = Why::opened;
    std::string queue;
    std::string note;
    std::string within;  // "4h"; empty: not said
};

struct StaffWords {  // subject and text
    std::string subject;
    std::string text;
};

// In the house's language; `dialogue` oldest first.
StaffWords words_for_staff(const StaffLetter& letter, const Customer& customer,
                           const std::vector<web::Spoken>& dialogue, const Ruleset& rules);

}  // namespace dialogd::app
