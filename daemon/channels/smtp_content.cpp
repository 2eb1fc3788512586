// A mail's bytes as they stand after DATA.
#include "channels/smtp_content.hpp"

namespace dialogd::channels {

namespace {

// Appends one line without its end, which has no LF in it; a CR within it ends a line too.
void append_line(std::string& out, std::string_view line) {
    while (true) {
        const std::size_t cr = line.find('\r');
        if (!line.empty() && line[0] == '.') out += '.';
        out += line.substr(0, cr);
        out += "\r\n";
        if (cr == std::string_view::npos) return;
        line.remove_prefix(cr + 1);
    }
}

}  // namespace

std::size_t append_content(std::string& out, std::string_view mail) {
    out.reserve(out.size() + mail.size() + mail.size() / 64 + 256);
    while (!mail.empty()) {
        const std::size_t lf = mail.find('\n');
        std::string_view line = mail.substr(0, lf);
        mail.remove_prefix(lf == std::string_view::npos ? mail.size() : lf + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        append_line(out, line);
    }
    const std::size_t dot = out.size();
    out += ".\r\n";
    return dot;
}

}  // namespace dialogd::channels
