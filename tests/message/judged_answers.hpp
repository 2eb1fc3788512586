// Judges a table of answers against the answers that its scenarios offer.
#pragma once

#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "message/reader.hpp"

namespace dialogd::message_test {

struct AnswerScore {
    int right = 0, wrong = 0, aside = 0;  // wrong: another branch than the expected, for certain
};

inline std::string source_path(const std::string& name) {
    return std::string(DIALOGD_SOURCE_DIR) + "/tests/message/" + name;
}

inline std::vector<std::vector<std::string>> rows_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::vector<std::string> row;
        std::istringstream fields(line);
        for (std::string field; std::getline(fields, field, '\t');) row.push_back(field);
        rows.push_back(std::move(row));
    }
    return rows;
}

inline AnswerMatcher matcher_of(const std::vector<std::string>& row) {
    AnswerMatcher matcher;
    matcher.name = row.at(1);
    const std::string& kind = row.at(2);
    if (kind == "agree") matcher.is = AnswerMatcher::Is::agree;
    if (kind == "refuse") matcher.is = AnswerMatcher::Is::refuse;
    if (kind == "number") matcher.number = AnswerMatcher::Range{0, 10};
    if (kind == "date") matcher.form = AnswerMatcher::Form::date;
    if (kind != "words") return matcher;
    std::istringstream list(row.at(3));
    for (std::string word; std::getline(list, word, '|');) {
        word.erase(0, word.find_first_not_of(' '));
        word.erase(word.find_last_not_of(' ') + 1);
        matcher.words.push_back(word);
    }
    return matcher;
}

// "price", "score=8", "date=2026-12-01", or "any" for a person. Asked on Wednesday 2026-11-25.
inline std::string answer_given(const std::vector<AnswerMatcher>& matchers, const std::string& text,
                                const std::string& language) {
    static const auto reader = message::make_reply_reader();
    static const Instant now = parse_instant("2026-11-25T10:00:00Z").value();
    const AnswerReading reading = reader->read_answer(matchers, text, {language, now, "Europe/Copenhagen"});
    if (reading.matched < 0) return "any";
    const std::string& name = matchers[static_cast<std::size_t>(reading.matched)].name;
    return reading.value.is_null() ? name : name + "=" + to_text(reading.value);
}

using Row = std::vector<std::string>;

// `told` hears of every row that was not read as expected, and how it was read.
inline std::map<std::string, AnswerScore> judge_answers(
    const std::string& table, const std::string& matchers,
    const std::function<void(const Row&, const std::string&)>& told) {
    std::map<std::string, std::vector<AnswerMatcher>> scenarios;
    for (const Row& row : rows_of(matchers))
        if (row.size() >= 3) scenarios[row[0]].push_back(matcher_of(row));
    std::map<std::string, AnswerScore> scores;
    for (const Row& row : rows_of(table)) {
        if (row.size() != 4 || !scenarios.contains(row[1])) continue;
        std::string text = row[3], expected = row[2];
        for (std::size_t at = 0; (at = text.find("\\n", at)) != std::string::npos;) text.replace(at, 2, "\n");
        if (expected.starts_with("number=")) expected.replace(0, 6, "score");
        const std::string given = answer_given(scenarios[row[1]], text, row[0]);
        AnswerScore& score = scores[row[1]];
        ++(given == expected ? score.right : given == "any" ? score.aside : score.wrong);
        if (given != expected) told(row, given);
    }
    return scores;
}

}  // namespace dialogd::message_test
