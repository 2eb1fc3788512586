// What an SMS gateway answers: the status in the first two bytes, the body after them.
#include "channels/gateway_answer.hpp"
#include "fuzz/property.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const channels::GatewayAnswers answers = [] {
        channels::Provider provider;
        provider.accepted_body = "^(0: Accepted|3: Queued)|\"id\"";
        provider.failed_body = "\"error\"|^(4|5)";
        provider.deferred_body = "(?i)temporal|throttle";
        provider.reference_body = "\"id\" *: *\"([^\"]+)\"";
        provider.bad_address_body = "\"code\" *: *(21211|21614)";
        provider.code_body = "\"code\" *: *([0-9]+)";
        provider.deferred_status = {401, 403};
        return channels::GatewayAnswers::make(provider).value();
    }();
    if (size < 2) return 0;
    const int status = (bytes[0] << 8 | bytes[1]) % 700;
    Outgoing outgoing;
    outgoing.to = "+4520123456";
    outgoing.bytes = "Hej";
    const auto verdict = answers.judge(status, std::string(fuzz::text_of(bytes + 2, size - 2)), outgoing);
    fuzz::must(verdict.detail.find("4520123456") == std::string::npos, "the number is not kept");
    fuzz::must(!verdict.address_is_bad || verdict.kind == ReceiptKind::failed, "only who says no knows the address");
    return 0;
}
