// Equality and order of values of any two types, as CEL has them.
#pragma once

#include <optional>

#include "rules/cel/workspace.hpp"

namespace dialogd::rules::cel {

// Numbers are equal across their types when they stand for the same number; values of other types are
// only equal to their own. NaN equals nothing. Charges for what is looked at.
bool equal(const Cell& a, const Cell& b, Workspace& work);

// Nothing when the two have no order: different types (numbers apart), lists, maps, null. A comparison
// with NaN has an order that makes every operator false.
enum class Order : std::uint8_t { less, equal, greater, none };
std::optional<Order> order(const Cell& a, const Cell& b);

// The value under `key` of a map; nothing when there is none. Numbers find keys of the other types.
std::optional<Cell> look_up(const Cell& map, const Cell& key, Workspace& work);
// The same for a text, which needs no charge where the map is small.
std::optional<Cell> look_up(const Cell& map, std::string_view key, Workspace& work);

// `item in list` or `key in map`; an error for anything else.
Cell contains(const Cell& range, const Cell& wanted, Workspace& work);
// range[key], with the errors that CEL has for it.
Cell element(const Cell& range, const Cell& key, Workspace& work);

}  // namespace dialogd::rules::cel
