// How webhooks are signed.
#include "intake/webhook_signature.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "intake/json.hpp"
#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

constexpr std::size_t kLongestToken = 64U << 10U;  // of a JWT: it stands in a header
constexpr std::size_t kMostSignatures = 8;         // of one request; keys are changed two at a time
constexpr Duration kTolerance = std::chrono::minutes(5);

std::string hex(std::string_view octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : octets) {
        const auto byte = static_cast<unsigned char>(c);
        out += {kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
    return out;
}

// The URL in pieces: what stands before the port, the port with its colon, and the rest.
struct SplitUrl {
    std::string_view before, port, after;
};
SplitUrl split_port(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
    const std::size_t end = std::min(url.find_first_of("/?#", start), url.size());
    const std::string_view authority = url.substr(start, end - start);
    const std::size_t colon = authority.rfind(':');
    const std::size_t bracket = authority.rfind(']');  // of an IPv6 address, which has colons of its own
    const std::size_t at = authority.rfind('@');       // of user:password
    const bool none = colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket) ||
                      (at != std::string_view::npos && colon < at);
    const std::size_t port = none ? end : start + colon;
    return {url.substr(0, port), url.substr(port, end - port), url.substr(end)};
}

// The ways in which Twilio may have written it.
std::vector<std::string> spellings(std::string_view url) {
    const SplitUrl split = split_port(url);
    const std::string_view usual = url.starts_with("https:") ? ":443" : ":80";
    std::vector<std::string> all{std::string(url)};
    all.push_back(std::string(split.before).append(split.after));
    if (split.port.empty()) all.push_back(std::string(split.before).append(usual).append(split.after));
    return all;
}

}  // namespace

bool is_signed_by_twilio(const Digests& digests, std::string_view auth_token, std::string_view url, const Pairs& form,
                         std::string_view body, std::string_view signature) {
    if (auth_token.empty() || signature.empty()) return false;
    const std::size_t question = url.find('?');
    const auto query = read_form(question == std::string_view::npos ? std::string_view{} : url.substr(question + 1));
    std::string parameters;
    if (const auto hash = query.find("bodySHA256"); hash != query.end()) {
        if (!same_secret(lower_case(hash->second), hex(digests.sha256(body)))) return false;
    } else {
        Pairs sorted = form;
        std::sort(sorted.begin(), sorted.end());
        // What comes several times with one value is signed once.
        sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
        for (const auto& [name, value] : sorted) parameters += name + value;
    }
    bool fits = false;
    for (const std::string& spelling : spellings(url))
        fits |= same_secret(signature, base64_encoded(digests.hmac_sha1(auth_token, spelling + parameters)));
    return fits;
}

std::optional<std::string> jwt_payload(const Digests& digests, std::string_view secret, std::string_view token) {
    if (secret.empty() || token.size() > kLongestToken) return std::nullopt;
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const std::string mac = digests.hmac_sha256(secret, token.substr(0, second));
    // Compared as text: two spellings of base64 may mean the same octets.
    if (mac.empty() || !same_secret(token.substr(second + 1), base64url_encoded(mac))) return std::nullopt;
    std::optional<std::string> header = base64_decoded(token.substr(0, first));
    if (!header) return std::nullopt;
    JsonReader reader;
    const Result<JsonElement> json = reader.read(*header);
    std::string_view algorithm;
    JsonElement element;
    const bool named = json && json->is_object() && json->get_object()["alg"].get(element) == simdjson::SUCCESS;
    if (!named || !to_text(element, algorithm) || algorithm != "HS256") return std::nullopt;
    return base64_decoded(token.substr(first + 1, second - first - 1));
}

std::string standard_webhook_signature(const Digests& digests, std::string_view secret, std::string_view id,
                                       std::string_view timestamp, std::string_view body) {
    constexpr std::string_view kPrefix = "whsec_";
    if (secret.starts_with(kPrefix)) secret.remove_prefix(kPrefix.size());
    const std::optional<std::string> key = base64_decoded(secret);
    if (!key || key->empty()) return {};
    std::string said(id);
    said.append(".").append(timestamp).append(".").append(body);
    return "v1," + base64_encoded(digests.hmac_sha256(*key, said));
}

bool is_standard_webhook(const Digests& digests, std::string_view secret, std::string_view id,
                         std::string_view timestamp, std::string_view body, std::string_view signatures, Instant now) {
    std::int64_t seconds = 0;
    const char* const end = timestamp.data() + timestamp.size();
    const auto [stopped, problem] = std::from_chars(timestamp.data(), end, seconds);
    constexpr std::int64_t kLatest = 253'402'300'799;  // the end of year 9999
    if (id.empty() || problem != std::errc{} || stopped != end || seconds < 0 || seconds > kLatest) return false;
    const Duration apart = now - Instant(std::chrono::seconds(seconds));
    if (apart > kTolerance || apart < -kTolerance) return false;
    const std::string right = standard_webhook_signature(digests, secret, id, timestamp, body);
    if (right.empty()) return false;
    bool fits = false;
    for (std::size_t i = 0; i < kMostSignatures && !signatures.empty(); ++i) {
        const std::string_view one = signatures.substr(0, signatures.find(' '));
        fits |= same_secret(one, right);
        signatures.remove_prefix(std::min(signatures.size(), one.size() + 1));
    }
    return fits;
}

}  // namespace dialogd::intake
