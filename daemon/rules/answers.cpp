// What may be answered to a question: one way of fitting for each answer.
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "rules/fold_case.hpp"
#include "rules/scalars.hpp"
#include "rules/step_reader.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

constexpr std::size_t kMaxWords = 500;    // of one answer; each reply is compared with all of them
constexpr std::size_t kMaxPhrase = 200;   // bytes; longer is no answer but a letter
constexpr std::size_t kMaxAnswers = 100;  // of one question
constexpr double kMaxButtons = 11;        // 0 to 10: more do not fit beside each other on a phone
constexpr std::size_t kMaxPattern = 250;  // as in conditions
constexpr std::int64_t kPatternMemory = 1 << 20;

void read_words(const YamlNode& node, AnswerMatcher& match, Findings& findings) {
    match.words = read_texts(node, "words", findings);
    if (match.words.size() > kMaxWords) findings.error(node.where, "more than 500 words for one answer");
    for (const std::string& words : match.words)
        if (words.size() > kMaxPhrase)
            findings.error(node.where,
                           "`" + words.substr(0, 40) + "…` is longer than 200 letters: a few words are enough");
}

void read_range(const YamlNode& node, Answer& answer, Findings& findings) {
    AnswerMatcher& match = answer.match;
    match.number = AnswerMatcher::Range{};
    if (!check_keys(node, "number", {"min", "max", "buttons"}, findings)) return;
    const YamlNode* min = node.find("min");
    const YamlNode* max = node.find("max");
    if (min == nullptr || max == nullptr) {
        findings.error(node.where, "`number` wants both ends, as in {min: 0, max: 10}");
        return;
    }
    const auto low = read_number(*min, "min", findings);
    const auto high = read_number(*max, "max", findings);
    if (!low || !high) return;
    if (*low >= *high)
        findings.error(node.where,
                       "`min` is not below `max`, so that no number would fit: write the smaller one first");
    match.number = AnswerMatcher::Range{*low, *high};
    const YamlNode* buttons = node.find("buttons");
    if (buttons == nullptr || !read_boolean(*buttons, "buttons", findings).value_or(false)) return;
    answer.number_buttons = true;
    if (std::floor(*low) != *low || std::floor(*high) != *high)
        findings.error(buttons->where, "`buttons` wants whole numbers for both ends, as in {min: 0, max: 10}");
    else if (*high - *low + 1 > kMaxButtons)
        findings.error(buttons->where,
                       "a row of buttons has at most 11, as from 0 to 10: ask for fewer numbers, or "
                       "leave `buttons` out");
}

void read_save(const YamlNode& node, Answer& answer, const Vocabulary& vocabulary, Findings& findings) {
    const auto save = read_text(node, "save", findings);
    if (!save) return;
    constexpr std::string_view kCustomer = "customer.";
    const std::string field = save->starts_with(kCustomer) ? save->substr(kCustomer.size()) : std::string();
    if (!is_identifier(field) || is_built_in(field)) {
        findings.error(node.where,
                       "`save` keeps the answer with the customer: write `save: customer.NAME`, not `" + *save + "`");
        return;
    }
    answer.save = *save;
    if (!vocabulary.declared) return;
    const auto known = vocabulary.customer.find(field);
    if (known == vocabulary.customer.end()) {
        std::vector<std::string> names;
        for (const auto& [name, type] : vocabulary.customer) names.push_back(name);
        findings.error(node.where, "no attribute `" + field + "` in vocabulary.yaml" + did_you_mean(field, names));
        return;
    }
    const Type type = known->second;
    const bool number = answer.match.number.has_value();
    const bool day = answer.match.form == AnswerMatcher::Form::date;
    const bool fits = type == Type::any || (number ? type == Type::number || type == Type::integer
                                                   : type == Type::text || (day && type == Type::timestamp));
    if (!fits)
        findings.error(node.where, "`" + *save + "` is " + std::string(to_text(type)) + ", and this answer saves " +
                                       (number ? "a number"
                                        : day  ? "a day"
                                               : "text") +
                                       ": save it in another attribute");
}

// Every way in which an answer may fit, one of which it has.
constexpr std::string_view kWays[] = {"words", "is", "number", "date", "email", "phone", "pattern", "any"};

// `KEY: true`.
void read_flag(const YamlNode& node, std::string_view key, Findings& findings) {
    if (!read_boolean(node, key, findings).value_or(true))
        findings.error(node.where, "`" + std::string(key) + ": false` fits nothing: leave the answer out");
}

void read_pattern(const YamlNode& node, AnswerMatcher& match, Findings& findings) {
    const auto text = read_text(node, "pattern", findings);
    if (!text) return;
    if (text->size() > kMaxPattern) {
        findings.error(node.where, "`pattern` is longer than 250 letters: make it shorter, or two answers");
        return;
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(false);
    options.set_max_mem(kPatternMemory);
    const RE2 pattern(*text, options);
    if (!pattern.ok())
        findings.error(node.where, "`" + *text + "` is no pattern (RE2): " + pattern.error());
    else if (RE2::PartialMatch("", pattern))
        findings.error(node.where, "`" + *text + "` fits every reply, also an empty one: `any: true` says that");
    else
        match.pattern = *text;
}

void read_form(const YamlNode& node, std::string_view key, AnswerMatcher& match, Findings& findings) {
    match.form = key == "date"    ? AnswerMatcher::Form::date
                 : key == "email" ? AnswerMatcher::Form::email
                                  : AnswerMatcher::Form::phone;
    read_flag(node, key, findings);
}

void read_way(std::string_view way, const YamlNode& node, Answer& answer, Findings& findings) {
    if (way == "words") return read_words(node, answer.match, findings);
    if (way == "number") return read_range(node, answer, findings);
    if (way == "pattern") return read_pattern(node, answer.match, findings);
    if (way == "is") {
        const auto what = read_choice(node, "is", {"agree", "refuse"}, findings);
        answer.match.is = what == "refuse" ? AnswerMatcher::Is::refuse : AnswerMatcher::Is::agree;
        return;
    }
    if (way != "any") return read_form(node, way, answer.match, findings);
    answer.match.any = true;
    read_flag(node, way, findings);
}

}  // namespace

std::optional<Answer> read_answer(const YamlNode& node, const std::set<std::string>& languages, Reading& in) {
    Findings& findings = in.findings;
    if (!check_keys(
            node, "an answer",
            {"name", "words", "is", "number", "date", "email", "phone", "pattern", "any", "button", "save", "then"},
            findings))
        return std::nullopt;
    Answer answer;
    const YamlNode* name = node.find("name");
    if (name == nullptr)
        findings.error(node.where,
                       "an answer without `name`: steps and the history call it by that; write {name: NAME, …}");
    else
        answer.match.name = read_identifier(*name, "name", findings).value_or("");
    int ways = 0;
    for (const std::string_view way : kWays) {
        const YamlNode* value = node.find(way);
        if (value == nullptr) continue;
        ++ways;
        read_way(way, *value, answer, findings);
    }
    if (ways != 1)
        findings.error(node.where, "the answer `" + answer.match.name + "` wants one way of fitting, and has " +
                                       std::to_string(ways) +
                                       ": words, is, number, date, email, phone, pattern or any");
    if (const YamlNode* button = node.find("button")) read_button(*button, languages, in, answer);
    if (const YamlNode* save = node.find("save")) read_save(*save, answer, in.vocabulary, findings);
    return answer;
}

void check_answers(const YamlNode& node, const std::vector<Answer>& answers, Findings& findings) {
    if (answers.size() > kMaxAnswers) findings.error(node.where, "more than 100 answers to one question");
    std::map<std::string, std::string> fits;  // what fits: which answer
    const auto claim = [&](const std::string& what, const std::string& shown, const Answer& answer) {
        const auto [at, added] = fits.emplace(what, answer.match.name);
        if (!added && at->second != answer.match.name)
            findings.error(node.where, shown + " fits both `" + at->second + "` and `" + answer.match.name +
                                           "`, so that neither would ever be taken: take it out of one");
    };
    std::map<std::string, int> names;
    for (const Answer& answer : answers) {
        const AnswerMatcher& match = answer.match;
        if (!match.name.empty() && ++names[match.name] == 2)
            findings.error(node.where,
                           "there are two answers called `" + match.name + "`: give one of them another name");
        for (const std::string& words : match.words) claim("words " + fold_case(words), "`" + words + "`", answer);
        if (match.is == AnswerMatcher::Is::agree) claim("is agree", "`is: agree`", answer);
        if (match.is == AnswerMatcher::Is::refuse) claim("is refuse", "`is: refuse`", answer);
        if (match.any) claim("any", "`any: true`", answer);
        for (const auto& [form, word] : {std::pair{AnswerMatcher::Form::date, "date"},
                                         {AnswerMatcher::Form::email, "email"},
                                         {AnswerMatcher::Form::phone, "phone"}})
            if (match.form == form) claim(word, "`" + std::string(word) + ": true`", answer);
        if (!match.pattern.empty()) claim("pattern " + match.pattern, "`" + match.pattern + "`", answer);
        if (!match.number) continue;
        for (const Answer& other : answers) {
            if (&other == &answer) break;
            if (other.match.number && other.match.number->min <= match.number->max &&
                match.number->min <= other.match.number->max)
                findings.error(
                    node.where,
                    "the numbers of `" + other.match.name + "` and `" + match.name +
                        "` overlap, so that neither would ever be taken: let one begin behind the other's end");
        }
    }
}

}  // namespace dialogd::rules
