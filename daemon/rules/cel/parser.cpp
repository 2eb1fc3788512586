// Tokens -> tree.
#include "rules/cel/parser.hpp"

#include <algorithm>
#include <array>

#include "rules/cel/literals.hpp"

namespace dialogd::rules::cel {

namespace {

struct Infix {
    std::string_view symbol;
    int precedence;
    Operator op;
};
// All of them join to the left. The two logical ones are kept flat, see `joined`.
constexpr std::array<Infix, 14> kInfix{{{"||", 1, Operator::none},
                                        {"&&", 2, Operator::none},
                                        {"==", 3, Operator::equal},
                                        {"!=", 3, Operator::unequal},
                                        {"<", 3, Operator::less},
                                        {"<=", 3, Operator::less_equal},
                                        {">", 3, Operator::greater},
                                        {">=", 3, Operator::greater_equal},
                                        {"in", 3, Operator::in},
                                        {"+", 4, Operator::add},
                                        {"-", 4, Operator::subtract},
                                        {"*", 5, Operator::multiply},
                                        {"/", 5, Operator::divide},
                                        {"%", 5, Operator::modulo}}};

const Infix* infix(const Token& token) {
    if (token.kind != TokenKind::symbol && token.kind != TokenKind::name) return nullptr;
    const auto* found =
        std::find_if(kInfix.begin(), kInfix.end(), [&](const Infix& i) { return i.symbol == token.text; });
    return found == kInfix.end() ? nullptr : found;
}

}  // namespace

Parser::Parser(std::string_view text) : lexer_(text) {
    ast_.text = text;
    advance();
}

std::variant<Ast, Mistake> Parser::parse(std::string_view text) {
    if (text.size() > kMaxText) return Mistake{0, "an expression has at most 32 KiB"};
    if (!valid_utf8(text)) return Mistake{0, "the expression is not UTF-8"};
    Parser parser(text);
    if (parser.now_.kind == TokenKind::end) return Mistake{0, "there is no expression"};
    parser.ast_.root = parser.expression();
    if (!parser.failed() && parser.now_.kind != TokenKind::end) parser.unexpected();
    if (parser.failed()) return *std::move(parser.mistake_);
    return std::move(parser.ast_);
}

void Parser::advance() {
    // Behind a literal's prefix and suffix too: the lexer's next token begins later, blanks aside.
    behind_ = now_.at + static_cast<std::uint32_t>(now_.text.size());
    if (now_.kind == TokenKind::quoted) behind_ += 2;
    if (now_.kind == TokenKind::unsigned_) behind_ += 1;
    now_ = lexer_.next();
    if (now_.kind == TokenKind::mistake) fail(now_.at, std::string(now_.text));
}

bool Parser::take(std::string_view symbol) {
    if (!is(symbol)) return false;
    advance();
    return true;
}

NodeIndex Parser::fail(std::uint32_t at, std::string message) {
    if (!mistake_) mistake_ = Mistake{at, std::move(message)};
    return kNoNode;
}

// What something is missing behind: the last word or sign.
std::string Parser::before_the_end() const {
    const std::string_view text = std::string_view(ast_.text).substr(0, behind_);
    const std::size_t blank = text.find_last_of(" \t\n");
    const std::string_view last = blank == std::string_view::npos ? text : text.substr(blank + 1);
    constexpr std::size_t kLongest = 40;
    return last.empty() || last.size() > kLongest ? std::string()
                                                  : ": something is missing behind `" + std::string(last) + "`";
}

NodeIndex Parser::unexpected() {
    if (now_.kind == TokenKind::end) return fail(now_.at, "the expression ends too early" + before_the_end());
    return fail(now_.at, "`" + std::string(now_.text) + "` is not expected here");
}

NodeIndex Parser::add(Node node) {
    node.end = behind_;
    const auto raise = [&](NodeIndex child) {
        if (child != kNoNode) node.height = std::max(node.height, ast_[child].height + 1);
    };
    raise(node.target);
    for (const NodeIndex child : node.arguments) raise(child);
    if (node.height > kMaxHeight) return fail(node.at, "the expression is nested too deeply: at most 200 levels");
    ast_.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(ast_.nodes.size() - 1);
}

NodeIndex Parser::expression() {
    // Parentheses leave no node, so the height alone would not bound the recursion.
    if (depth_ >= kMaxHeight) return fail(now_.at, "the expression is nested too deeply: at most 200 levels");
    ++depth_;
    NodeIndex result = binary(1);
    if (!failed() && is("?")) {
        advance();
        Node node{.form = Form::conditional, .at = ast_[result].at};
        const NodeIndex yes = binary(1);
        if (!failed() && !take(":")) unexpected();
        const NodeIndex no = failed() ? kNoNode : expression();
        if (!failed()) {
            node.arguments = {result, yes, no};
            result = add(std::move(node));
        }
    }
    --depth_;
    return failed() ? kNoNode : result;
}

NodeIndex Parser::binary(int precedence) {
    NodeIndex left = unary();
    while (!failed()) {
        const Infix* found = infix(now_);
        if (found == nullptr || found->precedence < precedence) break;
        advance();
        const NodeIndex right = binary(found->precedence + 1);
        if (failed()) break;
        if (found->op == Operator::none) {
            left = joined(found->symbol == "&&" ? Form::all_of : Form::any_of, left, right);
        } else {
            left = add({.form = Form::binary, .op = found->op, .at = ast_[left].at, .arguments = {left, right}});
        }
    }
    return failed() ? kNoNode : left;
}

// `a && b && c` is one node with three arguments: long lists of conditions are not deep.
NodeIndex Parser::joined(Form form, NodeIndex left, NodeIndex right) {
    Node& before = ast_.nodes[left];
    // A parenthesised one ends behind its parenthesis, and may be joined all the same: && is associative.
    if (before.form == form) {
        before.height = std::max(before.height, ast_[right].height + 1);
        if (before.height > kMaxHeight)
            return fail(before.at, "the expression is nested too deeply: at most 200 levels");
        before.arguments.push_back(right);
        before.end = behind_;
        return left;
    }
    return add({.form = form, .at = before.at, .arguments = {left, right}});
}

NodeIndex Parser::unary() {
    const std::uint32_t at = now_.at;
    const bool negates = is("-");
    if (!negates && !is("!")) return member();
    advance();
    if (failed()) return kNoNode;
    if (negates && (now_.kind == TokenKind::integer || now_.kind == TokenKind::number)) return negative_literal(at);
    if (++depth_ > kMaxHeight) return fail(at, "the expression is nested too deeply: at most 200 levels");
    const NodeIndex operand = unary();
    --depth_;
    if (failed()) return kNoNode;
    return add(
        {.form = Form::unary, .op = negates ? Operator::negate : Operator::invert, .at = at, .arguments = {operand}});
}

// The most negative number has no positive counterpart: the sign belongs to the literal.
NodeIndex Parser::negative_literal(std::uint32_t at) {
    Node node{.at = at};
    if (now_.kind == TokenKind::number) {
        const auto value = parse_number(now_.text);
        if (!value) return fail(at, "-" + std::string(now_.text) + " does not fit a double");
        node.value = -*value;
    } else {
        const auto value = parse_integer(now_.text, true);
        if (!value) return fail(at, "-" + std::string(now_.text) + " does not fit 64 bits");
        node.value = *value;
    }
    advance();
    return failed() ? kNoNode : members(add(std::move(node)));
}

NodeIndex Parser::member() {
    const NodeIndex result = primary();
    return failed() ? kNoNode : members(result);
}

// The .fields, .calls() and [keys] that follow.
NodeIndex Parser::members(NodeIndex result) {
    while (!failed() && (is(".") || is("["))) result = is(".") ? selection(result) : subscript(result);
    return failed() ? kNoNode : result;
}

NodeIndex Parser::selection(NodeIndex target) {
    advance();
    const bool quoted = now_.kind == TokenKind::quoted;
    if ((!quoted && now_.kind != TokenKind::name) || (!quoted && is_keyword(now_.text))) return unexpected();
    Node node{.form = Form::select, .at = ast_[target].at, .name = std::string(now_.text), .target = target};
    advance();
    if (failed() || quoted || !is("(")) return failed() ? kNoNode : add(std::move(node));
    return call(std::move(node));
}

NodeIndex Parser::call(Node node) {
    node.form = Form::call;
    advance();
    if (!arguments(node.arguments, ")")) return kNoNode;
    if (auto mistake = recognise_macro(ast_, node)) return fail(mistake->at, std::move(mistake->message));
    return add(std::move(node));
}

NodeIndex Parser::subscript(NodeIndex target) {
    advance();
    const NodeIndex key = failed() ? kNoNode : expression();
    if (!failed() && !take("]")) unexpected();
    if (failed()) return kNoNode;
    return add({.form = Form::index, .at = ast_[target].at, .arguments = {target, key}});
}

// What stands between here and `closing`, a comma at the end being allowed in lists.
bool Parser::arguments(std::vector<NodeIndex>& out, std::string_view closing) {
    while (!failed() && !is(closing)) {
        out.push_back(expression());
        if (failed() || is(closing)) break;
        if (!take(",")) unexpected();
        if (is(closing) && closing == ")") unexpected();
    }
    if (!failed()) take(closing);
    return !failed();
}

}  // namespace dialogd::rules::cel
