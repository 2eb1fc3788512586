// load: each key of a rule, and what goes from the other files into the Ruleset.
#include <doctest/doctest.h>

#include <algorithm>

#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

const Rule& only_rule(const Loaded& loaded) {
    REQUIRE(lines(loaded.report.errors) == "");
    REQUIRE(loaded.ruleset.rules.size() == 1);
    return loaded.ruleset.rules.front();
}

Loaded with_keys(const std::string& keys) {
    return load_rule("a", "rule: a\ntopic: offers\n" + keys +
                              (keys.find("trigger:") == std::string::npos ? "trigger: {event: cart.left}\n" : "") +
                              "steps:\n  - wait: 2h\n");
}

bool warns(const Loaded& loaded, std::string_view text) {
    return std::any_of(loaded.report.warnings.begin(), loaded.report.warnings.end(),
                       [&](const Error& warning) { return to_string(warning).find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("load: a rule with every key") {
    const std::string text =
        "rule: full\n"
        "about: All of it.\n"
        "status: draft\n"
        "stage: use\n"
        "topic: surveys\n"
        "priority: 60\n"
        "trigger:\n"
        "  - event: cart.left\n"
        "    if: event.total >= 200\n"
        "  - {absent: order.placed, for: 30d, since: cart.left, if: 'has(event.total)', key: event.cart_id}\n"
        "key: event.cart_id\n"
        "reenter: after 7d\n"
        "exit:\n"
        "  - event: order.placed\n"
        "    if: event.cart_id == run.event.cart_id\n"
        "  - event: said\n"
        "goal: {event: order.placed, if: event.total > 0.0, within: 14d, value: event.total}\n"
        "holdout: 5%\n"
        "on_change: finish\n"
        "until: 2027-12-31\n"
        "steps:\n"
        "  - wait: 2h\n";
    const Loaded loaded = load_rule("full", text);
    const Rule& rule = only_rule(loaded);
    CHECK(rule.name == "full");
    CHECK(rule.about == "All of it.");
    CHECK_FALSE(rule.live);
    CHECK(rule.stage == "use");
    CHECK(rule.topic == "surveys");
    CHECK(rule.priority == 60);
    REQUIRE(rule.triggers.size() == 2);
    CHECK(rule.triggers[0].kind == Trigger::Kind::event);
    CHECK(rule.triggers[0].event == "cart.left");
    CHECK(rule.triggers[0].condition->text() == "event.total >= 200");
    CHECK(rule.triggers[0].key == nullptr);
    CHECK(rule.triggers[1].kind == Trigger::Kind::absent);
    CHECK(rule.triggers[1].event == "order.placed");
    CHECK(rule.triggers[1].since == "cart.left");
    CHECK(rule.triggers[1].absent_for == kDay * 30);
    CHECK(rule.triggers[1].condition->text() == "has(event.total)");
    CHECK(rule.triggers[1].key->text() == "event.cart_id");
    CHECK(rule.key->text() == "event.cart_id");
    CHECK(rule.reenter.kind == Reenter::Kind::after);
    CHECK(rule.reenter.after == kDay * 7);
    REQUIRE(rule.exits.size() == 2);
    CHECK(rule.exits[0].event == "order.placed");
    CHECK(rule.exits[0].condition->text() == "event.cart_id == run.event.cart_id");
    CHECK(rule.exits[1].event == "said");
    CHECK(rule.exits[1].condition == nullptr);
    REQUIRE(rule.goal.has_value());
    CHECK(rule.goal->event == "order.placed");
    CHECK(rule.goal->within == kDay * 14);
    CHECK(rule.goal->condition->text() == "event.total > 0.0");
    CHECK(rule.goal->value->text() == "event.total");
    CHECK(rule.holdout == doctest::Approx(0.05));
    CHECK(to_text(*rule.until) == "2027-12-31T23:59:59.999Z");
    CHECK(rule.version == hash_text(text));
    CHECK(rule.first == 0);
    CHECK(rule.where == Where{"rules/full.yaml", 1, 1});
    CHECK(loaded.ruleset.by_event.at("cart.left").size() == 1);
    CHECK(loaded.ruleset.by_absent.at("cart.left").size() == 1);
    CHECK(loaded.ruleset.exits_by_event.at("said").size() == 1);
    CHECK(loaded.ruleset.goals_by_event.at("order.placed").size() == 1);
}

TEST_CASE("load: what a rule leaves out has its default") {
    const Loaded loaded = with_keys("");
    const Rule& rule = only_rule(loaded);
    CHECK(rule.live);
    CHECK(rule.priority == 50);
    CHECK(rule.key == nullptr);
    CHECK(rule.reenter.kind == Reenter::Kind::never);
    CHECK(rule.exits.empty());
    CHECK_FALSE(rule.goal.has_value());
    CHECK(rule.holdout == 0);
    CHECK_FALSE(rule.until.has_value());
    CHECK(only_rule(with_keys("reenter: always\n")).reenter.kind == Reenter::Kind::always);
    CHECK(only_rule(with_keys("reenter: never\n")).reenter.kind == Reenter::Kind::never);
    CHECK(only_rule(with_keys("goal: {event: ping}\n")).goal->within == kDay * 7);
    CHECK(to_text(*only_rule(with_keys("until: 2027-12-31T12:00:00Z\n")).until) == "2027-12-31T12:00:00Z");
}

TEST_CASE("load: the vocabulary's other names become aliases") {
    const Loaded loaded = with_keys("");
    CHECK(loaded.ruleset.aliases.attributes.at("firstName") == "first_name");
    CHECK(loaded.ruleset.aliases.events.at("Cart Left") == "cart.left");
    CHECK(loaded.ruleset.aliases.properties.at("cart.left").at("sum") == "total");
    CHECK(loaded.ruleset.aliases.attributes.size() == 1);
}

TEST_CASE("load: without a vocabulary any name will do") {
    rules::Sources sources;
    sources.rules = {{"rules/a.yaml",
                      "rule: a\ntrigger: {event: anything, if: event.x > 1}\nsteps:\n"
                      "  - set: {customer.tier: gold, run.n: 9, run.t: '9', run.b: true, customer.old: null}\n"
                      "  - emit: {event: other, properties: {n: = run.event.x + 1.0}}\n"}};
    const Loaded loaded = load_all(sources);
    const Rule& rule = only_rule(loaded);
    const auto& set = std::get<step::Set>(rule.steps[0].what);
    REQUIRE(set.assignments.size() == 5);
    CHECK(set.assignments[0].name == "tier");
    CHECK(set.assignments[0].literal == Value("gold"));
    CHECK(set.assignments[1].name == "run.n");
    CHECK(set.assignments[1].literal == Value(9.0));
    CHECK(set.assignments[2].literal == Value("9"));
    CHECK(set.assignments[3].literal == Value(true));
    CHECK(set.assignments[4].literal == Value());
}

TEST_CASE("load: our own events need no vocabulary, and their properties are known") {
    only_rule(with_keys("trigger: {event: consent.changed, if: event.topic == 'offers' && event.given}\n"));
    only_rule(with_keys("trigger: {event: message.clicked, if: event.content == 'note' && event.link == 'cart'}\n"));
    only_rule(with_keys("trigger: {event: question.answered, if: event.answer == 'price' && !event.late}\n"));
    only_rule(with_keys("trigger: [{event: customer.created}, {event: handover.closed}]\n"));
    const Loaded wrong = with_keys("trigger: {event: consent.changed, if: event.given == event.topick}\n");
    CHECK(lines(wrong.report.errors).find("topick") != std::string::npos);
}

TEST_CASE("load: stages without rules and contents that no rule says are warned of") {
    const Loaded loaded = with_keys("stage: use\n");
    CHECK(warns(loaded, "rules/journey.yaml:1:17: no rule serves the stage `consider`"));
    CHECK_FALSE(warns(loaded, "stage `use`"));
    CHECK(warns(loaded, "no rule says the content `letter`"));
    CHECK_FALSE(warns(loaded, "_stopped"));
    rules::Sources sources = shop_sources();
    sources.templates.resize(4);
    CHECK(warns(load_all(sources), "there is no content `_stopped`"));
}

TEST_CASE("load: an attribute that may be missing is warned of, with has() not") {
    const Loaded missing = with_keys("trigger: {event: cart.left, if: customer.nps > 5.0}\n");
    only_rule(missing);
    CHECK(warns(missing, "rules/a.yaml:3:33: `customer.nps` may be missing"));
    CHECK_FALSE(
        warns(with_keys("trigger: {event: cart.left, if: has(customer.nps) && customer.nps > 5.0}\n"), "missing"));
    CHECK_FALSE(warns(with_keys("trigger: {event: cart.left, if: customer.language == 'da'}\n"), "missing"));
    CHECK_FALSE(warns(with_keys("trigger: {event: cart.left, if: event.cart_id == 'customer.nps'}\n"), "missing"));
}

TEST_CASE("load: every mistake is found in one run, in order of file and line") {
    rules::Sources sources = shop_sources();
    put(sources.rules, "rules/a.yaml",
        "rule: a\ntopic: offrs\npriority: high\ntrigger: {event: nix}\nsteps:\n  - wiat: 2h\n");
    put(sources.rules, "rules/b.yaml", "rule: b\n  topic: offers\n");
    put(sources.rules, "rules/segments.yaml", "happy: has(customer.nps\n");
    put(sources.templates, "templates/note/content.yaml", "tgas: [a]\n");
    put(sources.templates, "templates/letter/email.en.md", "broken");
    const Loaded loaded = load_all(sources);
    std::vector<std::string> places;
    for (const Error& error : loaded.report.errors)
        places.push_back(error.where.file + ":" + std::to_string(error.where.line));
    CHECK(places == std::vector<std::string>{"rules/a.yaml:2", "rules/a.yaml:3", "rules/a.yaml:4", "rules/a.yaml:6",
                                             "rules/b.yaml:2", "rules/segments.yaml:1",
                                             "templates/letter/email.en.md:1", "templates/note/content.yaml:1"});
    CHECK(loaded.ruleset.rules.empty());
}

TEST_CASE("load: files that are no rules are left alone, and a rule in two folders is refused") {
    rules::Sources sources = shop_sources();
    const std::string rule = "rule: a\ntopic: offers\ntrigger: {event: ping}\nsteps:\n  - wait: 2h\n";
    put(sources.rules, "rules/README.md", "# Rules: [broken");
    put(sources.rules, "rules/.a.yaml.swp", "x: [");
    put(sources.rules, "rules/a.yaml", rule);
    only_rule(load_all(sources));
    put(sources.rules, "rules/more/a.yaml", rule);
    put(sources.rules, "rules/b.yml", rule);
    CHECK(lines(load_all(sources).report.errors) ==
          "rules/b.yml:1:1: rules end in .yaml: rename the file\n"
          "rules/more/a.yaml:1:1: there are two files `a.yaml`: a rule has one file\n");
}

TEST_CASE("load: older versions are kept for open runs, and a broken one is a warning") {
    rules::Sources sources = shop_sources();
    const auto text = [](const std::string& wait) {
        return "rule: a\ntopic: offers\ntrigger: {event: ping}\nsteps:\n  - wait: " + wait + "\n";
    };
    put(sources.rules, "rules/a.yaml", text("3h"));
    sources.former = {{"a@1", text("1h")},       {"a@2", text("2h")},
                      {"a@1 again", text("1h")}, {"a@3", text("3h")},
                      {"a@0", text("soon")},     {"gone", "rule: gone\ntrigger: {event: ping}\nsteps: [{wait: 1h}]\n"},
                      {"torn", "rule: [\n"}};
    const Loaded loaded = load_all(sources);
    CHECK(loaded.report.errors.empty());
    REQUIRE(loaded.ruleset.former.size() == 3);
    CHECK(loaded.ruleset.find_version("a", hash_text(text("1h"))) == &loaded.ruleset.former[0]);
    CHECK(loaded.ruleset.find_version("a", hash_text(text("2h"))) == &loaded.ruleset.former[1]);
    CHECK(loaded.ruleset.find_version("a", hash_text(text("3h"))) == &loaded.ruleset.rules[0]);
    CHECK(loaded.ruleset.find_version("gone", loaded.ruleset.former[2].version) != nullptr);
    CHECK(warns(loaded, "a@0: an older version no longer loads"));
    CHECK(warns(loaded, "torn: an older version no longer loads"));
}

TEST_CASE("load: caps that look further than the memory goes are refused") {
    Household household = shop_household();
    Cap cap;
    cap.max = 129;
    cap.per = kDay * 401;
    cap.text = "max 129 per 401d";
    household.caps.push_back(cap);
    cap.max = 128;
    cap.per = kDay * 400;
    cap.text = "max 128 per 400d";
    household.caps.push_back(cap);
    cap.per = CalendarUnit::month;
    cap.topic = "ofers";
    cap.content = "nix";
    cap.rule = "nix";
    cap.text = "max 128 per month";
    household.caps.push_back(cap);
    CHECK(lines(load_all(shop_sources(), household).report.errors) ==
          "the cap `max 129 per 401d` counts beyond 128, which is all that is remembered of a customer\n"
          "the cap `max 129 per 401d` looks back further than 400d, which is all that is remembered\n"
          "the cap `max 128 per month` is for a topic `ofers` that is not in the config\n"
          "the cap `max 128 per month` is for a content `nix` that is not in the templates\n"
          "the cap `max 128 per month` is for a rule `nix` that is not there\n");
}

TEST_CASE("load: the hash changes with any text that was read") {
    rules::Sources sources = shop_sources();
    const std::uint64_t hash = load_all(sources).ruleset.hash;
    CHECK(load_all(sources).ruleset.hash == hash);
    sources.templates.back().text += ".";
    CHECK(load_all(sources).ruleset.hash != hash);
}

TEST_CASE("load: a second load leaves nothing of the first") {
    rules::Sources sources = shop_sources();
    put(sources.rules, "rules/a.yaml", "rule: a\ntrigger: {event: ping}\nsteps: [{wait: 1h}]\n");
    Loaded loaded = load_all(sources);
    only_rule(loaded);
    loaded.report = rules::load(shop_sources(), PlainWords{}, loaded.ruleset);
    CHECK(loaded.report.errors.empty());
    CHECK(loaded.ruleset.rules.empty());
    CHECK(loaded.ruleset.by_event.empty());
    CHECK(loaded.ruleset.contents.size() == 7);
}
