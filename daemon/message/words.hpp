// Templates compiled once into segments with slots; Markdown turned into HTML at load.
#pragma once

#include <map>
#include <memory>

#include "dialogd/ruleset.hpp"

namespace dialogd::message {

// E-mail: HTML parts escape what is put in, text parts do not, header lines come out as one line
// without control characters. A partial named "footer_text_LANG", else "footer_text", stands under every
// text part of a mail.
// SMS: spaces and minus signs that formats of a language bring along become those of GSM-7.
// `compile_line`: one line; in one that begins with http:// or https:// what no URL may hold is
// percent-encoded.
std::unique_ptr<const WordsCompiler> make_words_compiler();

// Formats through ICU, loaded before the first turn.
std::unique_ptr<const Formats> load_formats();

// Mustache over plain texts, without escaping: for providers' requests. A name that `values` does not
// have is an error; a name may have one dot.
Result<std::string> fill(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace dialogd::message
