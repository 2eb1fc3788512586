// Lists of steps, and the steps that decide where a run goes: choose, handover, end.
#include <algorithm>
#include <array>

#include "rules/scalars.hpp"
#include "rules/step_reader.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

constexpr std::array<std::string_view, 10> kKeywords{"wait",    "send",   "ask",  "choose",   "set",
                                                     "consent", "prefer", "emit", "handover", "end"};

bool is_keyword(std::string_view text) {
    return std::find(kKeywords.begin(), kKeywords.end(), text) != kKeywords.end();
}

// The step as one line, whatever its layout: what its key is made of.
void append_text(const YamlNode& node, std::string& out) {
    switch (node.kind) {
        case YamlNode::Kind::null:
        case YamlNode::Kind::scalar: out += std::to_string(node.text.size()) + ":" + node.text; break;
        case YamlNode::Kind::list:
            out += '[';
            for (const YamlNode& item : node.items) append_text(item, out);
            out += ']';
            break;
        case YamlNode::Kind::map:
            out += '{';
            for (const auto& [key, value] : node.entries) {
                append_text(key, out);
                append_text(value, out);
            }
            out += '}';
            break;
    }
}

}  // namespace

StepReader::StepReader(const RuleReading& rule, std::vector<Step>& steps)
    : rule_(rule), in_(rule.in), findings_(rule.in.findings), place_(rule.in_steps()), steps_(steps) {}

std::int32_t StepReader::read_list(const YamlNode& node, std::string_view key, const std::string& path,
                                   std::int32_t after) {
    if (node.kind != YamlNode::Kind::list) {
        findings_.error(node.where,
                        "`" + std::string(key) + "` wants a list of steps: begin each with `- `, as in `- wait: 2h`");
        return after;
    }
    if (node.items.empty() || too_many_) return after;
    const std::size_t first = steps_.size();
    if (first + node.items.size() > kMaxSteps) {
        too_many_ = true;
        findings_.error(node.where,
                        "more than 1,000 steps in one rule: split it, and let one `emit` what starts the other");
        return after;
    }
    steps_.resize(first + node.items.size());
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const bool last = i + 1 == node.items.size();
        const At at{last ? after : static_cast<std::int32_t>(first + i + 1), path + "." + std::to_string(i)};
        read_step(node.items[i], first + i, at);
    }
    return static_cast<std::int32_t>(first);
}

void StepReader::read_step(const YamlNode& node, std::size_t index, const At& at) {
    Step step;
    step.where = node.where;
    step.next = at.next;
    if (node.kind == YamlNode::Kind::map) {
        if (const YamlNode* name = node.find("name")) read_step_name(*name, step);
    }
    std::string text = at.path + "\n";
    append_text(node, text);
    step.key = step.name.empty() ? hash_text(text) : hash_text(step.name, hash_text("name"));

    const std::pair<YamlNode, YamlNode>* found = nullptr;
    for (const auto& entry : node.entries) {
        if (entry.first.text == "name") continue;
        if (!is_keyword(entry.first.text)) {
            findings_.error(entry.first.where,
                            "no step is called `" + entry.first.text + "`" +
                                did_you_mean(entry.first.text, {kKeywords.begin(), kKeywords.end()}));
        } else if (found != nullptr) {
            findings_.error(entry.first.where, "`" + found->first.text + "` and `" + entry.first.text +
                                                   "` in one step: put `- ` before each");
        } else {
            found = &entry;
        }
    }
    if (node.kind != YamlNode::Kind::map ||
        (found == nullptr && node.find("name") != nullptr && node.entries.size() == 1))
        findings_.error(node.where, "a step is a word with a value, as in `- wait: 2h`" +
                                        (node.text.empty() ? std::string() : "; found `" + node.text + "`"));
    if (found != nullptr)
        if (auto what = read_what(found->first.text, found->second, at)) step.what = std::move(*what);
    steps_[index] = std::move(step);
}

void StepReader::read_step_name(const YamlNode& node, Step& step) {
    const auto name = read_text(node, "name", findings_);
    if (!name) return;
    if (!names_.insert(*name).second)
        findings_.error(node.where, "there are two steps called `" + *name + "`: give one of them another name");
    step.name = *name;
}

std::optional<StepReader::What> StepReader::read_what(std::string_view keyword, const YamlNode& node, const At& at) {
    if (keyword == "wait") return read_wait(node, at);
    if (keyword == "send") return read_send(node, at);
    if (keyword == "ask") return read_ask(node, at);
    if (keyword == "choose") return read_choose(node, at);
    if (keyword == "set") return read_set(node);
    if (keyword == "consent") return read_consent(node);
    if (keyword == "prefer") return read_prefer(node);
    if (keyword == "emit") return read_emit(node);
    if (keyword == "handover") return read_hand_over(node);
    return read_end(node);
}

std::int32_t StepReader::branch(const YamlNode& node, std::string_view key, const At& at, std::int32_t otherwise) {
    const YamlNode* list = node.find(key);
    if (list == nullptr) return otherwise;
    return read_list(*list, key, at.path + "." + std::string(key), at.next);
}

std::optional<StepReader::What> StepReader::read_choose(const YamlNode& node, const At& at) {
    if (node.kind != YamlNode::Kind::list || node.items.empty()) {
        findings_.error(node.where, "`choose` wants a list of `- if: CONDITION` with `then:`, and maybe `- else:`");
        return std::nullopt;
    }
    step::Choose choose;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const YamlNode& item = node.items[i];
        const At here{at.next, at.path + "." + std::to_string(i)};
        step::Choose::Branch branch_taken;
        if (item.find("else") != nullptr) {
            if (!check_keys(item, "else", {"else"}, findings_)) continue;
            if (i + 1 < node.items.size())
                findings_.error(item.where, "`else` goes last: what stands below it is never taken");
            if (node.items.size() == 1)
                findings_.error(item.where, "`choose` with nothing but `else`: write the steps without it");
            branch_taken.then = branch(item, "else", here, at.next);
        } else {
            if (!check_keys(item, "a branch of choose", {"if", "then"}, findings_)) continue;
            const YamlNode* condition = item.find("if");
            if (condition == nullptr)
                findings_.error(
                    item.where,
                    "a branch without `if`: when is it taken? write `if: CONDITION`, or `else` for all others");
            else
                branch_taken.condition = read_condition(*condition, "if", place_, findings_);
            if (item.find("then") == nullptr)
                findings_.error(item.where, "a branch without `then`: write its steps, or `then: []` to go on");
            branch_taken.then = branch(item, "then", here, at.next);
        }
        choose.branches.push_back(std::move(branch_taken));
    }
    return choose;
}

std::optional<StepReader::What> StepReader::read_hand_over(const YamlNode& node) {
    if (!check_keys(node, "handover", {"queue", "note"}, findings_)) return std::nullopt;
    step::HandOver handover;
    if (const YamlNode* note = node.find("note")) handover.note = read_text(*note, "note", findings_).value_or("");
    const YamlNode* queue = node.find("queue");
    if (queue == nullptr) {
        findings_.error(node.where, "`handover` without `queue`: to whom? write {queue: NAME}" +
                                        did_you_mean("", in_.household.queues));
        return std::nullopt;
    }
    const auto name = read_text(*queue, "queue", findings_);
    if (!name) return std::nullopt;
    const std::vector<std::string>& queues = in_.household.queues;
    if (std::find(queues.begin(), queues.end(), *name) == queues.end())
        findings_.error(queue->where, "no queue `" + *name + "` in the config" + did_you_mean(*name, queues));
    handover.queue = *name;
    return handover;
}

std::optional<StepReader::What> StepReader::read_end(const YamlNode& node) {
    step::End end;
    if (node.kind == YamlNode::Kind::null && node.text.empty()) return end;  // `- end:`
    end.reason = read_text(node, "end", findings_).value_or("");
    return end;
}

void read_steps(const YamlNode& node, const RuleReading& rule, Rule& out) {
    if (node.kind == YamlNode::Kind::list && node.items.empty())
        rule.in.findings.error(
            node.where,
            "`steps` is an empty list, and the rule would do nothing: write one, as in `- send: {content: NAME}`");
    out.first = StepReader(rule, out.steps).read_list(node, "steps", "steps", -1);
}

void collect_names(const YamlNode& node, RuleReading& rule) {
    for (const YamlNode& item : node.items) collect_names(item, rule);
    for (const auto& [key, value] : node.entries) {
        if (key.text == "set")
            for (const auto& [name, assigned] : value.entries)
                if (name.text.starts_with("run.")) rule.variables.insert(name.text.substr(4));
        if (key.text == "answers")
            for (const YamlNode& answer : value.items)
                if (const YamlNode* name = answer.find("name")) rule.answers.insert(name->text);
        collect_names(value, rule);
    }
}

}  // namespace dialogd::rules
