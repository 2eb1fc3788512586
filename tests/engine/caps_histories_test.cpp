// Caps against a reference that is obvious and slow, on random histories: 100,000 of them in an optimised build.
#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "engine/caps.hpp"
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::engine;
using namespace dialogd::testing;

namespace {

#ifdef __OPTIMIZE__
constexpr int kHistories = 100'000;
#else
constexpr int kHistories = 10'000;
#endif

// ---- the reference

// One message that takes a place, with all that the rules say about when it does.
struct Taken {
    MessageNumber number;
    Instant at;
    bool counted, bounced;
    bool open;               // not accepted yet: it counts as if it went now
    bool gone;               // it was accepted, or is with the server, or may have arrived
    const Contact* contact;  // its channel, topic, rule, content
};

bool tagged(const Ruleset& rules, std::string_view content, const std::string& tag) {
    for (const Content& one : rules.contents)
        if (one.name == content) return std::count(one.tags.begin(), one.tags.end(), tag) > 0;
    return false;
}

bool is_of(const Ruleset& rules, const Cap& cap, ChannelKind channel, std::string_view topic, std::string_view rule,
           std::string_view content) {
    return (!cap.channel || *cap.channel == channel) && (cap.topic.empty() || cap.topic == topic) &&
           (cap.rule.empty() || cap.rule == rule) && (cap.content.empty() || cap.content == content) &&
           (cap.tag.empty() || tagged(rules, content, cap.tag));
}

// The day, week or month of an instant where the customer lives, as a number.
long unit_of(CalendarUnit unit, Instant when, std::string_view zone) {
    const LocalTime local = calendar().local(when, zone);
    if (unit == CalendarUnit::month) return local.year * 12L + static_cast<long>(local.month);
    const long day =
        std::chrono::sys_days(std::chrono::year(local.year) / local.month / local.day).time_since_epoch().count();
    // 1970-01-01 was a Thursday: Monday comes four days later.
    return unit == CalendarUnit::day ? day : (day - 4 + 7'000'000) / 7;
}

struct Verdict {
    bool full = false;
    Instant free_at{};
};

// Looks at each place that is taken and, for a calendar unit, at each quarter of an hour that follows.
Verdict of_cap(const std::vector<Instant>& places, std::uint32_t max, const std::variant<Duration, CalendarUnit>& per,
               Instant now, std::string_view zone) {
    const auto room_at = [&](Instant when) {
        std::uint32_t count = 0;
        for (const Instant place : places) {
            const auto* rolling = std::get_if<Duration>(&per);
            if (rolling != nullptr ? place > when - *rolling
                                   : unit_of(std::get<CalendarUnit>(per), place, zone) ==
                                         unit_of(std::get<CalendarUnit>(per), when, zone))
                ++count;
        }
        return count < max;
    };
    if (room_at(now)) return {};
    if (max == 0) return {true, kNever};
    if (const auto* rolling = std::get_if<Duration>(&per)) {
        // Room comes when one of them leaves.
        Instant first = kNever;
        for (const Instant place : places)
            if (place + *rolling > now && room_at(place + *rolling)) first = std::min(first, place + *rolling);
        return {true, first};
    }
    const auto quarter = std::chrono::minutes(15);
    Instant when = std::chrono::floor<std::chrono::days>(now);
    const long today = unit_of(std::get<CalendarUnit>(per), now, zone);
    while (when <= now || unit_of(std::get<CalendarUnit>(per), when, zone) == today) when += quarter;
    return {true, when};
}

Verdict by_reference(const Ruleset& rules, const Customer& customer, const std::vector<Taken>& all, const Place& place,
                     std::string_view zone, Instant now, const OpenMessage* claimed) {
    std::string_view content = place.content == nullptr ? std::string_view() : place.content->name;
    Verdict worst;
    const auto look = [&](const Cap* cap, std::uint32_t max, const std::variant<Duration, CalendarUnit>& per) {
        std::vector<Instant> places;
        for (const Taken& one : all) {
            if (!one.counted || one.bounced) continue;
            if (claimed != nullptr && one.number == claimed->number) continue;
            if (claimed != nullptr && one.number > claimed->number && !one.gone) continue;
            const Contact& its = *one.contact;
            if (cap != nullptr && !is_of(rules, *cap, its.channel, its.topic, its.rule, its.content)) continue;
            places.push_back(one.open ? now : one.at);
        }
        const Verdict answer = of_cap(places, max, per, now, zone);
        if (answer.full && (!worst.full || answer.free_at > worst.free_at)) worst = answer;
    };
    for (const Cap& cap : rules.household.caps)
        if (is_of(rules, cap, place.channel, place.topic, place.rule, content)) look(&cap, cap.max, cap.per);
    if (customer.limit.max > 0) look(nullptr, customer.limit.max, customer.limit.per);
    return worst;
}

// ---- what histories are made of

const std::vector<std::string> kContents{"note", "news", "question"};
const std::vector<std::string> kTopics{"offers", "surveys", "service"};
const std::vector<std::string> kRules{"welcome", "basket"};
// Half hours and three quarters, changes of the clock at other hours and none, the date line.
const std::vector<std::string> kZones{"Europe/Copenhagen",   "America/New_York", "Asia/Kathmandu",
                                      "Australia/Lord_Howe", "Pacific/Auckland", "UTC"};

class Drawing {
public:
    explicit Drawing(unsigned seed) : random_(seed) {}
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_()) % bound; }
    bool once_in(std::size_t times) { return below(times) == 0; }
    template <class T>
    const T& of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

    ChannelKind channel() { return once_in(2) ? ChannelKind::email : ChannelKind::sms; }

    Cap cap() {
        static const std::vector<std::variant<Duration, CalendarUnit>> windows{
            kHour * 5, kDay, kDay * 7, kDay * 30, CalendarUnit::day, CalendarUnit::week, CalendarUnit::month};
        Cap made;
        made.max = static_cast<std::uint32_t>(once_in(20) ? 0 : 1 + below(4));
        made.per = of(windows);
        if (once_in(4)) made.channel = channel();
        if (once_in(4)) made.topic = of(kTopics);
        if (once_in(6)) made.rule = of(kRules);
        if (once_in(6)) made.content = of(kContents);
        if (once_in(6)) made.tag = "loud";
        made.text = "a cap";
        return made;
    }

    // Near the changes of the clock, the end of a month and of a year, as well as on other days.
    Instant now() {
        static const std::vector<Instant> near{at("2026-03-29T01:00:00Z"), at("2026-10-25T01:00:00Z"),
                                               at("2026-03-08T07:00:00Z"), at("2026-04-04T15:00:00Z"),
                                               at("2027-01-01T00:00:00Z"), at("2028-03-01T00:00:00Z"),
                                               at("2026-06-17T12:00:00Z")};
        return of(near) + std::chrono::seconds(static_cast<long>(below(4 * 86'400)) - 2 * 86'400);
    }

private:
    std::mt19937 random_;
};

struct History {
    Customer customer;
    std::vector<Taken> taken;
    std::vector<Contact> contacts;  // what `taken` points to
};

History history(Drawing& draw, Instant now) {
    History made;
    made.customer.time_zone = draw.of(kZones);
    if (draw.once_in(3))
        made.customer.limit = {static_cast<std::uint32_t>(1 + draw.below(3)),
                               kDay * static_cast<int>(1 + draw.below(30))};
    const std::size_t count = draw.below(draw.once_in(4) ? 40 : 8);
    std::vector<Instant> times;
    for (std::size_t i = 0; i < count; ++i)
        times.push_back(now - std::chrono::seconds(draw.below(draw.once_in(3) ? 3'000'000 : 300'000)));
    std::sort(times.begin(), times.end());
    made.contacts.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto number = static_cast<MessageNumber>(i + 1);
        Contact contact{number,          times[i],           draw.channel(),   draw.of(kTopics),
                        draw.of(kRules), draw.of(kContents), !draw.once_in(4), 0};
        contact.bounced = draw.once_in(12);
        Taken taken{number, contact.at, contact.counted, contact.bounced, false, true, nullptr};
        if (!contact.bounced && draw.once_in(5)) {
            OpenMessage open;
            open.number = number;
            open.uncertain = draw.once_in(4);
            if (draw.once_in(3)) open.state = OpenMessage::State::sending;
            taken.open = true;
            taken.gone = open.uncertain || open.state == OpenMessage::State::sending;
            made.customer.messages.push_back(open);
        }
        made.customer.contacts.push_back(contact);
        made.contacts.push_back(contact);
        taken.contact = &made.contacts.back();
        made.taken.push_back(taken);
    }
    return made;
}

std::string place_of(const std::string& zone, Instant now, Instant ours, Instant theirs) {
    return zone + ": now " + to_text(now) + ", ours " + to_text(ours) + ", the reference's " + to_text(theirs);
}

}  // namespace

TEST_CASE("caps: on random histories they decide as a slow reference does, and name the same moment") {
    House house;
    house.rules.contents.front().tags = {"loud"};
    house.ready();
    Ruleset& rules = house.rules;
    Drawing draw(20'261'125);
    int full_ones = 0, claims = 0;
    for (int round = 0; round < kHistories; ++round) {
        CAPTURE(round);
        const Instant now = draw.now();
        const History past = history(draw, now);
        rules.household.caps.clear();
        for (std::size_t i = draw.below(5); i > 0; --i) rules.household.caps.push_back(draw.cap());
        const Place place{draw.channel(), draw.of(kTopics), draw.of(kRules), rules.find_content(draw.of(kContents))};
        const OpenMessage* claimed =
            past.customer.messages.empty() || draw.once_in(2) ? nullptr : &draw.of(past.customer.messages);
        const Verdict expected =
            by_reference(rules, past.customer, past.taken, place, past.customer.time_zone, now, claimed);
        const auto full = full_cap(rules, past.customer, place, now, claimed);
        REQUIRE(full.has_value() == expected.full);
        claims += claimed != nullptr ? 1 : 0;
        if (!full) continue;
        ++full_ones;
        CAPTURE(place_of(past.customer.time_zone, now, full->free_at, expected.free_at));
        REQUIRE(full->free_at == expected.free_at);
    }
    CHECK(full_ones > kHistories / 10);
    CHECK(full_ones < kHistories * 9 / 10);
    CHECK(claims > kHistories / 20);
    MESSAGE(kHistories << " histories, " << full_ones << " of them full");
}
