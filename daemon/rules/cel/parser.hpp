// Tokens -> tree: the grammar of CEL by precedence climbing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/cel/ast.hpp"
#include "rules/cel/lexer.hpp"

namespace dialogd::rules::cel {

// A mistake at an offset of the text; whoever knows the file makes an Error of it.
struct Mistake {
    std::uint32_t at = 0;
    std::string message;
};

inline constexpr std::size_t kMaxText = 32 * 1024;
// Of the tree. CEL asks for 12 nested and 32 repeated; what a person reads has far less than this, and
// every walk over the tree recurses that deep.
inline constexpr std::uint32_t kMaxHeight = 200;

class Parser {
public:
    // The whole text as one expression.
    static std::variant<Ast, Mistake> parse(std::string_view text);

private:
    explicit Parser(std::string_view text);

    NodeIndex expression();
    NodeIndex binary(int precedence);
    NodeIndex unary();
    NodeIndex negative_literal(std::uint32_t at);
    NodeIndex member();
    NodeIndex members(NodeIndex result);
    NodeIndex primary();
    NodeIndex name_or_call();
    NodeIndex list();
    NodeIndex map();
    NodeIndex literal();
    NodeIndex selection(NodeIndex target);
    NodeIndex subscript(NodeIndex target);
    bool arguments(std::vector<NodeIndex>& out, std::string_view closing);
    NodeIndex call(Node node);
    NodeIndex joined(Form form, NodeIndex left, NodeIndex right);

    NodeIndex add(Node node);
    NodeIndex fail(std::uint32_t at, std::string message);
    NodeIndex unexpected();
    std::string before_the_end() const;
    bool failed() const { return mistake_.has_value(); }
    void advance();
    bool is(std::string_view symbol) const { return now_.kind == TokenKind::symbol && now_.text == symbol; }
    bool is_word(std::string_view word) const { return now_.kind == TokenKind::name && now_.text == word; }
    bool take(std::string_view symbol);

    Ast ast_;
    Lexer lexer_;
    Token now_;
    std::uint32_t behind_ = 0;  // the offset behind the last token taken
    std::uint32_t depth_ = 0;
    std::optional<Mistake> mistake_;
};

// true, false, null and in: never a name, nor a field's.
bool is_keyword(std::string_view word);

// Turns a call that is a macro into one: `list.all(x, ...)`, `has(a.b)`, `cel.bind(x, a, b)`. Nothing
// when it was none, or became one; else what is wrong with it.
std::optional<Mistake> recognise_macro(const Ast& ast, Node& call);

}  // namespace dialogd::rules::cel
