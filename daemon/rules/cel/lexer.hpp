// Text -> tokens, one at a time. Knows nothing of grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dialogd::rules::cel {

enum class TokenKind : std::uint8_t {
    end,
    name,       // an identifier or a keyword
    quoted,     // `a name in backticks`; text is what stands between them
    integer,    // 12, 0x1F
    unsigned_,  // 12u; text has no u
    number,     // 1.5, 1e3
    text,       // a string literal, with prefix and quotes
    bytes,      // the same with b
    symbol,     // operators and punctuation
    mistake,    // text is what is wrong
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;  // of the source, except for `mistake`
    std::uint32_t at = 0;   // offset of its first character
};

class Lexer {
public:
    // `source` outlives the lexer and its tokens.
    explicit Lexer(std::string_view source) : source_(source) {}
    Token next();

private:
    void skip_blanks();
    Token take(TokenKind kind, std::size_t length);
    Token number();
    // A literal whose opening quote stands `prefix` characters ahead.
    Token literal(std::size_t prefix, bool raw, bool bytes);
    Token quoted_name();
    char ahead(std::size_t n) const { return at_ + n < source_.size() ? source_[at_ + n] : '\0'; }

    std::string_view source_;
    std::size_t at_ = 0;
};

}  // namespace dialogd::rules::cel
