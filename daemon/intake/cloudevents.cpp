// CloudEvents 1.0 over HTTP.
#include "intake/cloudevents.hpp"

#include "intake/about.hpp"
#include "intake/items.hpp"
#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

// The attributes that mean something to us, before they are checked. Others are extensions: let be.
struct Attributes {
    std::string specversion, type, source, id, subject, time;
};

std::string* attribute_of(Attributes& attributes, std::string_view name) {
    if (name == "specversion") return &attributes.specversion;
    if (name == "type") return &attributes.type;
    if (name == "source") return &attributes.source;
    if (name == "id") return &attributes.id;
    if (name == "subject") return &attributes.subject;
    if (name == "time") return &attributes.time;
    return nullptr;
}

bool missing(std::string& problem, std::string_view name, std::string_view what) {
    problem = std::string(name) + ": " + std::string(what);
    return false;
}

// In binary mode they come as octets of a header, percent-encoded or not.
bool is_text(const Attributes& from) {
    return is_utf8(from.type) && is_utf8(from.source) && is_utf8(from.id) && is_utf8(from.subject);
}

bool take_attributes(Attributes&& from, const Sender& sender, Arrival& arrival, std::string& problem) {
    Event& event = std::get<Event>(arrival.input);
    if (!is_text(from)) return missing(problem, "event", "an attribute is not UTF-8");
    if (from.specversion != "1.0") return missing(problem, "specversion", "must be \"1.0\"");
    if (!is_name(from.type)) return missing(problem, "type", "is missing or no name");
    if (!is_name(from.id, kLongestId)) return missing(problem, "id", "is missing or too long");
    if (!is_name(from.source, kLongestId)) return missing(problem, "source", "is missing or too long");
    event.time = sender.now;
    if (!from.time.empty()) {
        const Result<Instant> time = parse_instant(std::string_view(from.time).substr(0, 64));
        if (!time) return missing(problem, "time", time.error().message);
        event.time = *time;
    }
    event.name = std::move(from.type);
    event.id = std::move(from.id);
    event.source = std::move(from.source);
    return from.subject.empty() || read_customer_name(from.subject, sender, arrival.about, problem);
}

bool is_somebody(const About& about) {
    return !about.id.empty() || !about.anonymous_id.empty() || !about.email.empty() || !about.phone.empty();
}

bool is_json(const std::map<std::string, std::string>& headers) {
    const auto type = headers.find("content-type");
    return type == headers.end() || lower_case(type->second).find("json") != std::string::npos;
}

// Properties without data.customer, which says who and is no property. Data that is no object is kept
// under the name "data".
bool take_data(const JsonElement* data, const Sender& sender, Arrival& arrival, std::string& problem) {
    Event& event = std::get<Event>(arrival.input);
    Value::Map properties;
    JsonObject object;
    if (data != nullptr && data->get(object) == simdjson::SUCCESS) {
        Value whole;
        if (!to_value(*data, whole, problem)) return false;
        for (const auto& [key, value] : *whole.map())
            if (*key.text() != "customer") properties.emplace_back(key, value);
        JsonElement customer;
        if (object.at_key("customer").get(customer) == simdjson::SUCCESS) {
            About named;
            if (!read_customer(customer, sender, named, problem)) return false;
            if (!arrival.about.id.empty()) named.id = std::move(arrival.about.id);
            arrival.about = std::move(named);
        }
    } else if (data != nullptr && !data->is_null()) {
        Value value;
        if (!to_value(*data, value, problem)) return false;
        properties.emplace_back(Value("data"), std::move(value));
    }
    event.properties = Value(std::move(properties));
    if (is_somebody(arrival.about)) return true;
    return missing(problem, "subject", "is missing: the customer's id (or give data.customer)");
}

bool read_structured(const JsonElement& element, const Sender& sender, Arrival& arrival, std::string& problem) {
    JsonObject object;
    if (element.get(object) != simdjson::SUCCESS) return missing(problem, "event", "must be an object");
    Attributes attributes;
    std::optional<JsonElement> data;
    for (const auto field : object) {
        if (field.key == "data" || field.key == "data_base64") data = field.value;
        std::string* attribute = attribute_of(attributes, field.key);
        if (attribute == nullptr || field.value.is_null()) continue;
        std::string_view text;
        if (!to_text(field.value, text)) return missing(problem, field.key, "must be text");
        *attribute = text;
    }
    return take_attributes(std::move(attributes), sender, arrival, problem) &&
           take_data(data ? &*data : nullptr, sender, arrival, problem);
}

Result<Batch> read_binary(JsonReader& json, const std::map<std::string, std::string>& headers, std::string& body,
                          const Sender& sender) {
    Attributes attributes;
    for (auto at = headers.lower_bound("ce-"); at != headers.end() && at->first.starts_with("ce-"); ++at)
        if (std::string* attribute = attribute_of(attributes, std::string_view(at->first).substr(3)))
            *attribute = percent_decoded(at->second, false).value_or(at->second);
    Batch batch;
    std::string problem;
    Arrival& arrival = batch.arrivals.emplace_back();
    bool good = take_attributes(std::move(attributes), sender, arrival, problem);
    if (good && trimmed(body).empty()) {
        good = take_data(nullptr, sender, arrival, problem);
    } else if (good && !is_json(headers)) {
        good = is_utf8(body) ? take_data(nullptr, sender, arrival, problem)
                             : missing(problem, "data", "is neither JSON nor text in UTF-8");
        if (good) std::get<Event>(arrival.input).properties = Value(Value::Map{{Value("data"), Value(body)}});
    } else if (good) {
        const Result<JsonElement> data = json.read(body);
        if (!data) return data.error();
        good = take_data(&*data, sender, arrival, problem);
    }
    if (good) {
        batch.places.push_back(0);
    } else {
        batch.arrivals.clear();
        batch.bad.push_back({0, problem, {}});
    }
    return batch;
}

}  // namespace

CloudMode cloud_mode(const std::map<std::string, std::string>& headers) {
    if (const auto type = headers.find("content-type"); type != headers.end()) {
        const std::string_view name = trimmed(std::string_view(type->second).substr(0, type->second.find(';')));
        if (same_name(name, "application/cloudevents+json")) return CloudMode::structured;
        if (same_name(name, "application/cloudevents-batch+json")) return CloudMode::batch;
    }
    return headers.contains("ce-specversion") || headers.contains("ce-type") ? CloudMode::binary : CloudMode::none;
}

Result<Batch> read_cloud_events(JsonReader& json, CloudMode mode, const std::map<std::string, std::string>& headers,
                                std::string& body, const Sender& sender) {
    if (mode == CloudMode::binary) return read_binary(json, headers, body, sender);
    return read_items(json, body, [&](const JsonElement& element, Arrival& arrival, std::string& problem) {
        return read_structured(element, sender, arrival, problem);
    });
}

}  // namespace dialogd::intake
