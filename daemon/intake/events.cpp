// Events in dialogd's own shape.
#include "intake/events.hpp"

#include "intake/about.hpp"
#include "intake/items.hpp"
#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

bool read_field(std::string_view key, const JsonElement& value, const Sender& sender, Arrival& arrival, Event& event,
                std::string& problem) {
    if (key == "event" || key == "name") {
        if (event.name.empty()) return read_name(value, key, kLongestName, event.name, problem);
        problem = "event and name are the same; give one of them";
        return false;
    }
    if (key == "id") return read_name(value, "id", kLongestId, event.id, problem);
    if (key == "time") return read_time(value, "time", event.time, problem);
    if (key == "customer") return read_customer(value, sender, arrival.about, problem);
    if (key == "properties") {
        if (!value.is_object()) {
            problem = "properties: must be an object";
            return false;
        }
        if (to_value(value, event.properties, problem)) return true;
        problem = "properties: " + problem;
        return false;
    }
    problem = "unknown key " + quoted(key) + "; an event has event, id, time, customer and properties";
    return false;
}

bool read_event(const JsonElement& element, const Sender& sender, Arrival& arrival, std::string& problem) {
    JsonObject object;
    if (element.get(object) != simdjson::SUCCESS) {
        problem = "an event must be an object";
        return false;
    }
    Event& event = std::get<Event>(arrival.input);
    event.time = sender.now;
    event.source = sender.source;
    static const Value kNoProperties{Value::Map{}};  // shared by all that have none
    event.properties = kNoProperties;
    bool has_customer = false;
    for (const auto field : object) {
        if (!read_field(field.key, field.value, sender, arrival, event, problem)) return false;
        has_customer = has_customer || field.key == "customer";
    }
    if (event.name.empty()) problem = "event is missing: the name of what happened, as in \"order.placed\"";
    if (!has_customer) problem = "customer is missing: who it happened to, as in {\"id\": \"42\"}";
    return !event.name.empty() && has_customer;
}

}  // namespace

Result<Batch> read_events(JsonReader& json, std::string& body, const Sender& sender) {
    return read_items(json, body, [&](const JsonElement& element, Arrival& arrival, std::string& problem) {
        return read_event(element, sender, arrival, problem);
    });
}

}  // namespace dialogd::intake
