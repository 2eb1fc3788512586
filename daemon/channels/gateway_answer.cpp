// What a gateway's answer makes of an attempt.
#include "channels/gateway_answer.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "channels/gateway_request.hpp"

namespace dialogd::channels {

namespace {

constexpr std::string_view kText = "(text)";
constexpr std::size_t kLongestReference = 128;
constexpr std::size_t kLongestCode = 32;

// The first group of the first match; empty without one.
std::string group_of(const std::unique_ptr<const re2::RE2>& pattern, const std::string& body, std::size_t longest) {
    std::string group;
    if (pattern) re2::RE2::PartialMatch(body, *pattern, &group);
    group.resize(std::min(group.size(), longest));
    return group;
}

bool holds(const std::vector<int>& list, int status) {
    return std::find(list.begin(), list.end(), status) != list.end();
}

bool matches(const std::unique_ptr<const re2::RE2>& pattern, const std::string& body) {
    return pattern && re2::RE2::PartialMatch(body, *pattern);
}

// By the status alone.
ReceiptKind kind_of_status(int status) {
    constexpr int kRequestTimeout = 408, kTooEarly = 425, kTooMany = 429, kProxyWaitedInVain = 504;
    // A proxy that waited in vain doesn't know what the gateway behind it did.
    if (status == kProxyWaitedInVain) return ReceiptKind::uncertain;
    if (status == kRequestTimeout || status == kTooEarly || status == kTooMany) return ReceiptKind::deferred;
    if (status / 100 == 5) return ReceiptKind::deferred;
    if (status / 100 == 4) return ReceiptKind::failed;
    return ReceiptKind::uncertain;
}

// What of the body may be kept: gateways like to repeat the number and the text.
std::string kept_of(const std::string& body, const Outgoing& outgoing) {
    std::string said = body;
    // As it was sent, and as an answer in JSON repeats it.
    for (const std::string& text : {outgoing.bytes, escape(Place::json, outgoing.bytes)})
        for (std::size_t at = 0; !text.empty() && (at = said.find(text, at)) != std::string::npos; at += kText.size())
            said.replace(at, text.size(), kText);
    const std::size_t digits = outgoing.to.starts_with('+') ? 1 : 0;
    return without_addresses(said, std::string_view(outgoing.to).substr(digits), 120);
}

}  // namespace

GatewayAnswers::GatewayAnswers() = default;
GatewayAnswers::GatewayAnswers(GatewayAnswers&&) noexcept = default;
GatewayAnswers& GatewayAnswers::operator=(GatewayAnswers&&) noexcept = default;
GatewayAnswers::~GatewayAnswers() = default;

Result<GatewayAnswers> GatewayAnswers::make(const Provider& provider) {
    GatewayAnswers answers;
    answers.accepted_status_ = provider.accepted_status;
    answers.deferred_status_ = provider.deferred_status;
    const auto compile = [&](std::string_view name, const std::string& text, Pattern& pattern) -> Result<void> {
        if (text.empty()) return {};
        re2::RE2::Options options;
        options.set_log_errors(false);
        auto compiled = std::make_unique<const re2::RE2>(text, options);
        if (!compiled->ok()) {
            return Error{ErrorCode::invalid, "provider " + provider.name + ": " + std::string(name) + ": \"" + text +
                                                 "\": " + compiled->error()};
        }
        const bool needs_group = name == "reference_body" || name == "code_body";
        if (needs_group && compiled->NumberOfCapturingGroups() < 1) {
            return Error{ErrorCode::invalid, "provider " + provider.name + ": " + std::string(name) + ": \"" + text +
                                                 "\" has no group ( )"};
        }
        pattern = std::move(compiled);
        return {};
    };
    if (const auto r = compile("accepted_body", provider.accepted_body, answers.accepted_); !r) return r.error();
    if (const auto r = compile("failed_body", provider.failed_body, answers.failed_); !r) return r.error();
    if (const auto r = compile("bad_address_body", provider.bad_address_body, answers.bad_address_); !r)
        return r.error();
    if (const auto r = compile("code_body", provider.code_body, answers.code_); !r) return r.error();
    if (const auto r = compile("deferred_body", provider.deferred_body, answers.deferred_); !r) return r.error();
    if (const auto r = compile("reference_body", provider.reference_body, answers.reference_); !r) return r.error();
    return answers;
}

Verdict GatewayAnswers::judge(int status, const std::string& body, const Outgoing& outgoing) const {
    Verdict verdict;
    const bool good_status = holds(accepted_status_, status);
    if (matches(bad_address_, body)) {
        verdict.kind = ReceiptKind::failed;
        verdict.address_is_bad = true;
    } else if (matches(failed_, body)) {
        verdict.kind = ReceiptKind::failed;
    } else if (matches(deferred_, body) || holds(deferred_status_, status)) {
        verdict.kind = ReceiptKind::deferred;
    } else if (good_status) {
        const bool sense = !accepted_ || matches(accepted_, body);
        verdict.kind = sense ? ReceiptKind::accepted : ReceiptKind::uncertain;
    } else {
        verdict.kind = kind_of_status(status);
    }
    verdict.status = std::to_string(status);
    verdict.detail = "HTTP " + verdict.status;
    if (verdict.kind == ReceiptKind::accepted) {
        // Its body says nothing more, and repeats the customer's words in who knows what spelling.
        verdict.reference = group_of(reference_, body, kLongestReference);
        return verdict;
    }
    verdict.detail += " " + kept_of(body, outgoing);
    if (std::string code = group_of(code_, body, kLongestCode); !code.empty()) verdict.status = std::move(code);
    return verdict;
}

}  // namespace dialogd::channels
