// Facts `live/NAME` (an instant, and a line `HASH INSTANT` for each trigger), `rule/NAME/VERSION`, `present` (NAME
// VERSION, a line each), and `ruleset`: the hash of the rules that everybody was looked at with.
#include "app/past.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "app/sweep.hpp"
#include "store/store.hpp"

namespace dialogd::app {

namespace {

constexpr std::string_view kLive = "live/";
constexpr std::string_view kRule = "rule/";
constexpr std::string_view kPresent = "present";
constexpr std::size_t kMostForgotten = 64;  // each is a transaction of its own; the next change goes on with the rest

std::string live_fact(const std::string& name) {
    return std::string(kLive) + name;
}

std::string version_fact(const std::string& name, std::uint64_t version) {
    return std::string(kRule) + name + "/" + std::to_string(version);
}

// The rule's name and version in such a fact's name.
std::pair<std::string, std::uint64_t> version_of(const std::string& fact) {
    const std::size_t slash = fact.rfind('/');
    std::uint64_t version = 0;
    std::from_chars(fact.data() + slash + 1, fact.data() + fact.size(), version);
    return {fact.substr(kRule.size(), slash - kRule.size()), version};
}

std::string text_of_live(const Rule& rule) {
    std::string text = to_text(rule.live_since);
    for (const Trigger& trigger : rule.triggers)
        text += "\n" + std::to_string(trigger.hash) + " " + to_text(trigger.live_since);
    return text;
}

// Nothing when its first line is no instant. Without further lines it is of a version that kept none.
std::optional<LiveSince> live_of_text(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    const Result<Instant> rule = parse_instant(line);
    if (!rule) return std::nullopt;
    LiveSince live{*rule, {}};
    std::uint64_t hash = 0;
    while (lines >> hash >> line)
        if (const Result<Instant> since = parse_instant(line)) live.triggers[hash] = *since;
    return live;
}

Result<void> keep_live(Store& store, const Ruleset& rules) {
    for (const auto& [fact, since] : store.facts(kLive)) {
        const Rule* rule = rules.find_rule(std::string_view(fact).substr(kLive.size()));
        if (rule != nullptr && rule->live) continue;
        if (Result<void> gone = store.forget_fact(fact); !gone) return gone;
    }
    for (const Rule& rule : rules.rules) {
        const std::string live = text_of_live(rule);
        if (!rule.live || store.fact(live_fact(rule.name)) == live) continue;
        if (Result<void> kept = store.keep_fact(live_fact(rule.name), live); !kept) return kept;
    }
    return {};
}

}  // namespace

Past read_past(const Store& store) {
    Past past;
    for (auto& [name, text] : store.facts(kRule))
        past.former.push_back({"rules/" + version_of(name).first + ".yaml", std::move(text)});
    for (const auto& [name, text] : store.facts(kLive))
        if (auto since = live_of_text(text)) past.live_since[name.substr(kLive.size())] = std::move(*since);
    return past;
}

Result<bool> keep_present(Store& store, const Ruleset& rules, const rules::Sources& sources) {
    if (const Result<void> kept = keep_live(store, rules); !kept) return kept.error();
    for (const Rule& rule : rules.rules) {
        const std::string version = version_fact(rule.name, rule.version);
        if (store.fact(version)) continue;
        for (const rules::SourceFile& file : sources.rules)
            if (file.path == rule.where.file)
                if (const Result<void> kept = store.keep_fact(version, file.text); !kept) return kept.error();
    }
    std::string present;
    for (const Rule& rule : rules.rules) present += rule.name + " " + std::to_string(rule.version) + "\n";
    if (store.fact(kPresent) != present)
        if (const Result<void> kept = store.keep_fact(kPresent, present); !kept) return kept.error();
    return store.fact("ruleset") != std::to_string(rules.hash);
}

std::map<std::string, std::uint64_t> read_present(const Store& store) {
    std::map<std::string, std::uint64_t> present;
    std::istringstream lines(store.fact(kPresent).value_or(std::string()));
    std::string name;
    std::uint64_t version = 0;
    while (lines >> name >> version) present[name] = version;
    return present;
}

Result<void> keep_looked_at(Store& store, std::uint64_t hash) {
    return store.keep_fact("ruleset", std::to_string(hash));
}

Result<void> forget_looked_at(Store& store) {
    return store.forget_fact("ruleset");
}

Result<void> forget_unused(Store& store, const Ruleset& rules, const std::unordered_set<std::uint64_t>& used) {
    std::size_t forgotten = 0;
    for (const auto& [fact, text] : store.facts(kRule)) {
        const auto [name, version] = version_of(fact);
        const Rule* today = rules.find_rule(name);
        if ((today != nullptr && today->version == version) || used.contains(version_key(name, version))) continue;
        if (Result<void> gone = store.forget_fact(fact); !gone) return gone;
        if (++forgotten == kMostForgotten) break;
    }
    return {};
}

Result<void> tell_sources(Store& store, const Ruleset& rules) {
    for (const Content& content : rules.contents)
        for (const Words& words : content.words)
            for (const Template* source : {words.html.get(), words.text.get()})
                if (source != nullptr)
                    if (Result<void> known = store::know_source(store, source->hash(), source->source()); !known)
                        return known;
    return {};
}

}  // namespace dialogd::app
