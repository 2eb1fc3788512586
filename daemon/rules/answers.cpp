// What may be answered to a question: one way of fitting for each answer.
#include <algorithm>
#include <cctype>
#include <map>

#include "rules/scalars.hpp"
#include "rules/step_reader.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

constexpr std::size_t kMaxWords = 500;    // of one answer; each reply is compared with all of them
constexpr std::size_t kMaxPhrase = 200;   // bytes; longer is no answer but a letter
constexpr std::size_t kMaxAnswers = 100;  // of one question

void read_words(const YamlNode& node, AnswerMatcher& match, Findings& findings) {
    match.words = read_texts(node, "words", findings);
    if (match.words.size() > kMaxWords) findings.error(node.where, "more than 500 words for one answer");
    for (const std::string& words : match.words)
        if (words.size() > kMaxPhrase)
            findings.error(node.where, "`" + words.substr(0, 40) + "…` is longer than 200 letters");
}

void read_range(const YamlNode& node, AnswerMatcher& match, Findings& findings) {
    match.number = AnswerMatcher::Range{};
    if (!check_keys(node, "number", {"min", "max"}, findings, {"buttons"})) return;
    const YamlNode* min = node.find("min");
    const YamlNode* max = node.find("max");
    if (min == nullptr || max == nullptr) {
        findings.error(node.where, "`number` wants both ends, as in {min: 0, max: 10}");
        return;
    }
    const auto low = read_number(*min, "min", findings);
    const auto high = read_number(*max, "max", findings);
    if (!low || !high) return;
    if (*low >= *high) findings.error(node.where, "`min` is not below `max`: no number would fit");
    match.number = AnswerMatcher::Range{*low, *high};
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
    const bool fits =
        type == Type::any || (number ? type == Type::number || type == Type::integer : type == Type::text);
    if (!fits)
        findings.error(node.where, "`" + *save + "` is " + std::string(to_text(type)) + ", and this answer saves " +
                                       (number ? "a number" : "text"));
}

std::string folded(const std::string& text) {
    std::string lower = text;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

}  // namespace

std::optional<Answer> read_answer(const YamlNode& node, Reading& in) {
    Findings& findings = in.findings;
    if (!check_keys(node, "an answer", {"name", "words", "is", "number", "any", "save", "then"}, findings,
                    {"button", "buttons", "date", "email", "phone", "pattern"}))
        return std::nullopt;
    Answer answer;
    const YamlNode* name = node.find("name");
    if (name == nullptr)
        findings.error(node.where, "an answer without `name`: steps and the history call it by that");
    else
        answer.match.name = read_identifier(*name, "name", findings).value_or("");
    int ways = 0;
    for (const std::string_view way : {"words", "is", "number", "any"}) ways += node.find(way) != nullptr ? 1 : 0;
    const bool later = std::any_of(node.entries.begin(), node.entries.end(), [](const auto& entry) {
        const std::string& key = entry.first.text;
        return key == "date" || key == "email" || key == "phone" || key == "pattern";
    });
    if (ways != 1 && !later)
        findings.error(node.where, "the answer `" + answer.match.name + "` wants one way of fitting, and has " +
                                       std::to_string(ways) + ": words, is, number or any");
    if (const YamlNode* words = node.find("words")) read_words(*words, answer.match, findings);
    if (const YamlNode* is = node.find("is")) {
        const auto what = read_choice(*is, "is", {"agree", "refuse"}, findings);
        answer.match.is = what == "refuse" ? AnswerMatcher::Is::refuse : AnswerMatcher::Is::agree;
    }
    if (const YamlNode* number = node.find("number")) read_range(*number, answer.match, findings);
    if (const YamlNode* any = node.find("any")) {
        answer.match.any = read_boolean(*any, "any", findings).value_or(true);
        if (!answer.match.any) findings.error(any->where, "`any: false` fits nothing: leave the answer out");
    }
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
                                           "`, so that neither would ever be taken");
    };
    std::map<std::string, int> names;
    for (const Answer& answer : answers) {
        const AnswerMatcher& match = answer.match;
        if (!match.name.empty() && ++names[match.name] == 2)
            findings.error(node.where, "there are two answers called `" + match.name + "`");
        for (const std::string& words : match.words) claim("words " + folded(words), "`" + words + "`", answer);
        if (match.is == AnswerMatcher::Is::agree) claim("is agree", "`is: agree`", answer);
        if (match.is == AnswerMatcher::Is::refuse) claim("is refuse", "`is: refuse`", answer);
        if (match.any) claim("any", "`any: true`", answer);
        if (!match.number) continue;
        for (const Answer& other : answers) {
            if (&other == &answer) break;
            if (other.match.number && other.match.number->min <= match.number->max &&
                match.number->min <= other.match.number->max)
                findings.error(node.where, "the numbers of `" + other.match.name + "` and `" + match.name +
                                               "` overlap, so that neither would ever be taken");
        }
    }
}

}  // namespace dialogd::rules
