// Guesses values by name and type: Anna, DKK, 499.
#include "app/sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/json_value.hpp"

namespace dialogd::app {

namespace {

using rules::Type;

// By the end of the name, the first that fits.
constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kTexts{{
    {"first_name", "Anna"},
    {"last_name", "Jensen"},
    {"city", "Aarhus"},
    {"country", "DK"},
    {"currency", "DKK"},
    {"email", "anna@example.com"},
    {"phone", "+4520123456"},
    {"url", "https://shop.example/"},
    {"link", "https://shop.example/"},
    {"image", "https://shop.example/image.jpg"},
    {"color", "blue"},
    {"size", "M"},
    {"street", "Gaden 1"},
    {"postcode", "8000"},
    {"form", "newsletter"},
    {"carrier", "PostNord"},
    {"brand", "Lys & Linned"},
    {"title", "Linen tablecloth"},
    {"product", "Linen tablecloth"},
    {"name", "Linen tablecloth"},
    {"status", "new"},
}};

std::string day_in(Instant now, int days) {
    return to_text(now + kDay * days).substr(0, 10);
}

// "kitchen, bedroom or living: the answer ..." says what it may be.
std::string first_choice(const std::string& about) {
    const std::size_t end = about.find(':');
    if (end == std::string::npos || about.find(" or ") > end) return {};
    const std::string first = about.substr(0, about.find_first_of(", "));
    return first.find_first_of(" .") == std::string::npos ? first : std::string();
}

Value text_for(const std::string& name, const std::string& about, Instant now) {
    if (std::string choice = first_choice(about); !choice.empty()) return Value(std::move(choice));
    for (const auto& [end, value] : kTexts)
        if (name.ends_with(end)) return Value(value);
    if (name.ends_with("_id") || name == "id") return Value("1001");
    if (name == "birthday") return Value("1985" + day_in(now, 7).substr(4));
    if (name.find("date") != std::string::npos || name.ends_with("_on")) return Value(day_in(now, 7));
    if (name.ends_with("_at")) return Value(to_text(now));
    return Value("(" + name + ")");
}

Value items() {
    Value::List list;
    for (const auto& [name, price] : {std::pair{"Linen tablecloth", 349.0}, {"Beeswax candles", 150.0}})
        list.emplace_back(Value::Map{{Value("name"), Value(name)},
                                     {Value("title"), Value(name)},
                                     {Value("quantity"), Value(1.0)},
                                     {Value("price"), Value(price)},
                                     {Value("url"), Value("https://shop.example/")}});
    return Value(std::move(list));
}

Value value_for(const std::string& name, Type type, const std::string& about, Instant now) {
    switch (type) {
        case Type::boolean: return Value(true);
        case Type::integer: return Value(name.ends_with("count") || name == "quantity" ? 2.0 : 7.0);
        case Type::unsigned_integer:
        case Type::number: return Value(name == "nps" || name.ends_with("score") ? 9.0 : 499.0);
        case Type::timestamp: return Value(to_text(now + kDay * 7));
        case Type::list: return items();
        case Type::map: return Value(Value::Map{{Value("name"), Value("Linen tablecloth")}});
        default: return text_for(name, about, now);
    }
}

std::string text_in(const Value& map, std::string_view key, std::string otherwise) {
    const Value* value = map.find(key);
    return value == nullptr ? std::move(otherwise) : to_text(*value);
}

bool is_profile_field(std::string_view name) {
    return rules::is_built_in(name);
}

Value answer_value(const Answer& answer) {
    if (answer.match.number) return Value(std::floor((answer.match.number->min + answer.match.number->max * 3) / 4));
    if (answer.match.any) return Value("the delivery was slow");
    return Value(answer.match.name);
}

}  // namespace

Result<Sample> read_sample(const std::filesystem::path& file) {
    Result<std::string> text = read_file(file);
    if (!text) return text.error();
    Result<Value> json = parse_json(*text, file.string());
    if (!json) return json.error();
    const Value::Map* map = json->map();
    const auto is_part = [](const auto& entry) {
        return *entry.first.text() == "customer" || *entry.first.text() == "event" || *entry.first.text() == "run";
    };
    if (map == nullptr || !std::all_of(map->begin(), map->end(), is_part))
        return Error{ErrorCode::invalid,
                     file.string() +
                         R"(: write {"customer": {"first_name": "Anna"}, "event": {"name": "order.placed", )"
                         R"("total": 300}, "run": {"answers": {"price": "too expensive"}}})",
                     {}};
    Sample sample;
    if (const Value* customer = json->find("customer")) sample.customer = *customer;
    if (const Value* event = json->find("event")) sample.event = *event;
    if (const Value* run = json->find("run"))
        if (const Value* answers = run->find("answers")) sample.answers = *answers;
    return sample;
}

Customer sample_customer(const Workshop& shop, const Value& given, Instant now) {
    Customer customer;
    customer.number = CustomerNumber{1};
    customer.id = text_in(given, "id", "sample");
    customer.created = now - kDay * 30;
    customer.language = text_in(given, "language", shop.config.household.language);
    customer.time_zone = text_in(given, "time_zone", "");
    customer.addresses = {{ChannelKind::email, text_in(given, "email", "anna@example.com"), AddressState::usable, {}},
                          {ChannelKind::sms, text_in(given, "phone", "+4520123456"), AddressState::usable, {}}};
    if (const Value::Map* map = given.map())
        for (const auto& [name, value] : *map)
            if (!is_profile_field(*name.text()) && !value.is_null())
                customer.attributes.push_back({*name.text(), value, "given", now});
    for (const auto& [name, type] : shop.vocabulary.customer) {
        if (is_profile_field(name) || given.find(name) != nullptr) continue;
        const auto about = shop.about.find(name);
        customer.attributes.push_back(
            {name, value_for(name, type, about == shop.about.end() ? std::string() : about->second, now), "sample",
             now});
    }
    std::sort(customer.attributes.begin(), customer.attributes.end(),
              [](const Attribute& a, const Attribute& b) { return a.name < b.name; });
    return customer;
}

void consent_to_all(const Workshop& shop, Customer& customer, Instant now) {
    customer.consents.clear();
    for (const auto& [name, topic] : shop.config.household.topics)
        if (topic.marketing) customer.consents.push_back({name, std::nullopt, true, now});
}

Event sample_event(const Workshop& shop, const std::string& name, const Value& given, Instant now) {
    Event event;
    event.name = name;
    event.id = "sample";
    event.source = "sample";
    event.time = now;
    Value::Map properties;
    if (const Value::Map* map = given.map())
        for (const auto& [key, value] : *map)
            if (*key.text() != "name" && !value.is_null()) properties.emplace_back(key, value);
    if (const rules::EventFields* fields = shop.vocabulary.find_event(name))
        for (const auto& [field, type] : fields->properties) {
            const bool always = field == "name" || field == "id" || field == "time";
            if (!always && given.find(field) == nullptr)
                properties.emplace_back(Value(field), value_for(field, type, {}, now));
        }
    event.properties = Value(std::move(properties));
    return event;
}

std::vector<GivenAnswer> sample_answers(const Rule& rule, const Value& given, Instant now) {
    std::vector<GivenAnswer> answers;
    for (const Step& step : rule.steps) {
        const auto* ask = std::get_if<step::Ask>(&step.what);
        if (ask == nullptr) continue;
        for (const Answer& answer : ask->answers) {
            GivenAnswer one{answer.match.name, answer_value(answer), {}, now, {}};
            if (const Value* said = given.find(answer.match.name)) {
                one.value = said->find("value") != nullptr ? *said->find("value") : *said;
                if (const Value* text = said->find("text")) one.text = to_text(*text);
            }
            if (one.text.empty()) one.text = to_text(one.value);
            answers.push_back(std::move(one));
        }
    }
    return answers;
}

std::string starting_event(const Rule& rule) {
    for (const Trigger& trigger : rule.triggers) {
        if (trigger.kind == Trigger::Kind::event) return trigger.event;
        if (trigger.kind == Trigger::Kind::absent) return trigger.since.empty() ? trigger.event : trigger.since;
    }
    return {};
}

}  // namespace dialogd::app
