// Reports of mail servers: fields, and what a diagnostic means.
#include "fuzz/property.hpp"
#include "message/mail_kind.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = fuzz::text_of(bytes, size);
    message::field_groups(text);
    message::judge_diagnostic(text, "");
    message::judge_diagnostic(text, "5.0.0");
    const std::string report =
        "From: mailer-daemon@example.org\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.org\r\n\r\n" +
        std::string(text) + "\r\n--b--\r\n";
    if (const auto tree = message::read_mail(report); tree)
        if (message::is_bounce(*tree)) message::bounce_reports(*tree);
    return 0;
}
