// What a gateway's answer makes of an attempt.
#include "channels/gateway_answer.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace dialogd::channels {

namespace {

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
    for (std::size_t at = 0; !outgoing.bytes.empty() && (at = said.find(outgoing.bytes, at)) != std::string::npos;) {
        said.replace(at, outgoing.bytes.size(), "(text)");
        at += 6;
    }
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
    const auto compile = [&](std::string_view name, const std::string& text, Pattern& pattern) -> Result<void> {
        if (text.empty()) return {};
        re2::RE2::Options options;
        options.set_log_errors(false);
        auto compiled = std::make_unique<const re2::RE2>(text, options);
        if (!compiled->ok()) {
            return Error{ErrorCode::invalid, "provider " + provider.name + ": " + std::string(name) + ": \"" + text +
                                                 "\": " + compiled->error()};
        }
        if (name == "reference_body" && compiled->NumberOfCapturingGroups() < 1) {
            return Error{ErrorCode::invalid,
                         "provider " + provider.name + ": reference_body: \"" + text + "\" has no group ( )"};
        }
        pattern = std::move(compiled);
        return {};
    };
    if (const auto r = compile("accepted_body", provider.accepted_body, answers.accepted_); !r) return r.error();
    if (const auto r = compile("failed_body", provider.failed_body, answers.failed_); !r) return r.error();
    if (const auto r = compile("deferred_body", provider.deferred_body, answers.deferred_); !r) return r.error();
    if (const auto r = compile("reference_body", provider.reference_body, answers.reference_); !r) return r.error();
    return answers;
}

Verdict GatewayAnswers::judge(int status, const std::string& body, const Outgoing& outgoing) const {
    Verdict verdict;
    verdict.status = std::to_string(status);
    verdict.detail = "HTTP " + verdict.status + " " + kept_of(body, outgoing);
    const bool good_status =
        std::find(accepted_status_.begin(), accepted_status_.end(), status) != accepted_status_.end();
    if (matches(failed_, body)) {
        verdict.kind = ReceiptKind::failed;
    } else if (matches(deferred_, body)) {
        verdict.kind = ReceiptKind::deferred;
    } else if (good_status) {
        const bool sense = !accepted_ || matches(accepted_, body);
        verdict.kind = sense ? ReceiptKind::accepted : ReceiptKind::uncertain;
    } else {
        verdict.kind = kind_of_status(status);
    }
    if (verdict.kind == ReceiptKind::accepted && reference_) {
        re2::RE2::PartialMatch(body, *reference_, &verdict.reference);
        verdict.reference.resize(std::min(verdict.reference.size(), std::size_t{128}));
    }
    return verdict;
}

}  // namespace dialogd::channels
