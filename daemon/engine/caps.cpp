// Counts contacts in windows.
#include "engine/caps.hpp"

#include <algorithm>

#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

bool has_tag(const Ruleset& rules, const std::string& content, const std::string& tag) {
    const Content* found = rules.find_content(content);
    return found != nullptr && std::find(found->tags.begin(), found->tags.end(), tag) != found->tags.end();
}

// Is the cap about a message like that?
bool concerns(const Cap& cap, const Place& place) {
    if (cap.channel && *cap.channel != place.channel) return false;
    if (!cap.topic.empty() && cap.topic != place.topic) return false;
    if (!cap.rule.empty() && cap.rule != place.rule) return false;
    if (cap.content.empty() && cap.tag.empty()) return true;
    if (place.content == nullptr) return false;
    if (!cap.content.empty() && cap.content != place.content->name) return false;
    const auto& tags = place.content->tags;
    return cap.tag.empty() || std::find(tags.begin(), tags.end(), cap.tag) != tags.end();
}

bool counts(const Ruleset& rules, const Cap& cap, const Contact& contact) {
    return (!cap.channel || *cap.channel == contact.channel) && (cap.topic.empty() || cap.topic == contact.topic) &&
           (cap.rule.empty() || cap.rule == contact.rule) && (cap.content.empty() || cap.content == contact.content) &&
           (cap.tag.empty() || has_tag(rules, contact.content, cap.tag));
}

const OpenMessage* find_open(const Customer& customer, MessageNumber number) {
    for (const OpenMessage& message : customer.messages)
        if (message.number == number) return &message;
    return nullptr;
}

// The contacts that stand in the way, each with the time at which it counts; in order of time.
struct Counted {
    const Contact* contact = nullptr;
    Instant at{};
};
std::vector<Counted> counted_of(const Customer& customer, const OpenMessage* claimed, Instant now) {
    std::vector<Counted> counted;
    for (const Contact& contact : customer.contacts) {
        if (!contact.counted || contact.bounced) continue;
        const OpenMessage* open = find_open(customer, contact.message);
        const bool has_gone = open == nullptr || open->uncertain || open->state == OpenMessage::State::sending;
        if (claimed != nullptr &&
            (contact.message == claimed->number || (contact.message > claimed->number && !has_gone)))
            continue;
        counted.push_back({&contact, open == nullptr ? contact.at : now});
    }
    std::stable_sort(counted.begin(), counted.end(), [](const Counted& a, const Counted& b) { return a.at < b.at; });
    return counted;
}

// In order of time: when a rolling window with `times` in it has room again.
Instant rolling_free_at(const std::vector<Instant>& times, std::uint32_t max, Duration per, Instant now) {
    // The window is open again when the max-th newest has left it.
    const Instant leaving = times[times.size() - max];
    return std::max(leaving + per, now);
}

}  // namespace

std::optional<Full> full_cap(const Ruleset& rules, const Customer& customer, const Place& place, Instant now,
                             const OpenMessage* claimed) {
    const std::vector<Counted> contacts = counted_of(customer, claimed, now);
    std::optional<Full> longest;
    const auto keep = [&](Full full) {
        if (!longest || full.free_at > longest->free_at) longest = std::move(full);
    };
    const std::string_view zone = zone_of(rules, customer);
    for (const Cap& cap : rules.household.caps) {
        if (!concerns(cap, place)) continue;
        const Duration* rolling = std::get_if<Duration>(&cap.per);
        const CalendarUnit* unit = std::get_if<CalendarUnit>(&cap.per);
        const Instant since = rolling != nullptr ? now - *rolling : rules.services.calendar->start_of(*unit, now, zone);
        std::vector<Instant> times;
        for (const auto& [contact, at] : contacts)
            if ((rolling != nullptr ? at > since : at >= since) && counts(rules, cap, *contact)) times.push_back(at);
        if (times.size() < cap.max) continue;
        if (cap.max == 0) {
            keep({Reason::cap, cap.text, kNever});
            continue;
        }
        if (rolling != nullptr) {
            keep({Reason::cap, cap.text, rolling_free_at(times, cap.max, *rolling, now)});
            continue;
        }
        // The next unit begins at most 32 days on; its start is the start of the unit that lies there.
        const Duration beyond = *unit == CalendarUnit::day    ? kDay + kHour * 6
                                : *unit == CalendarUnit::week ? kDay * 7 + kHour * 6
                                                              : kDay * 32;
        keep({Reason::cap, cap.text, rules.services.calendar->start_of(*unit, since + beyond, zone)});
    }
    if (customer.limit.max > 0) {
        std::vector<Instant> times;
        for (const Counted& counted : contacts)
            if (counted.at > now - customer.limit.per) times.push_back(counted.at);
        if (times.size() >= customer.limit.max)
            keep({Reason::own_limit,
                  "at most " + std::to_string(customer.limit.max) + " per " + to_text(customer.limit.per),
                  rolling_free_at(times, customer.limit.max, customer.limit.per, now)});
    }
    return longest;
}

}  // namespace dialogd::engine
