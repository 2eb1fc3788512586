// Takes a form's body apart: application/x-www-form-urlencoded, and what both encodings share.
#include <algorithm>

#include "web/body.hpp"

namespace dialogd::web {

namespace {

Error refused(const char* why) {
    return Error{ErrorCode::invalid, why, {}};
}

// How long the sequence is that `lead` begins, and its least code point; 0: none begins so.
struct Sequence {
    std::size_t length;
    std::uint32_t bits;
    std::uint32_t least;
};
Sequence sequence_of(unsigned char lead) {
    if (lead < 0x80U) return {1, lead, 0};
    if ((lead & 0xE0U) == 0xC0U) return {2, lead & 0x1FU, 0x80};
    if ((lead & 0xF0U) == 0xE0U) return {3, lead & 0x0FU, 0x800};
    if ((lead & 0xF8U) == 0xF0U) return {4, lead & 0x07U, 0x10000};
    return {0, 0, 0};
}

// UTF-8 (RFC 3629), without NUL: that ends texts in too many places.
bool is_text(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const Sequence s = sequence_of(static_cast<unsigned char>(text[i]));
        if (s.length == 0 || i + s.length > text.size()) return false;
        std::uint32_t point = s.bits;
        for (std::size_t k = 1; k < s.length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xC0U) != 0x80U) return false;
            point = (point << 6U) | (next & 0x3FU);
        }
        if (point == 0 || point < s.least || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
        i += s.length;
    }
    return true;
}

// Line ends as \n, and no other control characters.
std::string cleaned(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x20 ? c != 0x7F : c == '\n' || c == '\t') out.push_back(c);
    return out;
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// As the URL standard has it: what is no escape stays as it stands.
std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
        if (escape) {
            out.push_back(static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])));
            i += 2;
        } else {
            out.push_back(text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

}  // namespace

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

const std::string* Form::find(std::string_view name) const {
    for (const auto& [field, value] : fields)
        if (field == name) return &value;
    return nullptr;
}

std::string Form::text(std::string_view name) const {
    const std::string* value = find(name);
    return value == nullptr ? std::string() : std::string(trimmed(*value));
}

bool Form::has(std::string_view name, std::string_view value) const {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const auto& field) { return field.first == name && field.second == value; });
}

Result<void> add_field(Form& form, std::string name, std::string value) {
    if (form.fields.size() >= kMostFormFields) return refused("too many fields");
    if (value.size() > kMostTextOctets || name.size() > kMostTextOctets) return refused("a field is too long");
    if (!is_text(name) || !is_text(value)) return refused("a field is no UTF-8");
    form.fields.emplace_back(cleaned(name), cleaned(value));
    return {};
}

Result<Form> read_urlencoded(std::string_view body) {
    Form form;
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('&'), body.size());
        const std::string_view pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const Result<void> added =
            add_field(form, decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size()))));
        if (!added) return added.error();
    }
    return form;
}

Result<Form> read_form(std::string_view content_type, std::string_view body) {
    if (body.size() > kMostFormOctets) return refused("the form is too large");
    const std::string kind = lowered(trimmed(content_type.substr(0, content_type.find(';'))));
    if (kind == "application/x-www-form-urlencoded") return read_urlencoded(body);
    if (kind == "multipart/form-data") return read_multipart(content_type, body);
    return refused("a form is application/x-www-form-urlencoded or multipart/form-data");
}

}  // namespace dialogd::web
