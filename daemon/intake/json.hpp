// JSON as it comes in, through simdjson: the one door for it, with bounds on depth and names.
#pragma once

#include <simdjson.h>

#include <functional>
#include <string>
#include <string_view>

#include "dialogd/event.hpp"

namespace dialogd::intake {

using JsonElement = simdjson::dom::element;
using JsonObject = simdjson::dom::object;

// Depth of a value inside an event: nothing real is deeper, and templates and conditions recurse.
inline constexpr int kDeepestValue = 32;

// Keeps simdjson's buffers from one request to the next; one for each thread. An element is good
// until the next call.
class JsonReader {
public:
    JsonReader();

    // The whole of `text` as one document. `text` gets room for simdjson to read beyond its end.
    Result<JsonElement> read(std::string& text);

    // Calls `take(index, element, problem)` for each item of `text`: an object is one, an array has
    // several, and so has newline-separated JSON. A line that does not parse is an item with a null
    // element and the problem. Fails, before any call when it is known then, when the text is no JSON
    // at all (`invalid`), or has more than `most` items (`refused`).
    using TakeItem = std::function<void(std::size_t index, const JsonElement* element, std::string_view problem)>;
    Result<void> each_item(std::string& text, std::size_t most, const TakeItem& take);

private:
    Result<JsonElement> parse(std::string_view padded);
    Result<void> each_line(std::string_view padded, std::size_t most, const Error& whole, const TakeItem& take);

    simdjson::dom::parser parser_;
};

// The element as a Value: whole numbers up to 2^53 are doubles like all others (beyond, they stay
// integers and lose nothing). False, with the problem, when it is too deep or a key comes twice.
bool to_value(const JsonElement& element, Value& out, std::string& problem, int depth = 0);

// The text of a string element; false when it is something else.
bool to_text(const JsonElement& element, std::string_view& out);
// Also whole numbers, as text: other systems' ids are numbers now and then.
bool to_text_or_number(const JsonElement& element, std::string& out);

}  // namespace dialogd::intake
