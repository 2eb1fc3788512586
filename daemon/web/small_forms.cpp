// Reads the forms on /a/TOKEN, /k/TOKEN, and the one for a new link.
#include <algorithm>
#include <charconv>

#include "web/body.hpp"
#include "web/pages.hpp"

namespace dialogd::web {

namespace {

constexpr const char* kSource = "page";
constexpr std::size_t kMostAttribute = 500;  // octets: a name, a size, a birthday
constexpr std::size_t kMostAddress = 254;    // RFC 5321, 4.5.3.1.3

std::optional<double> number_in(std::string_view text) {
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), ',', '.');  // as three of our four languages write it
    double value = 0;
    const auto [end, problem] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    const bool whole = problem == std::errc() && end == plain.data() + plain.size();
    // "inf" and "nan" are numbers to a parser only.
    if (!whole || value != value || value > 1e15 || value < -1e15) return std::nullopt;
    return value;
}

// `text` as the kind that the present value has; nothing when it is none, or a list or a map.
std::optional<Value> typed_like(const Value& now, const std::string& text) {
    if (now.text() != nullptr) return Value(text);
    if (now.boolean() != nullptr) {
        if (text == "true") return Value(true);
        if (text == "false") return Value(false);
        return std::nullopt;
    }
    if (!now.is_number()) return std::nullopt;
    const std::optional<double> number = number_in(text);
    if (!number) return std::nullopt;
    const bool integer = now.number() == nullptr;
    if (!integer) return Value(*number);
    const auto whole = static_cast<std::int64_t>(*number);
    if (static_cast<double>(whole) != *number) return std::nullopt;
    return Value(whole);
}

std::variant<KnowledgeWish, FieldErrors> read_change(const Form& form, const std::vector<Attribute>& known,
                                                     KnowledgeWish wish) {
    const std::string name = form.text("name");
    const auto attribute =
        std::find_if(known.begin(), known.end(), [&](const Attribute& candidate) { return candidate.name == name; });
    if (attribute == known.end()) return FieldErrors{{"name", "error_attribute"}};
    Value value;  // null removes it
    if (wish.act == KnowledgeWish::Act::correct) {
        const std::string text = form.text("value");
        if (text.empty()) return FieldErrors{{"value_" + name, "error_value_empty"}};
        if (text.size() > kMostAttribute) return FieldErrors{{"value_" + name, "error_value_long"}};
        const std::optional<Value> typed = typed_like(attribute->value, text);
        if (!typed) return FieldErrors{{"value_" + name, "error_value"}};
        value = *typed;
    }
    wish.profile.attributes = Value(Value::Map{{Value(name), std::move(value)}});
    wish.profile.source = kSource;
    return wish;
}

}  // namespace

std::variant<AnswerWish, FieldErrors> read_answer(const Form& form, const AnswerModel& model) {
    const std::string choice = form.text("choice");
    const std::string text = model.own_words ? form.text("text") : std::string();
    if (choice.empty()) {
        if (text.empty()) return FieldErrors{{"choice", model.own_words ? "error_no_answer" : "error_no_choice"}};
        return AnswerWish{{}, text, {}, text};
    }
    const std::string_view value = std::string_view(choice).substr(std::min<std::size_t>(2, choice.size()));
    if (choice.starts_with("n:") && model.numbers) {
        int number = 0;
        const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
        const bool whole = problem == std::errc() && end == value.data() + value.size();
        if (whole && number >= model.numbers->min && number <= model.numbers->max)
            return AnswerWish{model.numbers->name, std::to_string(number), text, text};
    }
    if (choice.starts_with("c:"))
        for (const AnswerChoice& known : model.choices)
            if (known.name == value) return AnswerWish{known.name, text.empty() ? known.label : text, {}, text};
    return FieldErrors{{"choice", "error_choice"}};
}

std::variant<KnowledgeWish, FieldErrors> read_knowledge(const Form& form, const std::vector<Attribute>& known) {
    using Act = KnowledgeWish::Act;
    const std::string act = form.text("act");
    KnowledgeWish wish;
    if (act == "open") return wish;
    wish.visit = form.text("visit");
    if (wish.visit.empty()) return FieldErrors{{"visit", "error_visit"}};
    if (act == "correct" || act == "remove") {
        wish.act = act == "correct" ? Act::correct : Act::remove;
        return read_change(form, known, std::move(wish));
    }
    if (act == "show") wish.act = Act::show;
    if (act == "download") wish.act = Act::download;
    if (act == "erase") wish.act = Act::erase;
    if (act == "erase_confirmed") {
        if (!form.has("sure", "yes")) return FieldErrors{{"sure", "error_sure"}};
        wish.act = Act::erase_confirmed;
    }
    if (wish.act == Act::open) return FieldErrors{{"act", "error_act"}};
    return wish;
}

std::variant<std::string, FieldErrors> read_link_request(const Form& form) {
    const std::string address = form.text("address");
    const std::size_t at = address.rfind('@');
    const bool odd = std::any_of(address.begin(), address.end(),
                                 [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
    const std::string_view host =
        at == std::string::npos ? std::string_view() : std::string_view(address).substr(at + 1);
    const bool plausible = at != std::string::npos && at > 0 && host.find('.') != std::string_view::npos &&
                           !host.starts_with('.') && !host.ends_with('.') && !odd && address.size() <= kMostAddress;
    if (!plausible) return FieldErrors{{"address", address.empty() ? "error_address_empty" : "error_address"}};
    return address;
}

}  // namespace dialogd::web
