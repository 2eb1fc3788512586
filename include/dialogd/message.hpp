// One content rendered for one customer on one channel, its attempts, and what became of them.
#pragma once

#include <string>
#include <vector>

#include "dialogd/decision.hpp"

namespace dialogd {

// Everything that the bytes on the wire depend on, so that every attempt sends the same ones. Goes
// into the store's messages table, beside the entries; the words are not in the history itself.
struct Message {
    MessageNumber number = 0;
    ChannelKind channel = ChannelKind::email;
    std::string to;
    std::string from;   // mailbox ("Shop <hej@shop.example>"), or number
    std::string token;  // Signer, purpose "message": Message-ID, Reply-To and return path
    std::string reply_domain;
    Instant date{};
    std::string language;
    std::string content;
    std::string topic;
    bool marketing = true;
    std::string subject;            // UTF-8, one line
    std::string text;               // UTF-8, \n line ends
    std::string html;               // e-mail only
    std::uint64_t html_source = 0;  // Template::hash of what html was made from; 0: none
    std::uint64_t text_source = 0;
    std::string unsubscribe_url;  // https, for List-Unsubscribe; empty for service
    std::string in_reply_to;      // Message-ID with brackets, when it answers a reply
    std::string list_id;          // "offers.dialog.shop.example"
    std::string feedback_id;      // "rule:content:topic:company"
    std::string time_zone;        // for the Date header
    // To the people behind a queue: whose dialogue it is about, so that their answer finds the customer.
    CustomerNumber about = CustomerNumber::nobody;

    bool operator==(const Message&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "number", self.number);
        visit(2, "channel", self.channel);
        visit(3, "to", self.to);
        visit.name(4, "from", self.from);
        visit(5, "token", self.token);
        visit.name(6, "reply_domain", self.reply_domain);
        visit(7, "date", self.date);
        visit.name(8, "language", self.language);
        visit.name(9, "content", self.content);
        visit.name(10, "topic", self.topic);
        visit(11, "marketing", self.marketing);
        visit(12, "subject", self.subject);
        visit(13, "text", self.text);
        visit(14, "html", self.html);
        visit(15, "html_source", self.html_source);
        visit(16, "text_source", self.text_source);
        visit(17, "unsubscribe_url", self.unsubscribe_url);
        visit(18, "in_reply_to", self.in_reply_to);
        visit.name(19, "list_id", self.list_id);
        visit.name(20, "feedback_id", self.feedback_id);
        visit.name(21, "time_zone", self.time_zone);
        visit(22, "about", self.about);
    }
};

// Entry: a message was made and waits in the outbox; its place under the caps is taken.
struct MessageQueued {
    MessageNumber message = 0;
    RunNumber run = 0;
    std::string rule;
    std::int32_t step = 0;
    std::string content;
    std::string language;
    std::string topic;
    ChannelKind channel = ChannelKind::email;
    std::string to;
    std::string subject;
    bool marketing = true;
    bool counted = false;
    bool continuation = false;
    bool question = false;
    bool retry_uncertain = false;
    Instant expires{};

    bool operator==(const MessageQueued&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "message", self.message);
        visit(2, "run", self.run);
        visit.name(3, "rule", self.rule);
        visit(4, "step", self.step);
        visit.name(5, "content", self.content);
        visit.name(6, "language", self.language);
        visit.name(7, "topic", self.topic);
        visit(8, "channel", self.channel);
        visit(9, "to", self.to);
        visit(10, "subject", self.subject);
        visit(11, "marketing", self.marketing);
        visit(12, "counted", self.counted);
        visit(13, "continuation", self.continuation);
        visit(14, "question", self.question);
        visit(15, "retry_uncertain", self.retry_uncertain);
        visit(16, "expires", self.expires);
    }
};

// Entry: an attempt begins. Committed before the first byte goes to the network.
struct MessageSending {
    MessageNumber message = 0;
    std::uint32_t attempt = 1;

    bool operator==(const MessageSending&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "message", self.message);
        visit(2, "attempt", self.attempt);
    }
};

// Entry: a message that was queued will not be sent (again), and why. `held`: not for good: it waits.
struct MessageDropped {
    MessageNumber message = 0;
    Reason reason = Reason::none;
    std::string detail;

    bool operator==(const MessageDropped&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "message", self.message);
        visit(2, "reason", self.reason);
        visit(3, "detail", self.detail);
    }
};

// Entry: claimed too early (quiet hours began, a pause, a relay that is down): looked at again then.
struct MessageHeld {
    MessageNumber message = 0;
    Reason reason = Reason::none;
    Instant until{};

    bool operator==(const MessageHeld&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "message", self.message);
        visit(2, "reason", self.reason);
        visit(3, "until", self.until);
    }
};

// What became of a message. The first four and `revoked` end an attempt (the table of section 8 of the design);
// the others may come later, in any order, and repeat.
enum class ReceiptKind : std::uint8_t {
    accepted,
    deferred,
    failed,
    uncertain,
    delivered,
    bounced,
    complained,
    clicked,
    revoked  // taken back by us before anything of it went: ends it, and is no failure of the channel
};
inline constexpr std::size_t kReceiptKinds = 9;
std::string_view to_text(ReceiptKind kind);

struct Receipt {
    MessageNumber message = 0;
    std::uint32_t attempt = 0;  // 0: not known which
    ReceiptKind kind = ReceiptKind::accepted;
    std::string status;           // enhanced status code, RFC 3463 ("5.1.1"), or the gateway's code
    std::string detail;           // the answer's text; no address or words of the customer
    bool address_is_bad = false;  // failed or bounced for good because of the address (5.1.1 and the like)
    std::string link;             // clicked: the link's name
    std::string reference;        // the gateway's or relay's own id for the message
    Instant time{};
    Instant retry_at{};  // deferred: the other side said not to come back before (RFC 9110 Retry-After); 0: it did not

    bool operator==(const Receipt&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "message", self.message);
        visit(2, "attempt", self.attempt);
        visit(3, "kind", self.kind);
        visit(4, "status", self.status);
        visit(5, "detail", self.detail);
        visit(6, "address_is_bad", self.address_is_bad);
        visit.name(7, "link", self.link);
        visit(8, "reference", self.reference);
        visit(9, "time", self.time);
        visit(10, "retry_at", self.retry_at);
    }
};

}  // namespace dialogd
