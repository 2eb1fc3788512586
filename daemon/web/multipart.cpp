// multipart/form-data (RFC 7578) of our own forms: named texts, no files.
#include "web/body.hpp"

namespace dialogd::web {

namespace {

constexpr std::size_t kMostBoundary = 70;         // RFC 2046, 5.1.1
constexpr std::size_t kMostHeadersOctets = 2048;  // of one part: a name of ours is short

Error broken(const char* why) {
    return Error{ErrorCode::invalid, std::string("multipart/form-data: ") + why, {}};
}

// The value of `name=` among the parameters of a header; empty: none. Quoted or bare.
std::string parameter(std::string_view header, std::string_view name) {
    std::size_t at = header.find(';');
    while (at < header.size()) {
        std::string_view rest = trimmed(header.substr(at + 1));
        const std::size_t equals = rest.find('=');
        if (equals == std::string_view::npos) return {};
        const std::string key = lowered(trimmed(rest.substr(0, equals)));
        rest = trimmed(rest.substr(equals + 1));
        std::string value;
        std::size_t end = 0;
        if (rest.starts_with('"')) {
            for (end = 1; end < rest.size() && rest[end] != '"'; ++end) {
                if (rest[end] == '\\' && end + 1 < rest.size()) ++end;
                value.push_back(rest[end]);
            }
        } else {
            end = std::min(rest.find(';'), rest.size());
            value = trimmed(rest.substr(0, end));
        }
        if (key == name) return value;
        const std::size_t next = rest.find(';', end);
        if (next == std::string_view::npos) return {};
        header = rest.substr(next);
        at = 0;
    }
    return {};
}

// The Content-Disposition among a part's header lines; empty: none.
std::string_view disposition(std::string_view headers) {
    constexpr std::string_view kName = "content-disposition:";
    while (!headers.empty()) {
        const std::size_t end = std::min(headers.find("\r\n"), headers.size());
        const std::string_view line = headers.substr(0, end);
        headers.remove_prefix(std::min(end + 2, headers.size()));
        if (lowered(line.substr(0, kName.size())) == kName) return line.substr(kName.size());
    }
    return {};
}

Result<void> add_part(Form& form, std::string_view part) {
    const std::size_t blank = part.find("\r\n\r\n");
    if (blank == std::string_view::npos || blank > kMostHeadersOctets)
        return broken("a part has no end of its headers");
    const std::string_view line = disposition(part.substr(0, blank));
    const std::string name = parameter(line, "name");
    if (name.empty()) return broken("a part has no name");
    if (!parameter(line, "filename").empty()) return broken("files are not taken");
    return add_field(form, name, std::string(part.substr(blank + 4)));
}

}  // namespace

Result<Form> read_multipart(std::string_view content_type, std::string_view body) {
    const std::string boundary = parameter(content_type, "boundary");
    if (boundary.empty() || boundary.size() > kMostBoundary) return broken("the boundary is missing or too long");
    const std::string line = "--" + boundary;
    // Every boundary but the first ends the line before it.
    std::size_t at = 0;
    if (!body.starts_with(line)) {
        at = body.find("\r\n" + line);
        if (at == std::string_view::npos) return broken("no boundary in the body");
        at += 2;
    }
    Form form;
    // Each round goes on behind one boundary, and `add_field` bounds their number.
    for (at += line.size(); !body.substr(at).starts_with("--");) {
        const std::size_t begin = body.find("\r\n", at);
        if (begin == std::string_view::npos) return broken("the last boundary is missing");
        const std::size_t end = body.find("\r\n" + line, begin);
        if (end == std::string_view::npos) return broken("the last boundary is missing");
        const std::size_t first = begin + 2;
        if (end < first) return broken("an empty part");
        if (const Result<void> added = add_part(form, body.substr(first, end - first)); !added) return added.error();
        at = end + 2 + line.size();
    }
    return form;
}

}  // namespace dialogd::web
