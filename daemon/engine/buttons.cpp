// Labels, links and numbers of answers with a button.
#include "engine/buttons.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dialogd::engine {

namespace {

constexpr std::size_t kMaxRow = 101;  // 0 to 100; a longer row of numbers is no row

bool has_label(const Answer& answer) {
    return !answer.button_fallback.empty() || !answer.buttons.empty();
}

std::string label_of(const Answer& answer, std::string_view language) {
    for (const std::string_view wanted : {language, language.substr(0, language.find('-'))})
        for (const auto& [of, label] : answer.buttons)
            if (of == wanted) return label;
    return answer.button_fallback.empty() ? answer.buttons.begin()->second : answer.button_fallback;
}

// The unreserved characters of RFC 3986 stand for themselves.
std::string percent_encoded(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
    return out;
}

// Where an answer is a number anyway, "2" is that number, and not the second answer.
bool takes_numbers(const step::Ask& ask) {
    return std::any_of(ask.answers.begin(), ask.answers.end(), [](const Answer& a) { return a.match.number; });
}

std::vector<const Answer*> numbered(const step::Ask& ask) {
    std::vector<const Answer*> answers;
    if (takes_numbers(ask)) return answers;
    for (const Answer& answer : ask.answers)
        if (has_label(answer)) answers.push_back(&answer);
    return answers;
}

// "1 and 2", in the languages in which people answer.
bool says_and(std::string_view word) {
    static constexpr std::string_view kAnd[] = {"and", "og", "och", "samt"};
    std::string folded(word);
    for (char& c : folded)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return std::find(std::begin(kAnd), std::end(kAnd), folded) != std::end(kAnd);
}

Value button(std::string label, std::string url, std::int64_t number, const std::string& answer) {
    return Value(Value::Map{{Value("label"), Value(std::move(label))},
                            {Value("url"), Value(std::move(url))},
                            {Value("number"), Value(number)},
                            {Value("answer"), Value(answer)}});
}

}  // namespace

Value::List buttons_of(const Ruleset& rules, const step::Ask& ask, ChannelKind channel, std::string_view language,
                       Token token) {
    Value::List buttons;
    if (channel == ChannelKind::sms) {
        for (const Answer* answer : numbered(ask))
            buttons.push_back(button(label_of(*answer, language), {}, static_cast<std::int64_t>(buttons.size()) + 1,
                                     answer->match.name));
        return buttons;
    }
    const bool any = std::any_of(ask.answers.begin(), ask.answers.end(),
                                 [](const Answer& a) { return has_label(a) || a.number_buttons; });
    if (!any) return buttons;
    const std::string link = rules.household.public_url + "/a/" + rules.services.signer->sign("answer", token) + "?b=";
    const auto url = [&](const std::string& answer) { return link + percent_encoded(answer); };
    for (const Answer& answer : ask.answers) {
        const std::string& name = answer.match.name;
        if (has_label(answer))
            buttons.push_back(
                button(label_of(answer, language), url(name), static_cast<std::int64_t>(buttons.size()) + 1, name));
        if (!answer.number_buttons || !answer.match.number) continue;
        const auto first = static_cast<std::int64_t>(std::ceil(answer.match.number->min));
        const auto last = static_cast<std::int64_t>(std::floor(answer.match.number->max));
        for (std::int64_t n = first; n <= last && n - first < static_cast<std::int64_t>(kMaxRow); ++n)
            buttons.push_back(button(std::to_string(n), url(name) + "&v=" + std::to_string(n), n, name));
    }
    return buttons;
}

std::vector<const Answer*> numbered_answers(const step::Ask& ask, std::string_view text) {
    constexpr std::string_view kAround = ".)#";
    constexpr std::string_view kBetween = " \t\r\n,;&+/";
    const std::vector<const Answer*> answers = numbered(ask);
    std::vector<bool> chosen(answers.size(), false);
    std::size_t numbers = 0;
    while (!text.empty()) {
        std::string_view word = text.substr(0, text.find_first_of(kBetween));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        while (!word.empty() && kAround.find(word.front()) != std::string_view::npos) word.remove_prefix(1);
        while (!word.empty() && kAround.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
        if (word.empty() || (numbers > 0 && says_and(word))) continue;
        std::size_t number = 0;
        const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (failed != std::errc{} || end != word.data() + word.size()) return {};
        if (number < 1 || number > answers.size()) return {};
        chosen[number - 1] = true;
        ++numbers;
    }
    if (numbers > 1 && !ask.pick_all) return {};
    std::vector<const Answer*> given;
    for (std::size_t i = 0; i < answers.size(); ++i)
        if (chosen[i]) given.push_back(answers[i]);
    return given;
}

}  // namespace dialogd::engine
