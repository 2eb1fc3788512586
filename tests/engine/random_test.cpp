// What holds whatever comes in: random inputs, in any order, against what the engine promises.
#include <map>
#include <random>
#include <set>

#include "engine/permit.hpp"
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

Cap cap(std::uint32_t max, std::variant<Duration, CalendarUnit> per) {
    Cap made;
    made.max = max;
    made.per = per;
    return made;
}

// What no event sets off, until a day after which nobody wakes for it any more; and what goes by another channel.
void add_timed(House& house) {
    const auto add = [&](std::string name, Trigger trigger) {
        Rule rule = event_rule(std::move(name), "offers", "none", steps(send_step({"note"})));
        rule.triggers.clear();
        rule.triggers.push_back(std::move(trigger));
        rule.until = at("2026-05-01T00:00:00Z");
        house.add(std::move(rule));
    };
    Trigger daily;
    daily.kind = Trigger::Kind::schedule;
    daily.schedule.times = {{0x15, 10 * 60}};
    add("daily", std::move(daily));
    Trigger birthday;
    birthday.kind = Trigger::Kind::date;
    birthday.date = constant(Value("1990-03-25"));
    birthday.every_year = true;
    add("birthday", std::move(birthday));
    Trigger ordered;
    ordered.kind = Trigger::Kind::becomes;
    ordered.condition = expression(
        [](const Scope& scope) -> Result<Value> { return Value(!scope.remembered("order", kDay * 2).empty()); });
    add("ordered", std::move(ordered));
    Trigger hello;
    hello.kind = Trigger::Kind::keyword;
    hello.words = {"hello"};
    add("hello", std::move(hello));
    Rule either = event_rule("either", "service", "pong", steps(send_step({"news"}), wait_step(kHour)));
    auto& send = std::get<step::Send>(either.steps[0].what);
    send.channels = {ChannelKind::email, ChannelKind::sms};
    send.next_on_failure = true;
    house.add(std::move(either));
}

// Offers that compete, questions by both channels, service, timers, waits, own events, caps and a night.
void furnish(House& house) {
    Household& household = house.rules.household;
    household.gather = kMinute * 5;
    household.quiet_hours = QuietHours{21 * 60, 7 * 60};
    household.caps = {cap(3, kDay * 7), cap(1, CalendarUnit::day)};
    household.caps[1].channel = ChannelKind::sms;
    household.caps.push_back(cap(1, kDay * 2));
    household.caps[2].topic = "surveys";
    house.add(event_rule("offer", "offers", "ping", steps(wait_step(kHour), send_step({"note", "news"}))));
    Rule high =
        event_rule("high", "offers", "pong", steps(send_step({"news"}, kDay), wait_step(kDay), send_step({"note"})));
    high.priority = 80;
    high.exits.push_back({"order", nullptr});
    house.add(std::move(high));
    for (const ChannelKind channel : {ChannelKind::email, ChannelKind::sms}) {
        Rule ask = event_rule("ask-" + std::string(to_text(channel)), "surveys", "ping",
                              steps(ask_step("question", kDay), send_step({"note"})));
        ask_of(ask, 0).send.channels = {channel};
        ask_of(ask, 0).late = step::Ask::Late::run;
        ask_of(ask, 0).again_runs = true;
        ask_of(ask, 0).answers[0].then = add_branch(ask, send_step({"note"}), 1);
        ask_of(ask, 0).answers[1].then = add_branch(ask, handover_step("service"), 1);
        house.add(std::move(ask));
    }
    house.add(event_rule("service", "service", "order", steps(send_step({"note"}), emit_step("ping"))));
    house.add(event_rule("waits", "offers", "order",
                         steps(wait_event_step("pong", kDay * 2), emit_step("pong"), send_step({"note"}))));
    Rule away = event_rule("away", "offers", "none", steps(send_step({"news"})));
    away.triggers[0].kind = Trigger::Kind::absent;
    away.triggers[0].event = "order";
    away.triggers[0].absent_for = kDay * 3;
    house.add(std::move(away));
    add_timed(house);
}

class RandomInputs {
public:
    explicit RandomInputs(unsigned seed) : random_(seed) {}
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_()) % bound; }

    Input next(const Customer& customer, Instant now) {
        switch (below(13)) {
            case 0: return consent(now);
            case 1: return preference(now);
            case 2: return AddressStatus{channel(), address(), static_cast<AddressState>(below(4)), "random"};
            case 3:
                return Handover{
                    below(3) == 0 ? Handover::Act::opened : Handover::Act::closed, "service", {}, "eva", {}, 0};
            case 4: return reply(customer, now);
            case 5: return receipt(customer, now);
            case 6:
            case 7:
            case 8: return Wake{number(customer)};
            case 10: return rule_of_the_shop();
            case 9: return Profile{Value(Value::Map{{Value("n"), Value(1.0)}}), {}, {}, {}, {}, "api"};
            default: return event(now);
        }
    }

private:
    Input rule_of_the_shop() {
        if (below(3) != 0) return RulesChanged{1};
        return Dropped{below(2) == 0 ? "offer" : "", "news", below(6) == 0, "eva"};
    }
    ChannelKind channel() { return below(2) == 0 ? ChannelKind::email : ChannelKind::sms; }
    std::string address() { return below(2) == 0 ? "anna@example.com" : "+4520123456"; }
    // Mostly of a message that waits.
    MessageNumber number(const Customer& customer) {
        if (!customer.messages.empty() && below(4) != 0)
            return customer.messages[below(customer.messages.size())].number;
        return static_cast<MessageNumber>(below(customer.last_message + 2U));
    }
    Event event(Instant now) {
        const char* const names[] = {"ping", "pong", "order"};
        const Instant when = below(5) == 0 ? now - kHour * static_cast<int>(below(60)) : now;
        return {names[below(3)], "e" + std::to_string(below(400)), "test", when, Value(Value::Map{}), 0};
    }
    Consent consent(Instant now) {
        std::optional<ChannelKind> which;
        if (below(3) == 0) which = channel();
        return {below(2) == 0 ? "offers" : "surveys", which, below(4) != 0, "text", "api", now};
    }
    Preference preference(Instant now) {
        Preference made;
        switch (below(5)) {
            case 0: made.limit = Limit{static_cast<std::uint32_t>(below(3)), kDay * 4}; break;
            case 1: made.paused_until = now + kHour * static_cast<int>(below(48)); break;
            case 2: made.topics_off = {"offers"}; break;
            case 3: made.topics_on = {"offers"}; break;
            default: made.stop_marketing = below(4) == 0;
        }
        return made;
    }
    Reply reply(const Customer& customer, Instant now) {
        const char* const texts[] = {"8", "no", "unsure", "STOP", "STOP 3", "START", "HELP", "only sms", "hello"};
        Reply made;
        made.channel = channel();
        made.from = made.channel == ChannelKind::email ? "anna@example.com" : "+4520123456";
        made.text = texts[below(9)];
        if (below(2) == 0 && !customer.questions.empty())
            made.message = customer.questions[below(customer.questions.size())].message;
        made.matched_by = made.message == 0 ? MatchedBy::address : MatchedBy::token;
        made.proven = below(8) != 0;
        made.automatic = below(10) == 0;
        made.time = now;
        return made;
    }
    Receipt receipt(const Customer& customer, Instant now) {
        Receipt made;
        made.message = number(customer);
        made.kind = static_cast<ReceiptKind>(below(8));
        made.attempt = static_cast<std::uint32_t>(below(3));
        made.address_is_bad = below(12) == 0;
        made.time = now;
        return made;
    }

    std::mt19937 random_;
};

// Keeps its own plain books of what the entries say, and holds the promises against them.
class Books {
public:
    void take(const Customer& before, const EntryBody& entry, const Customer& after, Instant now) {
        if (const auto* queued = std::get_if<MessageQueued>(&entry)) queue(*queued, after, now);
        if (const auto* sending = std::get_if<MessageSending>(&entry)) send(*sending, before, now);
        if (const auto* dropped = std::get_if<MessageDropped>(&entry)) {
            REQUIRE(sending_.count(dropped->message) == 0);
            give_up(dropped->message);
            open_.erase(dropped->message);
        }
        if (const auto* receipt = std::get_if<Receipt>(&entry)) settle(*receipt, before, after, now);
    }

    int sent = 0;
    int counted = 0;

private:
    struct Place {
        Instant at;
        ChannelKind channel;
        std::string topic;
        bool open = true;           // counts as if it went now
        bool may_be_there = false;  // an attempt was uncertain: it is never given back
    };

    void queue(const MessageQueued& queued, const Customer& after, Instant now) {
        REQUIRE(queued.message == ++last_);
        if (queued.run != 0)
            REQUIRE(steps_.insert({queued.run, queued.step, queued.channel}).second);  // once for each (run, step)
        open_.insert(queued.message);
        if (!queued.counted) return;
        ++counted;
        contacts_[queued.message] = {now, queued.channel, queued.topic};
        std::size_t week = 0, day = 0, surveys = 0, own = 0;
        for (const auto& [number, booked] : contacts_) {
            Place place = booked;
            if (place.open) place.at = now;
            week += place.at > now - kDay * 7 ? 1U : 0U;
            const LocalTime then = calendar().local(place.at, "Europe/Copenhagen");
            const LocalTime today = calendar().local(now, "Europe/Copenhagen");
            const bool same_day = then.year == today.year && then.month == today.month && then.day == today.day;
            day += same_day && place.channel == ChannelKind::sms ? 1U : 0U;
            surveys += place.topic == "surveys" && place.at > now - kDay * 2 ? 1U : 0U;
            own += place.at > now - after.limit.per ? 1U : 0U;
        }
        REQUIRE(week <= 3);
        if (queued.channel == ChannelKind::sms) REQUIRE(day <= 1);
        if (queued.topic == "surveys") REQUIRE(surveys <= 1);
        if (after.limit.max > 0) REQUIRE(own <= after.limit.max);
    }

    void send(const MessageSending& sending, const Customer& before, Instant now) {
        ++sent;
        REQUIRE(open_.count(sending.message) == 1);
        REQUIRE(sending_.insert(sending.message).second);  // never two attempts at once
        for (const OpenMessage& message : before.messages) {
            if (message.number != sending.message || message.content.starts_with('_')) continue;
            REQUIRE_FALSE(
                engine::forbidden(before, {message.channel, message.topic, message.marketing, message.to}, now));
            const int minute = calendar().local(now, "Europe/Copenhagen").minute;
            if (message.marketing && !message.continuation && !before.quiet_hours)
                REQUIRE((minute >= 7 * 60 && minute < 21 * 60));
            REQUIRE(message.expires > now);
        }
    }

    void give_up(MessageNumber message) {
        const auto place = contacts_.find(message);
        if (place == contacts_.end()) return;
        if (!place->second.may_be_there)
            contacts_.erase(place);
        else
            place->second.open = false;
    }

    void settle(const Receipt& receipt, const Customer& before, const Customer& after, Instant now) {
        const auto find = [&](const Customer& customer) {
            for (const OpenMessage& message : customer.messages)
                if (message.number == receipt.message) return &message;
            return static_cast<const OpenMessage*>(nullptr);
        };
        const OpenMessage* was = find(before);
        const OpenMessage* is = find(after);
        if (is == nullptr || is->state != OpenMessage::State::sending) sending_.erase(receipt.message);
        if (was != nullptr && is == nullptr) open_.erase(receipt.message);
        const auto place = contacts_.find(receipt.message);
        if (place == contacts_.end()) return;
        const bool ends = was != nullptr && was->state == OpenMessage::State::sending &&
                          (receipt.attempt == 0 || receipt.attempt == was->attempts);
        if ((receipt.kind == ReceiptKind::failed || receipt.kind == ReceiptKind::revoked) && is == nullptr) {
            if (was == nullptr)
                contacts_.erase(place);
            else
                give_up(receipt.message);
        } else if (was != nullptr &&
                   (receipt.kind == ReceiptKind::accepted || (receipt.kind == ReceiptKind::uncertain && ends))) {
            place->second = {now, place->second.channel, place->second.topic, is != nullptr, true};
        }
    }

    MessageNumber last_ = 0;
    std::set<std::tuple<RunNumber, std::int32_t, ChannelKind>> steps_;
    std::set<MessageNumber> open_;
    std::set<MessageNumber> sending_;
    std::map<MessageNumber, Place> contacts_;
};

// Nothing that somebody has paused goes out.
void check_paused(const House& house, const Customer& before, const EntryBody& entry) {
    const auto* sending = std::get_if<MessageSending>(&entry);
    if (sending == nullptr) return;
    for (const OpenMessage& message : before.messages) {
        if (message.number != sending->message) continue;
        REQUIRE_FALSE(house.rules.paused.rule(message.rule));
        REQUIRE_FALSE(house.rules.paused.content(message.content));
    }
}

void pause_at_random(House& house, RandomInputs& inputs) {
    Paused& paused = house.rules.paused;
    paused = {};
    if (inputs.below(2) == 0) paused.rules = {"either", "offer"};
    if (inputs.below(3) == 0) paused.contents = {"note"};
    paused.all = inputs.below(8) == 0;
}

void take(const House& house, Customer& customer, const Input& input, Instant now, Books& books) {
    const Customer before = customer;
    const Turn turn = take_turn(house.rules, customer, input, now);
    REQUIRE(customer == before);  // only entries change it
    const Turn again = take_turn(house.rules, customer, input, now);
    REQUIRE(turn.entries == again.entries);
    REQUIRE(turn.messages == again.messages);
    std::size_t queued = 0;
    for (const EntryBody& entry : turn.entries) {
        const Customer at_entry = customer;
        apply(house.rules.needs, customer, entry, now);
        books.take(at_entry, entry, customer, now);
        check_paused(house, at_entry, entry);
        if (const auto* one = std::get_if<MessageQueued>(&entry)) {
            REQUIRE(turn.messages.at(queued).number == one->message);
            ++queued;
        }
    }
    REQUIRE(queued == turn.messages.size());
    REQUIRE(turn.after == customer);
    REQUIRE(turn.wake_at == next_wake(house.rules, customer, now));
    REQUIRE(turn.wake_at == again.wake_at);
    // No wake that goes in circles: what was due has been taken, or something was written.
    if (turn.entries.empty() && std::holds_alternative<Wake>(input)) REQUIRE(turn.wake_at > now);
    for (const Run& run : customer.runs) REQUIRE(run.waiting != Waiting::nothing);
    REQUIRE(customer.runs.size() <= kMaxOpenRuns);
    REQUIRE(customer.messages.size() <= kMaxOpenMessages);
}

}  // namespace

TEST_CASE("random: whatever comes in, the promises hold, and in the end the customer sleeps") {
    House house;
    furnish(house);
    house.ready();
    int sent = 0;
    int counted = 0;
    for (unsigned seed = 1; seed <= 45; ++seed) {
        CAPTURE(seed);
        RandomInputs inputs(seed);
        Books books;
        Customer customer;
        customer.number = CustomerNumber{seed};
        Instant now = at("2026-03-20T09:00:00Z");
        Profile profile;
        profile.email = "anna@example.com";
        profile.phone = "+4520123456";
        take(house, customer, profile, now, books);
        for (const char* topic : {"offers", "surveys"})
            take(house, customer, Consent{topic, std::nullopt, true, {}, "api", now}, now, books);
        for (int i = 0; i < 120; ++i) {
            if (inputs.below(40) == 0) pause_at_random(house, inputs);
            const Instant wake = next_wake(house.rules, customer, now);
            if (inputs.below(3) == 0 && wake != kNever) {
                now = std::max(now, wake);
                take(house, customer, Wake{}, now, books);
            } else {
                now += kMinute * static_cast<int>(inputs.below(240));
            }
            take(house, customer, inputs.next(customer, now), now, books);
        }
        house.rules.paused = {};
        // Nothing comes any more: what is on its way ends, everything runs out, and then there is silence.
        for (const OpenMessage& message : std::vector<OpenMessage>(customer.messages)) {
            Receipt failed;
            failed.message = message.number;
            failed.kind = ReceiptKind::failed;
            take(house, customer, failed, now, books);
        }
        int wakes = 0;
        while (next_wake(house.rules, customer, now) != kNever) {
            REQUIRE(++wakes < 300);
            now = std::max(now, next_wake(house.rules, customer, now));
            take(house, customer, Wake{}, now, books);
        }
        CHECK(customer.runs.empty());
        CHECK(customer.messages.empty());
        sent += books.sent;
        counted += books.counted;
    }
    CHECK(sent > 100);
    CHECK(counted > 100);
}

TEST_CASE("random: taking the entries one by one gives the state of taking them all, whatever was in between") {
    House house;
    furnish(house);
    house.ready();
    for (unsigned seed = 100; seed < 110; ++seed) {
        CAPTURE(seed);
        RandomInputs inputs(seed);
        World world(house);
        Customer folded = world.customer;
        for (int i = 0; i < 80; ++i) {
            world.now += kMinute * static_cast<int>(inputs.below(600));
            world.take(inputs.next(world.customer, world.now));
            for (const EntryBody& entry : world.turn.entries) {
                Entry stored;
                stored.customer = folded.number;
                stored.at = world.now;
                stored.what = entry;
                apply(house.rules.needs, folded, stored);
            }
            REQUIRE(folded == world.customer);
        }
    }
}
