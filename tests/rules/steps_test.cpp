// load: each step, and the ways that lead on from it.
#include <doctest/doctest.h>

#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

// A rule of these steps; the Ruleset owns it.
Loaded with_steps(const std::string& steps, Household household = shop_household()) {
    Loaded loaded =
        load_rule("a", "rule: a\ntopic: offers\ntrigger: {event: cart.left}\nsteps:\n" + steps, std::move(household));
    REQUIRE(lines(loaded.report.errors) == "");
    REQUIRE(loaded.ruleset.rules.size() == 1);
    return loaded;
}

const std::vector<Step>& steps_of(const Loaded& loaded) {
    return loaded.ruleset.rules.front().steps;
}

template <class What>
const What& step_at(const Loaded& loaded, std::size_t index) {
    REQUIRE(index < steps_of(loaded).size());
    const What* what = std::get_if<What>(&steps_of(loaded)[index].what);
    REQUIRE(what != nullptr);
    return *what;
}

}  // namespace

TEST_CASE("steps: the four forms of wait") {
    const Loaded loaded = with_steps(
        "  - wait: 1h30m\n"
        "  - wait: {until: '9:05'}\n"
        "  - wait: {until: run.event.cart_id, offset: -3d, at: \"10:00\"}\n"
        "  - wait:\n"
        "      event: order.placed\n"
        "      if: event.cart_id == run.event.cart_id\n"
        "      timeout: 14d\n"
        "      then:\n"
        "        - end: bought\n"
        "      else:\n"
        "        - send: {content: note}\n"
        "        - wait: 1d\n"
        "  - end: over\n");
    CHECK(step_at<step::Wait>(loaded, 0).duration == kMinute * 90);
    CHECK(step_at<step::Wait>(loaded, 1).at_minute == 545);
    CHECK(step_at<step::Wait>(loaded, 1).until == nullptr);
    const auto& until = step_at<step::Wait>(loaded, 2);
    CHECK(until.until->text() == "run.event.cart_id");
    CHECK(until.offset == kDay * -3);
    CHECK(until.at_minute == 600);
    const auto& event = step_at<step::Wait>(loaded, 3);
    CHECK(event.event == "order.placed");
    CHECK(event.event_if->text() == "event.cart_id == run.event.cart_id");
    CHECK(event.timeout == kDay * 14);
    CHECK(event.then == 5);
    CHECK(event.otherwise == 6);
    CHECK(step_at<step::End>(loaded, 4).reason == "over");
    CHECK(step_at<step::End>(loaded, 5).reason == "bought");
    CHECK(steps_of(loaded)[0].next == 1);
    CHECK(steps_of(loaded)[3].next == 4);
    CHECK(steps_of(loaded)[4].next == -1);
    CHECK(steps_of(loaded)[6].next == 7);
    CHECK(steps_of(loaded)[7].next == 4);  // a nested list goes on after its parent
}

TEST_CASE("steps: a wait for an event without branches goes on either way") {
    const Loaded loaded = with_steps("  - wait: {event: order.placed, timeout: 1d}\n  - end: over\n");
    CHECK(step_at<step::Wait>(loaded, 0).then == 1);
    CHECK(step_at<step::Wait>(loaded, 0).otherwise == 1);
    const Loaded endless = with_steps("  - wait: {event: order.placed}\n");
    CHECK(lines(endless.report.warnings).find("rules/a.yaml:5:11: a wait without `timeout`") != std::string::npos);
}

TEST_CASE("steps: send, with all keys and with none") {
    const Loaded loaded = with_steps(
        "  - send: {content: [note, letter], pick: even, channel: [sms, email], expires: 24h, not_sent: [{end: "
        "unsaid}]}\n"
        "  - send: {content: note, channel: preferred}\n"
        "  - send: {content: note, channel: email, not_sent: []}\n");
    const auto& full = step_at<step::Send>(loaded, 0);
    CHECK(full.contents == std::vector<std::string>{"note", "letter"});
    CHECK(full.pick == step::Pick::even);
    CHECK(full.channels == std::vector<ChannelKind>{ChannelKind::sms, ChannelKind::email});
    CHECK(full.expires == kHour * 24);
    CHECK(full.not_sent == 3);
    const auto& plain = step_at<step::Send>(loaded, 1);
    CHECK(plain.contents == std::vector<std::string>{"note"});
    CHECK(plain.pick == step::Pick::best);
    CHECK(plain.channels.empty());
    CHECK(plain.expires == kDay * 3);
    CHECK(plain.not_sent == 2);
    CHECK(step_at<step::Send>(loaded, 2).channels == std::vector<ChannelKind>{ChannelKind::email});
    CHECK(step_at<step::Send>(loaded, 2).not_sent == -1);
}

TEST_CASE("steps: ask with all its answers") {
    const Loaded loaded = with_steps(
        "  - ask:\n"
        "      content: note\n"
        "      expires: 1d\n"
        "      timeout: 5d\n"
        "      known_for: 365d\n"
        "      late: handover\n"
        "      again: run\n"
        "      not_sent: [{wait: 1h}]\n"
        "      answers:\n"
        "        - name: price\n"
        "          words: [too dear, NO, null, 12]\n"
        "          save: customer.feedback\n"
        "          then:\n"
        "            - set: {customer.vip: true}\n"
        "        - {name: yes_please, is: agree}\n"
        "        - {name: no_thanks, is: refuse, then: []}\n"
        "        - {name: score, number: {min: -1, max: 10.5}, save: customer.nps}\n"
        "        - {name: other, any: true, then: [{handover: {queue: service, note: why}}]}\n"
        "      no_answer: [{end: silent}]\n"
        "  - end:\n");
    const auto& ask = step_at<step::Ask>(loaded, 0);
    CHECK(ask.send.contents == std::vector<std::string>{"note"});
    CHECK(ask.send.expires == kDay);
    CHECK(ask.send.not_sent == 2);
    CHECK(ask.timeout == kDay * 5);
    CHECK(ask.known_for == kDay * 365);
    CHECK(ask.late == step::Ask::Late::handover);
    CHECK(ask.again_runs);
    REQUIRE(ask.answers.size() == 5);
    CHECK(ask.answers[0].match.name == "price");
    CHECK(ask.answers[0].match.words == std::vector<std::string>{"too dear", "NO", "null", "12"});
    CHECK(ask.answers[0].save == "customer.feedback");
    CHECK(ask.answers[0].then == 3);
    CHECK(ask.answers[1].match.is == AnswerMatcher::Is::agree);
    CHECK(ask.answers[1].then == -1);
    CHECK(ask.answers[2].match.is == AnswerMatcher::Is::refuse);
    CHECK(ask.answers[2].then == -1);
    CHECK(ask.answers[3].match.number == AnswerMatcher::Range{-1, 10.5});
    CHECK(ask.answers[3].save == "customer.nps");
    CHECK(ask.answers[4].match.any);
    CHECK(ask.answers[4].then == 4);
    CHECK(ask.no_answer == 5);
    CHECK(step_at<step::End>(loaded, 1).reason.empty());
    CHECK(step_at<step::HandOver>(loaded, 4).queue == "service");
    CHECK(step_at<step::HandOver>(loaded, 4).note == "why");
    CHECK(steps_of(loaded)[3].next == 1);
}

TEST_CASE("steps: ask leaves out what it can") {
    const Loaded loaded = with_steps("  - ask: {content: note, answers: [{name: a, any: true}]}\n  - wait: 1h\n");
    const auto& ask = step_at<step::Ask>(loaded, 0);
    CHECK(ask.timeout == kDay * 3);
    CHECK_FALSE(ask.known_for.has_value());
    CHECK(ask.late == step::Ask::Late::save);
    CHECK_FALSE(ask.again_runs);
    CHECK(ask.send.not_sent == -1);  // ends the run
    CHECK(ask.no_answer == 1);
    CHECK(ask.answers[0].then == -1);
}

TEST_CASE("steps: choose takes the first branch that is true, and goes on after it") {
    const Loaded loaded = with_steps(
        "  - choose:\n"
        "      - if: event.total > 5.0\n"
        "        then: [{wait: 1h}, {wait: 2h}]\n"
        "      - if: segment.happy\n"
        "        then: []\n"
        "      - else: [{wait: 3h}]\n"
        "  - end: over\n");
    const auto& choose = step_at<step::Choose>(loaded, 0);
    REQUIRE(choose.branches.size() == 3);
    CHECK(choose.branches[0].condition->text() == "event.total > 5.0");
    CHECK(choose.branches[0].then == 2);
    CHECK(choose.branches[1].condition->text() == "segment.happy");
    CHECK(choose.branches[1].then == 1);
    CHECK(choose.branches[2].condition == nullptr);
    CHECK(choose.branches[2].then == 4);
    CHECK(steps_of(loaded)[3].next == 1);
    CHECK(steps_of(loaded)[4].next == 1);
}

TEST_CASE("steps: set takes literals of the declared type, and computes behind =") {
    const Loaded loaded = with_steps(
        "  - set:\n"
        "      customer.first_name: NO\n"
        "      customer.nps: 9\n"
        "      customer.visits: 3\n"
        "      customer.vip: false\n"
        "      customer.born: 2000-01-31\n"
        "      customer.colours: [red, '7', 8]\n"
        "      customer.feedback: null\n"
        "      run.sum: = event.total * 2.0\n"
        "      run.text: '= event.total > 5.0 ? \"a\" : \"b: c\"'\n");
    const auto& set = step_at<step::Set>(loaded, 0);
    REQUIRE(set.assignments.size() == 9);
    CHECK(set.assignments[0].name == "first_name");
    CHECK(set.assignments[0].literal == Value("NO"));
    CHECK(set.assignments[1].literal == Value(9.0));
    CHECK(set.assignments[2].literal == Value(std::int64_t{3}));
    CHECK(set.assignments[3].literal == Value(false));
    CHECK(set.assignments[4].literal == Value("2000-01-31"));
    CHECK(set.assignments[5].literal == Value(Value::List{Value("red"), Value("7"), Value(8.0)}));
    CHECK(set.assignments[6].literal == Value());
    CHECK(set.assignments[7].name == "run.sum");
    REQUIRE(set.assignments[7].computed != nullptr);
    CHECK(set.assignments[7].computed->text().find("event.total * 2.0") != std::string::npos);
    CHECK(set.assignments[8].computed != nullptr);
}

TEST_CASE("steps: what a set leaves can be said later, and nothing else") {
    with_steps("  - set: {run.n: 1}\n  - choose: [{if: run.n == 1.0, then: [{wait: 1h}]}]\n");
    const Loaded wrong = load_rule("a",
                                   "rule: a\ntrigger: {event: ping}\nsteps:\n  - set: {run.n: 1}\n"
                                   "  - choose: [{if: run.m == 1.0, then: [{wait: 1h}]}]\n");
    CHECK(lines(wrong.report.errors).find("rules/a.yaml:5:19: ") == 0);
}

TEST_CASE("steps: emit, consent and prefer") {
    const Loaded loaded = with_steps(
        "  - emit: {event: said, properties: {points: 5}}\n"
        "  - emit: {event: said, properties: {points: = run.event.total}}\n"
        "  - emit: {event: ping}\n"
        "  - consent: {topic: surveys, say: \"yes\"}\n"
        "  - consent: {topic: offers, say: no}\n"
        "  - prefer: {limit: {max: 1, per: 7d}, channels: [sms, email]}\n"
        "  - prefer: {channels: [email]}\n");
    const auto& emit = step_at<step::Emit>(loaded, 0);
    CHECK(emit.event == "said");
    REQUIRE(emit.properties.size() == 1);
    CHECK(emit.properties[0].name == "points");
    CHECK(emit.properties[0].literal == Value(5.0));
    CHECK(emit.properties[0].computed == nullptr);
    CHECK(step_at<step::Emit>(loaded, 1).properties[0].computed != nullptr);
    CHECK(step_at<step::Emit>(loaded, 2).properties.empty());
    CHECK(step_at<step::ChangeConsent>(loaded, 3).topic == "surveys");
    CHECK(step_at<step::ChangeConsent>(loaded, 3).given);
    CHECK_FALSE(step_at<step::ChangeConsent>(loaded, 4).given);
    const Preference& both = step_at<step::Prefer>(loaded, 5).preference;
    CHECK(both.limit == Limit{1, kDay * 7});
    CHECK(both.channels == std::vector<ChannelKind>{ChannelKind::sms, ChannelKind::email});
    CHECK_FALSE(step_at<step::Prefer>(loaded, 6).preference.limit.has_value());
}

TEST_CASE("steps: a step's key is of its name, else of its path and text") {
    const Loaded one = with_steps("  - wait: 1h\n  - {name: two, wait: 2h}\n  - wait: 1h\n");
    const Loaded other = with_steps("  - wait: 1h   # the same\n  - wait: 4h\n  - {wait: 9h, name: two}\n");
    CHECK(steps_of(one)[0].key == steps_of(other)[0].key);
    CHECK(steps_of(one)[0].key != steps_of(one)[2].key);  // the same text at another place
    CHECK(steps_of(one)[1].key == steps_of(other)[2].key);
    CHECK(steps_of(one)[1].key != steps_of(other)[1].key);
    CHECK(steps_of(one)[1].name == "two");
    CHECK(steps_of(one)[0].where == Where{"rules/a.yaml", 5, 5});
}

TEST_CASE("steps: a question goes only where an answer can come back") {
    Household deaf = shop_household();
    deaf.channels[1].can_receive = false;
    deaf.channels[1].from = "Shop";
    const auto errors = [&](const std::string& keys) {
        return lines(load_rule("a",
                               "rule: a\ntopic: offers\ntrigger: {event: ping}\nsteps:\n  - ask: {" + keys +
                                   ", answers: [{name: x, any: true}]}\n",
                               deaf)
                         .report.errors);
    };
    const std::string said =
        "a question by SMS from `Shop`, which can't receive answers: write `channel: email`, or send from a number\n";
    CHECK(errors("content: note, channel: sms") == "rules/a.yaml:5:35: " + said);
    CHECK(errors("content: note, channel: [email, sms]") == "rules/a.yaml:5:35: " + said);
    CHECK(errors("content: note") == "rules/a.yaml:5:10: " + said);
    CHECK(errors("content: note, channel: email") == "");
    CHECK(errors("content: letter") == "");  // has no words for SMS
}

TEST_CASE("steps: a channel that is not configured is refused") {
    Household household = shop_household();
    household.channels.pop_back();
    const Loaded loaded = load_rule("a",
                                    "rule: a\ntopic: offers\ntrigger: {event: ping}\nsteps:\n"
                                    "  - send: {content: note, channel: sms}\n",
                                    household);
    CHECK(lines(loaded.report.errors) == "rules/a.yaml:5:36: no channel `sms` in the config\n");
}

TEST_CASE("steps: a thousand in a rule, and no more") {
    const auto rule_of = [](int steps) {
        std::string text = "rule: a\ntrigger: {event: ping}\nsteps:\n";
        for (int i = 0; i < steps; ++i) text += "  - wait: 1h\n";
        return load_rule("a", text);
    };
    CHECK(rule_of(1000).report.errors.empty());
    CHECK(lines(rule_of(1001).report.errors).find("more than 1,000 steps in one rule") != std::string::npos);
}
