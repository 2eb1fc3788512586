// An SMS gateway's webhook: its query, form or JSON, as a message and as a receipt; and its proofs: a JSON Web Token,
// Twilio's and Standard Webhooks' signatures.
#include "fuzz/batches.hpp"
#include "intake/gateway.hpp"

using namespace dialogd;

namespace {

intake::GatewayShape kannel() {
    intake::GatewayShape shape;
    shape.name = "kannel";
    shape.message = {"from", "to", "text", "charset", "id", "time"};
    shape.receipt.token = "token";
    shape.receipt.status = "status";
    shape.receipt.detail = "detail";
    shape.receipt.reference = "reference";
    shape.receipt.code = "code";
    shape.receipt.bad_address = {"2", "7"};
    shape.receipt.kinds = {{"1", ReceiptKind::delivered}, {"2", ReceiptKind::failed}};
    return shape;
}

// Hashes that anybody can make, so that mutations come past them; whoever knows no secret is no concern here.
intake::Digests easy_digests() {
    const auto mac = [](std::string_view, std::string_view) { return std::string("mac"); };
    return {mac, mac, [](std::string_view) { return std::string("sum"); }};
}

void look_at_proofs(std::string_view text) {
    static const intake::Digests digests = easy_digests();
    const std::string_view line = text.substr(0, text.find('\n'));
    (void)intake::jwt_payload(digests, "secret", line);
    (void)intake::jwt_payload(digests, "secret", std::string(line) + ".bWFj");
    (void)intake::is_signed_by_twilio(digests, "secret", line, intake::read_pairs(text), text, "AAAA");
    fuzz::must(!intake::is_signed_by_twilio(digests, "secret", line, {}, text, "AAAA"), "a wrong signature never fits");
    (void)intake::is_standard_webhook(digests, "whsec_" + std::string(line), "id", line, text, text,
                                      fuzz::sender().now);
    (void)intake::gateway_path(line);
}

void look_at(const std::map<std::string, std::string>& parameters) {
    static const intake::GatewayShape shape = kannel();
    const auto message = intake::read_gateway_message(shape, parameters, fuzz::sender());
    if (message.arrival) {
        const auto& reply = std::get<Reply>(message.arrival->input);
        fuzz::must(intake::is_utf8(reply.text) && intake::is_utf8(reply.to) && intake::is_utf8(reply.id),
                   "a reply's texts are UTF-8");
        fuzz::must(reply.time <= fuzz::sender().now, "nobody has written in the future");
    }
    const auto receipt = intake::read_gateway_receipt(shape, parameters, fuzz::sender());
    if (receipt.arrival) {
        const auto& what = std::get<Receipt>(receipt.arrival->input);
        fuzz::must(intake::is_utf8(what.detail) && intake::is_utf8(what.reference) && intake::is_utf8(what.status),
                   "a receipt's texts are UTF-8");
        fuzz::must(!what.address_is_bad || what.kind != ReceiptKind::delivered, "what was delivered has an address");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = fuzz::text_of(bytes, size);
    look_at(intake::read_form(text));
    look_at(intake::read_json_parameters(std::string(text)));
    look_at_proofs(text);
    return 0;
}
