// Expressions in YAML: compiled, with advice where YAML got in between, and with the checks that go
// further than a name's first dot.
#include <algorithm>

#include "rules/paths.hpp"
#include "rules/reading.hpp"
#include "rules/scalars.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

enum class Wants : std::uint8_t { condition, time, anything };

constexpr std::string_view kCommentAdvice =
    "; ` #` begins a comment in YAML, so the text ends before it: put the whole in single quotes";

Where place_in(const YamlNode& node, std::size_t offset) {
    Where where = node.where;
    where.line = node.text_line;
    where.column = node.text_column;
    // Behind a line break the column is not known: YAML has taken the indentation away.
    const std::string_view before = std::string_view(node.text).substr(0, offset);
    if (before.find('\n') == std::string_view::npos) where.column += static_cast<int>(offset);
    return where;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void check_deep_names(const YamlNode& node, std::string_view text, std::size_t skipped, const Place& place,
                      Findings& findings) {
    const auto started_with = place.run_event_fields();
    for (const DottedName& name : dotted_names(text)) {
        if (name.parts.size() < 3 || name.parts[0] != "run") continue;
        const std::string& field = name.parts[2];
        const Where where = place_in(node, skipped + name.offset);
        if (name.parts[1] == "event" && started_with && !contains(*started_with, field))
            findings.error(where, "`run.event." + field + "`: the event that starts this rule has no `" + field + "`" +
                                      did_you_mean(field, *started_with));
        if (name.parts[1] == "answers" && place.run_answers() && place.run_answers()->count(field) == 0)
            findings.error(where, "`run.answers." + field + "`: no question of this rule has an answer `" + field +
                                      "`" +
                                      did_you_mean(field, {place.run_answers()->begin(), place.run_answers()->end()}));
    }
}

// An attribute that may be missing makes the condition fail, which counts as false: probably not meant.
void check_missing(const YamlNode& node, std::string_view text, const Place& place, Findings& findings) {
    if (!place.vocabulary().declared) return;
    const std::vector<DottedName> names = dotted_names(text);
    std::vector<std::string> known;
    for (const DottedName& name : names)
        if (name.in_has && name.parts.size() == 2 && name.parts[0] == "customer") known.push_back(name.parts[1]);
    for (const DottedName& name : names) {
        if (name.in_has || name.parts.size() < 2 || name.parts[0] != "customer") continue;
        const std::string& field = name.parts[1];
        if (is_always_there(field) || contains(known, field)) continue;
        known.push_back(field);  // once is enough
        findings.warning(
            place_in(node, name.offset),
            "`customer." + field + "` may be missing, and then this is false: say `has(customer." + field + ") && …`");
    }
}

std::unique_ptr<const Expression> compile(const YamlNode& node, std::size_t skipped, std::string_view key,
                                          const Place& place, Wants wants, Findings& findings) {
    const std::string_view text = std::string_view(node.text).substr(skipped);
    if (!node.quoted && has_odd_quotes(text)) {
        findings.error(node.where,
                       "`" + node.text + "` opens a quote and does not close it" +
                           (node.commented ? std::string(kCommentAdvice)
                                           : std::string(": put the whole in single quotes, or below `|`")));
        return nullptr;
    }
    ExpressionOptions options;
    options.where = place_in(node, skipped);
    options.vocabulary = &place;
    options.condition = wants == Wants::condition;
    options.time = wants == Wants::time;
    options.segments = &place.segments();
    options.slot_names = place.vocabulary().slot_names.get();
    Result<std::unique_ptr<const Expression>> compiled = compile_expression(text, options);
    if (!compiled) {
        Error& error = compiled.error();
        findings.error(error.where, "`" + std::string(key) + "`: " + error.message +
                                        (node.commented ? std::string(kCommentAdvice) : std::string()));
        return nullptr;
    }
    check_deep_names(node, text, skipped, place, findings);
    return std::move(*compiled);
}

// The node is a scalar with something in it.
bool is_expression(const YamlNode& node, std::string_view key, Findings& findings) {
    const bool scalar = node.kind == YamlNode::Kind::null || node.kind == YamlNode::Kind::scalar;
    if (scalar && node.text.find_first_not_of(" \t\n") == std::string::npos) {
        findings.error(node.where, "`" + std::string(key) + "` is empty: write an expression, or leave the key out");
        return false;
    }
    if (node.kind == YamlNode::Kind::map || node.kind == YamlNode::Kind::list) {
        findings.error(node.where, "`" + std::string(key) + "` wants an expression, and YAML reads a " +
                                       (node.kind == YamlNode::Kind::map ? "map" : "list") +
                                       " here: put the expression in single quotes, or write it below `|`");
        return false;
    }
    return true;
}

}  // namespace

std::unique_ptr<const Expression> read_condition(const YamlNode& node, std::string_view key, const Place& place,
                                                 Findings& findings) {
    if (!is_expression(node, key, findings)) return nullptr;
    auto condition = compile(node, 0, key, place, Wants::condition, findings);
    if (condition != nullptr) check_missing(node, node.text, place, findings);
    return condition;
}

std::unique_ptr<const Expression> read_expression(const YamlNode& node, std::string_view key, const Place& place,
                                                  Findings& findings) {
    if (!is_expression(node, key, findings)) return nullptr;
    return compile(node, 0, key, place, Wants::anything, findings);
}

std::unique_ptr<const Expression> read_time(const YamlNode& node, std::string_view key, const Place& place,
                                            Findings& findings) {
    if (!is_expression(node, key, findings)) return nullptr;
    return compile(node, 0, key, place, Wants::time, findings);
}

std::unique_ptr<const Expression> read_computed(const YamlNode& node, std::size_t skipped, const Place& place,
                                                Findings& findings) {
    if (node.text.find_first_not_of(" \t\n", skipped) == std::string::npos) {
        findings.error(node.where, "nothing behind `=`: write an expression, as in `= run.event.total * 2`");
        return nullptr;
    }
    return compile(node, skipped, "=", place, Wants::anything, findings);
}

std::optional<std::string> read_event_name(const YamlNode& node, std::string_view key, const Vocabulary& vocabulary,
                                           Findings& findings) {
    auto name = read_text(node, key, findings);
    if (!name) return std::nullopt;
    if (!vocabulary.declared || vocabulary.find_event(*name) != nullptr) return name;
    const auto renamed = vocabulary.aliases.events.find(*name);
    findings.error(node.where,
                   "no event `" + *name + "` in vocabulary.yaml" +
                       (renamed != vocabulary.aliases.events.end() ? "; rules call it `" + renamed->second + "`"
                                                                   : did_you_mean(*name, vocabulary.event_names())));
    return std::nullopt;
}

}  // namespace dialogd::rules
