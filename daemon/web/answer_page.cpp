// The page that a button in a mail opens: the choice, a text field, and the one button that answers.
#include <cmath>

#include "web/renderer.hpp"

namespace dialogd::web {

namespace {

constexpr int kMostNumbers = 21;  // a row that a person can take in at a glance

std::vector<std::string> paragraphs_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") != std::string_view::npos) out.emplace_back(line);
    }
    return out;
}

std::string label_of(const Answer& answer, std::string_view language) {
    for (const std::string_view wanted : {language, language.substr(0, language.find('-')), page_language(language)})
        if (const auto label = answer.buttons.find(std::string(wanted)); label != answer.buttons.end())
            return label->second;
    return answer.button_fallback;
}

Value number_list(const NumberRow& row, const std::string& chosen) {
    Value::List list;
    for (int number = row.min; number <= row.max; ++number) {
        const std::string value = "n:" + std::to_string(number);
        list.push_back(Values()
                           .set("value", value)
                           .set("label", std::to_string(number))
                           .set("on", chosen == value || chosen == std::to_string(number))
                           .set("id", "n" + std::to_string(number - row.min))
                           .map());
    }
    return Value(std::move(list));
}

Value choice_list(const std::vector<AnswerChoice>& choices, const std::string& chosen) {
    Value::List list;
    for (const AnswerChoice& choice : choices)
        list.push_back(Values()
                           .set("value", "c:" + choice.name)
                           .set("label", choice.label)
                           .set("on", chosen == choice.name || chosen == "c:" + choice.name)
                           .set("id", "c" + std::to_string(list.size()))
                           .map());
    return Value(std::move(list));
}

}  // namespace

AnswerModel answer_model(const step::Ask& ask, std::string_view question, std::string_view language, std::string path,
                         std::string chosen) {
    AnswerModel model;
    model.path = std::move(path);
    model.question = paragraphs_of(question);
    model.chosen = std::move(chosen);
    for (const Answer& answer : ask.answers) {
        const AnswerMatcher& match = answer.match;
        if (answer.number_buttons && match.number && match.number->max - match.number->min < kMostNumbers) {
            model.numbers = NumberRow{match.name, static_cast<int>(std::ceil(match.number->min)),
                                      static_cast<int>(std::floor(match.number->max))};
        } else if (std::string label = label_of(answer, language); !label.empty()) {
            model.choices.push_back({match.name, std::move(label)});
        }
    }
    return model;
}

Page Renderer::answer_page(const Frame& frame, const AnswerModel& model, const std::string& chosen,
                           const std::string& words, const FieldErrors& errors) const {
    const Voice v = voice(frame);
    Value::List question(model.question.begin(), model.question.end());
    Values values;
    values.set("path", model.path)
        .set("question", Value(std::move(question)))
        .set("choices", choice_list(model.choices, chosen))
        .set("has_choices", !model.choices.empty())
        .set("numbers", model.numbers ? number_list(*model.numbers, chosen) : Value(false))
        .set("has_numbers", model.numbers.has_value())
        .set("own_words", model.own_words)
        .set("words_label", v.t(model.choices.empty() && !model.numbers ? "answer_words_only" : "answer_words"))
        .maybe("words", words)
        .set("errors", errors.empty() ? Value(false) : error_list(v, errors))
        .set("choice_error", error_at(v, errors, "choice"));
    if (model.numbers) {
        values.set("scale_from", v.t("answer_scale_from", {{"number", std::to_string(model.numbers->min)}}));
        values.set("scale_to", v.t("answer_scale_to", {{"number", std::to_string(model.numbers->max)}}));
    }
    return page(v, "answer", errors.empty() ? 200 : 400, v.t("answer_title"), std::move(values));
}

Page Renderer::answer(const Frame& frame, const AnswerModel& model) const {
    return answer_page(frame, model, model.chosen, {}, {});
}

Page Renderer::answer_wrong(const Frame& frame, const AnswerModel& model, const Form& typed,
                            const FieldErrors& errors) const {
    return answer_page(frame, model, typed.text("choice"), typed.text("text"), errors);
}

}  // namespace dialogd::web
