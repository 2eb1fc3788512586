// Words that are numbers in Danish, Swedish, Norwegian and English.
#include <array>

#include "message/score.hpp"

namespace dialogd::message {
namespace {

// Folded. WordList that mean something else in one of the languages count only as the whole answer.
constexpr std::array<NumberWord, 76> kNumberWords = {{
    {"nul", 0, ""},     {"null", 0, ""},     {"noll", 0, ""},     {"zero", 0, ""},   {"en", 1, "da sv nb"},
    {"et", 1, "da nb"}, {"ett", 1, "sv nb"}, {"een", 1, ""},      {"one", 1, "en"},  {"to", 2, "da nb"},
    {"two", 2, ""},     {"tvaa", 2, ""},     {"tre", 3, ""},      {"three", 3, ""},  {"fire", 4, "da nb"},
    {"fyra", 4, ""},    {"four", 4, ""},     {"fem", 5, ""},      {"five", 5, ""},   {"seks", 6, ""},
    {"sex", 6, "sv"},   {"six", 6, ""},      {"syv", 7, ""},      {"sju", 7, ""},    {"seven", 7, ""},
    {"otte", 8, ""},    {"aatta", 8, ""},    {"aatte", 8, ""},    {"eight", 8, ""},  {"ni", 9, "da nb"},
    {"nio", 9, ""},     {"nine", 9, ""},     {"ti", 10, "da nb"}, {"tio", 10, ""},   {"ten", 10, ""},
    {"elleve", 11, ""}, {"elva", 11, ""},    {"eleven", 11, ""},  {"tolv", 12, ""},  {"twelve", 12, ""},
    {"otter", 8, ""},   {"syver", 7, ""},    {"sekser", 6, ""},   {"femmer", 5, ""}, {"firer", 4, ""},
    {"treer", 3, ""},   {"toer", 2, ""},     {"etter", 1, ""},    {"nier", 9, ""},   {"tier", 10, ""},
    {"aattan", 8, ""},  {"nian", 9, ""},     {"tian", 10, ""},    {"sjuan", 7, ""},  {"sexa", 6, ""},
    {"femma", 5, ""},   {"fyra", 4, ""},     {"trea", 3, ""},     {"tvaaa", 2, ""},  {"etta", 1, ""},
    {"atta", 8, ""},    {"aatter", 8, ""},   {"atte", 8, ""},     {"tva", 2, ""},    {"nia", 9, ""},
    {"tia", 10, ""},    {"sjua", 7, ""},     {"sjuer", 7, ""},    {"toer", 2, ""},   {"ener", 1, ""},
    {"nital", 9, ""},   {"ottetal", 8, ""},  {"syvtal", 7, ""},   {"tital", 10, ""}, {"femtal", 5, ""},
    {"sekstal", 6, ""},
}};

}  // namespace

const NumberWord* find_number_word(std::string_view text) {
    for (const NumberWord& word : kNumberWords)
        if (word.text == text) return &word;
    return nullptr;
}

}  // namespace dialogd::message
