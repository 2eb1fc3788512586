// How fast rules are read, and how many events a core takes through their conditions. Judges nothing.
//
//   rules_speed [RULES [CANDIDATES]]
//
// peers/json_rules_engine.mjs takes the same conditions through another engine; where its packages are installed
// (npm ci in peers/), it runs here, too.
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "engine/calendar.hpp"
#include "engine/scope.hpp"
#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

// Of this process, so that what else runs on the machine does not count.
double seconds_since(std::clock_t begin) {
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// Takes event after event for a second; gives how many.
template <class Take>
void measure(const char* what, int candidates, int rules_count, Take&& take) {
    long held = 0;
    long events = 0;
    const auto begin = std::clock();
    double took = 0;
    for (; took < 1.0; took = seconds_since(begin))
        for (int round = 0; round < 1000; ++round) held += take(events++);
    std::printf("%-56s %10.0f events/s  (%ld held)\n",
                (std::string(what) + ", " + std::to_string(candidates) + " of " + std::to_string(rules_count)).c_str(),
                static_cast<double>(events) / took, held);
}

// Four comparisons that all have to be made: each holds but the last.
std::string condition(int rule) {
    const std::string n = std::to_string(rule);
    return "event.total >= " + std::to_string(rule % 200) + " && customer.country == \"DK\" && customer.visits < " +
           std::to_string(100 + rule) + " && event.kind == \"chair-" + n + "\"";
}

// What a shop knows of a customer, and tells of an event: the four that count are among others.
Customer customer() {
    Customer customer;
    customer.number = CustomerNumber{1};
    customer.id = "c1";
    customer.created = Instant{};
    const auto add = [&](const char* name, Value value) { customer.attributes.push_back({name, value, "api", {}}); };
    for (const char* name : {"first_name", "last_name", "city", "zip"}) add(name, Value("something"));
    add("country", Value("DK"));
    for (const char* name : {"nps", "spent", "orders"}) add(name, Value(3.0));
    add("visits", Value(7.0));
    return customer;
}

Event event(int number) {
    Event event;
    event.name = "seen.e" + std::to_string(number);
    event.id = "1";
    event.properties = Value(Value::Map{{Value("order_id"), Value("o-17")},
                                        {Value("currency"), Value("DKK")},
                                        {Value("total"), Value(250.0)},
                                        {Value("items"), Value(2.0)},
                                        {Value("kind"), Value("sofa")}});
    return event;
}

// Each event has its own rules, so many as there are candidates.
Loaded rules_with_candidates(int count, int candidates) {
    rules::Sources sources = shop_sources();
    std::string events;
    for (int i = 0; i * candidates < count; ++i)
        events += "  seen.e" + std::to_string(i) + ": {properties: {total: number, kind: string}}\n";
    put(sources.rules, "rules/vocabulary.yaml", "customer: {country: string, visits: int}\nevents:\n" + events);
    put(sources.rules, "rules/segments.yaml", "{}\n");
    for (int i = 0; i < count; ++i) {
        const std::string name = "rule-" + std::to_string(i);
        sources.rules.push_back(
            {"rules/" + name + ".yaml", "rule: " + name + "\ntopic: offers\ntrigger:\n  event: seen.e" +
                                            std::to_string(i / candidates) + "\n  if: '" + condition(i) +
                                            "'\nsteps:\n  - send: {content: note}\n"});
    }
    return load_all(sources);
}

void read_rules(int count) {
    rules::Sources sources = shop_sources();
    for (int i = 0; i < count; ++i) {
        const std::string name = "rule-" + std::to_string(i);
        sources.rules.push_back(
            {"rules/" + name + ".yaml",
             "rule: " + name +
                 "\ntopic: offers\npriority: 60\ntrigger:\n  event: cart.left\n"
                 "  if: event.total >= " +
                 std::to_string(i) +
                 " && customer.vip && customer.visits < 10 && has(customer.nps) && customer.nps > 5\n"
                 "key: event.cart_id\nreenter: after 7d\nexit:\n  - event: order.placed\n"
                 "    if: event.cart_id == run.event.cart_id\n"
                 "goal: {event: order.placed, within: 7d, value: event.total}\nsteps:\n"
                 "  - wait: 2h\n  - send: {content: note, expires: 24h}\n  - wait: 2d\n"
                 "  - ask:\n      content: letter\n      answers:\n"
                 "        - {name: price, words: [price, too expensive]}\n"
                 "        - {name: other, any: true}\n"});
    }
    const auto begin = std::clock();
    const Loaded loaded = load_all(sources);
    const double took = seconds_since(begin);
    std::printf("%-56s %10.3f s\n", (std::to_string(loaded.ruleset.rules.size()) + " rules read and checked").c_str(),
                took);
    if (!loaded.report.errors.empty()) std::printf("%s\n", to_string(loaded.report.errors.front()).c_str());
}

void take_events(int rules_count, int candidates) {
    Loaded loaded = rules_with_candidates(rules_count, candidates);
    for (const Error& error : loaded.report.errors) std::printf("%s\n", to_string(error).c_str());
    const auto calendar = std::move(engine::load_calendar()).value();
    Ruleset& ruleset = loaded.ruleset;
    ruleset.services.calendar = calendar.get();
    const Customer who = customer();
    // What the rules' index gives for each event.
    std::vector<Event> events;
    std::vector<std::vector<const Expression*>> conditions;
    for (int i = 0; i * candidates < rules_count; ++i) {
        events.push_back(event(i));
        conditions.emplace_back();
        for (const auto& [rule, trigger] : ruleset.by_event.at(events.back().name))
            conditions.back().push_back(ruleset.rules[rule].triggers[trigger].condition.get());
    }
    const auto conditions_hold = [&](long number, const Scope& scope) {
        long held = 0;
        for (const Expression* one : conditions[static_cast<std::size_t>(number) % conditions.size()]) {
            const std::optional<bool> decided = one->decide(scope);
            if (decided) {
                held += *decided ? 1 : 0;
                continue;
            }
            const Result<Value> value = one->evaluate(scope);
            held += value && *value.value().boolean() ? 1 : 0;
        }
        return held;
    };
    const engine::TurnScope turn = engine::TurnScope(ruleset, who, {}).with(&events[0]);
    measure("dialogd, values in slots", candidates, rules_count,
            [&](long number) { return conditions_hold(number, turn); });
    measure("dialogd, values looked up in customer and event", candidates, rules_count, [&](long number) {
        const Event& one = events[static_cast<std::size_t>(number) % events.size()];
        return conditions_hold(number, engine::TurnScope(ruleset, who, {}).with(&one));
    });
    measure("dialogd, the whole turn", candidates, rules_count, [&](long number) {
        const Event& one = events[static_cast<std::size_t>(number) % events.size()];
        return static_cast<long>(take_turn(ruleset, who, one, Instant{}).messages.size());
    });
}

// In its own process; it prints a line like ours.
void ask_peer(int rules_count, int candidates) {
    const std::string folder = std::string(DIALOGD_SOURCE_DIR) + "/tests/rules/peers";
    if (!std::filesystem::exists(folder + "/node_modules/json-rules-engine")) {
        std::printf("skipped: json-rules-engine (npm ci in tests/rules/peers)\n");
        return;
    }
    std::fflush(stdout);
    const std::string command =
        "node '" + folder + "/json_rules_engine.mjs' " + std::to_string(rules_count) + " " + std::to_string(candidates);
    if (std::system(command.c_str()) != 0) std::printf("skipped: json-rules-engine does not run\n");
}

}  // namespace

int main(int count, char** arguments) {
    const int rules_count = count > 1 ? std::atoi(arguments[1]) : 1000;
    const int candidates = count > 2 ? std::atoi(arguments[2]) : 5;
    if (rules_count < 1 || candidates < 1) return 2;
    read_rules(rules_count);
    take_events(rules_count, candidates);
    ask_peer(rules_count, candidates);
    return 0;
}
