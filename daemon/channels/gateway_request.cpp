// What is said to an SMS gateway.
#include "channels/gateway_request.hpp"

#include <algorithm>

#include "channels/curl.hpp"
#include "channels/gsm7.hpp"

namespace dialogd::channels {

namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

std::string percent(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
        } else {
            out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
        }
    }
    return out;
}

std::string json_text(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (byte < 0x20) {
                    out += {'\\', 'u', '0', '0', kHex[byte >> 4U], kHex[byte & 15U]};
                } else {
                    out += c;
                }
        }
    }
    return out;
}

std::string header_text(std::string_view value) {
    std::string out(value);
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return out;
}

// One piece of a template: text, or a tag with its sign ('v' value, '#', '^', '/').
struct Piece {
    char sign = 0;  // 0: text
    std::string_view text;
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// Takes the next piece off `rest`, which is not empty. A tag without an end is text.
Piece next_piece(std::string_view& rest) {
    const std::size_t open = rest.find("{{");
    const bool triple = open != std::string_view::npos && rest.substr(open).starts_with("{{{");
    const std::string_view closing = triple ? "}}}" : "}}";
    const std::size_t close = open == std::string_view::npos ? open : rest.find(closing, open);
    if (open != 0 || close == std::string_view::npos) {
        const Piece piece{0, rest.substr(0, close == std::string_view::npos ? rest.size() : open)};
        rest.remove_prefix(piece.text.size());
        return piece;
    }
    const std::size_t width = closing.size();
    std::string_view name = trimmed(rest.substr(width, close - width));
    rest.remove_prefix(close + width);
    Piece piece{'v', name};
    if (!triple && !name.empty() && std::string_view("#^/&").find(name[0]) != std::string_view::npos) {
        piece.sign = name[0] == '&' ? 'v' : name[0];
        piece.text = trimmed(name.substr(1));
    }
    return piece;
}

std::string fill(const GatewaySettings& settings, const std::string& text, const Values& values) {
    return settings.fill ? settings.fill(text, values) : fill_template(text, values);
}

Values escaped(const Values& values, Place place) {
    Values out;
    for (const auto& [name, value] : values) out[name] = escape(place, value);
    return out;
}

std::string pairs(const GatewaySettings& settings, const std::vector<std::pair<std::string, std::string>>& parameters,
                  const Values& values) {
    std::string out;
    for (const auto& [name, text] : parameters) {
        const std::string value = fill(settings, text, values);
        if (value.empty()) continue;
        if (!out.empty()) out += '&';
        out += percent(name) + "=" + percent(value);
    }
    return out;
}

}  // namespace

std::string escape(Place place, std::string_view value) {
    switch (place) {
        case Place::percent: return percent(value);
        case Place::json: return json_text(value);
        case Place::header: return header_text(value);
    }
    return {};
}

std::string fill_template(std::string_view text, const Values& values) {
    std::string out;
    std::vector<bool> shown;  // for each open section
    const auto value_of = [&](std::string_view name) {
        const auto found = values.find(std::string(name));
        return found == values.end() ? std::string_view{} : std::string_view(found->second);
    };
    while (!text.empty()) {
        const Piece piece = next_piece(text);
        const bool visible = std::find(shown.begin(), shown.end(), false) == shown.end();
        switch (piece.sign) {
            case '#': shown.push_back(!value_of(piece.text).empty()); break;
            case '^': shown.push_back(value_of(piece.text).empty()); break;
            case '/':
                if (!shown.empty()) shown.pop_back();
                break;
            case 'v':
                if (visible) out += value_of(piece.text);
                break;
            default:
                if (visible) out += piece.text;
        }
    }
    return out;
}

std::optional<std::string> template_fault(std::string_view text, const Values& values) {
    std::vector<std::string_view> open;
    while (!text.empty()) {
        const Piece piece = next_piece(text);
        if (piece.sign == 0) {
            if (piece.text.find("{{") != std::string_view::npos) return "a tag that begins with {{ has no end";
            continue;
        }
        if (values.count(std::string(piece.text)) == 0) return "{{" + std::string(piece.text) + "}} is not known here";
        if (piece.sign == '#' || piece.sign == '^') open.push_back(piece.text);
        if (piece.sign != '/') continue;
        if (open.empty() || open.back() != piece.text) {
            return "{{/" + std::string(piece.text) + "}} ends what was not begun";
        }
        open.pop_back();
    }
    if (!open.empty()) return "the section {{#" + std::string(open.back()) + "}} has no end";
    return std::nullopt;
}

Values values_for(const GatewaySettings& settings, const Outgoing& outgoing) {
    Values values = settings.provider.settings;
    values["to"] = outgoing.to;
    values["to_digits"] = outgoing.to.substr(outgoing.to.starts_with('+') ? 1 : 0);
    values["from"] = outgoing.from.empty() ? settings.from : outgoing.from;
    values["text"] = outgoing.bytes;
    values["user"] = settings.user;
    values["password"] = settings.password;
    values["token"] = outgoing.token;
    values["receipt_url"] = settings.receipt_url;
    values["secret"] = percent(settings.secret);
    const bool gsm7 = fits_gsm7(outgoing.bytes);
    values["coding"] = gsm7 ? "0" : "2";
    values["ucs2"] = gsm7 ? "" : "1";
    return values;
}

GatewayRequest make_request(const GatewaySettings& settings, const Outgoing& outgoing) {
    const Provider& provider = settings.provider;
    const Values values = values_for(settings, outgoing);
    GatewayRequest request;
    request.method = provider.method;
    request.url = fill(settings, settings.url.empty() ? provider.url : settings.url, escaped(values, Place::percent));
    const std::string query = pairs(settings, provider.query, values);
    if (!query.empty()) request.url += (request.url.find('?') == std::string::npos ? "?" : "&") + query;
    const Values in_header = escaped(values, Place::header);
    for (const auto& [name, text] : provider.headers) {
        request.headers.push_back(name + ": " + header_text(fill(settings, text, in_header)));
    }
    if (provider.auth == "bearer") request.headers.push_back("Authorization: Bearer " + in_header.at("password"));
    if (!provider.json.empty()) {
        request.headers.emplace_back("Content-Type: application/json");
        request.body = fill(settings, provider.json, escaped(values, Place::json));
    } else if (provider.method == "POST") {
        request.headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
        request.body = pairs(settings, provider.form, values);
    }
    return request;
}

Result<void> check_provider(const GatewaySettings& settings) {
    const Provider& provider = settings.provider;
    const std::string whose = "provider " + provider.name + ": ";
    const auto invalid = [&](const std::string& what) { return Error{ErrorCode::invalid, whose + what}; };
    if (provider.method != "GET" && provider.method != "POST") return invalid("method: write GET or POST");
    if (provider.method == "GET" && (!provider.form.empty() || !provider.json.empty())) {
        return invalid("method: GET has no body; put the parameters under query");
    }
    if (!provider.form.empty() && !provider.json.empty()) return invalid("form and json: only one of them");
    if (!provider.auth.empty() && provider.auth != "basic" && provider.auth != "bearer") {
        return invalid("auth: write basic or bearer, or leave it out");
    }
    const Values values = values_for(settings, Outgoing{});
    std::vector<std::pair<std::string, std::string>> templates = provider.query;
    templates.insert(templates.end(), provider.form.begin(), provider.form.end());
    templates.insert(templates.end(), provider.headers.begin(), provider.headers.end());
    templates.emplace_back("json", provider.json);
    templates.emplace_back("url", settings.url.empty() ? provider.url : settings.url);
    for (const auto& [name, text] : templates) {
        if (const auto fault = template_fault(text, values)) return invalid(name + ": " + *fault);
    }
    for (const auto& [name, text] : provider.headers) {
        if (name.empty() || name.find_first_of(" :\r\n\t") != std::string::npos) {
            return invalid("headers: \"" + name + "\" is no header's name");
        }
    }
    const auto url = split_url(make_request(settings, Outgoing{}).url);
    if (!url) return invalid(url.error().message);
    if (url->scheme != "http" && url->scheme != "https") return invalid("url: write http:// or https://");
    return {};
}

}  // namespace dialogd::channels
