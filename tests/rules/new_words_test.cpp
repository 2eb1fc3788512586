// Triggers by date, schedule, condition and keyword; answers by form and by button; how rules start and change.
#include <doctest/doctest.h>

#include <algorithm>

#include "dialogd/reply.hpp"
#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

Rule take(Loaded loaded) {
    CHECK(lines(loaded.report.errors) == "");
    REQUIRE(loaded.ruleset.rules.size() == 1);
    return std::move(loaded.ruleset.rules[0]);
}

Rule rule_with(const std::string& keys) {
    return take(load_rule("a", "rule: a\ntopic: offers\n" + keys + "\nsteps:\n  - end: done\n"));
}

Trigger trigger(const std::string& text) {
    Rule rule = rule_with("trigger: " + text);
    REQUIRE(rule.triggers.size() == 1);
    return std::move(rule.triggers[0]);
}

step::Ask ask(const std::string& answers, const std::string& keys = "") {
    Rule rule = take(load_rule("a",
                               "rule: a\ntopic: offers\ntrigger: {event: ping}\nsteps:\n  - ask:\n"
                               "      content: note\n" +
                                   keys + "      answers: [" + answers + "]\n"));
    return std::get<step::Ask>(std::move(rule.steps[0].what));
}

constexpr std::uint8_t kMonday = 1;
constexpr std::uint8_t kThursday = 8;
constexpr std::uint8_t kFriday = 16;
constexpr std::uint8_t kSaturday = 32;
constexpr std::uint8_t kSunday = 64;

}  // namespace

TEST_CASE("trigger: a date, each year, some days before, at a time") {
    const Trigger yearly = trigger("{date: customer.born, every: year, offset: -3d, at: \"09:00\"}");
    CHECK(yearly.kind == Trigger::Kind::date);
    CHECK(yearly.date->text() == "customer.born");
    CHECK(yearly.every_year);
    CHECK(yearly.offset == kDay * -3);
    CHECK(yearly.at_minute == 540);
    CHECK(yearly.condition == nullptr);
    const Trigger once = trigger("{date: customer.feedback, offset: 2w, at: \"0:05\", if: has(customer.vip)}");
    CHECK_FALSE(once.every_year);
    CHECK(once.offset == kDay * 14);
    CHECK(once.at_minute == 5);
    CHECK(once.condition != nullptr);
    CHECK(trigger("{date: '\"2026-12-01\"', at: \"09:00\"}").date != nullptr);
}

TEST_CASE("trigger: a schedule names weekdays, ranges of them, or every day") {
    using Times = std::vector<Schedule::Time>;
    CHECK(trigger("{schedule: \"mon,thu 09:00\"}").schedule.times == Times{{kMonday | kThursday, 540}});
    CHECK(trigger("{schedule: mon 9:05}").schedule.times == Times{{kMonday, 545}});
    CHECK(trigger("{schedule: \"mon-fri 23:59\"}").schedule.times == Times{{31, 1439}});
    CHECK(trigger("{schedule: \"sat-mon 00:00\"}").schedule.times == Times{{kSaturday | kSunday | kMonday, 0}});
    CHECK(trigger("{schedule: \"mon, fri 10:00\"}").schedule.times == Times{{kMonday | kFriday, 600}});
    CHECK(trigger("{schedule: daily 08:00}").schedule.times == Times{{127, 480}});
    CHECK(trigger("{schedule: [mon 09:00, fri 16:00]}").schedule.times == Times{{kMonday, 540}, {kFriday, 960}});
}

TEST_CASE("trigger: one day of the calendar, spread, for those of a condition") {
    const Trigger once = trigger("{schedule: {once: \"2028-02-29 09:30\", spread: 4h}, if: segment.happy}");
    CHECK(once.kind == Trigger::Kind::schedule);
    CHECK(once.schedule.once == Schedule::Once{2028, 2, 29, 570});
    CHECK(once.schedule.spread == kHour * 4);
    CHECK(once.schedule.times.empty());
    CHECK(once.condition->text() == "segment.happy");
    CHECK(trigger("{schedule: {once: 2026-12-01T09:00}}").schedule.once == Schedule::Once{2026, 12, 1, 540});
}

TEST_CASE("trigger: a condition that becomes true, and words that a customer writes first") {
    const Trigger becomes = trigger("\n  becomes: history.count(\"order.placed\", \"365d\") >= 3");
    CHECK(becomes.kind == Trigger::Kind::becomes);
    CHECK(becomes.condition->needs().size() == 1);
    const Trigger keyword = trigger("{keyword: [menu, åbningstid], if: reply.channel == \"sms\"}");
    CHECK(keyword.kind == Trigger::Kind::keyword);
    CHECK(keyword.words == std::vector<std::string>{"menu", "åbningstid"});
    CHECK(keyword.condition != nullptr);
    CHECK(trigger("{keyword: menu}").words == std::vector<std::string>{"menu"});
}

TEST_CASE("trigger: each kind stands in its index") {
    Loaded loaded = load_rule("a",
                              "rule: a\ntopic: offers\ntrigger:\n  - {date: customer.born, at: \"09:00\"}\n"
                              "  - {schedule: daily 09:00}\n  - {becomes: has(customer.vip)}\n"
                              "  - {keyword: menu}\n  - {event: ping}\nsteps:\n"
                              "  - choose: [{if: run.event.anything == 1, then: [{end: one}]}]\n");
    CHECK(lines(loaded.report.errors) == "");  // what starts it may be no event: nothing is said of its fields
    CHECK(loaded.ruleset.by_time.size() == 2);
    CHECK(loaded.ruleset.by_becomes.size() == 1);
    CHECK(loaded.ruleset.by_keyword.size() == 1);
    CHECK(loaded.ruleset.by_event.size() == 1);
}

TEST_CASE("trigger: a keyword that the reader takes for a wish is refused") {
    struct Reader final : ReplyReader {
        AnswerReading read_answer(std::span<const AnswerMatcher>, std::string_view,
                                  const Circumstances&) const override {
            return {};
        }
        bool says(std::span<const std::string>, std::string_view) const override { return false; }
        Steering read_steering(std::string_view text, ChannelKind, bool, Instant, std::string_view) const override {
            Steering steering;
            steering.help = text == "kun sms";
            return steering;
        }
    };
    const Reader reader;
    rules::Sources sources = shop_sources();
    put(sources.rules, "rules/a.yaml",
        "rule: a\ntopic: offers\ntrigger: {keyword: [kun sms]}\nsteps:\n  - end: done\n");
    Ruleset ruleset;
    ruleset.household = shop_household();
    ruleset.services.reader = &reader;
    const rules::LoadReport report = rules::load(sources, PlainWords{}, ruleset);
    REQUIRE(report.errors.size() == 1);
    CHECK(report.errors[0].message.starts_with("`kun sms` steers the dialogue itself"));
}

TEST_CASE("rule: what it does with those who fit, how often it starts, and what a change does to runs") {
    const Rule rule = rule_with(
        "trigger: {absent: order.placed, for: 30d}\nexisting: {start: true, spread: 7d}\n"
        "at_most: {starts: 2000, per: 1h}\non_change: exit\nreview: 180d");
    CHECK(rule.existing == Existing{true, kDay * 7});
    CHECK(rule.at_most == AtMost{2000, kHour});
    CHECK(rule.on_change == OnChange::exit);
    CHECK(rule.review == kDay * 180);
    const Rule plain = rule_with("trigger: {absent: order.placed, for: 30d}\nexisting: ignore\non_change: finish");
    CHECK(plain.existing == Existing{});
    CHECK(plain.at_most == AtMost{});
    CHECK(plain.on_change == OnChange::finish);
    CHECK(rule_with("trigger: {event: ping}\non_change: migrate").on_change == OnChange::migrate);
}

TEST_CASE("answer: a day, an address, a number of a phone, a pattern") {
    using Form = AnswerMatcher::Form;
    const step::Ask asked =
        ask("{name: day, date: true, save: customer.born}, {name: mail, email: true}, "
            "{name: phone, phone: true}, {name: size, pattern: '([SML])-?size'}");
    REQUIRE(asked.answers.size() == 4);
    CHECK(asked.answers[0].match.form == Form::date);
    CHECK(asked.answers[0].save == "customer.born");
    CHECK(asked.answers[1].match.form == Form::email);
    CHECK(asked.answers[2].match.form == Form::phone);
    CHECK(asked.answers[3].match.pattern == "([SML])-?size");
    CHECK(asked.answers[3].match.form == Form::none);
}

TEST_CASE("answer: a button has a label for each language, and the configured one's for the others") {
    const step::Ask asked =
        ask("{name: a, is: agree, button: {da: Ja, en: Yes please}}, {name: b, any: true, button: OK}, "
            "{name: c, is: refuse, button: {da: Nej}}");
    CHECK(asked.answers[0].buttons == std::map<std::string, std::string>{{"da", "Ja"}, {"en", "Yes please"}});
    CHECK(asked.answers[0].button_fallback == "Yes please");
    CHECK(asked.answers[1].button_fallback == "OK");
    CHECK(asked.answers[1].buttons.empty());
    CHECK(asked.answers[2].button_fallback == "Nej");
}

TEST_CASE("answer: a row of number buttons, eleven at most") {
    CHECK(ask("{name: a, number: {min: 0, max: 10, buttons: true}}").answers[0].number_buttons);
    CHECK_FALSE(ask("{name: a, number: {min: 0, max: 100, buttons: false}}").answers[0].number_buttons);
    CHECK_FALSE(ask("{name: a, number: {min: 0, max: 100}}").answers[0].number_buttons);
}

TEST_CASE("ask: several answers may be taken; send: the next channel after a failure; emit: a webhook") {
    CHECK(ask("{name: a, words: [one]}, {name: b, words: [two]}", "      pick: all\n").pick_all);
    CHECK_FALSE(ask("{name: a, any: true}", "      pick: best\n").pick_all);
    const Rule rule = take(load_rule("a",
                                     "rule: a\ntopic: offers\ntrigger: {event: ping}\nsteps:\n"
                                     "  - send: {content: note, channel: [sms, email], on_failed: next}\n"
                                     "  - emit: {event: said, webhook: crm}\n"));
    CHECK(std::get<step::Send>(rule.steps[0].what).next_on_failure);
    CHECK(std::get<step::Emit>(rule.steps[1].what).webhook == "crm");
}

TEST_CASE("check: an SMS of more than three segments is said to be long") {
    rules::Sources sources = shop_sources();
    put(sources.templates, "templates/text/sms.en.txt", std::string(500, 'x') + "{{customer.first_name}}");
    put(sources.templates, "templates/note/sms.en.txt", std::string(400, 'x'));
    sources.segments = [](std::string_view text) { return (text.size() + 152) / 153; };
    std::vector<std::string> long_ones;
    for (const Error& warning : load_all(sources).report.warnings)
        if (warning.message.find("segments") != std::string::npos) long_ones.push_back(to_string(warning));
    CHECK(long_ones == std::vector<std::string>{"templates/text/sms.en.txt:1:1: this SMS has about 4 segments, each "
                                                "paid for: three are plenty, so make it shorter"});
}

TEST_CASE("check: without a clock nothing is overdue or past") {
    CHECK(rule_with("trigger: {event: ping}\nuntil: 2001-01-01\nreview: 1d").until.has_value());
    const Loaded loaded = load_rule(
        "a", "rule: a\ntopic: offers\ntrigger: {event: ping}\nuntil: 2001-01-01\nreview: 1d\nsteps:\n  - end: done\n");
    for (const Error& warning : loaded.report.warnings) CHECK(warning.where.file != "rules/a.yaml");
}

TEST_CASE("check: a rule that dialogd's own events start and that is choosy about them is no loop") {
    const Loaded loaded = load_rule("a",
                                    "rule: a\ntopic: offers\nreenter: always\n"
                                    "trigger: {event: message.clicked}\nsteps:\n  - send: {content: note}\n");
    for (const Error& warning : loaded.report.warnings) CHECK(warning.message.find("starts") == std::string::npos);
    const Loaded choosy = load_rule("a",
                                    "rule: a\ntopic: offers\nreenter: always\n"
                                    "trigger: {event: message.sent, if: event.content == \"letter\"}\n"
                                    "steps:\n  - send: {content: note}\n");
    for (const Error& warning : choosy.report.warnings) CHECK(warning.message.find("starts") == std::string::npos);
}
