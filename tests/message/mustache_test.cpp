// Templates: what they render, what is missing, which mistakes are named, and mstch as the reference.
#include <doctest/doctest.h>

#include <mstch/mstch.hpp>
#include <random>

#include "message/json_scope.hpp"
#include "message/mustache.hpp"

using namespace dialogd;
using namespace dialogd::message;
using dialogd::tests::JsonScope;

namespace {

Program compiled(std::string_view text, const Partials& partials = {}, MustacheOptions options = {}) {
    std::vector<Error> errors;
    Program program = compile_mustache(text, {"x.md", 1, 1}, partials, options, errors);
    for (const Error& error : errors) FAIL_CHECK(to_string(error));
    return program;
}

Rendered rendered(std::string_view text, const char* json) {
    return render(compiled(text), JsonScope(json));
}

std::string mistake(std::string_view text, const Partials& partials = {}) {
    std::vector<Error> errors;
    compile_mustache(text, {"x.md", 1, 1}, partials, MustacheOptions{}, errors);
    return errors.empty() ? "" : to_string(errors.front());
}

using Random = std::mt19937;
std::size_t below(Random& random, std::size_t n) {
    return random() % n;
}

// Scalars and containers have different names, since mstch shows a container as nothing and we as JSON.
std::string random_scalar(Random& random) {
    return std::string(1, static_cast<char>('a' + below(random, 5)));
}
std::string random_container(Random& random) {
    return std::string(1, static_cast<char>('L' + below(random, 4)));
}
std::string random_text(Random& random) {
    static constexpr std::array<const char*, 10> kTexts{"x",    "Hej ", "\n", "  ",   "<b>&\"",
                                                        "\n\n", " \n",  "æ",  "{ } ", "\t"};
    return kTexts[below(random, kTexts.size())];
}

std::string random_template(Random& random, int depth) {
    std::string out;
    for (std::size_t pieces = 1 + below(random, 6); pieces > 0; --pieces) {
        const std::size_t kind = below(random, 10);
        if (kind < 4 || depth == 0) {
            out += random_text(random);
        } else if (kind < 6) {
            out +=
                below(random, 2) == 0 ? "{{" + random_scalar(random) + "}}" : "{{{ " + random_scalar(random) + " }}}";
        } else if (kind == 6) {
            out += "{{" + random_container(random) + "." + random_scalar(random) + "}}";
        } else if (kind == 7) {
            out += "{{! a remark }}";
        } else {
            const std::string name = below(random, 3) == 0 ? random_scalar(random) : random_container(random);
            const bool lines = below(random, 2) == 0;
            out += (below(random, 4) == 0 ? "{{^" : "{{#") + name + "}}" + (lines ? "\n" : "");
            out += random_template(random, depth - 1) + (lines ? "\n" : "") + "{{/" + name + "}}" + (lines ? "\n" : "");
        }
    }
    return out;
}

nlohmann::ordered_json made_up_data(Random& random, int depth) {
    nlohmann::ordered_json data = nlohmann::ordered_json::object();
    for (char name = 'a'; name < 'f'; ++name) {
        const std::string key(1, name);
        switch (below(random, 7)) {
            case 0: break;
            case 1: data[key] = nullptr; break;
            case 2: data[key] = ""; break;
            case 3: data[key] = below(random, 2) == 0; break;
            case 4: data[key] = static_cast<int>(below(random, 3)); break;
            default: data[key] = "v<" + std::to_string(below(random, 100)) + ">'&";
        }
    }
    for (char name = 'L'; name < 'P' && depth > 0; ++name) {
        const std::string key(1, name);
        if (below(random, 3) == 0) {
            data[key] = made_up_data(random, depth - 1);
        } else if (below(random, 3) > 0) {
            data[key] = nlohmann::ordered_json::array();
            for (std::size_t items = below(random, 4); items > 0; --items)
                data[key].push_back(made_up_data(random, depth - 1));
        }
    }
    return data;
}

mstch::node node_of(const nlohmann::ordered_json& json) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number()) return json.get<int>();
    if (json.is_string()) return json.get<std::string>();
    if (json.is_array()) {
        mstch::array list;
        for (const auto& item : json) list.push_back(node_of(item));
        return list;
    }
    if (json.is_object()) {
        mstch::map map;
        for (const auto& [name, item] : json.items()) map[name] = node_of(item);
        return map;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("mustache: random templates and data render byte for byte as mstch does") {
    mstch::config::escape = [](const std::string& text) {
        std::string out;
        append_escaped(text, out);
        return out;
    };
    Random random(20261124);
    MustacheOptions html;
    html.html = true;
    std::size_t compared = 0;
    for (int i = 0; i < 1200; ++i) {
        const std::string text = random_template(random, 3) + "\n";
        const Partials partials{{"part", random_template(random, 1) + "\n"}};
        const std::string whole = text + (i % 3 == 0 ? "{{> part}}\n" : "");
        const auto data = made_up_data(random, 3);
        const std::string ours = render(compiled(whole, partials, html), JsonScope(tests::value_of(data))).text;
        const std::string theirs = mstch::render(whole, node_of(data), {{"part", partials.at("part")}});
        if (ours != theirs) {
            CAPTURE(whole);
            CAPTURE(data.dump());
            REQUIRE(nlohmann::json(ours).dump() == nlohmann::json(theirs).dump());
        }
        compared += ours.size();
    }
    CHECK(compared > 20000);
}

TEST_CASE("mustache: a variable without a value is missing, by its path as written") {
    const Rendered one =
        rendered("Hej {{customer.first_name}}, {{ event.total }} {{gone}}", R"({"event":{"total":3}})");
    CHECK(one.missing == std::vector<std::string>{"customer.first_name", "gone"});
    CHECK(rendered("{{a.b}}", R"({"a":{"b":null}})").missing == std::vector<std::string>{"a.b"});
    CHECK(rendered("{{a.b}}", R"({"a":{"b":0}})").missing.empty());
}

TEST_CASE("mustache: an empty field is missing, an empty name of the content's own is not") {
    CHECK(rendered("Hej {{customer.first_name}}", R"({"customer":{"first_name":""}})").missing.size() == 1);
    CHECK(rendered("Hej{{greeting}}", R"({"greeting":""})").missing.empty());
}

TEST_CASE("mustache: a section over a missing name is left out and nothing is missing") {
    const char* text = "Hej{{#customer.first_name}} {{customer.first_name}}{{/customer.first_name}},";
    CHECK(rendered(text, "{}").text == "Hej,");
    CHECK(rendered(text, "{}").missing.empty());
    CHECK(rendered(text, R"({"customer":{"first_name":"Ida"}})").text == "Hej Ida,");
}

TEST_CASE("mustache: in a loop the item's fields come first, then the names around it") {
    CHECK(rendered("{{#items}}{{name}}/{{shop}} {{/items}}", R"({"name":"N","shop":"S","items":[{"name":"a"},{}]})")
              .text == "a/S N/S ");
    CHECK(rendered("{{#items}}{{.}},{{/items}}", R"({"items":["a",2,true]})").text == "a,2,true,");
}

TEST_CASE("mustache: numbers show as people write them") {
    CHECK(rendered("{{a}} {{b}} {{c}}", R"({"a":300.0,"b":1234567,"c":0.1})").text == "300 1234567 0.1");
}

TEST_CASE("mustache: HTML escapes what is put in, text does not") {
    MustacheOptions html;
    html.html = true;
    const JsonScope scope(R"({"x":"<b>\"O'Hara\" & co</b>"})");
    CHECK(render(compiled("{{x}}", {}, html), scope).text == "&lt;b&gt;&quot;O&#39;Hara&quot; &amp; co&lt;/b&gt;");
    CHECK(render(compiled("{{{x}}}{{&x}}", {}, html), scope).text == "<b>\"O'Hara\" & co</b><b>\"O'Hara\" & co</b>");
    CHECK(render(compiled("{{x}}"), scope).text == "<b>\"O'Hara\" & co</b>");
}

TEST_CASE("mustache: partials are put in place, indented as their tag") {
    const Partials partials{{"list", "- {{a}}\n- {{b}}\n"}};
    CHECK(render(compiled("x\n  {{> list}}\ny", partials), JsonScope(R"({"a":"1\n2","b":3})")).text ==
          "x\n  - 1\n2\n  - 3\ny");
}

TEST_CASE("mustache: mistakes are named with file, line and column") {
    CHECK(mistake("Hej\n  {{#items}}\n{{name}}") == "x.md:2:3: the section {{#items}} is not closed: add {{/items}}");
    CHECK(mistake("{{#a}}{{#b}}{{/a}}{{/b}}").starts_with("x.md:1:13: {{/a}} comes before {{/b}}"));
    CHECK(mistake("æ {{/a}}") == "x.md:1:3: {{/a}} closes no section");
    CHECK(mistake("a {{name") == "x.md:1:3: the tag `{{name` is not closed with `}}`");
    CHECK(mistake("{{{name}}") == "x.md:1:1: the tag `{{{name}}` is not closed with `}}}`");
    CHECK(mistake("{{first name}}").starts_with("x.md:1:1: `first name` is no name"));
    CHECK(mistake("{{}}").starts_with("x.md:1:1: `` is no name"));
    CHECK(mistake("{{=<%=}}").starts_with("x.md:1:1: `<%` are no delimiters"));
    CHECK(mistake("\n{{> gone}}", {{"head", ""}}) == "x.md:2:1: there is no partial `gone`; there are head");
    CHECK(mistake("{{> a}}", {{"a", "{{> b}}"}, {"b", "x\n {{> a}}"}}) ==
          "_partials/b:2:2: the partial `a` includes itself");
    CHECK(mistake("{{> a}}", {{"a", "{{#x}}"}}).starts_with("_partials/a:1:1: the section {{#x}} is not closed"));
}

TEST_CASE("mustache: a template too deep or too long is refused, not run") {
    std::string deep;
    for (int i = 0; i < 70; ++i) deep += "{{#a}}";
    for (int i = 0; i < 70; ++i) deep += "{{/a}}";
    CHECK(mistake(deep).find("deeper than 64") != std::string::npos);
    Partials doubling{{"p0", std::string(1000, 'x')}};
    for (int i = 1; i < 20; ++i) {
        const std::string inner = "{{> p" + std::to_string(i - 1) + "}}";
        doubling["p" + std::to_string(i)] = inner + inner;
    }
    CHECK(mistake("{{> p19}}", doubling).find("longer than 4 MB") != std::string::npos);
}

TEST_CASE("mustache: a partial in itself follows the data and ends, without checks") {
    MustacheOptions unchecked;
    unchecked.checked = false;
    const Program tree = compiled("{{> node}}", {{"node", "{{v}}<{{#kids}}{{> node}}{{/kids}}>"}}, unchecked);
    CHECK(render(tree, JsonScope(R"({"v":1,"kids":[{"v":2,"kids":[{"v":3,"kids":[]}]}]})")).text == "1<2<3<>>>");
    const Program endless = compiled("{{> me}}", {{"me", "x{{> me}}"}}, unchecked);
    CHECK(render(endless, JsonScope("{}")).text.size() < 100);
}

TEST_CASE("mustache: the source with all partials in place renders the same") {
    const Program program = compiled("a{{#l}}{{x}}{{> p}}{{/l}}{{^m}}no{{/m}}", {{"p", "[{{y}}]"}});
    CHECK(source_of(program) == "a{{#l}}{{x}}[{{y}}]{{/l}}{{^m}}no{{/m}}");
}
