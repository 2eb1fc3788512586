// Facts `paused/rule/NAME`, `paused/content/NAME`, `paused/all`, and the same under `drop/`: "INSTANT WHO".
#include "app/by_hand.hpp"

#include <algorithm>

#include "app/json.hpp"
#include "app/json_value.hpp"
#include "app/past.hpp"
#include "engine/taking.hpp"
#include "rules/suggest.hpp"

namespace dialogd::app {

namespace {

constexpr std::string_view kPaused = "paused/";
constexpr std::string_view kDrop = "drop/";
constexpr std::string_view kRule = "rule/";
constexpr std::string_view kContent = "content/";
constexpr std::string_view kAll = "all";

std::string fact_of(std::string_view prefix, const Named& named) {
    if (named.all) return std::string(prefix) + std::string(kAll);
    if (!named.rule.empty()) return std::string(prefix) + std::string(kRule) + named.rule;
    return std::string(prefix) + std::string(kContent) + named.content;
}

std::vector<ByHand> read(const Store& store, std::string_view prefix) {
    std::vector<ByHand> found;
    for (const auto& [fact, value] : store.facts(prefix)) {
        const std::string_view what = std::string_view(fact).substr(prefix.size());
        ByHand one;
        one.named.all = what == kAll;
        if (what.starts_with(kRule)) one.named.rule = what.substr(kRule.size());
        if (what.starts_with(kContent)) one.named.content = what.substr(kContent.size());
        const std::size_t blank = std::min(value.find(' '), value.size());
        if (const Result<Instant> at = parse_instant(std::string_view(value).substr(0, blank))) one.at = *at;
        one.by = value.substr(std::min(blank + 1, value.size()));
        found.push_back(std::move(one));
    }
    return found;
}

Result<void> keep(Store& store, std::string_view prefix, const ByHand& word) {
    return store.keep_fact(fact_of(prefix, word.named), to_text(word.at) + " " + word.by);
}

std::string said(const ByHand& word) {
    return "\"since\":" + json_text(to_text(word.at)) + ",\"by\":" + json_text(word.by) + "}";
}

template <class Things>
std::vector<std::string> names_of(const Things& things) {
    std::vector<std::string> names;
    names.reserve(things.size());
    for (const auto& thing : things) names.push_back(thing.name);
    return names;
}

Error misread(const std::string& why) {
    return {
        ErrorCode::invalid, why + R"(; say what is meant: {"rule": "NAME"}, {"content": "NAME"} or {"all": true})", {}};
}

}  // namespace

std::string describe(const Named& named) {
    if (named.all) return "everything";
    return named.rule.empty() ? "content `" + named.content + "`" : "rule `" + named.rule + "`";
}

bool is_meant(const Named& named, const OpenMessage& message) {
    if (named.all) return !engine::is_own_words(message);
    return (!named.rule.empty() && message.rule == named.rule) ||
           (!named.content.empty() && message.content == named.content);
}

std::vector<ByHand> read_paused(const Store& store) {
    return read(store, kPaused);
}

std::vector<ByHand> read_drops(const Store& store) {
    return read(store, kDrop);
}

Paused paused_of(const std::vector<ByHand>& pauses) {
    Paused paused;
    for (const ByHand& pause : pauses) {
        if (pause.named.all) paused.all = true;
        if (!pause.named.rule.empty()) paused.rules.push_back(pause.named.rule);
        if (!pause.named.content.empty()) paused.contents.push_back(pause.named.content);
    }
    std::sort(paused.rules.begin(), paused.rules.end());
    std::sort(paused.contents.begin(), paused.contents.end());
    return paused;
}

Result<void> keep_pause(Store& store, const ByHand& pause) {
    return keep(store, kPaused, pause);
}

Result<void> forget_pause(Store& store, const Named& named) {
    return store.forget_fact(fact_of(kPaused, named));
}

Result<void> keep_drop(Store& store, const ByHand& drop) {
    return keep(store, kDrop, drop);
}

Result<void> forget_drops(Store& store) {
    for (const auto& [fact, value] : store.facts(kDrop))
        if (Result<void> gone = store.forget_fact(fact); !gone) return gone;
    return {};
}

Result<void> keep_act(Store& store, const Ruleset& rules, Act act, const ByHand& word) {
    if (Result<void> known = is_known(word.named, rules, read_paused(store)); !known) return known;
    // First, so that nothing that was asked for is left half done.
    if (Result<void> again = forget_looked_at(store); !again) return again;
    if (act == Act::pause) return keep_pause(store, word);
    if (act == Act::resume) return forget_pause(store, word.named);
    return keep_drop(store, word);
}

Result<void> is_known(const Named& named, const Ruleset& rules, const std::vector<ByHand>& pauses) {
    // What was paused and has gone since can still be resumed.
    const bool paused = std::any_of(pauses.begin(), pauses.end(), [&](const ByHand& p) { return p.named == named; });
    if (named.all || paused) return {};
    const bool of_rule = !named.rule.empty();
    if (of_rule ? rules.find_rule(named.rule) != nullptr : rules.find_content(named.content) != nullptr) return {};
    return Error{ErrorCode::not_found,
                 "there is no " + describe(named) +
                     rules::did_you_mean(of_rule ? named.rule : named.content,
                                         of_rule ? names_of(rules.rules) : names_of(rules.contents)),
                 {}};
}

std::string to_json(const std::vector<ByHand>& pauses) {
    std::string all = "null";
    std::string rules;
    std::string contents;
    for (const ByHand& pause : pauses) {
        if (pause.named.all)
            all = "{" + said(pause);
        else if (!pause.named.rule.empty())
            rules += (rules.empty() ? "{\"rule\":" : ",{\"rule\":") + json_text(pause.named.rule) + "," + said(pause);
        else
            contents += (contents.empty() ? "{\"content\":" : ",{\"content\":") + json_text(pause.named.content) + "," +
                        said(pause);
    }
    return "{\"all\":" + all + ",\"rules\":[" + rules + "],\"contents\":[" + contents + "]}";
}

Result<Named> read_named(std::string_view json) {
    const Result<Value> value = parse_json(json, "the body");
    if (!value) return misread(value.error().message);
    const Value::Map* map = value->map();
    if (map == nullptr || map->size() != 1) return misread("the body must be an object with one field");
    const auto& [key, what] = map->front();
    const std::string* field = key.text();
    const std::string* name = what.text();
    Named named;
    if (field != nullptr && *field == "all" && what == Value(true))
        named.all = true;
    else if (field != nullptr && *field == "rule" && name != nullptr && !name->empty())
        named.rule = *name;
    else if (field != nullptr && *field == "content" && name != nullptr && !name->empty())
        named.content = *name;
    else
        return misread("`" + (field == nullptr ? std::string() : *field) + "` is not understood");
    return named;
}

}  // namespace dialogd::app
