// The forms on /a/TOKEN, /k/TOKEN and for a new link.
#include <doctest/doctest.h>

#include "web/samples.hpp"

namespace dialogd::web {

namespace {

template <class Wish>
std::string problem_of(const std::variant<Wish, FieldErrors>& outcome) {
    const auto* errors = std::get_if<FieldErrors>(&outcome);
    return errors == nullptr ? std::string() : errors->front().problem;
}

}  // namespace

TEST_CASE("answer: a choice, a number, own words, and nothing") {
    const Samples samples;
    const auto choice = std::get<AnswerWish>(read_answer({{{"choice", "c:later"}}}, samples.answer()));
    CHECK(choice.answer == "later");
    CHECK(choice.text == "I buy it later");
    const auto more =
        std::get<AnswerWish>(read_answer({{{"choice", "c:later"}, {"text", " in May "}}}, samples.answer()));
    CHECK(more.text == "in May");
    const auto number = std::get<AnswerWish>(read_answer({{{"choice", "n:7"}, {"text", "not 10"}}}, samples.numbers()));
    CHECK(number.answer == "score");
    CHECK(number.text == "7");
    CHECK(number.comment == "not 10");
    CHECK(number.own_words == "not 10");
    CHECK(more.own_words == "in May");
    CHECK(choice.own_words.empty());
    const auto words = std::get<AnswerWish>(read_answer({{{"text", "Something else"}}}, samples.answer()));
    CHECK(words.answer.empty());
    CHECK(words.text == "Something else");
    CHECK(problem_of(read_answer({}, samples.answer())) == "error_no_answer");
    for (const char* odd : {"n:11", "n:-1", "n:7x", "n:", "c:price", "x", "later"})
        CHECK(problem_of(read_answer({{{"choice", odd}}}, samples.numbers())) == "error_choice");
}

TEST_CASE("answer: the choices of a question are its buttons, in the page's language") {
    step::Ask ask;
    Answer price;
    price.match.name = "price";
    price.buttons = {{"da", "For dyrt"}, {"en", "Too expensive"}};
    Answer score;
    score.match.name = "score";
    score.match.number = AnswerMatcher::Range{0, 10};
    score.number_buttons = true;
    Answer other;
    other.match.any = true;
    ask.answers.push_back(std::move(price));
    ask.answers.push_back(std::move(score));
    ask.answers.push_back(std::move(other));
    const AnswerModel model = answer_model(ask, "Why?\n\nTell us.", "da-DK", "/a/x", "price");
    REQUIRE(model.choices.size() == 1);
    CHECK(model.choices[0].label == "For dyrt");
    REQUIRE(model.numbers.has_value());
    CHECK(model.numbers->max == 10);
    CHECK(model.question == std::vector<std::string>{"Why?", "Tell us."});
}

TEST_CASE("knowledge: a detail is corrected as its present kind, or deleted") {
    const std::vector<Attribute> known = Samples{}.customer().attributes;
    const auto read = [&](std::string act, std::string name, std::string value) {
        return read_knowledge(
            {{{"act", std::move(act)}, {"visit", "v"}, {"name", std::move(name)}, {"value", std::move(value)}}}, known);
    };
    const auto name = std::get<KnowledgeWish>(read("correct", "first_name", " Asta "));
    CHECK(*name.profile.attributes.find("first_name")->text() == "Asta");
    CHECK(name.profile.source == "page");
    CHECK(name.visit == "v");
    CHECK(*std::get<KnowledgeWish>(read("correct", "nps", "8,5")).profile.attributes.find("nps")->number() == 8.5);
    CHECK(*std::get<KnowledgeWish>(read("correct", "newsletter", "false"))
               .profile.attributes.find("newsletter")
               ->boolean() == false);
    CHECK(std::get<KnowledgeWish>(read("remove", "nps", "")).profile.attributes.find("nps")->is_null());
    CHECK(problem_of(read("correct", "nps", "nine")) == "error_value");
    CHECK(problem_of(read("correct", "nps", "inf")) == "error_value");
    CHECK(problem_of(read("correct", "sizes", "38")) == "error_value");
    CHECK(problem_of(read("correct", "first_name", "")) == "error_value_empty");
    CHECK(problem_of(read("correct", "first_name", std::string(501, 'x'))) == "error_value_long");
    CHECK(problem_of(read("correct", "no_such", "x")) == "error_attribute");
}

TEST_CASE("knowledge: erasing takes a second word, and every act but opening takes the visit") {
    using Act = KnowledgeWish::Act;
    CHECK(std::get<KnowledgeWish>(read_knowledge({{{"act", "open"}}}, {})).act == Act::open);
    for (const char* act : {"show", "correct", "remove", "download", "erase", "erase_confirmed"})
        CHECK(problem_of(read_knowledge({{{"act", act}}}, {})) == "error_visit");
    CHECK(std::get<KnowledgeWish>(read_knowledge({{{"act", "erase"}, {"visit", "v"}}}, {})).act == Act::erase);
    CHECK(problem_of(read_knowledge({{{"act", "erase_confirmed"}, {"visit", "v"}}}, {})) == "error_sure");
    const Form sure{{{"act", "erase_confirmed"}, {"visit", "v"}, {"sure", "yes"}}};
    CHECK(std::get<KnowledgeWish>(read_knowledge(sure, {})).act == Act::erase_confirmed);
    CHECK(std::get<KnowledgeWish>(read_knowledge({{{"act", "show"}, {"visit", "v"}}}, {})).act == Act::show);
    CHECK(problem_of(read_knowledge({{{"act", "other"}, {"visit", "v"}}}, {})) == "error_act");
}

TEST_CASE("new link: something that looks like an address, and nothing else") {
    CHECK(std::get<std::string>(read_link_request({{{"address", " a@b.dk "}}})) == "a@b.dk");
    CHECK(problem_of(read_link_request({})) == "error_address_empty");
    for (const char* odd : {"a", "@b.dk", "a@b", "a@.dk", "a@b.", "a b@c.dk", "a\n@b.dk"})
        CHECK(problem_of(read_link_request({{{"address", odd}}})) == "error_address");
}

}  // namespace dialogd::web
