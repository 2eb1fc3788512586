// What starts a rule, what ends it, what it is all for, and how often.
#include "rules/rule.hpp"
#include "rules/scalars.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

void read_event_trigger(const YamlNode& node, RuleReading& rule, Rule& out) {
    Findings& findings = rule.in.findings;
    if (!check_keys(node, "a trigger by event", {"event", "if"}, findings)) return;
    Trigger trigger;
    const auto event = read_event_name(*node.find("event"), "event", rule.in.vocabulary, findings);
    std::vector<std::string> events;
    if (event) events.push_back(*event);
    if (const YamlNode* condition = node.find("if"))
        trigger.condition = read_condition(*condition, "if", rule.at_trigger(events), findings);
    if (!event) return;
    trigger.event = *event;
    rule.started_by.push_back(*event);
    out.triggers.push_back(std::move(trigger));
}

// What the run starts with is the last of the events that the time is counted from.
void read_absent_trigger(const YamlNode& node, RuleReading& rule, Rule& out) {
    Findings& findings = rule.in.findings;
    if (!check_keys(node, "a trigger by absence", {"absent", "for", "since", "if", "key"}, findings)) return;
    Trigger trigger;
    trigger.kind = Trigger::Kind::absent;
    const auto event = read_event_name(*node.find("absent"), "absent", rule.in.vocabulary, findings);
    if (event) trigger.event = *event;
    std::optional<std::string> counted_from = event;
    if (const YamlNode* since = node.find("since")) {
        counted_from = read_event_name(*since, "since", rule.in.vocabulary, findings);
        trigger.since = counted_from.value_or("");
        if (counted_from && counted_from == event)
            findings.error(since->where, "`since` is the same event as `absent`: leave it out");
    }
    const YamlNode* duration = node.find("for");
    if (duration == nullptr)
        findings.error(node.where, "`absent` without `for`: how long must the event stay away? write `for: 30d`");
    else
        trigger.absent_for = read_duration(*duration, "for", findings).value_or(kDay);
    std::vector<std::string> events;
    if (counted_from) events.push_back(*counted_from);
    const Place place = rule.at_trigger(events);
    if (const YamlNode* condition = node.find("if"))
        trigger.condition = read_condition(*condition, "if", place, findings);
    if (const YamlNode* key = node.find("key")) trigger.key = read_expression(*key, "key", place, findings);
    if (counted_from) rule.started_by.push_back(*counted_from);
    out.triggers.push_back(std::move(trigger));
}

constexpr std::string_view kKinds[] = {"event", "absent", "date", "schedule", "becomes", "keyword"};

void read_trigger(const YamlNode& node, RuleReading& rule, Rule& out) {
    Findings& findings = rule.in.findings;
    std::vector<std::string> kinds;
    for (const std::string_view kind : kKinds)
        if (node.find(kind) != nullptr) kinds.emplace_back(kind);
    if (kinds.size() > 1) {
        findings.error(node.where,
                       "a trigger is either `" + kinds[0] + "` or `" + kinds[1] + "`: make it a list of two");
        return;
    }
    if (kinds.size() == 1) {
        if (kinds[0] == "event") return read_event_trigger(node, rule, out);
        if (kinds[0] == "absent") return read_absent_trigger(node, rule, out);
        return read_timely_trigger(node, kinds[0], rule, out);
    }
    std::string message = "a trigger is {event: NAME}, or by absent, date, schedule, becomes or keyword";
    if (node.kind == YamlNode::Kind::scalar) message += "; write `trigger: {event: " + node.text + "}`";
    if (node.kind == YamlNode::Kind::map && !node.entries.empty()) {
        const YamlNode& key = node.entries.front().first;
        message += "; found `" + key.text + "`" + did_you_mean(key.text, {std::begin(kKinds), std::end(kKinds)});
    }
    findings.error(node.where, message);
}

}  // namespace

void read_triggers(const YamlNode& root, RuleReading& rule, Rule& out) {
    Findings& findings = rule.in.findings;
    const YamlNode* node = root.find("trigger");
    if (node == nullptr) {
        findings.error(root.where,
                       "the rule has no `trigger`: write what starts it, as in `trigger: {event: order.placed}`");
        return;
    }
    if (node->kind != YamlNode::Kind::list) return read_trigger(*node, rule, out);
    if (node->items.empty())
        findings.error(node->where,
                       "`trigger` is an empty list, and nothing would start the rule: write `trigger: {event: NAME}`");
    for (const YamlNode& item : node->items) read_trigger(item, rule, out);
}

void read_exits(const YamlNode& node, const RuleReading& rule, Rule& out) {
    Findings& findings = rule.in.findings;
    const auto read_one = [&](const YamlNode& item) {
        if (!check_keys(item, "an exit", {"event", "if"}, findings)) return;
        const YamlNode* name = item.find("event");
        if (name == nullptr) {
            findings.error(item.where, "an exit without `event`: write {event: NAME}");
            return;
        }
        const auto event = read_event_name(*name, "event", rule.in.vocabulary, findings);
        Exit exit;
        if (const YamlNode* condition = item.find("if"))
            exit.condition = read_condition(*condition, "if", rule.at_event(event), findings);
        exit.event = event.value_or("");
        out.exits.push_back(std::move(exit));
    };
    if (node.kind != YamlNode::Kind::list) return read_one(node);
    if (node.items.empty()) findings.error(node.where, "`exit` is an empty list: leave it out");
    for (const YamlNode& item : node.items) read_one(item);
}

void read_goal(const YamlNode& node, const RuleReading& rule, Rule& out) {
    Findings& findings = rule.in.findings;
    if (!check_keys(node, "a goal", {"event", "if", "within", "value"}, findings)) return;
    const YamlNode* name = node.find("event");
    if (name == nullptr) {
        findings.error(node.where, "a goal without `event`: write {event: NAME, within: 7d}");
        return;
    }
    Goal goal;
    const auto event = read_event_name(*name, "event", rule.in.vocabulary, findings);
    const Place place = rule.at_event(event);
    goal.event = event.value_or("");
    if (const YamlNode* condition = node.find("if")) goal.condition = read_condition(*condition, "if", place, findings);
    if (const YamlNode* value = node.find("value")) goal.value = read_expression(*value, "value", place, findings);
    if (const YamlNode* within = node.find("within"))
        goal.within = read_duration(*within, "within", findings).value_or(goal.within);
    out.goal = std::move(goal);
}

void read_reenter(const YamlNode& node, Rule& out, Findings& findings) {
    const auto text = read_text(node, "reenter", findings);
    if (!text) return;
    if (*text == "never") return;
    if (*text == "always") {
        out.reenter.kind = Reenter::Kind::always;
        return;
    }
    constexpr std::string_view kAfter = "after ";
    if (text->starts_with(kAfter)) {
        const Result<Duration> after = parse_duration(std::string_view(*text).substr(kAfter.size()));
        if (after && *after > Duration{}) {
            out.reenter = {Reenter::Kind::after, *after};
            return;
        }
    }
    findings.error(node.where, "`reenter` is never, always or `after 7d`, not `" + *text + "`" +
                                   (parse_duration(*text) ? "; write `after " + *text + "`" : std::string()));
}

}  // namespace dialogd::rules
