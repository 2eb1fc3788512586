// Letters of UTF-8 text, one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dialogd::message {

struct CodePoint {
    std::uint32_t value = 0;
    std::size_t bytes = 1;
};

// Broken UTF-8 is taken octet by octet, as Latin-1. Behind the end: 0.
CodePoint code_point_at(std::string_view text, std::size_t at);

}  // namespace dialogd::message
