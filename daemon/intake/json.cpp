// JSON as it comes in, through simdjson.
#include "intake/json.hpp"

#include <algorithm>
#include <unordered_set>

#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

// An envelope, a list and a few levels around a value; what is deeper is refused while parsing.
constexpr std::size_t kDeepestDocument = 128;
constexpr std::int64_t kLargestExact = 1LL << 53;

Error no_json(simdjson::error_code code) {
    return {ErrorCode::invalid, std::string("no JSON: ") + simdjson::error_message(code)};
}

bool has_key(const Value::Map& fields, std::string_view key) {
    return std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return *field.first.text() == key; });
}

bool to_map(const JsonObject& object, Value& out, std::string& problem, int depth) {
    // Comparing each with each is fastest for the few keys that events have; a set keeps hostile ones cheap.
    constexpr std::size_t kFew = 24;
    Value::Map fields;
    fields.reserve(object.size());
    std::unordered_set<std::string_view> seen;
    const bool few = object.size() <= kFew;
    for (const auto field : object) {
        if (few ? has_key(fields, field.key) : !seen.insert(field.key).second) {
            problem = "the key " + quoted(field.key) + " comes twice";
            return false;
        }
        auto& made = fields.emplace_back(Value(field.key), Value());
        if (!to_value(field.value, made.second, problem, depth + 1)) return false;
    }
    out = Value(std::move(fields));
    return true;
}

}  // namespace

JsonReader::JsonReader() : parser_(simdjson::SIMDJSON_MAXSIZE_BYTES) {}

Result<JsonElement> JsonReader::read(std::string& text) {
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    return parse(text);
}

Result<JsonElement> JsonReader::parse(std::string_view padded) {
    if (parser_.capacity() < padded.size()) {
        // Grown in doublings, and with our depth: left to itself the parser would use 1,024.
        const std::size_t wanted = std::max<std::size_t>(padded.size() * 2, 64U << 10U);
        if (const auto failed = parser_.allocate(wanted, kDeepestDocument); failed != simdjson::SUCCESS)
            return Error{ErrorCode::unavailable, "no memory to parse the body"};
    }
    JsonElement element;
    const auto failed = parser_.parse(padded.data(), padded.size(), false).get(element);
    if (failed != simdjson::SUCCESS) return no_json(failed);
    return element;
}

Result<void> JsonReader::each_item(std::string& text, std::size_t most, const TakeItem& take) {
    const Result<JsonElement> whole = read(text);
    if (!whole) {
        const bool lines = trimmed(text).find('\n') != std::string_view::npos;
        return lines ? each_line(text, most, whole.error(), take) : Result<void>(whole.error());
    }
    simdjson::dom::array list;
    if (whole->get(list) != simdjson::SUCCESS) {
        take(0, &*whole, {});
        return {};
    }
    if (list.size() > most)
        return Error{ErrorCode::refused, "more than " + std::to_string(most) + " items in one request"};
    std::size_t index = 0;
    for (const JsonElement element : list) take(index++, &element, {});
    return {};
}

Result<void> JsonReader::each_line(std::string_view padded, std::size_t most, const Error& whole,
                                   const TakeItem& take) {
    std::size_t lines = 0;
    for (std::string_view rest = padded; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (!trimmed(line).empty()) ++lines;
    }
    if (lines > most) return Error{ErrorCode::refused, "more than " + std::to_string(most) + " items in one request"};
    bool any = false;
    std::size_t index = 0;
    std::vector<std::string> waiting;  // of bad lines before the first good one: perhaps this is no such text at all
    for (std::string_view rest = padded; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (trimmed(line).empty()) continue;
        const Result<JsonElement> element = parse(line);
        if (element) {
            for (std::size_t bad = 0; bad < waiting.size(); ++bad) take(bad, nullptr, waiting[bad]);
            waiting.clear();
            any = true;
            take(index, &*element, {});
        } else if (any) {
            take(index, nullptr, element.error().message);
        } else {
            waiting.push_back(element.error().message);
        }
        ++index;
    }
    return any ? Result<void>() : Result<void>(whole);
}

bool to_value(const JsonElement& element, Value& out, std::string& problem, int depth) {
    if (depth > kDeepestValue) {
        problem = "a value is nested more than " + std::to_string(kDeepestValue) + " deep";
        return false;
    }
    using Type = simdjson::dom::element_type;
    switch (element.type()) {
        case Type::STRING: out = Value(std::string_view(element.get_string().value_unsafe())); return true;
        case Type::DOUBLE: out = Value(element.get_double().value_unsafe()); return true;
        case Type::BOOL: out = Value(element.get_bool().value_unsafe()); return true;
        case Type::NULL_VALUE: out = Value(); return true;
        case Type::UINT64: out = Value(element.get_uint64().value_unsafe()); return true;  // beyond 2^63
        case Type::INT64: {
            const std::int64_t whole = element.get_int64().value_unsafe();
            const bool exact = whole >= -kLargestExact && whole <= kLargestExact;
            out = exact ? Value(static_cast<double>(whole)) : Value(whole);
            return true;
        }
        case Type::OBJECT: return to_map(element.get_object().value_unsafe(), out, problem, depth);
        case Type::ARRAY: {
            Value::List items;
            const simdjson::dom::array list = element.get_array().value_unsafe();
            items.reserve(list.size());
            for (const JsonElement item : list)
                if (!to_value(item, items.emplace_back(), problem, depth + 1)) return false;
            out = Value(std::move(items));
            return true;
        }
    }
    problem = "a value of an unknown kind";
    return false;
}

bool to_text(const JsonElement& element, std::string_view& out) {
    return element.get(out) == simdjson::SUCCESS;
}

bool to_text_or_number(const JsonElement& element, std::string& out) {
    if (std::string_view text; element.get(text) == simdjson::SUCCESS) {
        out = text;
        return true;
    }
    if (std::int64_t whole = 0; element.get(whole) == simdjson::SUCCESS) {
        out = std::to_string(whole);
        return true;
    }
    return false;
}

}  // namespace dialogd::intake
