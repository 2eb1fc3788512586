// The talk with an SMTP server after greeting, TLS and AUTH.
#include "channels/smtp_dialogue.hpp"

#include <algorithm>

#include "channels/envelope.hpp"
#include "channels/smtp_content.hpp"

namespace dialogd::channels {

namespace {

// So much is offered at once: the end of a long mail only when the server's side has taken what stands
// before it, so that a connection lost on the way is known to have lost nothing else.
constexpr std::size_t kPiece = 64U << 10U;
constexpr std::size_t kKeptBuffer = 1U << 20U;  // what a long mail needed beyond it is given back

Verdict failed(std::string status, std::string detail) {
    Verdict verdict;
    verdict.kind = ReceiptKind::failed;
    verdict.status = std::move(status);
    verdict.detail = std::move(detail);
    return verdict;
}

std::string_view header_of(std::string_view mail) {
    return mail.substr(0, std::min(mail.find("\r\n\r\n"), mail.find("\n\n")));
}

}  // namespace

bool SmtpDialogue::takes() const {
    if (over_ || quitting_ || envelope_) return false;
    return offers_.pipelining || (!content_ && expected_.empty());
}

// Parameters of MAIL, and what this server can't be told.
std::optional<Verdict> SmtpDialogue::unspeakable(const Outgoing& outgoing) {
    mail_parameters_.clear();
    if (auto refused = refuse_envelope(outgoing.return_path, outgoing.to)) return refused;
    if (offers_.size) {
        if (offers_.size_limit > 0 && outgoing.bytes.size() > offers_.size_limit) {
            return failed("5.3.4", "the mail is larger than the relay takes");
        }
        mail_parameters_ += " SIZE=" + std::to_string(outgoing.bytes.size());
    }
    const bool plain_bytes = is_ascii(outgoing.bytes);
    const bool plain_header = plain_bytes || is_ascii(header_of(outgoing.bytes));
    if (!plain_header || !is_ascii(outgoing.to) || !is_ascii(outgoing.return_path)) {
        if (!offers_.smtputf8) return failed("5.6.7", "the relay takes no addresses or header beyond ASCII");
        mail_parameters_ += " SMTPUTF8";
    }
    if (!plain_bytes) {
        if (!offers_.eight_bit_mime) return failed("5.6.3", "the relay takes no 8 bit content");
        mail_parameters_ += " BODY=8BITMIME";
    }
    return std::nullopt;
}

void SmtpDialogue::submit(Outgoing outgoing) {
    if (auto verdict = unspeakable(outgoing)) return end(std::move(outgoing), std::move(*verdict));
    ++begun_;
    envelope_.emplace();
    envelope_->outgoing = std::move(outgoing);
    say_mail();
    if (!offers_.pipelining) return;
    say_rcpt();
    say("DATA\r\n", Step::data);
}

void SmtpDialogue::say(std::string_view line, Step expected) {
    next_ += line;
    expected_.push_back({expected, said()});
}

void SmtpDialogue::say_mail() {
    next_ += "MAIL FROM:<";
    next_ += envelope_->outgoing.return_path;
    next_ += '>';
    next_ += mail_parameters_;
    say("\r\n", Step::mail);
}

void SmtpDialogue::say_rcpt() {
    next_ += "RCPT TO:<";
    next_ += envelope_->outgoing.to;
    say(">\r\n", Step::rcpt);
}

void SmtpDialogue::say_content() {
    content_.emplace();
    content_->outgoing = std::move(envelope_->outgoing);
    content_->begins = said();
    const std::uint64_t before = gone_ + front_.size();
    content_->dot = before + append_content(next_, content_->outgoing.bytes);
    expected_.push_back({Step::final_dot, said()});
    envelope_.reset();
}

// QUIT ends a group of commands, and waits until nothing else is open.
void SmtpDialogue::say_quit_if_due() {
    if (!quitting_ || quit_said_ || over_ || !idle() || !expected_.empty()) return;
    quit_said_ = true;
    say("QUIT\r\n", Step::quit);
}

std::string_view SmtpDialogue::offer() {
    if (front_at_ == front_.size()) {
        gone_ += front_.size();
        front_.clear();
        if (front_.capacity() > kKeptBuffer) front_.shrink_to_fit();
        front_at_ = 0;
        front_.swap(next_);
    }
    const std::string_view piece = std::string_view(front_).substr(front_at_, kPiece);
    offered_ = std::max(offered_, gone_ + front_at_ + piece.size());
    return piece;
}

void SmtpDialogue::wrote(std::size_t count) {
    front_at_ = std::min(front_at_ + count, front_.size());
}

void SmtpDialogue::read(std::string_view bytes) {
    if (over_) return;
    reader_.feed(bytes);
    while (!over_) {
        const auto reply = reader_.next();
        if (!reply) break;
        take_reply(*reply);
    }
    if (reader_.broken()) lose("the server's answer is no SMTP reply");
    say_quit_if_due();
}

void SmtpDialogue::take_reply(const SmtpReply& reply) {
    // A server that closes may say so at any time (421); any other that was not asked is out of step with us.
    const bool asked = !expected_.empty() && offered_ >= expected_.front().asked;
    const bool amid_content = !asked && content_ && expected_.front().step == Step::final_dot;
    if (!asked && !(amid_content && reply.refusal())) {
        return lose(reply.code == 421 ? "the server closes the connection" : "the server answers what was not asked");
    }
    const Step step = expected_.front().step;
    expected_.pop_front();
    switch (step) {
        case Step::mail: after_mail(reply); break;
        case Step::rcpt: after_rcpt(reply); break;
        case Step::data: after_data(reply); break;
        case Step::final_dot: after_final_dot(reply); break;
        case Step::empty_dot: break;  // whatever it says, nobody was to get anything
        case Step::rset:
            if (!reply.positive()) lose("the server refuses RSET");
            break;
        case Step::quit: over_ = true; break;
    }
    if (over_) return;
    if (amid_content) lose("the server refuses a mail before its end");  // and would read the rest as commands
    if (reply.code == 421) lose("the server closes the connection");
}

void SmtpDialogue::after_mail(const SmtpReply& reply) {
    envelope_->mail_taken = reply.positive();
    if (!reply.positive()) refuse_envelope_by(reply, false);
    if (over_ || offers_.pipelining) return;
    if (envelope_->ended) return envelope_->mail_taken ? forget_transaction() : envelope_.reset();
    say_rcpt();
}

void SmtpDialogue::after_rcpt(const SmtpReply& reply) {
    envelope_->rcpt_taken = reply.positive();
    if (!reply.positive()) refuse_envelope_by(reply, true);
    if (over_ || offers_.pipelining) return;
    if (envelope_->ended) return forget_transaction();
    say("DATA\r\n", Step::data);
}

void SmtpDialogue::after_data(const SmtpReply& reply) {
    if (reply.code == 354) {
        if (!envelope_->ended) return say_content();
        // RFC 2920 3.1: no recipient was taken, and DATA was: a single dot ends it. Had the server taken
        // a recipient for a refused sender, the dot would send them an empty mail.
        if (envelope_->rcpt_taken)
            return lose(revoked_ ? "a message was revoked" : "the server takes DATA for a sender that it refused");
        envelope_.reset();
        return say(".\r\n", Step::empty_dot);
    }
    refuse_envelope_by(reply, false);
    if (!over_) forget_transaction();
}

void SmtpDialogue::after_final_dot(const SmtpReply& reply) {
    if (!reply.positive() && !reply.refusal()) return lose("the server's answer to the final dot makes no sense");
    ++answered_;
    Verdict verdict = judge_reply(reply, true, content_->outgoing.to);
    end(std::move(content_->outgoing), std::move(verdict));
    content_.reset();
}

// The first refusal decides; the ones behind it only follow from it.
void SmtpDialogue::refuse_envelope_by(const SmtpReply& reply, bool about_recipient) {
    if (!reply.refusal()) return lose("the server's answer makes no sense");
    if (envelope_->ended) return;
    envelope_->ended = true;
    if (reply.code != 421) ++answered_;
    Verdict verdict = judge_reply(reply, about_recipient, envelope_->outgoing.to);
    end(std::move(envelope_->outgoing), std::move(verdict), reply.code == 421);
}

// The server may hold a sender that it took; the next MAIL would be refused.
void SmtpDialogue::forget_transaction() {
    envelope_.reset();
    say("RSET\r\n", Step::rset);
}

std::optional<Outgoing> SmtpDialogue::revoke(CustomerNumber customer, MessageNumber message) {
    const auto is_it = [&](const Outgoing& o) { return o.customer == customer && o.message == message; };
    if (envelope_ && !envelope_->ended && is_it(envelope_->outgoing)) {
        revoked_ = true;
        envelope_->ended = true;  // what was said of it is answered first: a mail before it may wait for its own answer
        return std::move(envelope_->outgoing);
    }
    // A server throws away what ends before its final dot.
    if (!content_ || !is_it(content_->outgoing) || offered_ > content_->dot) return std::nullopt;
    revoked_ = true;
    Outgoing taken = std::move(content_->outgoing);
    content_.reset();
    lose("a message was revoked");
    return taken;
}

void SmtpDialogue::lose(std::string_view why) {
    if (over_) return;
    over_ = true;
    expected_.clear();
    if (content_) {
        Verdict verdict;
        const bool dot_offered = offered_ > content_->dot;
        verdict.kind = dot_offered ? ReceiptKind::uncertain : ReceiptKind::deferred;
        verdict.status = "4.4.2";
        verdict.detail =
            std::string(why) + (dot_offered ? ", after the final dot and before its answer" : ", before the final dot");
        const bool untouched = offered_ <= content_->begins;
        end(std::move(content_->outgoing), std::move(verdict), untouched);
        content_.reset();
    }
    if (envelope_ && !envelope_->ended) {
        Verdict verdict;
        verdict.status = "4.4.2";
        verdict.detail = std::string(why) + ", before the content";
        end(std::move(envelope_->outgoing), std::move(verdict), true);
    }
    envelope_.reset();
}

void SmtpDialogue::quit() {
    quitting_ = true;
    say_quit_if_due();
}

SmtpDialogue::Awaiting SmtpDialogue::awaiting() const {
    if (expected_.empty()) return Awaiting::nothing;
    switch (expected_.front().step) {
        case Step::data: return Awaiting::data;
        case Step::final_dot: return Awaiting::final_dot;
        case Step::quit: return Awaiting::quit;
        default: return Awaiting::command;
    }
}

void SmtpDialogue::end(Outgoing outgoing, Verdict verdict, bool untouched) {
    endings_.push_back({std::move(outgoing), std::move(verdict), untouched});
}

}  // namespace dialogd::channels
