// What we know about a customer: attributes with where they came from, the dialogue, download and erase.
#include "web/renderer.hpp"

namespace dialogd::web {

namespace {

// Where an attribute came from, in words. A rule's and a system's name is the shop's own, and says something.
std::string source_words(const Voice& v, const std::string& source) {
    constexpr std::string_view kRule = "rule:";
    if (source == "page") return v.t("source_page");
    if (source.starts_with(kRule)) return v.t("source_rule", {{"rule", source.substr(kRule.size())}});
    if (source.empty() || source == "api") return v.t("source_shop", {{"company", v.frame.company}});
    return v.t("source_other", {{"source", source}});
}

// "first_name" as a person reads it: "First name".
std::string readable(const std::string& name) {
    std::string out = name;
    for (char& c : out)
        if (c == '_' || c == '.') c = ' ';
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

// A list as its items with commas between; everything else as a template would show it.
std::string shown_value(const Voice& v, const Value& value) {
    if (const bool* yes = value.boolean()) return v.t(*yes ? "yes" : "no");
    const Value::List* list = value.list();
    if (list == nullptr) return to_text(value);
    std::string out;
    for (const Value& item : *list) out += (out.empty() ? "" : ", ") + to_text(item);
    return out;
}

Value attribute_list(const Voice& v, const KnowledgeModel& model, const FieldErrors& errors) {
    Value::List list;
    for (const Attribute& attribute : model.attributes) {
        const bool* yes = attribute.value.boolean();
        const bool plain = attribute.value.text() != nullptr || attribute.value.is_number();
        const std::string shown = shown_value(v, attribute.value);
        const std::string label = readable(attribute.name);
        const Value error = error_at(v, errors, "value_" + attribute.name);
        list.push_back(Values()
                           .set("id", "attribute" + std::to_string(list.size()))
                           .set("name", attribute.name)
                           .set("label", label)
                           .maybe("shown", shown)
                           .set("source", source_words(v, attribute.source))
                           .set("when", v.date(attribute.at))
                           .set("plain", plain)
                           .set("boolean", yes != nullptr)
                           .set("is_true", yes != nullptr && *yes)
                           .set("correctable", plain || yes != nullptr)
                           .set("error", error)
                           .set("open", error.text() != nullptr)
                           .set("saved", model.saved == attribute.name)
                           .set("new_label", v.t("attribute_new", {{"name", label}}))
                           .set("remove_label", v.t("attribute_remove", {{"name", label}}))
                           .map());
    }
    return Value(std::move(list));
}

Value spoken_list(const Voice& v, const std::vector<Spoken>& dialogue) {
    Value::List list;
    for (const Spoken& line : dialogue)
        list.push_back(
            Values()
                .set("us", line.by_us)
                .set("who", line.by_us ? (v.frame.company.empty() ? v.t("we") : v.frame.company) : v.t("you"))
                .set("when", v.date_time(line.at))
                .set("channel", v.channel(line.channel))
                .maybe("subject", line.subject)
                .maybe("text", line.text)
                .maybe("outcome", line.outcome.empty() ? std::string() : v.t(line.outcome))
                .map());
    return Value(std::move(list));
}

}  // namespace

Page Renderer::knowledge(const Frame& frame, const KnowledgeModel& model, const FieldErrors& errors) const {
    const Voice v = voice(frame);
    Value::List addresses;
    for (const auto& [kind, address] : model.addresses)
        addresses.push_back(Values().set("kind", v.channel(kind)).set("address", address).map());
    Values values;
    values.set("path", model.path)
        .set("visit", model.visit)
        .set("about", v.t("knowledge_about", {{"company", frame.company}}))
        .set("saved", !model.saved.empty())
        .set("addresses", Value(std::move(addresses)))
        .set("attributes", attribute_list(v, model, errors))
        .set("has_attributes", !model.attributes.empty())
        .set("dialogue", spoken_list(v, model.dialogue))
        .set("has_dialogue", !model.dialogue.empty())
        .set("errors", errors.empty() ? Value(false) : error_list(v, errors));
    return page(v, "knowledge", errors.empty() ? 200 : 400, v.t("knowledge_title"), std::move(values));
}

Page Renderer::erase_confirm(const Frame& frame, const KnowledgeModel& model, const FieldErrors& errors) const {
    const Voice v = voice(frame);
    Values values;
    values.set("path", model.path)
        .set("visit", model.visit)
        .set("what", v.t("erase_what", {{"company", frame.company}}))
        .set("errors", errors.empty() ? Value(false) : error_list(v, errors))
        .set("sure_error", error_at(v, errors, "sure"));
    return page(v, "erase", errors.empty() ? 200 : 400, v.t("erase_title"), std::move(values));
}

}  // namespace dialogd::web
