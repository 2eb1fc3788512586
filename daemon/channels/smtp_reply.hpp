// SMTP replies (RFC 5321 4.2, enhanced codes RFC 2034) out of bytes that come in any pieces, and what
// a server offers in its answer to EHLO.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "channels/verdict.hpp"

namespace dialogd::channels {

struct SmtpReply {
    int code = 0;          // 200..599
    std::string enhanced;  // "5.1.1"; empty when the reply has none that fits its code
    std::string text;      // the lines joined by spaces, without codes

    bool positive() const { return code / 100 == 2; }
    bool intermediate() const { return code / 100 == 3; }
    bool refusal() const { return code / 100 == 4 || code / 100 == 5; }
};

// Puts replies together. What is no SMTP reply, or is longer than any reply should be, breaks it, and it
// stays broken: nothing that such a peer says can be matched to what was asked.
class SmtpReplyReader {
public:
    void feed(std::string_view bytes);
    // The next whole reply; nothing when more bytes are needed or it is broken.
    std::optional<SmtpReply> next();
    bool broken() const { return broken_; }

private:
    bool take_line(std::string_view line);  // true: it was the last of its reply

    std::string bytes_;
    std::size_t at_ = 0;  // of bytes_ that is read
    SmtpReply reply_;
    int lines_ = 0;
    bool broken_ = false;
};

// What a refused step of an envelope, or the answer after the final dot, makes of an attempt. `about_recipient`:
// the reply is about the recipient (RCPT, or after the dot), so that 5.1.1 says that this address is bad.
Verdict judge_reply(const SmtpReply& reply, bool about_recipient, std::string_view to);

// The extensions that the dialogue makes use of.
struct SmtpOffers {
    bool pipelining = false;
    bool eight_bit_mime = false;
    bool smtputf8 = false;
    bool size = false;             // SIZE is offered
    std::uint64_t size_limit = 0;  // 0: no limit was said
};

// Reads the lines that come while a connection is made: greeting, EHLO (again after STARTTLS), AUTH.
class SmtpGreeting {
public:
    void line(std::string_view text);
    const SmtpOffers& offers() const { return offers_; }  // of the last EHLO
    bool authenticated() const { return authenticated_; }
    // The last refusal among them, for people; empty without one.
    const std::string& refusal() const { return refusal_; }

private:
    SmtpOffers offers_;
    std::string refusal_;
    bool in_ehlo_ = false;
    bool authenticated_ = false;
};

}  // namespace dialogd::channels
