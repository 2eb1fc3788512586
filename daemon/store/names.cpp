// Names by number.
#include "store/codec.hpp"

namespace dialogd::store {

std::uint32_t NameTable::intern(std::string_view name, std::uint32_t most) {
    if (name.empty() || name.size() > kMaxNameBytes) return 0;
    if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
    if (names_.size() >= most) return 0;
    names_.push_back(std::make_unique<const std::string>(name));
    const std::uint32_t number = size();
    numbers_.emplace(*names_.back(), number);
    return number;
}

}  // namespace dialogd::store
