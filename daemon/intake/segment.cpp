// The Segment HTTP tracking API.
#include "intake/segment.hpp"

#include <algorithm>
#include <array>

#include "intake/about.hpp"
#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

constexpr std::array<std::string_view, 8> kCalls{"batch", "import", "track", "identify",
                                                 "page",  "screen", "group", "alias"};

bool find(const JsonObject& object, std::string_view key, JsonElement& out) {
    return object.at_key(key).get(out) == simdjson::SUCCESS && !out.is_null();
}

std::string_view find_text(const JsonObject& object, std::string_view key) {
    std::string_view text;
    if (object.at_key(key).get(text) != simdjson::SUCCESS) return {};
    return text;
}

std::optional<Instant> find_time(const JsonObject& object, std::string_view key) {
    const std::string_view text = find_text(object, key);
    if (text.empty() || text.size() > 64) return std::nullopt;
    Result<Instant> time = parse_instant(text);
    if (!time) time = parse_instant(std::string(text) + "Z");  // libraries that leave the offset out mean UTC
    return time ? std::optional(*time) : std::nullopt;
}

// When it happened by our clock: what the sender's clock was off when it sent is taken away again.
Instant time_of(const JsonObject& call, std::optional<Instant> batch_sent_at, Instant now) {
    auto happened = find_time(call, "originalTimestamp");
    if (!happened) happened = find_time(call, "timestamp");
    if (!happened) return now;
    auto sent_at = find_time(call, "sentAt");
    if (!sent_at) sent_at = batch_sent_at;
    return sent_at ? *happened + (now - *sent_at) : *happened;
}

bool read_id(const JsonObject& call, std::string_view key, std::string& out, std::string& problem) {
    JsonElement element;
    if (!find(call, key, element)) return true;
    if (to_text_or_number(element, out) && (out.empty() || is_name(out, kLongestId))) return true;
    problem = std::string(key) + ": must be text of 1 to " + std::to_string(kLongestId) + " bytes";
    return false;
}

// The object under `key`; an empty one when there is none.
bool read_object(const JsonObject& call, std::string_view key, Value& out, std::string& problem) {
    static const Value kEmpty{Value::Map{}};  // shared by all that have none
    out = kEmpty;
    JsonElement element;
    if (!find(call, key, element)) return true;
    if (element.is_object() && to_value(element, out, problem)) return true;
    problem = std::string(key) + ": " + (problem.empty() ? "must be an object" : problem);
    return false;
}

bool read_map(const JsonObject& call, std::string_view key, Value::Map& out, std::string& problem) {
    Value value;
    if (!read_object(call, key, value, problem)) return false;
    out = *value.map();
    return true;
}

bool has(const Value::Map& map, std::string_view key) {
    return std::any_of(map.begin(), map.end(), [&](const auto& field) { return *field.first.text() == key; });
}

void add_text(const JsonObject& call, std::string_view from, std::string_view to, Value::Map& out) {
    const std::string_view text = find_text(call, from);
    if (!text.empty() && !has(out, to)) out.emplace_back(Value(to), Value(text));
}

bool read_track(const JsonObject& call, Event& event, std::string& problem) {
    const std::string_view name = find_text(call, "event");
    if (!is_name(name)) {
        problem = "event: must be text of 1 to " + std::to_string(kLongestName) + " bytes";
        return false;
    }
    event.name = name;
    return read_object(call, "properties", event.properties, problem);
}

// page, screen and group say what happened by their type; what stands beside the properties joins them.
bool read_view(const JsonObject& call, std::string_view type, Event& event, std::string& problem) {
    event.name = type == "page" ? "page.viewed" : type == "screen" ? "screen.viewed" : "group.joined";
    Value::Map properties;
    if (!read_map(call, type == "group" ? "traits" : "properties", properties, problem)) return false;
    if (type == "group") {
        std::string group;
        if (!read_id(call, "groupId", group, problem)) return false;
        if (!group.empty() && !has(properties, "group_id")) properties.emplace_back(Value("group_id"), Value(group));
    } else {
        add_text(call, "name", "name", properties);
        add_text(call, "category", "category", properties);
    }
    event.properties = Value(std::move(properties));
    return true;
}

bool read_event(const JsonObject& call, std::string_view type, std::optional<Instant> batch_sent_at,
                const Sender& sender, Input& input, std::string& problem) {
    Event event;
    if (!(type == "track" ? read_track(call, event, problem) : read_view(call, type, event, problem))) return false;
    if (!read_id(call, "messageId", event.id, problem)) return false;
    event.time = time_of(call, batch_sent_at, sender.now);
    event.source = sender.source;
    input = std::move(event);
    return true;
}

// Moves one trait into the profile's own field; false: it stays an attribute.
bool take_trait(std::string_view name, const Value& value, const Sender& sender, Profile& profile) {
    const std::string* text = value.text();
    if (text == nullptr) return false;
    if (name == "email" && is_email(*text)) {
        profile.email = *text;
        return true;
    }
    if (name == "phone") {
        auto number = sender.e164(*text);
        if (number) profile.phone = std::move(*number);
        return number.has_value();
    }
    if (name == "language" || name == "locale") {
        std::string language = *text;
        std::replace(language.begin(), language.end(), '_', '-');
        if (!is_language(language) || (name == "locale" && !profile.language.empty())) return false;
        profile.language = std::move(language);
        return true;
    }
    if ((name == "timezone" || name == "time_zone" || name == "timeZone") && is_time_zone(*text)) {
        profile.time_zone = *text;
        return true;
    }
    return false;
}

bool read_identify(const JsonObject& call, const Sender& sender, Input& input, std::string& problem) {
    Value::Map traits;
    if (!read_map(call, "traits", traits, problem)) return false;
    JsonElement context;
    JsonObject inside;
    if (find(call, "context", context) && context.get(inside) == simdjson::SUCCESS) {
        Value::Map more;  // RudderStack gives them twice
        if (!read_map(inside, "traits", more, problem)) return false;
        const std::size_t own = traits.size();
        for (auto& field : more) {
            const auto end = traits.begin() + static_cast<std::ptrdiff_t>(own);
            if (std::none_of(traits.begin(), end,
                             [&](const auto& t) { return *t.first.text() == *field.first.text(); }))
                traits.push_back(std::move(field));
        }
    }
    Profile profile;
    Value::Map attributes;
    for (auto& [key, value] : traits) {
        if (!is_name(*key.text())) {
            problem = "traits: a name is empty, too long or has control characters";
            return false;
        }
        if (!take_trait(*key.text(), value, sender, profile)) attributes.emplace_back(std::move(key), std::move(value));
    }
    profile.attributes = Value(std::move(attributes));
    profile.source = sender.source;
    input = std::move(profile);
    return true;
}

bool read_call(const JsonElement& element, std::string_view type, std::optional<Instant> batch_sent_at,
               const Sender& sender, Arrival& arrival, std::string& problem) {
    JsonObject call;
    if (element.get(call) != simdjson::SUCCESS) {
        problem = "a call must be an object";
        return false;
    }
    if (type.empty()) type = find_text(call, "type");
    if (!read_id(call, "userId", arrival.about.id, problem)) return false;
    if (!read_id(call, "anonymousId", arrival.about.anonymous_id, problem)) return false;
    if (arrival.about.id.empty() && arrival.about.anonymous_id.empty()) {
        problem = "userId and anonymousId are both missing";
        return false;
    }
    if (type == "identify") return read_identify(call, sender, arrival.input, problem);
    if (type == "alias") {
        Join join;
        if (!read_id(call, "previousId", join.absorbed_id, problem)) return false;
        if (join.absorbed_id.empty()) problem = "previousId is missing";
        const bool good = !join.absorbed_id.empty();
        arrival.input = std::move(join);
        return good;
    }
    if (type == "track" || type == "page" || type == "screen" || type == "group")
        return read_event(call, type, batch_sent_at, sender, arrival.input, problem);
    problem = "type: " + quoted(type) + " is none of track, identify, page, screen, group, alias";
    return false;
}

}  // namespace

std::string_view segment_call(std::string_view path) {
    if (!path.starts_with("/v1/")) return {};
    path.remove_prefix(4);
    const auto* const call = std::find(kCalls.begin(), kCalls.end(), path);
    return call == kCalls.end() ? std::string_view{} : *call;
}

std::string segment_write_key(JsonReader& json, std::string& body) {
    const Result<JsonElement> whole = json.read(body);
    JsonObject object;
    if (!whole || whole->get(object) != simdjson::SUCCESS) return {};
    return std::string(find_text(object, "writeKey"));
}

Result<Batch> read_segment(JsonReader& json, std::string_view call, std::string& body, const Sender& sender) {
    const Result<JsonElement> whole = json.read(body);
    if (!whole) return whole.error();
    JsonObject object;
    if (whole->get(object) != simdjson::SUCCESS) return Error{ErrorCode::invalid, "the body must be an object"};
    Batch batch;
    std::string problem;
    const auto take = [&](std::size_t index, const JsonElement& element, std::string_view type,
                          std::optional<Instant> sent_at) {
        problem.clear();
        Arrival& arrival = batch.arrivals.emplace_back();
        if (read_call(element, type, sent_at, sender, arrival, problem)) {
            batch.places.push_back(index);
            return;
        }
        batch.arrivals.pop_back();
        constexpr std::size_t kMostKept = 20;  // of one request: enough to see what is wrong with it
        batch.bad.push_back({index, problem, batch.bad.size() < kMostKept ? simdjson::minify(element) : ""});
    };
    if (call != "batch" && call != "import") {
        take(0, *whole, call, std::nullopt);
        return batch;
    }
    simdjson::dom::array list;
    if (object.at_key("batch").get(list) != simdjson::SUCCESS)
        return Error{ErrorCode::invalid, "batch: must be a list of calls"};
    if (list.size() > kMostItems)
        return Error{ErrorCode::refused, "more than " + std::to_string(kMostItems) + " items in one request"};
    const auto sent_at = find_time(object, "sentAt");
    std::size_t index = 0;
    for (const JsonElement element : list) take(index++, element, {}, sent_at);
    return batch;
}

}  // namespace dialogd::intake
