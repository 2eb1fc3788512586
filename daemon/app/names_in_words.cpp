// Scans the templates' tags, and asks the engine's scope for each name.
#include "app/names_in_words.hpp"

#include <algorithm>
#include <array>

#include "engine/scope.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kMostNames = 200;  // of one template: what people write has ten

struct Use {
    std::string name;
    std::vector<std::string> inside;  // the sections around it, the innermost last
    bool opens = false;               // a section of that name
};

std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\n");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\n") - from + 1);
}

std::vector<Use> uses_in(std::string_view source) {
    std::vector<Use> uses;
    std::vector<std::string> inside;
    for (std::size_t at = source.find("{{"); at != std::string_view::npos && uses.size() < kMostNames;
         at = source.find("{{", at)) {
        const std::size_t end = source.find("}}", at);
        if (end == std::string_view::npos) break;
        std::string_view tag = source.substr(at + 2, end - at - 2);
        at = end + 2;
        const char sign = tag.empty() ? ' ' : tag.front();
        if (std::string_view("#^/&{!>=?").find(sign) != std::string_view::npos) tag.remove_prefix(1);
        const std::string name(trimmed(tag));
        if (sign == '/' && !inside.empty()) inside.pop_back();
        if (sign == '/' || sign == '!' || sign == '>' || sign == '=' || name.empty() || name == ".") continue;
        uses.push_back({name, inside, sign == '#' || sign == '^' || sign == '?'});
        if (uses.back().opens) inside.push_back(name);
    }
    return uses;
}

std::vector<std::string> parts_of(std::string_view name) {
    std::vector<std::string> parts;
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
        parts.emplace_back(name.substr(0, dot));
        name.remove_prefix(dot + 1);
    }
    parts.emplace_back(name);
    return parts;
}

std::optional<Value> value_of(const Scope& scope, const std::vector<std::string>& parts) {
    std::optional<Value> value = parts.size() == 1 ? scope.find(parts[0]) : scope.select(parts[0], parts[1]);
    for (std::size_t i = 2; value && i < parts.size(); ++i) {
        const Value* deeper = value->find(parts[i]);
        if (deeper == nullptr) return std::nullopt;
        value = Value(*deeper);
    }
    return value;
}

std::string shown(const Value& value) {
    if (const Value::List* list = value.list())
        return std::to_string(list->size()) + (list->size() == 1 ? " item" : " items");
    return to_text(value);
}

// The scope in which the words were rendered, but for the links, which the message itself shows.
class WordsScope {
public:
    explicit WordsScope(const WordsAt& at)
        : turn_(at.rules, at.customer, at.now), own_(turn_.with(&at.run.event).with(&at.run), at.words.language) {
        own_.set("company", Value(Value::Map{{Value("name"), Value(at.rules.household.company)},
                                             {Value("address"), Value(at.rules.household.company_address)}}));
        own_.set("language", Value(at.words.language));
        own_.set("preheader", Value(""));
        for (const Variable& variable : at.content.variables)
            if (Result<Value> value = variable.value->evaluate(own_)) own_.set(variable.name, std::move(*value));
    }
    const Scope& scope() const { return own_; }

private:
    engine::TurnScope turn_;
    engine::ContentScope own_;
};

class Origins {
public:
    Origins(const WordsAt& at, const Scope& scope) : at_(at), scope_(scope) {}

    // Nothing: it needs no explanation (the layout's own names), or is known from elsewhere.
    std::optional<NameInWords> of(const Use& use) const {
        static constexpr std::array kLayout{"body", "subject", "preheader", "language"};
        if (std::find(kLayout.begin(), kLayout.end(), use.name) != kLayout.end()) return std::nullopt;
        const std::vector<std::string> parts = parts_of(use.name);
        NameInWords one;
        one.name = use.name;
        if (parts[0] == "links") return link(std::move(one), parts);
        if (const Variable* variable = find_variable(parts[0])) {
            one.from = "computed: " + variable->value->text();
            const Result<Value> value = variable->value->evaluate(scope_);
            if (!value) one.from += " (" + value.error().message + ")";
        } else {
            one.from = from_of(parts);
        }
        if (one.from.empty()) return of_item(std::move(one), use);
        const std::optional<Value> value = value_of(scope_, parts);
        if (value && !value->is_null()) return one.value = shown(*value), one;
        one.missing = true;
        one.needed = !use.opens && std::find(use.inside.begin(), use.inside.end(), use.name) == use.inside.end();
        return one;
    }

private:
    const Variable* find_variable(const std::string& name) const {
        for (const Variable& variable : at_.content.variables)
            if (variable.name == name) return &variable;
        return nullptr;
    }

    std::string attribute_from(const std::string& field) const {
        const Attribute* attribute = find_attribute(at_.customer, field);
        if (attribute == nullptr)
            return field == "id" || field == "created" ? "the customer" : "the customer's profile";
        if (attribute->source == "sample") return "attribute (sample value)";
        if (attribute->source == "given") return "attribute (of the sample file)";
        return "attribute, from " + attribute->source + " on " + to_text(attribute->at).substr(0, 10);
    }

    std::string from_of(const std::vector<std::string>& parts) const {
        const bool sample = at_.run.event.source == "sample";
        const std::string event = "event " + at_.run.event.name + (sample ? " (sample value)" : "");
        if (parts[0] == "customer" && parts.size() > 1) return attribute_from(parts[1]);
        if (parts[0] == "event" || (parts[0] == "run" && parts.size() > 1 && parts[1] == "event")) return event;
        if (parts[0] == "run" && parts.size() > 1 && parts[1] == "answers") return "an answer in this run";
        if (parts[0] == "run") return "the run";
        if (parts[0] == "company") return "the configuration";
        if (parts[0] == "now") return "the clock";
        return {};
    }

    std::optional<NameInWords> link(NameInWords one, const std::vector<std::string>& parts) const {
        const std::string& name = parts.size() > 1 ? parts[1] : parts[0];
        for (const Link& each : at_.content.links) {
            if (each.name != name) continue;
            one.from = "link of content.yaml";
            const Rendered url = each.address != nullptr ? each.address->render(scope_) : Rendered{each.url, {}};
            one.value = url.missing.empty() ? url.text : std::string();
            one.missing = one.needed = !url.missing.empty();
            if (one.missing) one.from += ": " + each.url;
            return one;
        }
        if (name == "unsubscribe" || name == "preferences")
            return one.from = "signed for this message", one.value = at_.rules.household.public_url + "/…", one;
        return one.from = "no such link", one.missing = one.needed = true, one;
    }

    // Inside a section over a list: a field of each item.
    static std::optional<NameInWords> of_item(NameInWords one, const Use& use) {
        if (use.inside.empty()) return one.from = "nothing", one.missing = one.needed = !use.opens, one;
        one.from = "each of " + use.inside.front();
        return one;
    }

    const WordsAt& at_;
    const Scope& scope_;
};

}  // namespace

std::vector<NameInWords> names_in_words(const WordsAt& at) {
    const WordsScope words(at);
    const Origins origins(at, words.scope());
    std::vector<NameInWords> names;
    for (const auto* part : {&at.words.subject, &at.words.preheader, &at.words.text, &at.words.html}) {
        if (*part == nullptr) continue;
        for (const Use& use : uses_in((*part)->source())) {
            std::optional<NameInWords> one = origins.of(use);
            if (!one) continue;
            const auto before =
                std::find_if(names.begin(), names.end(), [&](const NameInWords& n) { return n.name == one->name; });
            if (before == names.end())
                names.push_back(std::move(*one));
            else
                before->needed = before->needed || one->needed;
        }
    }
    return names;
}

std::string preheader_of(const WordsAt& at) {
    if (at.words.preheader == nullptr) return {};
    const WordsScope words(at);
    Rendered rendered = at.words.preheader->render(words.scope());
    return rendered.missing.empty() ? rendered.text : std::string();
}

}  // namespace dialogd::app
