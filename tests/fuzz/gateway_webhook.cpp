// An SMS gateway's webhook: its query or form, as a message and as a receipt.
#include "fuzz/batches.hpp"
#include "intake/gateway.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const intake::GatewayShape shape{
        "kannel",
        {"from", "to", "text", "charset", "id", "time"},
        {"token", "status", "detail", "reference", {{"1", ReceiptKind::delivered}, {"2", ReceiptKind::failed}}},
        {},
        {}};
    const auto parameters = intake::read_form(fuzz::text_of(bytes, size));
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
        fuzz::must(intake::is_utf8(what.detail) && intake::is_utf8(what.reference), "a receipt's texts are UTF-8");
    }
    return 0;
}
