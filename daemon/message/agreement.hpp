// Yes and no, in Danish, Swedish, Norwegian and English.
#pragma once

#include <string_view>

#include "message/phrases.hpp"

namespace dialogd::message {

enum class Agreement : std::uint8_t { none, agree, refuse, unsure };
Agreement read_agreement(const WordList& words);

// "nej tak" and its like, and nothing else but politeness.
bool is_bare_refusal(const WordList& words);

}  // namespace dialogd::message
