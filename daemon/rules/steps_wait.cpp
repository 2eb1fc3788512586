// The four forms of `wait`.
#include "rules/scalars.hpp"
#include "rules/step_reader.hpp"

namespace dialogd::rules {

std::optional<StepReader::What> StepReader::read_wait(const YamlNode& node, const At& at) {
    step::Wait wait;
    if (node.kind == YamlNode::Kind::map) {
        const bool until = node.find("until") != nullptr;
        const bool event = node.find("event") != nullptr;
        if (until && event)
            findings_.error(node.where, "`wait` is either `until` a time or for an `event`: make it two steps");
        else if (until)
            read_wait_until(node, wait);
        else if (event)
            read_wait_event(node, at, wait);
        else
            read_wait_of_no_form(node);
        return wait;
    }
    if (node.kind == YamlNode::Kind::scalar && parse_time_of_day(node.text)) {
        findings_.error(node.where,
                        "`" + node.text + "` is a time of the day: write `wait: {until: \"" + node.text + "\"}`");
        return std::nullopt;
    }
    wait.duration = read_duration(node, "wait", findings_);
    return wait;
}

void StepReader::read_wait_of_no_form(const YamlNode& node) {
    const std::size_t errors_before = findings_.errors.size();
    check_keys(node, "wait", {"until", "offset", "at", "event", "if", "timeout", "then", "else"}, findings_);
    if (findings_.errors.size() == errors_before)
        findings_.error(node.where, "`wait` wants `until` or `event`, or just a duration as in `wait: 2h`");
}

void StepReader::read_wait_until(const YamlNode& node, step::Wait& wait) {
    if (!check_keys(node, "wait until", {"until", "offset", "at"}, findings_)) return;
    const YamlNode& until = *node.find("until");
    const YamlNode* offset = node.find("offset");
    const YamlNode* time = node.find("at");
    if (const auto minute = parse_time_of_day(until.text)) {
        wait.at_minute = *minute;
        if (offset != nullptr || time != nullptr)
            findings_.error(node.where, "`until: \"" + until.text + "\"` is a time of the day already: leave out `" +
                                            (offset != nullptr ? "offset" : "at") + "`");
        return;
    }
    wait.until = read_time(until, "until", place_, findings_);
    if (offset != nullptr) wait.offset = read_duration(*offset, "offset", findings_, Sign::any).value_or(Duration{});
    if (time != nullptr) wait.at_minute = read_time_of_day(*time, "at", findings_);
}

void StepReader::read_wait_event(const YamlNode& node, const At& at, step::Wait& wait) {
    if (!check_keys(node, "wait for an event", {"event", "if", "timeout", "then", "else"}, findings_)) return;
    const auto event = read_event_name(*node.find("event"), "event", in_.vocabulary, findings_);
    wait.event = event.value_or("");
    if (const YamlNode* condition = node.find("if"))
        wait.event_if = read_condition(*condition, "if", rule_.at_event(event), findings_);
    if (const YamlNode* timeout = node.find("timeout"))
        wait.timeout = read_duration(*timeout, "timeout", findings_);
    else if (const YamlNode* otherwise = node.find("else"))
        findings_.error(otherwise->where, "`else` without `timeout`: it would never be taken; write `timeout: 14d`");
    else
        findings_.warning(
            node.where,
            "a wait without `timeout` may last for ever, and a customer has 20 open runs at most: add `timeout: 14d`");
    wait.then = branch(node, "then", at, at.next);
    wait.otherwise = branch(node, "else", at, at.next);
}

}  // namespace dialogd::rules
