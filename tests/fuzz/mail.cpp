// A whole mail: what it is, what was written, what a report says.
#include "fuzz/property.hpp"
#include "message/parse_mail.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto mail = message::parse_mail(fuzz::text_of(bytes, size), {"reply+abc@dialog.shop.example"});
    if (!mail) {
        fuzz::must(!mail.error().message.empty(), "an error says what is wrong");
        return 0;
    }
    fuzz::must(
        mail->kind == message::MailKind::bounce || mail->kind == message::MailKind::complaint || mail->reports.empty(),
        "only bounces and complaints report");
    fuzz::must(mail->text.size() <= mail->whole_text.size() + 64, "the reply is a part of the mail");
    return 0;
}
