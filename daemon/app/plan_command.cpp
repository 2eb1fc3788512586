// `dialogd plan`: loads the rules to be, and reads the store beside the running daemon.
#include <iostream>

#include "app/by_hand.hpp"
#include "app/clock.hpp"
#include "app/house.hpp"
#include "app/json.hpp"
#include "app/operating.hpp"
#include "app/past.hpp"
#include "app/plan.hpp"
#include "app/terminal.hpp"
#include "store/store.hpp"

namespace dialogd::app {

namespace {

const char* word(RulePlan::Kind kind) {
    switch (kind) {
        case RulePlan::Kind::added: return "new";
        case RulePlan::Kind::changed: return "changed";
        case RulePlan::Kind::gone: return "gone";
        case RulePlan::Kind::unchanged: return "unchanged";
    }
    return "";
}

// With what the states remember now, so that they need not be folded again; broken rules: with nothing.
Result<std::unique_ptr<Store>> open_to_look(const Config& config, const Tools& tools, Instant now) {
    store::Settings settings;
    settings.folder = config.data;
    settings.read_only = true;
    if (const Result<rules::Sources> today = read_sources(config))
        if (const Loaded loaded = load_rules(config, tools, *today, {}, now); loaded.rules != nullptr)
            settings.needs = loaded.rules->needs;
    return store::open(settings);
}

void print_json(const std::vector<RulePlan>& plans) {
    std::cout << "[";
    bool first = true;
    for (const RulePlan& one : plans) {
        std::cout << (first ? "\n" : ",\n") << " {\"rule\":" << json_text(one.rule) << ",\"plan\":\"" << word(one.kind)
                  << "\"";
        if (one.kind == RulePlan::Kind::changed || one.kind == RulePlan::Kind::gone)
            std::cout << ",\"open\":" << one.open() << ",\"finish\":" << one.finish << ",\"migrate\":" << one.migrate
                      << ",\"exit\":" << one.exit;
        std::cout << "}";
        first = false;
    }
    std::cout << "\n]\n";
}

void print(const std::vector<RulePlan>& plans) {
    std::size_t unchanged = 0;
    for (const RulePlan& one : plans) {
        if (one.kind == RulePlan::Kind::unchanged) {
            ++unchanged;
            continue;
        }
        std::cout << word(one.kind) << ": " << one.rule;
        if (one.kind != RulePlan::Kind::added) {
            std::cout << "; open runs: " << one.open();
            if (one.open() > 0)
                std::cout << " (finish " << one.finish << ", migrate " << one.migrate << ", exit " << one.exit << ")";
        }
        std::cout << "\n";
    }
    std::cout << "unchanged: " << unchanged << "\n";
}

}  // namespace

int plan_command(const PlanOptions& options) {
    ConfigReport report = read_config(options.config);
    for (const Error& error : report.errors) std::cerr << to_string(error) << "\n";
    if (!report.errors.empty()) return kConfigExit;
    const auto fail = [](const Error& error) { return std::cerr << to_string(error) << "\n", kFoundExit; };
    const Result<Tools> tools = load_tools(report.config, false);
    if (!tools) return fail(tools.error());
    const Instant now = Clock().now();
    const Result<std::unique_ptr<Store>> store = open_to_look(report.config, *tools, now);
    if (!store) return fail(store.error());
    Config changed = report.config;
    changed.rules = options.rules;
    if (!options.templates.empty()) changed.templates = options.templates;
    Result<rules::Sources> sources = read_sources(changed);
    if (!sources) return fail(sources.error());
    Past past = read_past(**store);
    sources->former = std::move(past.former);
    const Loaded loaded = load_rules(changed, *tools, *sources, past.live_since, now);
    for (const Error& error : loaded.report.errors) std::cerr << to_string(error) << "\n";
    if (loaded.rules == nullptr) return kFoundExit;
    const std::uint64_t last = to_integer((*store)->highest());
    const auto plans = plan(**store, read_present(**store), *loaded.rules, now, [last](std::uint64_t looked_at) {
        std::cerr << "looked at " << looked_at << " of " << last << " customers\n";
    });
    if (!plans) return fail(plans.error());
    options.json ? print_json(*plans) : print(*plans);
    return 0;
}

}  // namespace dialogd::app
