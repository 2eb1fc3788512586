// content.yaml: what a content is, when it fits, and what its words may draw on.
#include <algorithm>
#include <array>

#include "rules/content.hpp"
#include "rules/scalars.hpp"

namespace dialogd::rules {

namespace {

// What templates see already; a variable of that name would hide it.
constexpr std::array<std::string_view, 13> kTaken{"customer", "event",     "run",     "reply",    "now",
                                                  "history",  "segment",   "company", "language", "links",
                                                  "subject",  "preheader", "body"};

Place place_of_content(const Reading& in) {
    Place place(in.vocabulary, in.segments);
    place.with_event({}).with_any_run().with_reply();
    return place;
}

void read_variables(const YamlNode& node, Reading& in, Content& content) {
    if (node.kind != YamlNode::Kind::map) {
        in.findings.error(node.where, "`variables` wants a name and an expression on each line");
        return;
    }
    Place place = place_of_content(in);
    place.with_root("company", Type::map).with_root("language", Type::text);
    for (const auto& [name, value] : node.entries) {
        if (!read_identifier(name, "name", in.findings)) continue;
        if (std::find(kTaken.begin(), kTaken.end(), name.text) != kTaken.end()) {
            in.findings.error(name.where, "`" + name.text + "` means something else in templates: choose another name");
            continue;
        }
        auto expression = read_expression(value, name.text, place, in.findings);
        place.with_root(name.text, Type::any);  // the next ones may say it
        if (expression != nullptr) content.variables.push_back({name.text, std::move(expression)});
    }
}

void read_links(const YamlNode& node, const WordsCompiler& compiler, Reading& in, Content& content) {
    if (node.kind != YamlNode::Kind::map) {
        in.findings.error(node.where,
                          "`links` wants a name and an address on each line, as in `cart: https://shop.example/cart`");
        return;
    }
    for (const auto& [name, value] : node.entries) {
        if (!read_identifier(name, "name", in.findings)) continue;
        if (name.text == "unsubscribe" || name.text == "preferences") {
            in.findings.error(name.where, "`links." + name.text + "` is always there: leave it out");
            continue;
        }
        const auto url = read_text(value, name.text, in.findings);
        if (!url) continue;
        Result<std::unique_ptr<const Template>> address = compiler.compile_line(*url, value.where);
        if (!address) {
            in.findings.error(address.error().where.line > 0 ? address.error().where : value.where,
                              "`links." + name.text + "`: " + address.error().message);
            continue;
        }
        content.links.push_back({name.text, *url, std::move(*address)});
    }
}

}  // namespace

void read_content_settings(const YamlNode& root, const WordsCompiler& compiler, Reading& in, Content& content) {
    Findings& findings = in.findings;
    if (!check_keys(root, "content.yaml",
                    {"about", "if", "value", "cooldown", "max_per_customer", "tags", "variables", "links"}, findings))
        return;
    if (const YamlNode* about = root.find("about")) content.about = read_text(*about, "about", findings).value_or("");
    if (const YamlNode* condition = root.find("if"))
        content.condition = read_condition(*condition, "if", place_of_content(in), findings);
    if (const YamlNode* value = root.find("value"))
        content.value = read_expression(*value, "value", place_of_content(in), findings);
    if (const YamlNode* cooldown = root.find("cooldown"))
        content.cooldown = read_duration(*cooldown, "cooldown", findings).value_or(Duration{});
    if (const YamlNode* max = root.find("max_per_customer"))
        content.max_per_customer =
            static_cast<std::uint32_t>(read_integer(*max, "max_per_customer", 1, 1'000'000, findings).value_or(0));
    if (const YamlNode* tags = root.find("tags")) content.tags = read_texts(*tags, "tags", findings);
    if (const YamlNode* variables = root.find("variables")) read_variables(*variables, in, content);
    if (const YamlNode* links = root.find("links")) read_links(*links, compiler, in, content);
}

}  // namespace dialogd::rules
