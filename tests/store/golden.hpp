// Bytes that the first version wrote: they stay readable for ever. Added to, never changed.
#pragma once

#include <array>

namespace dialogd::test {

inline constexpr std::array<const char*, 1> kGoldenNames = {""};
inline constexpr std::array<const char*, 25> kGoldenEntries = {};
inline constexpr const char* kGoldenCustomer = "";
inline constexpr const char* kGoldenMessage = "";

}  // namespace dialogd::test
