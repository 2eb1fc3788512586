// Text -> tokens.
#include "rules/cel/lexer.hpp"

#include <algorithm>
#include <array>

namespace dialogd::rules::cel {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Two characters before one: `<=` is never `<` and `=`.
constexpr std::array<std::string_view, 6> kLongSymbols{"==", "!=", "<=", ">=", "&&", "||"};
constexpr std::string_view kSymbols = "<>!+-*/%?:.,()[]{}";

}  // namespace

void Lexer::skip_blanks() {
    while (at_ < source_.size()) {
        const char c = source_[at_];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            ++at_;
        } else if (c == '/' && ahead(1) == '/') {
            at_ = std::min(source_.find('\n', at_), source_.size());
        } else {
            return;
        }
    }
}

Token Lexer::take(TokenKind kind, std::size_t length) {
    const Token token{kind, source_.substr(at_, length), static_cast<std::uint32_t>(at_)};
    at_ += length;
    return token;
}

Token Lexer::next() {
    skip_blanks();
    if (at_ >= source_.size()) return {TokenKind::end, {}, static_cast<std::uint32_t>(source_.size())};
    const char c = source_[at_];
    if (is_digit(c) || (c == '.' && is_digit(ahead(1)))) return number();
    if (c == '\'' || c == '"') return literal(0, false, false);
    if (c == '`') return quoted_name();
    if (is_letter(c)) {
        // r"", b"", br"": a prefix only when a quote follows at once.
        std::size_t prefix = 0;
        const bool bytes = c == 'b' || c == 'B';
        if (bytes) ++prefix;
        const bool raw = ahead(prefix) == 'r' || ahead(prefix) == 'R';
        if (raw) ++prefix;
        if (prefix > 0 && (ahead(prefix) == '\'' || ahead(prefix) == '"')) return literal(prefix, raw, bytes);
        std::size_t length = 1;
        while (is_letter(ahead(length)) || is_digit(ahead(length))) ++length;
        return take(TokenKind::name, length);
    }
    for (const std::string_view symbol : kLongSymbols)
        if (source_.substr(at_, symbol.size()) == symbol) return take(TokenKind::symbol, symbol.size());
    if (kSymbols.find(c) != std::string_view::npos) return take(TokenKind::symbol, 1);
    Token wrong{TokenKind::mistake, "this character means nothing here", static_cast<std::uint32_t>(at_)};
    if (c == '=') wrong.text = "one = alone means nothing: equality is ==";
    if (c == '&') wrong.text = "one & alone means nothing: 'and' is &&";
    if (c == '|') wrong.text = "one | alone means nothing: 'or' is ||";
    return wrong;
}

Token Lexer::number() {
    std::size_t length = 0;
    const auto digits = [&] {
        while (is_digit(ahead(length))) ++length;
    };
    TokenKind kind = TokenKind::integer;
    if (ahead(0) == '0' && (ahead(1) == 'x' || ahead(1) == 'X') && is_hex(ahead(2))) {
        length = 2;
        while (is_hex(ahead(length))) ++length;
    } else {
        digits();
        if (ahead(length) == '.' && is_digit(ahead(length + 1))) {
            kind = TokenKind::number;
            ++length;
            digits();
        }
        const bool sign = ahead(length + 1) == '+' || ahead(length + 1) == '-';
        if ((ahead(length) == 'e' || ahead(length) == 'E') && is_digit(ahead(sign ? length + 2 : length + 1))) {
            kind = TokenKind::number;
            length += sign ? 2 : 1;
            digits();
        }
    }
    Token token = take(kind, length);
    if (kind == TokenKind::integer && (ahead(0) == 'u' || ahead(0) == 'U')) {
        token.kind = TokenKind::unsigned_;
        ++at_;
    }
    if (is_letter(ahead(0))) return {TokenKind::mistake, "a name cannot begin with a digit", token.at};
    return token;
}

Token Lexer::literal(std::size_t prefix, bool raw, bool bytes) {
    const char quote = ahead(prefix);
    const bool triple = ahead(prefix + 1) == quote && ahead(prefix + 2) == quote;
    const std::string closing(triple ? 3 : 1, quote);
    std::size_t length = prefix + closing.size();
    while (at_ + length < source_.size()) {
        if (source_.substr(at_ + length, closing.size()) == closing)
            return take(bytes ? TokenKind::bytes : TokenKind::text, length + closing.size());
        const char c = ahead(length);
        if (!triple && (c == '\n' || c == '\r')) break;
        // An escaped quote does not close. In raw text a backslash is itself, and the quote closes.
        length += !raw && c == '\\' ? 2 : 1;
    }
    return {TokenKind::mistake, "the text that begins here has no closing quote", static_cast<std::uint32_t>(at_)};
}

Token Lexer::quoted_name() {
    std::size_t length = 1;
    const auto allowed = [](char c) {
        return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '/' || c == ' ';
    };
    while (allowed(ahead(length))) ++length;
    if (length == 1 || ahead(length) != '`')
        return {TokenKind::mistake, "a name in backticks has letters, digits, and . - / or a blank",
                static_cast<std::uint32_t>(at_)};
    Token token = take(TokenKind::quoted, length + 1);
    token.text = token.text.substr(1, length - 1);
    return token;
}

}  // namespace dialogd::rules::cel
