// Text from gateways as UTF-8, through libc's iconv.
#include "intake/charset.hpp"

#include <iconv.h>

#include <array>

#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

// Owns an iconv descriptor.
class Conversion {
public:
    explicit Conversion(const std::string& from) : descriptor_(iconv_open("UTF-8", from.c_str())) {}
    ~Conversion() {
        if (good()) iconv_close(descriptor_);
    }
    Conversion(const Conversion&) = delete;
    Conversion& operator=(const Conversion&) = delete;

    bool good() const { return descriptor_ != reinterpret_cast<iconv_t>(-1); }

    std::optional<std::string> convert(std::string_view octets) {
        // Four bytes of UTF-8 for each octet is more than any charset needs.
        std::string out(octets.size() * 4 + 4, '\0');
        char* from = const_cast<char*>(octets.data());  // iconv only reads it
        char* to = out.data();
        std::size_t left = octets.size();
        std::size_t room = out.size();
        if (iconv(descriptor_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) return std::nullopt;
        out.resize(out.size() - room);
        return out;
    }

private:
    iconv_t descriptor_;
};

// Some gateways write names that iconv knows differently.
std::string iconv_name(std::string_view charset) {
    std::string name = lower_case(trimmed(charset));
    if (name == "ucs2" || name == "ucs-2" || name == "utf-16" || name == "utf16") return "UTF-16BE";
    if (name == "latin1" || name == "latin-1") return "WINDOWS-1252";
    if (name == "8bit" || name == "8-bit") return "utf-8";  // Kannel's word for octets of whatever charset
    if (name == "utf8") return "UTF-8";
    // As on the web: who says Latin-1 sends Windows-1252, which differs only where Latin-1 has controls.
    if (name == "iso-8859-1") return "WINDOWS-1252";
    return name;
}

std::optional<std::string> guessed(std::string_view octets) {
    if (is_utf8(octets)) return std::string(octets);
    return Conversion("WINDOWS-1252").convert(octets);
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view octets, std::string_view charset) {
    if (charset.empty() || charset.size() > 40) return guessed(octets);
    const std::string name = iconv_name(charset);
    if (name == "utf-8" || name == "UTF-8") return guessed(octets);
    Conversion conversion(name);
    return conversion.good() ? conversion.convert(octets) : guessed(octets);
}

}  // namespace dialogd::intake
