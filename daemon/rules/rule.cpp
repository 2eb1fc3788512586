// The keys of a rule.
#include "rules/rule.hpp"

#include <algorithm>

#include "rules/scalars.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

void read_name(const YamlNode& root, const std::string& path, Rule& rule, Findings& findings) {
    const std::string wanted = stem_of(path);
    const YamlNode* node = root.find("rule");
    if (node == nullptr) {
        findings.error(root.where, "the file has no `rule`: begin it with `rule: " + wanted + "`");
        return;
    }
    const auto name = read_text(*node, "rule", findings);
    if (!name) return;
    rule.name = *name;
    if (*name != wanted)
        findings.error(node->where,
                       "the rule is called `" + *name + "` and the file `" + wanted + ".yaml`: give them one name");
}

void read_stage(const YamlNode& node, Rule& rule, Reading& in) {
    const auto stage = read_text(node, "stage", in.findings);
    if (!stage || in.journey.broken) return;
    rule.stage = *stage;
    if (!in.journey.declared) {
        in.findings.error(node.where, "`stage` names one of journey.yaml, and there is none beside this file");
        return;
    }
    std::vector<std::string> names;
    for (Stage& known : in.journey.stages) {
        names.push_back(known.name);
        if (known.name != *stage) continue;
        known.used = true;
        return;
    }
    in.findings.error(node.where, "no stage `" + *stage + "` in journey.yaml" + did_you_mean(*stage, names));
}

void read_topic(const YamlNode& node, Rule& rule, const Reading& in) {
    const auto topic = read_text(node, "topic", in.findings);
    if (!topic) return;
    rule.topic = *topic;
    std::vector<std::string> names;
    for (const auto& [name, known] : in.household.topics) names.push_back(name);
    if (std::find(names.begin(), names.end(), *topic) == names.end())
        in.findings.error(node.where, "no topic `" + *topic + "` in the config" + did_you_mean(*topic, names));
}

void read_holdout(const YamlNode& node, Rule& rule, Findings& findings) {
    const auto text = read_text(node, "holdout", findings);
    if (!text) return;
    const auto percent =
        text->ends_with('%') ? parse_number(std::string_view(*text).substr(0, text->size() - 1)) : std::nullopt;
    if (percent && *percent >= 0 && *percent <= 100)
        rule.holdout = *percent / 100;
    else
        findings.error(node.where, "`holdout` is a part of the customers as in 5%, not `" + *text + "`");
}

// The last instant of that day in the house's time zone, or the time that is written.
void read_until(const YamlNode& node, Rule& rule, const Reading& in) {
    const auto text = read_text(node, "until", in.findings);
    if (!text) return;
    const Result<Instant> until = parse_instant(*text);
    if (!until) {
        in.findings.error(node.where, "`until`: " + until.error().message);
        return;
    }
    rule.until = *until;
    constexpr std::size_t kBareDate = 10;
    const auto warn_if_past = [&] {
        if (in.now != Instant{} && *rule.until <= in.now)
            in.findings.warning(
                node.where,
                "`until: " + *text +
                    "` is past, and the rule starts nobody any more: write a day to come, or take the file away");
    };
    if (text->size() != kBareDate) return warn_if_past();
    Instant next = *until + kDay;
    if (in.services.calendar != nullptr) {
        const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(next)};
        LocalTime midnight;
        midnight.year = static_cast<int>(day.year());
        midnight.month = static_cast<int>(static_cast<unsigned>(day.month()));
        midnight.day = static_cast<int>(static_cast<unsigned>(day.day()));
        next = in.services.calendar->instant(midnight, in.household.time_zone);
    }
    rule.until = next - Duration(1);
    warn_if_past();
}

void read_on_change(const YamlNode& node, Rule& rule, Findings& findings) {
    const auto what = read_choice(node, "on_change", {"finish", "migrate", "exit"}, findings);
    if (what == "migrate") rule.on_change = OnChange::migrate;
    if (what == "exit") rule.on_change = OnChange::exit;
}

void read_plain_keys(const YamlNode& root, Rule& rule, Reading& in) {
    Findings& findings = in.findings;
    if (const YamlNode* node = root.find("about")) rule.about = read_text(*node, "about", findings).value_or("");
    if (const YamlNode* node = root.find("status"))
        rule.live = read_choice(*node, "status", {"live", "draft"}, findings).value_or("live") == "live";
    if (const YamlNode* node = root.find("stage")) read_stage(*node, rule, in);
    if (const YamlNode* node = root.find("topic")) read_topic(*node, rule, in);
    if (const YamlNode* node = root.find("priority"))
        rule.priority = static_cast<std::int32_t>(read_integer(*node, "priority", 0, 100, findings).value_or(50));
    if (const YamlNode* node = root.find("reenter")) read_reenter(*node, rule, findings);
    if (const YamlNode* node = root.find("holdout")) read_holdout(*node, rule, findings);
    if (const YamlNode* node = root.find("until")) read_until(*node, rule, in);
    if (const YamlNode* node = root.find("on_change")) read_on_change(*node, rule, findings);
    if (const YamlNode* node = root.find("review"))
        rule.review = read_duration(*node, "review", findings).value_or(Duration{});
    if (const YamlNode* node = root.find("at_most")) read_at_most(*node, rule, findings);
}

// Without a topic nobody can have said yes to it.
void check_topic(const YamlNode& root, const Rule& rule, const Household& household, Findings& findings) {
    if (root.find("topic") != nullptr) return;
    const bool says = std::any_of(rule.steps.begin(), rule.steps.end(), [](const Step& step) {
        return std::holds_alternative<step::Send>(step.what) || std::holds_alternative<step::Ask>(step.what);
    });
    if (!says) return;
    std::vector<std::string> topics;
    for (const auto& [name, topic] : household.topics) topics.push_back(name);
    findings.error(root.where,
                   "the rule sends messages and has no `topic`: which must the customer accept? write `topic: NAME`" +
                       did_you_mean("", topics));
}

}  // namespace

std::string stem_of(std::string_view path) {
    const std::size_t slash = path.find_last_of('/');
    if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
    return std::string(path.substr(0, path.find_last_of('.')));
}

Place RuleReading::at_trigger(std::vector<std::string> events) const {
    Place place(in.vocabulary, in.segments);
    place.with_event(std::move(events));
    return place;
}

Place RuleReading::at_event(const std::optional<std::string>& event) const {
    Place place(in.vocabulary, in.segments);
    place.with_event(event ? std::vector<std::string>{*event} : std::vector<std::string>{});
    place.with_run(known_starts(), variables, answers);
    return place;
}

Place RuleReading::in_steps() const {
    Place place(in.vocabulary, in.segments);
    place.with_event(known_starts()).with_run(known_starts(), variables, answers).with_reply();
    return place;
}

std::optional<Rule> read_rule(const YamlNode& root, const std::string& path, const std::string& text, Reading& in) {
    const std::size_t errors_before = in.findings.errors.size();
    Rule rule;
    rule.where = root.where;
    rule.version = hash_text(text);
    if (!check_keys(root, "a rule",
                    {"rule", "about", "status", "stage", "topic", "priority", "trigger", "key", "reenter", "exit",
                     "goal", "holdout", "on_change", "until", "review", "at_most", "existing", "steps"},
                    in.findings))
        return std::nullopt;
    read_name(root, path, rule, in.findings);
    read_plain_keys(root, rule, in);
    RuleReading reading{in, rule.topic, {}, false, {}, {}};
    if (const YamlNode* steps = root.find("steps")) collect_names(*steps, reading);
    read_triggers(root, reading, rule);
    if (const YamlNode* node = root.find("existing")) read_existing(*node, rule, in.findings);
    if (const YamlNode* node = root.find("key"))
        rule.key = read_expression(*node, "key", reading.at_trigger(reading.known_starts()), in.findings);
    if (const YamlNode* node = root.find("exit")) read_exits(*node, reading, rule);
    if (const YamlNode* node = root.find("goal")) read_goal(*node, reading, rule);
    if (const YamlNode* steps = root.find("steps"))
        read_steps(*steps, reading, rule);
    else
        in.findings.error(
            root.where,
            "the rule has no `steps`, and would do nothing: write one below it, as in `- send: {content: NAME}`");
    check_topic(root, rule, in.household, in.findings);
    if (in.findings.errors.size() == errors_before) check_reachable(rule, in.findings);
    if (in.findings.errors.size() != errors_before) return std::nullopt;
    return rule;
}

}  // namespace dialogd::rules
