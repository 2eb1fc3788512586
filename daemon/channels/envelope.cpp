// What has to hold before anything of a message may go to a network.
#include "channels/envelope.hpp"

#include <cstdint>
#include <cstring>

namespace dialogd::channels {

namespace {

constexpr std::size_t kLongestAddress = 320;  // 64 for the local part, 255 for the domain (RFC 5321 4.5.3.1), the @

// Nothing when the address may stand between < and >.
std::string_view fault_of(std::string_view address) {
    if (address.size() > kLongestAddress) return "is too long";
    bool quoted = false;
    for (std::size_t i = 0; i < address.size(); ++i) {
        const char c = address[i];
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return "has a control character";
        if (quoted && c == '\\') {
            // What is quoted may be anything but a control character, or nothing.
            if (++i == address.size()) return "ends within a quotation";
            if (static_cast<unsigned char>(address[i]) < 0x20 || address[i] == 0x7f) return "has a control character";
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ' ' || c == '<' || c == '>')) {
            return "has a space or an angle bracket";
        }
    }
    return quoted ? "ends within a quotation" : "";
}

Verdict refusal(std::string status, std::string_view what, std::string_view fault, bool address_is_bad) {
    Verdict verdict;
    verdict.kind = ReceiptKind::failed;
    verdict.status = std::move(status);
    verdict.detail = std::string(what) + " " + std::string(fault);
    verdict.address_is_bad = address_is_bad;
    return verdict;
}

}  // namespace

std::optional<Verdict> refuse_envelope(std::string_view return_path, std::string_view to) {
    if (to.empty()) return refusal("5.1.3", "the recipient's address", "is empty", true);
    if (const auto fault = fault_of(to); !fault.empty()) {
        return refusal("5.1.3", "the recipient's address", fault, true);
    }
    if (const auto fault = fault_of(return_path); !fault.empty()) {
        return refusal("5.1.7", "the return path", fault, false);
    }
    return std::nullopt;
}

std::optional<Verdict> refuse_number(std::string_view to) {
    constexpr std::size_t kLongestNumber = 20;  // E.164 has 15 digits; some gateways take short codes and names
    if (to.empty()) return refusal("5.1.3", "the number", "is empty", true);
    if (to.size() > kLongestNumber) return refusal("5.1.3", "the number", "is too long", true);
    for (std::size_t i = 0; i < to.size(); ++i) {
        const bool digit = to[i] >= '0' && to[i] <= '9';
        if (!digit && !(i == 0 && to[i] == '+')) {
            return refusal("5.1.3", "the number", "has something else than digits", true);
        }
    }
    return std::nullopt;
}

bool is_ascii(std::string_view text) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
    std::uint64_t seen = 0;
    std::size_t i = 0;
    for (; i + sizeof seen <= text.size(); i += sizeof seen) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, sizeof word);
        seen |= word;
    }
    for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
    return (seen & kHighBits) == 0;
}

}  // namespace dialogd::channels
