// Looking things up in a Ruleset, and the indexes that make it quick.
#include "dialogd/ruleset.hpp"

#include <algorithm>

namespace dialogd {

namespace {

// Adds what one expression looks back at; the longest window of each event wins.
void add_need(Needs& needs, const std::string& event, Duration keep) {
    for (Needs::Window& window : needs.windows) {
        if (window.event != event) continue;
        window.keep = std::max(window.keep, keep);
        return;
    }
    needs.windows.push_back({event, keep});
}

void add_needs(Needs& needs, const std::unique_ptr<const Expression>& expression) {
    if (expression == nullptr) return;
    for (const Needs::Window& window : expression->needs()) add_need(needs, window.event, window.keep);
}

void add_needs(Needs& needs, const Step& step) {
    if (const auto* wait = std::get_if<step::Wait>(&step.what)) {
        add_needs(needs, wait->until);
        add_needs(needs, wait->event_if);
    } else if (const auto* choose = std::get_if<step::Choose>(&step.what)) {
        for (const auto& branch : choose->branches) add_needs(needs, branch.condition);
    } else if (const auto* set = std::get_if<step::Set>(&step.what)) {
        for (const auto& assignment : set->assignments) add_needs(needs, assignment.computed);
    } else if (const auto* emit = std::get_if<step::Emit>(&step.what)) {
        for (const auto& property : emit->properties) add_needs(needs, property.computed);
    }
}

void add_needs(Needs& needs, const Rule& rule) {
    for (const Trigger& trigger : rule.triggers) {
        add_needs(needs, trigger.condition);
        add_needs(needs, trigger.key);
        add_needs(needs, trigger.date);
        if (trigger.kind != Trigger::Kind::absent) continue;
        // A timer that comes due while the daemon is down is still found a month later.
        const Duration keep = trigger.absent_for + kDay * 31;
        add_need(needs, trigger.event, keep);
        if (!trigger.since.empty()) add_need(needs, trigger.since, keep);
    }
    add_needs(needs, rule.key);
    for (const Exit& exit : rule.exits) add_needs(needs, exit.condition);
    if (rule.goal) {
        add_needs(needs, rule.goal->condition);
        add_needs(needs, rule.goal->value);
    }
    for (const Step& step : rule.steps) add_needs(needs, step);
}

std::uint64_t hash_of(const std::unique_ptr<const Expression>& expression, std::uint64_t so_far) {
    if (expression == nullptr) return hash_text("-", so_far);
    std::uint64_t hash = hash_text(expression->text(), so_far);
    for (const Needs::Window& window : expression->needs())
        hash = hash_text(window.event + "\n" + to_text(window.keep), hash);
    return hash;
}

std::uint64_t hash_of(const Schedule& schedule, std::uint64_t so_far) {
    std::string text = to_text(schedule.spread);
    for (const Schedule::Time& time : schedule.times)
        text += " " + std::to_string(time.weekdays) + "/" + std::to_string(time.minute);
    if (schedule.once)
        for (const std::int32_t part :
             {schedule.once->year, schedule.once->month, schedule.once->day, schedule.once->minute})
            text += " " + std::to_string(part);
    return hash_text(text, so_far);
}

// States and facts keep it: the same trigger has the same hash in every version.
std::uint64_t hash_of(const Rule& rule, const Trigger& trigger) {
    std::uint64_t hash = hash_text(trigger.event, static_cast<std::uint64_t>(trigger.kind) + 1);
    hash = hash_text(trigger.since, hash);
    hash = hash_text(std::to_string(trigger.absent_for.count()) + " " + std::to_string(trigger.offset.count()) + " " +
                         std::to_string(trigger.at_minute) + (trigger.every_year ? " every year" : ""),
                     hash);
    hash = hash_of(trigger.condition, hash);
    hash = hash_of(trigger.key != nullptr || trigger.kind != Trigger::Kind::absent ? trigger.key : rule.key, hash);
    hash = hash_of(trigger.date, hash);
    hash = hash_of(trigger.schedule, hash);
    for (const std::string& word : trigger.words) hash = hash_text(word, hash);
    return hash;
}

}  // namespace

const Rule* Ruleset::find_rule(std::string_view name) const {
    const auto at = std::lower_bound(rules.begin(), rules.end(), name,
                                     [](const Rule& rule, std::string_view wanted) { return rule.name < wanted; });
    return at != rules.end() && at->name == name ? &*at : nullptr;
}

const Rule* Ruleset::find_version(std::string_view name, std::uint64_t version) const {
    if (const Rule* rule = find_rule(name); rule != nullptr && rule->version == version) return rule;
    for (const Rule& rule : former)
        if (rule.version == version && rule.name == name) return &rule;
    return nullptr;
}

const Content* Ruleset::find_content(std::string_view name) const {
    const auto at =
        std::lower_bound(contents.begin(), contents.end(), name,
                         [](const Content& content, std::string_view wanted) { return content.name < wanted; });
    return at != contents.end() && at->name == name ? &*at : nullptr;
}

const Topic* Ruleset::find_topic(std::string_view name) const {
    for (const auto& [key, topic] : household.topics)
        if (key == name) return &topic;
    return nullptr;
}

const ChannelSettings* Ruleset::find_channel(ChannelKind kind) const {
    for (const ChannelSettings& channel : household.channels)
        if (channel.kind == kind) return &channel;
    return nullptr;
}

bool Paused::rule(std::string_view name) const {
    return all || std::binary_search(rules.begin(), rules.end(), name);
}

bool Paused::content(std::string_view name) const {
    return all || std::binary_search(contents.begin(), contents.end(), name);
}

void index(Ruleset& ruleset) {
    std::sort(ruleset.rules.begin(), ruleset.rules.end(), [](const Rule& a, const Rule& b) { return a.name < b.name; });
    std::sort(ruleset.contents.begin(), ruleset.contents.end(),
              [](const Content& a, const Content& b) { return a.name < b.name; });
    ruleset.by_event.clear();
    ruleset.by_absent.clear();
    ruleset.by_time.clear();
    ruleset.by_becomes.clear();
    ruleset.by_keyword.clear();
    ruleset.exits_by_event.clear();
    ruleset.goals_by_event.clear();
    Needs needs;
    for (std::uint32_t r = 0; r < ruleset.rules.size(); ++r) {
        Rule& rule = ruleset.rules[r];
        for (std::uint32_t t = 0; t < rule.triggers.size(); ++t) {
            Trigger& trigger = rule.triggers[t];
            trigger.hash = hash_of(rule, trigger);
            switch (trigger.kind) {
                case Trigger::Kind::event: ruleset.by_event[trigger.event].push_back({r, t}); break;
                case Trigger::Kind::absent:
                    ruleset.by_absent[trigger.since.empty() ? trigger.event : trigger.since].push_back({r, t});
                    break;
                case Trigger::Kind::date:
                case Trigger::Kind::schedule: ruleset.by_time.push_back({r, t}); break;
                case Trigger::Kind::becomes: ruleset.by_becomes.push_back({r, t}); break;
                case Trigger::Kind::keyword: ruleset.by_keyword.push_back({r, t}); break;
            }
        }
        for (const Exit& exit : rule.exits) ruleset.exits_by_event[exit.event].push_back(r);
        if (rule.goal) ruleset.goals_by_event[rule.goal->event].push_back(r);
        add_needs(needs, rule);
    }
    for (const Rule& rule : ruleset.former) add_needs(needs, rule);
    for (const Content& content : ruleset.contents) {
        add_needs(needs, content.condition);
        add_needs(needs, content.value);
        for (const Variable& variable : content.variables) add_needs(needs, variable.value);
    }
    std::sort(needs.windows.begin(), needs.windows.end(),
              [](const Needs::Window& a, const Needs::Window& b) { return a.event < b.event; });
    needs.seen_for = ruleset.household.late_after + kHour;
    needs.hash = hash_text(to_text(needs.seen_for));
    for (const Needs::Window& window : needs.windows)
        needs.hash = hash_text(window.event + "\n" + to_text(window.keep), needs.hash);
    ruleset.needs = std::move(needs);
}

}  // namespace dialogd
