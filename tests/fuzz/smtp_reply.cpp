// What a mail server answers: the same replies whatever pieces they come in.
#include "channels/smtp_reply.hpp"
#include "fuzz/property.hpp"

using namespace dialogd;

namespace {

std::string replies(std::string_view bytes, std::size_t step) {
    channels::SmtpReplyReader reader;
    std::string out;
    while (!bytes.empty()) {
        reader.feed(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        while (const auto reply = reader.next()) {
            fuzz::must(reply->code >= 200 && reply->code <= 599, "a reply's code is one of SMTP's");
            channels::judge_reply(*reply, true, "anna@example.org");
            channels::judge_reply(*reply, false, "anna@example.org");
            out += std::to_string(reply->code) + " " + reply->enhanced + " " + reply->text + "\n";
        }
    }
    return out + (reader.broken() ? "broken" : "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = fuzz::text_of(bytes, size);
    fuzz::must(replies(text, size + 1) == replies(text, 1), "byte by byte, replies are what they are in one");
    channels::SmtpGreeting greeting;
    greeting.line("250-here");
    greeting.line(text.substr(0, 1000));
    return 0;
}
