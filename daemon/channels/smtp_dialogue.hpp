// The talk with an SMTP server after greeting, TLS and AUTH: bytes in, bytes out, endings of attempts.
// Owns no socket and reads no clock, so that every order of answers can be tested without a server.
//
// With PIPELINING (RFC 2920) MAIL, RCPT and DATA of a message go out together, behind the content and
// the final dot of the message before it, in one write:
//
//     us      MAIL RCPT DATA |          | content . MAIL RCPT DATA |              | content . ...
//     server                 | 250 250 354 |                       | 250 250 250 354 |
//
// So one message at most is between its final dot and the answer, and one more has its envelope under
// way. Without PIPELINING it is one command at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/smtp_reply.hpp"

namespace dialogd::channels {

// What became of one attempt on this connection.
struct SmtpEnding {
    Outgoing outgoing;
    Verdict verdict;
    // The connection ended before any byte of the content was offered, through no fault of this message:
    // it may be said on another connection within the same attempt.
    bool untouched = false;
};

class SmtpDialogue {
public:
    // What the server is to say next; each has its own patience (RFC 5321 4.5.3.2).
    enum class Awaiting : std::uint8_t { nothing, command, data, final_dot, quit };

    explicit SmtpDialogue(SmtpOffers offers) : offers_(offers) {}

    // A message may be submitted now, and is begun at once. Never after quit() or when it is over.
    bool takes() const;
    // Takes one attempt; only when takes(). What can't be said to this server ends at once, unsaid.
    void submit(Outgoing outgoing);

    // The bytes to write next, empty when there are none. From now on they count as offered: when a
    // final dot is among them, its message is uncertain until it is answered. Until wrote() they stay
    // the same, at the same address (TLS asks for it).
    std::string_view offer();
    bool wants_to_write() const { return front_at_ < front_.size() || !next_.empty(); }
    void wrote(std::size_t count);  // of what was offered

    void read(std::string_view bytes);
    // Takes that message back, if the server can't have its final dot; it then has no ending. The connection
    // may have to end for it: at once (look at over()), or when DATA is answered. Nothing: it is not here, or gone.
    std::optional<Outgoing> revoke(CustomerNumber customer, MessageNumber message);
    // The connection ended, or must: everything open gets its ending. `why` is for people.
    void lose(std::string_view why);
    // Nothing more is begun, and QUIT is said as soon as it may be.
    void quit();

    std::vector<SmtpEnding> take_endings() { return std::exchange(endings_, {}); }
    bool over() const { return over_; }  // nothing more will come: close the connection
    bool idle() const { return !envelope_ && !content_; }
    Awaiting awaiting() const;
    std::uint32_t begun() const { return begun_; }        // messages, in all
    std::uint32_t answered() const { return answered_; }  // of them, with a yes or no
    bool revoked() const { return revoked_; }             // a message: the connection ends because of us

private:
    enum class Step : std::uint8_t { mail, rcpt, data, final_dot, empty_dot, rset, quit };
    struct Expected {
        Step step = Step::mail;
        std::uint64_t asked = 0;  // bytes that must have been offered before it can be answered
    };
    struct Envelope {
        Outgoing outgoing;
        bool mail_taken = false;
        bool rcpt_taken = false;
        bool ended = false;  // refused; what was pipelined behind it is still to be answered
    };
    struct Content {
        Outgoing outgoing;
        std::uint64_t begins = 0;  // in the stream of all bytes that we say
        std::uint64_t dot = 0;
    };

    void say(std::string_view line, Step expected);
    void say_mail();
    void say_rcpt();
    void say_content();
    void say_quit_if_due();
    std::optional<Verdict> unspeakable(const Outgoing& outgoing);
    void take_reply(const SmtpReply& reply);
    void after_mail(const SmtpReply& reply);
    void after_rcpt(const SmtpReply& reply);
    void after_data(const SmtpReply& reply);
    void after_final_dot(const SmtpReply& reply);
    void refuse_envelope_by(const SmtpReply& reply, bool about_recipient);
    void forget_transaction();
    void end(Outgoing outgoing, Verdict verdict, bool untouched = false);
    std::uint64_t said() const { return gone_ + front_.size() + next_.size(); }

    SmtpOffers offers_;
    SmtpReplyReader reader_;
    std::deque<Expected> expected_;     // answers that are to come, in order
    std::optional<Envelope> envelope_;  // between MAIL and the answer to DATA
    std::optional<Content> content_;    // between 354 and the answer to the final dot
    std::string mail_parameters_;       // of envelope_
    std::vector<SmtpEnding> endings_;
    std::string front_;          // being offered; never changed before it is all written
    std::size_t front_at_ = 0;   // written of it
    std::string next_;           // behind it
    std::uint64_t gone_ = 0;     // bytes of the stream before front_
    std::uint64_t offered_ = 0;  // bytes of the stream that were offered
    std::uint32_t begun_ = 0;
    std::uint32_t answered_ = 0;
    bool revoked_ = false;
    bool quitting_ = false;
    bool quit_said_ = false;
    bool over_ = false;
};

}  // namespace dialogd::channels
