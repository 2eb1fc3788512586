// The labels of an answer's button, by language.
#include <algorithm>

#include "rules/scalars.hpp"
#include "rules/step_reader.hpp"

namespace dialogd::rules {

namespace {

constexpr std::size_t kMaxLabel = 60;  // bytes; a button is a few words

std::string listed(const std::set<std::string>& languages) {
    std::string text;
    for (const std::string& language : languages) text += (text.empty() ? "`" : ", `") + language + "`";
    return text;
}

std::optional<std::string> read_label(const YamlNode& node, Findings& findings) {
    auto label = read_text(node, "button", findings);
    if (!label) return std::nullopt;
    if (label->size() > kMaxLabel) {
        findings.error(node.where, "`" + label->substr(0, 40) + "…` is too long for a button: say it in a few words");
        return std::nullopt;
    }
    if (label->find('\n') != std::string::npos) {
        findings.error(node.where, "a button's label is one line");
        return std::nullopt;
    }
    return label;
}

}  // namespace

void read_button(const YamlNode& node, const std::set<std::string>& languages, Reading& in, Answer& answer) {
    Findings& findings = in.findings;
    const AnswerMatcher& match = answer.match;
    if (match.number)
        findings.error(node.where, "a number has a row of buttons: write `number: {min: 0, max: 10, buttons: true}`");
    else if (match.form != AnswerMatcher::Form::none || !match.pattern.empty())
        findings.error(node.where, "a button can't say what the customer has to write: leave it out, or use `words`");
    if (node.kind != YamlNode::Kind::map) {
        answer.button_fallback = read_label(node, findings).value_or("");
        if (languages.size() > 1)
            findings.warning(node.where, "one label for customers of all languages (" + listed(languages) +
                                             "): write one for each, as in `button: {en: Yes, da: Ja}`");
        return;
    }
    if (node.entries.empty()) findings.error(node.where, "`button` has no label: write `button: {en: Yes, da: Ja}`");
    for (const auto& [language, label] : node.entries) {
        if (!is_language(language.text)) {
            findings.error(language.where, "`" + language.text + "` is no language: write `en`, `da`, `sv` or `nb`");
            continue;
        }
        if (auto text = read_label(label, findings)) answer.buttons[language.text] = std::move(*text);
    }
    std::set<std::string> missing;
    for (const std::string& language : languages)
        if (answer.buttons.count(language) == 0) missing.insert(language);
    if (!missing.empty())
        findings.warning(node.where, "the button of `" + match.name + "` has no label in " + listed(missing) +
                                         ", which the question is asked in: add it");
    // Who speaks another language gets the configured one's.
    const auto own = answer.buttons.find(in.household.language);
    if (own != answer.buttons.end())
        answer.button_fallback = own->second;
    else if (!answer.buttons.empty())
        answer.button_fallback = answer.buttons.begin()->second;
}

}  // namespace dialogd::rules
