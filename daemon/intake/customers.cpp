// What is said about one customer through the API.
#include "intake/customers.hpp"

#include <charconv>

#include "intake/about.hpp"
#include "intake/items.hpp"
#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

bool wrong(std::string& problem, std::string_view name, std::string_view what) {
    problem = std::string(name) + ": " + std::string(what);
    return false;
}

bool read_flag(const JsonElement& element, std::string_view name, bool& out, std::string& problem) {
    return element.get(out) == simdjson::SUCCESS || wrong(problem, name, "must be true or false");
}

bool read_language(const JsonElement& element, std::string& out, std::string& problem) {
    std::string_view text;
    if (!to_text(element, text) || !is_language(text))
        return wrong(problem, "language", "must be a BCP 47 tag, as in \"da\" or \"nb-NO\"");
    out = text;
    return true;
}

bool read_channel(const JsonElement& element, std::string_view name, ChannelKind& out, std::string& problem) {
    std::string_view text;
    const auto channel = to_text(element, text) ? parse_channel(text) : std::nullopt;
    if (!channel) return wrong(problem, name, "must be \"email\" or \"sms\"");
    out = *channel;
    return true;
}

bool read_addresses(const JsonElement& element, const Sender& sender, Profile& profile, std::string& problem) {
    JsonObject object;
    if (element.get(object) != simdjson::SUCCESS) return wrong(problem, "addresses", "must be an object");
    for (const auto field : object) {
        bool good = false;
        if (field.key == "email")
            good = read_email(field.value, "addresses.email", profile.email, problem);
        else if (field.key == "phone" || field.key == "sms")
            good = read_phone(field.value, "addresses." + std::string(field.key), sender, profile.phone, problem);
        else
            return wrong(problem, "addresses", "unknown key " + quoted(field.key) + "; there are email and phone");
        if (!good) return false;
    }
    return true;
}

bool read_profile_field(std::string_view key, const JsonElement& value, const Sender& sender, Profile& profile,
                        About& about, std::string& problem) {
    if (key == "attributes") {
        if (!value.is_object()) return wrong(problem, "attributes", "must be an object");
        if (!to_value(value, profile.attributes, problem)) return wrong(problem, key, std::string(problem));
        for (const auto& [name, attribute] : *profile.attributes.map())
            if (!is_name(*name.text()))
                return wrong(problem, key, "a name is empty, too long or has control characters");
        return true;
    }
    if (key == "addresses") return read_addresses(value, sender, profile, problem);
    if (key == "email") return read_email(value, "email", profile.email, problem);
    if (key == "phone") return read_phone(value, "phone", sender, profile.phone, problem);
    if (key == "language") return read_language(value, profile.language, problem);
    if (key == "anonymous_id") return read_name(value, "anonymous_id", kLongestId, about.anonymous_id, problem);
    if (key == "time_zone") {
        std::string_view text;
        if (!to_text(value, text) || !is_time_zone(text))
            return wrong(problem, "time_zone", "must be an IANA name, as in \"Europe/Copenhagen\"");
        profile.time_zone = text;
        return true;
    }
    problem = "unknown key " + quoted(key) +
              "; there are attributes, email, phone, addresses, language, time_zone and anonymous_id";
    return false;
}

bool read_limit(const JsonElement& element, Preference& preference, std::string& problem) {
    Limit& limit = preference.limit.emplace();
    if (element.is_null()) return true;  // none of their own any more
    JsonObject object;
    if (element.get(object) != simdjson::SUCCESS) return wrong(problem, "limit", "must be an object or null");
    bool has_max = false;
    for (const auto field : object) {
        if (field.key == "max") {
            std::uint64_t max = 0;
            if (field.value.get(max) != simdjson::SUCCESS || max > 1000)
                return wrong(problem, "limit.max", "must be a whole number, at most 1000");
            limit.max = static_cast<std::uint32_t>(max);
            has_max = true;
        } else if (field.key == "per") {
            std::string_view text;
            const auto per = parse_duration(to_text(field.value, text) ? text.substr(0, 32) : "");
            if (!per || per->count() == 0) return wrong(problem, "limit.per", "must be a duration, as in \"7d\"");
            limit.per = *per;
        } else {
            return wrong(problem, "limit", "unknown key " + quoted(field.key) + "; there are max and per");
        }
    }
    if (!has_max) return wrong(problem, "limit.max", "is missing");
    if (limit.max > 0 && limit.per.count() == 0) return wrong(problem, "limit.per", "is missing");
    return true;
}

// "20:00" as minutes of the day.
bool read_clock(const JsonElement& element, std::string_view name, std::int32_t& out, std::string& problem) {
    std::string_view text;
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
    if (to_text(element, text) && text.size() == 5 && text[2] == ':') {
        const int hour = digit(0) * 10 + digit(1);
        const int minute = digit(3) * 10 + digit(4);
        out = hour * 60 + minute;
        if (hour < 24 && minute < 60) return true;
    }
    return wrong(problem, name, "must be a time of the day, as in \"20:00\"");
}

bool read_quiet_hours(const JsonElement& element, Preference& preference, std::string& problem) {
    JsonObject object;
    JsonElement from;
    JsonElement to;
    if (element.get(object) != simdjson::SUCCESS || object.size() != 2 ||
        object.at_key("from").get(from) != simdjson::SUCCESS || object.at_key("to").get(to) != simdjson::SUCCESS)
        return wrong(problem, "quiet_hours", "must be an object with from and to");
    QuietHours& quiet = preference.quiet_hours.emplace();
    return read_clock(from, "quiet_hours.from", quiet.from, problem) &&
           read_clock(to, "quiet_hours.to", quiet.to, problem);
}

bool read_topics(const JsonElement& element, std::string_view name, std::vector<std::string>& out,
                 std::string& problem) {
    simdjson::dom::array list;
    if (element.get(list) != simdjson::SUCCESS || list.size() > 100)
        return wrong(problem, name, "must be a list of at most 100 topics");
    for (const JsonElement topic : list)
        if (!read_name(topic, name, kLongestName, out.emplace_back(), problem)) return false;
    return true;
}

bool read_channels(const JsonElement& element, Preference& preference, std::string& problem) {
    simdjson::dom::array list;
    if (element.get(list) != simdjson::SUCCESS || list.size() > 2)
        return wrong(problem, "channels", "must be a list of \"email\" and \"sms\", in the order preferred");
    auto& channels = preference.channels.emplace();
    for (const JsonElement item : list) {
        ChannelKind channel{};
        if (!read_channel(item, "channels", channel, problem)) return false;
        if (!channels.empty() && channels.front() == channel) return wrong(problem, "channels", "one comes twice");
        channels.push_back(channel);
    }
    return true;
}

bool read_preference_field(std::string_view key, const JsonElement& value, Preference& preference,
                           std::string& problem) {
    if (key == "channels") return read_channels(value, preference, problem);
    if (key == "limit") return read_limit(value, preference, problem);
    if (key == "quiet_hours") return read_quiet_hours(value, preference, problem);
    if (key == "topics_off") return read_topics(value, key, preference.topics_off, problem);
    if (key == "topics_on") return read_topics(value, key, preference.topics_on, problem);
    if (key == "language") return read_language(value, preference.language, problem);
    if (key == "stop_marketing") return read_flag(value, key, preference.stop_marketing.emplace(), problem);
    if (key == "stop_all") return read_flag(value, key, preference.stop_all.emplace(), problem);
    if (key == "paused_until") {
        Instant& until = preference.paused_until.emplace();  // null: the epoch, long past
        return value.is_null() || read_time(value, key, until, problem);
    }
    problem = "unknown key " + quoted(key) +
              "; there are channels, limit, paused_until, quiet_hours, topics_off, topics_on, language, "
              "stop_marketing and stop_all";
    return false;
}

bool read_consent_field(std::string_view key, const JsonElement& value, Consent& consent, bool& has_given,
                        std::string& problem) {
    constexpr std::size_t kLongestText = 4000;
    if (key == "topic") return read_name(value, key, kLongestName, consent.topic, problem);
    if (key == "source") return read_name(value, key, kLongestName, consent.source, problem);
    if (key == "time") return read_time(value, key, consent.time, problem);
    if (key == "channel") return value.is_null() || read_channel(value, key, consent.channel.emplace(), problem);
    if (key == "given") return has_given = true, read_flag(value, key, consent.given, problem);
    if (key == "text") {
        std::string_view text;
        if (!to_text(value, text) || trimmed(text).empty() || text.size() > kLongestText)
            return wrong(problem, key, "must be the words that were agreed to, at most 4000 bytes");
        consent.text = text;
        return true;
    }
    problem = "unknown key " + quoted(key) + "; there are topic, channel, given, text, time and source";
    return false;
}

// `about`: where a `customer` in the consent itself goes; null: it may name none.
bool read_consent(const JsonElement& element, const Sender& sender, Consent& consent, About* about,
                  std::string& problem) {
    JsonObject object;
    if (element.get(object) != simdjson::SUCCESS) return wrong(problem, "consent", "must be an object");
    consent.time = sender.now;
    consent.source = about == nullptr ? "api" : "import";
    bool has_given = false;
    bool has_customer = false;
    for (const auto field : object) {
        const bool names_customer = about != nullptr && field.key == "customer";
        has_customer = has_customer || names_customer;
        if (names_customer ? !read_customer(field.value, sender, *about, problem)
                           : !read_consent_field(field.key, field.value, consent, has_given, problem))
            return false;
    }
    if (about != nullptr && !has_customer) return wrong(problem, "customer", "is missing: who said it");
    if (consent.topic.empty()) return wrong(problem, "topic", "is missing");
    if (!has_given) return wrong(problem, "given", "is missing: true or false");
    if (consent.text.empty()) return wrong(problem, "text", "is missing: the words that were agreed to");
    return true;
}

// The body as one object, each of whose fields `take` reads.
template <class Take>
Result<void> read_object(JsonReader& json, std::string& body, Take take) {
    const Result<JsonElement> whole = json.read(body);
    if (!whole) return whole.error();
    JsonObject object;
    if (whole->get(object) != simdjson::SUCCESS) return Error{ErrorCode::invalid, "the body must be an object"};
    std::string problem;
    for (const auto field : object)
        if (!take(field.key, field.value, problem)) return Error{ErrorCode::invalid, problem};
    return {};
}

}  // namespace

Result<Profile> read_profile(JsonReader& json, std::string& body, const Sender& sender, About& about) {
    Profile profile;
    profile.source = "api";
    profile.attributes = Value(Value::Map{});
    const auto outcome = read_object(json, body, [&](std::string_view key, const JsonElement& value, std::string& why) {
        return read_profile_field(key, value, sender, profile, about, why);
    });
    if (!outcome) return outcome.error();
    return profile;
}

Result<Preference> read_preference(JsonReader& json, std::string& body, const Sender&) {
    Preference preference;
    preference.source = "api";
    const auto outcome = read_object(json, body, [&](std::string_view key, const JsonElement& value, std::string& why) {
        return read_preference_field(key, value, preference, why);
    });
    if (!outcome) return outcome.error();
    return preference;
}

Result<std::vector<Consent>> read_consents(JsonReader& json, std::string& body, const Sender& sender) {
    std::vector<Consent> consents;
    std::string problem;
    std::optional<Error> first;
    const Result<void> outcome =
        json.each_item(body, kMostItems, [&](std::size_t index, const JsonElement* element, std::string_view why_not) {
            problem = why_not;
            if (element != nullptr && read_consent(*element, sender, consents.emplace_back(), nullptr, problem)) return;
            if (!first) first = Error{ErrorCode::invalid, "consent " + std::to_string(index) + ": " + problem};
        });
    if (!outcome) return outcome.error();
    if (first) return *first;
    if (consents.empty()) return Error{ErrorCode::invalid, "no consent in the body"};
    return consents;
}

Result<Batch> read_consent_import(JsonReader& json, std::string& body, const Sender& sender) {
    return read_items(json, body, [&](const JsonElement& element, Arrival& arrival, std::string& problem) {
        return read_consent(element, sender, arrival.input.emplace<Consent>(), &arrival.about, problem);
    });
}

}  // namespace dialogd::intake
