// How fast rules are read, and how many events a core takes through their conditions. Judges nothing.
//
//   rules_speed [RULES [CANDIDATES]]; peers/json_rules_engine.mjs takes the same conditions through another engine
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "rules/condition.hpp"
#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

// Of this process, so that what else runs on the machine does not count.
double seconds_since(std::clock_t begin) {
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// The values of one event, each in its slot already.
struct Slots final : Scope {
    Value total{250.0};
    Value country{"DK"};
    Value visits{7.0};
    Value kind{"sofa"};

    std::optional<Value> find(std::string_view) const override { return std::nullopt; }
    std::optional<Value> select(std::string_view root, std::string_view field) const override {
        if (root == "event") return field == "total" ? total : kind;
        return field == "country" ? country : visits;
    }
    std::vector<const Remembered*> remembered(std::string_view, Duration) const override { return {}; }
    const Remembered* last(std::string_view) const override { return nullptr; }
    Instant now() const override { return {}; }
    std::string_view language() const override { return "en"; }
    std::string_view time_zone() const override { return "UTC"; }
    const Formats* formats() const override { return nullptr; }
};

// Four comparisons that all have to be made: each holds but the last.
std::string condition(int rule) {
    const std::string n = std::to_string(rule);
    return "event.total >= " + std::to_string(rule % 200) + " && customer.country == \"DK\" && customer.visits < " +
           std::to_string(100 + rule) + " && event.kind == \"chair-" + n + "\"";
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
    std::printf("%-48s %10.3f s\n", (std::to_string(loaded.ruleset.rules.size()) + " rules read and checked").c_str(),
                took);
    if (!loaded.report.errors.empty()) std::printf("%s\n", to_string(loaded.report.errors.front()).c_str());
}

void evaluate(int rules_count, int candidates) {
    std::vector<std::unique_ptr<const Expression>> conditions;
    for (int i = 0; i < rules_count; ++i)
        conditions.push_back(std::move(rules::compile_expression(condition(i), {}).value()));
    const Slots slots;
    long held = 0;
    long events = 0;
    const auto begin = std::clock();
    double took = 0;
    for (; took < 1.0; took = seconds_since(begin))
        for (int round = 0; round < 1000; ++round, ++events)
            for (int c = 0; c < candidates; ++c) {
                const auto& one = conditions[static_cast<std::size_t>((events * candidates + c) % rules_count)];
                const Result<Value> value = one->evaluate(slots);
                held += value && *value.value().boolean() ? 1 : 0;
            }
    std::printf("%-48s %10.0f events/s  (%ld held)\n",
                ("dialogd, " + std::to_string(candidates) + " candidates of " + std::to_string(rules_count)).c_str(),
                static_cast<double>(events) / took, held);
}

}  // namespace

int main(int count, char** arguments) {
    const int rules_count = count > 1 ? std::atoi(arguments[1]) : 1000;
    const int candidates = count > 2 ? std::atoi(arguments[2]) : 5;
    if (rules_count < 1 || candidates < 1) return 2;
    read_rules(rules_count);
    evaluate(rules_count, candidates);
    return 0;
}
