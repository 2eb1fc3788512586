// parse_yaml: the tree with its places, and what it refuses.
#include "rules/yaml.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace dialogd;
using namespace dialogd::rules;

namespace {

YamlNode parsed(std::string_view text) {
    Result<YamlNode> root = parse_yaml("a.yaml", text);
    if (!root) FAIL(to_string(root.error()));
    return std::move(*root);
}

std::string refused(std::string_view text) {
    const Result<YamlNode> root = parse_yaml("a.yaml", text);
    return root ? std::string("no error") : to_string(root.error());
}

}  // namespace

TEST_CASE("yaml: scalars stay text, and quotes are remembered") {
    const YamlNode root =
        parsed("country: NO\nyes: true\nnumber: 007\ntext: '12'\nblock: |\n  a\n  b\nfolded: one\n  two\n");
    CHECK(root.kind == YamlNode::Kind::map);
    CHECK(root.find("country")->text == "NO");
    CHECK(root.find("yes")->text == "true");
    CHECK(root.find("number")->text == "007");
    CHECK_FALSE(root.find("number")->quoted);
    CHECK(root.find("text")->text == "12");
    CHECK(root.find("text")->quoted);
    CHECK(root.find("block")->text == "a\nb\n");
    CHECK(root.find("block")->quoted);
    CHECK(root.find("folded")->text == "one two");
    CHECK(root.find("nothing") == nullptr);
}

TEST_CASE("yaml: null is as written, and nothing is nothing") {
    const YamlNode root = parsed("a: null\nb: ~\nc:\nnullable: x\nd: [null, '', NULL]\n");
    CHECK(root.find("a")->kind == YamlNode::Kind::null);
    CHECK(root.find("a")->text == "null");
    CHECK(root.find("b")->text == "~");
    CHECK(root.find("c")->kind == YamlNode::Kind::null);
    CHECK(root.find("c")->text.empty());
    CHECK(root.find("c")->where.line == 3);
    CHECK(root.find("d")->items[0].text == "null");
    CHECK(root.find("d")->items[1].kind == YamlNode::Kind::scalar);
    CHECK(root.find("d")->items[2].text == "NULL");
}

TEST_CASE("yaml: lists and maps keep their order and know their places") {
    const YamlNode root =
        parsed("\xEF\xBB\xBF# a note\nlist:\n  - one\n  - {b: 2, a: 'x'}\r\nif: |\n\n    event.total\n");
    CHECK(root.where == Where{"a.yaml", 2, 1});
    const YamlNode& list = *root.find("list");
    CHECK(list.items[0].where == Where{"a.yaml", 3, 5});
    CHECK(list.items[1].entries[0].first.text == "b");
    CHECK(list.items[1].entries[1].first.text == "a");
    CHECK(list.items[1].entries[1].second.where.column == 15);
    CHECK(list.items[1].entries[1].second.text_column == 16);  // behind the quote
    CHECK(root.find("if")->text_line == 7);                    // where the text itself begins
    CHECK(root.find("if")->text_column == 5);
}

TEST_CASE("yaml: a comment behind a plain text is seen, and one in quotes is none") {
    const YamlNode root =
        parsed("a: one # two\nb: one#two\nc: '# two'\nd: one\n  two # three\ne: one\n# four\nf: [x # y\n ]\n");
    CHECK(root.find("a")->commented);
    CHECK_FALSE(root.find("b")->commented);
    CHECK_FALSE(root.find("c")->commented);
    CHECK(root.find("d")->commented);
    CHECK_FALSE(root.find("e")->commented);
    CHECK(root.find("f")->items[0].commented);
}

TEST_CASE("yaml: what it refuses is said with its place") {
    CHECK(refused("if: !a.b\n") ==
          "a.yaml:1:5: `!a.b` begins with `!`, which YAML takes for a tag: put it in single quotes");
    CHECK(refused("if: !!str a\n").find("takes for a tag") != std::string::npos);
    CHECK(refused("a: 1\nb:\n  c: 1\n  c: 2\n") ==
          "a.yaml:4:3: `c` stands here twice, and YAML would keep one of them in silence: take one out");
    CHECK(refused("a: &x 1\nb: *x\n").find("a.yaml:1:4: `&` begins an anchor") == 0);
    CHECK(refused("a: *x\n").find("`*` begins an alias") != std::string::npos);
    CHECK(refused("") == "a.yaml:1:1: the file is empty: write something, or take it away");
    CHECK(refused("a: 1\n---\nb: 2\n").find("a second document") != std::string::npos);
    CHECK(refused("a: \"b\n") ==
          "a.yaml:1:4: `\"b` opens a quote that is never closed: close it, or put the whole in single quotes");
    CHECK(refused("? [a]\n: b\n").find("a key is a list or a map") != std::string::npos);
    CHECK(refused("a: \xC3(\n") == "a.yaml:1:4: not UTF-8 text: save the file as UTF-8");
    CHECK(refused(std::string("a: b\0c\n", 7)) == "a.yaml:1:5: not UTF-8 text: save the file as UTF-8");
    CHECK(refused("\xFF\xFE"
                  "a: 1")
              .find("not UTF-8") != std::string::npos);
}

TEST_CASE("yaml: depth, size and number are bounded") {
    const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
    CHECK(parse_yaml("a.yaml", nested(64)).has_value());
    CHECK(refused(nested(65)).find("more than 64 levels") != std::string::npos);
    std::string blocks;
    for (int i = 0; i < 70; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
    CHECK(refused(blocks).find("more than 64 levels") != std::string::npos);
    CHECK(refused(std::string((1U << 20U) + 1, 'a')).find("larger than 1 MiB") != std::string::npos);
    std::string many = "[";
    for (int i = 0; i < 100'001; ++i) many += "a,";
    CHECK(refused(many + "]").find("more than 100,000 values") != std::string::npos);
}

TEST_CASE("yaml: hostile texts are refused and never crash") {
    std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c <= 'j'; ++c) {
        const char before = static_cast<char>(c - 1);
        laughs += std::string(1, c) + ": &" + c + " [";
        for (int i = 0; i < 10; ++i) laughs += std::string(i > 0 ? ", *" : "*") + before;
        laughs += "]\n";
    }
    CHECK(refused(laughs).find("anchor") != std::string::npos);
    for (const char c : {'[', '{', '-', '?', ':', '!', '&', '*', '\'', '"', '|', '>', '%', '@', '`', '#', ',', '\t'}) {
        CHECK_FALSE(refused(std::string(20'000, c)).empty());
        CHECK_FALSE(refused("a: " + std::string(20'000, c)).empty());
        std::string spaced;
        for (int i = 0; i < 2'000; ++i) spaced += std::string(1, c) + " ";
        CHECK_FALSE(refused(spaced).empty());
    }
    CHECK_FALSE(refused("%YAML 9.9\n---\na: 1\n").empty());
}

TEST_CASE("yaml: random bytes and random mixtures of YAML's own signs never crash") {
    std::mt19937 random(20261124);  // NOLINT: the same cases each time
    const std::string_view signs = "[]{}-?:!&*'\"|>%@`#,\n\n   ab\t\\~null\r.";
    for (int i = 0; i < 3'000; ++i) {
        std::string text;
        const auto length = random() % 60;
        for (unsigned j = 0; j < length; ++j)
            text += i % 3 == 0 ? static_cast<char>(random() % 256) : signs[random() % signs.size()];
        const Result<YamlNode> root = parse_yaml("a.yaml", text);
        if (!root) CHECK_FALSE(root.error().message.empty());
    }
}
