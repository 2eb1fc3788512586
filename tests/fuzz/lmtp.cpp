// LMTP: a session says the same whatever pieces its bytes come in, and gives no mail with a bare dot's smuggling.
#include "fuzz/property.hpp"
#include "intake/lmtp_session.hpp"

using namespace dialogd;

namespace {

constexpr std::size_t kMaxMail = 4096;

struct Talk {
    std::string said;
    std::vector<std::string> mails;
    bool operator==(const Talk&) const = default;
};

Talk talk(std::string_view bytes, std::size_t step) {
    intake::LmtpSession session("here", kMaxMail);
    Talk talk;
    while (!bytes.empty() && !session.ended()) {
        session.take(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        talk.said += session.output();
        while (session.mail()) {
            fuzz::must(!session.mail()->recipients.empty(), "a mail has a recipient");
            fuzz::must(session.mail()->bytes.size() <= kMaxMail, "a mail is not longer than is allowed");
            talk.mails.push_back(session.mail()->return_path + "\n" + session.mail()->bytes);
            session.delivered(std::vector<std::string>(session.mail()->recipients.size(), "250 2.1.5 ok"));
            talk.said += session.output();
        }
    }
    return talk;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = fuzz::text_of(bytes, size);
    const Talk whole = talk(text, size + 1);
    fuzz::must(whole == talk(text, 1), "byte by byte a session says what it says to the whole");
    return 0;
}
