// Reads rules and templates again while the daemon runs, and puts them in force between two rounds.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/daemon.hpp"
#include "app/past.hpp"
#include "store/store.hpp"

namespace dialogd::app {

namespace {

// Does a state that remembers `kept` know enough for rules that need `wanted`?
bool covers(const Needs& kept, const Needs& wanted) {
    for (const Needs::Window& window : wanted.windows) {
        const auto same = std::find_if(kept.windows.begin(), kept.windows.end(),
                                       [&](const Needs::Window& w) { return w.event == window.event; });
        if (same == kept.windows.end() || same->keep < window.keep) return false;
    }
    return kept.seen_for >= wanted.seen_for;
}

}  // namespace

Reloaded Daemon::reload() {
    const auto outcome = std::make_shared<std::promise<Reloaded>>();
    std::future<Reloaded> answer = outcome->get_future();
    read_again([outcome](const Reloaded& reloaded) { outcome->set_value(reloaded); });
    constexpr std::chrono::seconds kPatience(60);
    if (answer.wait_for(kPatience) == std::future_status::ready) return answer.get();
    const Reloaded late{{{ErrorCode::unavailable, "the loop did not answer within a minute", {}}}, 0, 0};
    log(late);
    return late;
}

// Any thread.
void Daemon::read_again(std::function<void(const Reloaded&)> done) {
    const auto answer = [this, done = std::move(done)](const Reloaded& reloaded) {
        log(reloaded);  // before the metrics: who sees them finds it in the log
        metrics_.reload_broken = reloaded.mistakes.empty() ? 0 : 1;
        ++(reloaded.mistakes.empty() ? metrics_.reloads : metrics_.reload_failures);
        done(reloaded);
    };
    const std::lock_guard lock(reading_);
    Result<rules::Sources> sources = read_sources(config_);
    if (!sources) return answer({{sources.error()}, 0, 0});
    const bool asked =
        loop_->ask([this, answer, sources = std::move(*sources)]() mutable { answer(put_in_force(sources)); });
    if (!asked) answer({{{ErrorCode::unavailable, "the loop takes no more tasks; try again", {}}}, 0, 0});
}

// On the loop's thread, between two rounds. What can fail comes before the rules change.
Reloaded Daemon::put_in_force(rules::Sources& sources) {
    const auto refuse = [](const Error& error) { return Reloaded{{error}, 0, 0}; };
    Past past = read_past(*store_);
    sources.former = std::move(past.former);
    Loaded loaded = load_rules(config_, tools_, sources, past.live_since, clock_.now());
    if (loaded.rules == nullptr) return {std::move(loaded.report.errors), 0, 0};
    for (const Error& warning : loaded.report.warnings) spdlog::warn("{}", to_string(warning));
    auto rules = std::const_pointer_cast<Ruleset>(loaded.rules);  // not shared with anybody yet
    if (covers(needs_, rules->needs)) rules->needs = needs_;      // what states remember beyond it costs little
    rules->paused = loop_->rules()->paused;
    const Result<bool> changed = keep_present(*store_, *rules, sources);
    if (!changed) return refuse(changed.error());
    if (Result<void> told = tell_sources(*store_, *rules); !told) return refuse(told.error());
    // From here on no state is handed out that remembers less: each is folded anew when it is next loaded.
    if (rules->needs.hash != needs_.hash)
        if (Result<void> folded = store::change_needs(*store_, rules->needs); !folded) return refuse(folded.error());
    needs_ = rules->needs;
    const Reloaded done{{}, rules->rules.size(), rules->contents.size()};
    loop_->change_rules(std::move(rules));
    return done;
}

}  // namespace dialogd::app
