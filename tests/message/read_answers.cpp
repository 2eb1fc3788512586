// Judges a table of answers: read_answers FILE [MATCHERS] prints right, wrong with certainty and aside per scenario.
//   FILE      language, scenario, expected and sentence, parted by tabs; \n in a sentence is a line break
//   MATCHERS  scenario, answer, kind (words, agree, refuse, number, date) and what it takes; answers_matchers.tsv
// Ends with 1 where a sentence was read wrongly with certainty.
#include <cstdio>

#include "judged_answers.hpp"

using namespace dialogd;

int main(int count, char** arguments) {
    if (count < 2 || count > 3) {
        std::fprintf(stderr, "usage: read_answers FILE [MATCHERS]\n");
        return 2;
    }
    const std::string matchers = count == 3 ? arguments[2] : message_test::source_path("answers_matchers.tsv");
    const auto scores = message_test::judge_answers(arguments[1], matchers, [](const auto& row, const auto& got) {
        std::printf("%s\t%s\t%s\t[%s]\t%s\n", row[0].c_str(), row[1].c_str(), row[2].c_str(), got.c_str(),
                    row[3].c_str());
    });
    int wrong = 0;
    for (const auto& [scenario, score] : scores) {
        std::printf("%s: %d right, %d wrong, %d aside\n", scenario.c_str(), score.right, score.wrong, score.aside);
        wrong += score.wrong;
    }
    return wrong > 0 || scores.empty() ? 1 : 0;
}
