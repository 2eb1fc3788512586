// SMS gateways' webhooks.
#include "intake/gateway.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "intake/charset.hpp"
#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

using Parameters = std::map<std::string, std::string>;

constexpr std::size_t kLongestCode = 64;

std::string_view find(const Parameters& parameters, const std::string& name) {
    if (name.empty()) return {};
    const auto at = parameters.find(name);
    return at == parameters.end() ? std::string_view{} : std::string_view(at->second);
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// As E.164. Gateways write +45…, 0045…, 45… or the national number, and a plus that was not
// escaped has become a blank.
std::optional<std::string> phone_of(std::string_view text, const Sender& sender) {
    const std::string_view number = trimmed(text);
    if (number.empty() || number.size() > 32) return std::nullopt;
    const bool lost_plus = text.front() == ' ' && all_digits(number);
    if (!lost_plus)
        if (auto known = sender.e164(number)) return known;
    return all_digits(number) ? sender.e164("+" + std::string(number)) : std::nullopt;
}

// Seconds or milliseconds since 1970, or RFC 3339 with or without an offset (then it is UTC).
Instant time_of(std::string_view text, Instant now) {
    text = trimmed(text);
    if (all_digits(text) && text.size() <= 13) {
        std::int64_t count = 0;
        std::from_chars(text.data(), text.data() + text.size(), count);
        return Instant(Duration(text.size() > 11 ? count : count * 1000));
    }
    if (text.empty() || text.size() > 64) return now;
    Result<Instant> time = parse_instant(text);
    if (!time) time = parse_instant(std::string(text) + "Z");
    return time ? *time : now;
}

std::string hex(std::uint64_t number) {
    std::array<char, 17> out{};
    std::snprintf(out.data(), out.size(), "%016llx", static_cast<unsigned long long>(number));
    return out.data();
}

// Tells a repeat from a second message where the gateway gives no id. Without a time either, what the
// same sender says again within ten minutes is the gateway trying again.
std::string id_of(const GatewayShape& shape, const Parameters& parameters, const std::string& from,
                  const std::string& text, Instant now) {
    if (const auto id = find(parameters, shape.message.id); !id.empty()) return std::string(cut(id, kLongestId));
    std::string when(find(parameters, shape.message.time));
    if (when.empty()) when = std::to_string(now.time_since_epoch() / std::chrono::minutes(10));
    return shape.name + ":" + hex(hash_text(text, hash_text(when, hash_text(from))));
}

}  // namespace

WebhookReading read_gateway_message(const GatewayShape& shape, const Parameters& parameters, const Sender& sender) {
    WebhookReading reading;
    auto from = phone_of(find(parameters, shape.message.from), sender);
    if (!from) return reading.dead = "the sender is no phone number", reading;
    auto text = to_utf8(find(parameters, shape.message.text), find(parameters, shape.message.charset));
    if (!text) return reading.dead = "the text is not in the charset that it names", reading;
    std::erase(*text, '\0');  // some gateways fill up with them; no text has any
    const std::string_view to = trimmed(find(parameters, shape.message.to)).substr(0, 32);
    Reply reply;
    reply.channel = ChannelKind::sms;
    reply.to = phone_of(to, sender).value_or(std::string(to));  // a short number stays as it is
    if (!is_utf8(reply.to)) reply.to.clear();
    reply.id = id_of(shape, parameters, *from, *text, sender.now);
    if (!is_utf8(reply.id)) return reading.dead = "the id is no text", reading;
    reply.text = std::move(*text);
    reply.matched_by = MatchedBy::address;
    reply.time = std::min(time_of(find(parameters, shape.message.time), sender.now), sender.now);
    reply.from = *from;
    Arrival& arrival = reading.arrival.emplace();
    arrival.about.phone = std::move(*from);
    arrival.input = std::move(reply);
    return reading;
}

WebhookReading read_gateway_receipt(const GatewayShape& shape, const Parameters& parameters, const Sender& sender) {
    WebhookReading reading;
    const std::string_view status = find(parameters, shape.receipt.status);
    const auto kind = shape.receipt.kinds.find(std::string(status));
    if (kind == shape.receipt.kinds.end()) return reading;
    const std::string_view token = find(parameters, shape.receipt.token);
    if (!is_name(token) || !is_utf8(token)) return reading.dead = "a receipt without a token", reading;
    Receipt receipt;
    receipt.kind = kind->second;
    const std::string_view code = trimmed(find(parameters, shape.receipt.code));
    receipt.status = cut(to_utf8(code.empty() ? status : code, {}).value_or(std::string(status)), kLongestCode);
    const bool not_delivered = receipt.kind == ReceiptKind::bounced || receipt.kind == ReceiptKind::failed;
    const auto& bad = shape.receipt.bad_address;
    receipt.address_is_bad = not_delivered && (bad.contains(receipt.status) || bad.contains(std::string(status)));
    receipt.detail = cut(to_utf8(find(parameters, shape.receipt.detail), {}).value_or(""), 500);
    receipt.reference = cut(to_utf8(find(parameters, shape.receipt.reference), {}).value_or(""), kLongestId);
    receipt.time = sender.now;
    Arrival& arrival = reading.arrival.emplace();
    arrival.about.token = token;
    arrival.input = std::move(receipt);
    return reading;
}

bool is_trusted(const GatewayShape& shape, const Parameters& parameters,
                const std::map<std::string, std::string>& headers, bool from_loopback) {
    if (!shape.secret_parameter.empty()) {
        const auto given = parameters.find(shape.secret_parameter);
        return !shape.secret.empty() && given != parameters.end() && same_secret(given->second, shape.secret);
    }
    return from_loopback && !headers.contains("x-forwarded-for") && !headers.contains("forwarded") &&
           !headers.contains("x-real-ip");
}

}  // namespace dialogd::intake
