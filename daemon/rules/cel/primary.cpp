// Tokens -> tree: what operators stand between: names, calls, lists, maps, literals.
#include <algorithm>
#include <array>

#include "rules/cel/literals.hpp"
#include "rules/cel/parser.hpp"

namespace dialogd::rules::cel {

namespace {

// Cannot be names of their own, but fields and methods may be called so.
constexpr std::array<std::string_view, 17> kReserved{"as",        "break",  "const",  "continue", "else", "for",
                                                     "function",  "if",     "import", "let",      "loop", "package",
                                                     "namespace", "return", "var",    "void",     "while"};
constexpr std::array<std::string_view, 4> kKeywords{"true", "false", "null", "in"};

// Such a word cannot be a name, though fields and methods may be called so.
bool is_reserved(std::string_view word) {
    return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

}  // namespace

bool is_keyword(std::string_view word) {
    return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

NodeIndex Parser::primary() {
    if (failed()) return kNoNode;
    if (is("(")) {
        advance();
        const NodeIndex inner = failed() ? kNoNode : expression();
        if (!failed() && !take(")")) unexpected();
        return failed() ? kNoNode : inner;
    }
    if (is("[")) return list();
    if (is("{")) return map();
    if (is(".") || now_.kind == TokenKind::name) return name_or_call();
    return literal();
}

NodeIndex Parser::name_or_call() {
    Node node{.form = Form::name, .at = now_.at};
    node.rooted = take(".");
    if (now_.kind != TokenKind::name) return unexpected();
    node.name = now_.text;
    if (!node.rooted && node.name != "in" && is_keyword(node.name)) {
        node.form = Form::literal;
        if (node.name != "null") node.value = node.name == "true";
        advance();
        return add(std::move(node));
    }
    if (node.name == "in") return unexpected();
    if (is_reserved(node.name)) return fail(now_.at, "`" + node.name + "` is a reserved word and no name");
    advance();
    if (failed()) return kNoNode;
    if (is("{")) return fail(now_.at, "messages are not part of this language: a map is written {'key': value}");
    return is("(") ? call(std::move(node)) : add(std::move(node));
}

NodeIndex Parser::list() {
    Node node{.form = Form::list, .at = now_.at};
    advance();
    if (failed() || !arguments(node.arguments, "]")) return kNoNode;
    return add(std::move(node));
}

NodeIndex Parser::map() {
    Node node{.form = Form::map, .at = now_.at};
    advance();
    while (!failed() && !is("}")) {
        node.arguments.push_back(expression());
        if (!failed() && !take(":")) unexpected();
        if (!failed()) node.arguments.push_back(expression());
        if (!failed() && !is("}") && !take(",")) unexpected();
    }
    if (failed()) return kNoNode;
    advance();
    return failed() ? kNoNode : add(std::move(node));
}

NodeIndex Parser::literal() {
    Node node{.at = now_.at};
    const std::string digits(now_.text);
    switch (now_.kind) {
        case TokenKind::integer: {
            const auto value = parse_integer(digits, false);
            if (!value) return fail(now_.at, digits + " does not fit 64 bits");
            node.value = *value;
            break;
        }
        case TokenKind::unsigned_: {
            const auto value = parse_unsigned(digits);
            if (!value) return fail(now_.at, digits + "u does not fit 64 bits");
            node.value = *value;
            break;
        }
        case TokenKind::number: {
            const auto value = parse_number(digits);
            if (!value) return fail(now_.at, digits + " does not fit a double");
            node.value = *value;
            break;
        }
        case TokenKind::text:
        case TokenKind::bytes: {
            Result<std::string> body = unescape(now_.text);
            if (!body) return fail(now_.at, body.error().message);
            node.value = now_.kind == TokenKind::bytes ? Value(Bytes{*std::move(body)}) : Value(*std::move(body));
            break;
        }
        default: return unexpected();
    }
    advance();
    return failed() ? kNoNode : add(std::move(node));
}

}  // namespace dialogd::rules::cel
