// The fold of messages: from their queueing to the last that is heard of them.
#include <algorithm>

#include "engine/fold.hpp"

namespace dialogd::engine {

namespace {

Contact* find_contact(Customer& customer, MessageNumber number) {
    for (Contact& contact : customer.contacts)
        if (contact.message == number) return &contact;
    return nullptr;
}

// It has gone, or may have: from now on it counts at this time, and contacts stay in order of time.
void went_at(Customer& customer, MessageNumber number, Instant at) {
    auto& contacts = customer.contacts;
    const auto found =
        std::find_if(contacts.begin(), contacts.end(), [&](const Contact& c) { return c.message == number; });
    if (found == contacts.end()) return;
    found->at = at;
    std::rotate(found, found + 1, contacts.end());
}

// What no cap counts goes first, so that many invoices do not make room for more offers. What is open never
// goes: there is room for more than may be open.
void forget_contacts(Customer& customer, Instant at) {
    auto& contacts = customer.contacts;
    const auto is_closed = [&](const Contact& c) { return find_message(customer, c.message) == nullptr; };
    std::erase_if(contacts, [&](const Contact& c) { return c.at <= at - kContactMemory && is_closed(c); });
    while (contacts.size() > kMaxContacts) {
        auto goes = std::find_if(contacts.begin(), contacts.end(),
                                 [&](const Contact& c) { return !c.counted && is_closed(c); });
        if (goes == contacts.end()) goes = std::find_if(contacts.begin(), contacts.end(), is_closed);
        if (goes == contacts.end()) return;
        contacts.erase(goes);
    }
}

// Receipts repeat and come late: only the attempt that is under way can end.
bool ends_attempt(const OpenMessage& message, const Receipt& receipt) {
    return message.state == OpenMessage::State::sending &&
           (receipt.attempt == 0 || receipt.attempt == message.attempts);
}

void defer(const Customer& customer, OpenMessage& message, Instant at, Instant not_before = {}) {
    message.state = OpenMessage::State::deferred;
    const Instant usual = at + retry_after(customer.number, message.number, message.attempts);
    message.next_at = std::min(std::max(usual, not_before), message.expires);
}

// Closes a message that will not be tried again. One that may have arrived keeps its place and its question.
void give_up(Customer& customer, MessageNumber number, Instant at) {
    const OpenMessage* message = find_message(customer, number);
    const bool may_have_arrived = message != nullptr && message->uncertain;
    if (may_have_arrived) count_as_said(customer, message->content, at);
    close_message(customer, number);
    if (!may_have_arrived) give_back(customer, number);
}

void take_uncertain(Customer& customer, OpenMessage& message, Instant at) {
    const MessageNumber number = message.number;
    went_at(customer, number, at);
    message.uncertain = true;
    if (message.retry_uncertain) return defer(customer, message, at);
    count_as_said(customer, message.content, at);
    close_message(customer, number);
}

void ask(Customer& customer, const MessageQueued& queued, const Run& run, Instant at) {
    AskedQuestion question;
    question.message = queued.message;
    question.run = queued.run;
    question.rule = queued.rule;
    question.version = run.version;
    question.step = queued.step;
    question.content = queued.content;
    question.channel = queued.channel;
    question.open = true;
    question.at = at;
    question.key = run.key;
    question.event = run.event;
    customer.questions.push_back(std::move(question));
    keep_newest(customer.questions, kMaxQuestions, [](const AskedQuestion& q) { return !q.open; });
}

}  // namespace

void fold(Customer& customer, const MessageQueued& queued, Instant at) {
    customer.last_message = std::max(customer.last_message, queued.message);
    Run* run = find_run(customer, queued.run);
    OpenMessage message;
    message.number = queued.message;
    message.run = queued.run;
    message.rule = queued.rule;
    message.content = queued.content;
    message.topic = queued.topic;
    message.channel = queued.channel;
    message.to = queued.to;
    message.marketing = queued.marketing;
    message.counted = queued.counted;
    message.continuation = queued.continuation;
    message.retry_uncertain = queued.retry_uncertain;
    message.queued_at = at;
    message.next_at = at;
    message.expires = queued.expires;
    message.depth = run == nullptr ? 1 : run->event.depth + 1;
    if (queued.continuation) message.continues_until = (run == nullptr ? at : run->replied_at) + kContinuationTime;
    const std::uint32_t depth = message.depth;
    customer.messages.push_back(std::move(message));
    customer.contacts.push_back({queued.message, at, queued.channel, queued.topic, queued.rule, queued.content,
                                 queued.counted, hash_text(queued.to), depth});
    forget_contacts(customer, at);
    if (run == nullptr) return;
    if (queued.continuation && run->reply_budget > 0) --run->reply_budget;
    if (queued.question) ask(customer, queued, *run, at);
}

void fold(Customer& customer, const MessageSending& sending, Instant at) {
    OpenMessage* message = find_message(customer, sending.message);
    if (message == nullptr) return;
    message->state = OpenMessage::State::sending;
    message->attempts = sending.attempt;
    message->held = false;
    message->paused = false;
    if (!message->continuation || at < message->continues_until) return;
    // Too late to go on with what the customer said: it takes a place as any other.
    message->continuation = false;
    message->counted = message->marketing;
    if (Contact* contact = find_contact(customer, sending.message)) contact->counted = message->marketing;
}

void fold(Customer& customer, const MessageDropped& dropped, Instant at) {
    give_up(customer, dropped.message, at);
}

void fold(Customer& customer, const MessageHeld& held, Instant at) {
    OpenMessage* message = find_message(customer, held.message);
    if (message == nullptr) return;
    message->next_at = held.until;
    message->held = held.until > at;
    message->paused = held.reason == Reason::paused_by_hand;
    // Its run was left, or its content dropped, while it was on its way: no further attempt.
    if (held.reason != Reason::run_left && held.reason != Reason::dropped_by_hand) return;
    message->expires = std::min(message->expires, at);
    message->called_off = true;
}

void fold(Customer& customer, const Receipt& receipt, Instant at) {
    OpenMessage* message = find_message(customer, receipt.message);
    switch (receipt.kind) {
        case ReceiptKind::accepted:
            if (message == nullptr) break;
            went_at(customer, receipt.message, at);
            count_as_said(customer, message->content, at);
            close_message(customer, receipt.message);
            break;
        case ReceiptKind::uncertain:
            if (message != nullptr && ends_attempt(*message, receipt)) take_uncertain(customer, *message, at);
            break;
        case ReceiptKind::deferred:
            if (message != nullptr && ends_attempt(*message, receipt)) defer(customer, *message, at, receipt.retry_at);
            break;
        case ReceiptKind::revoked:
        case ReceiptKind::failed:
            // A late "failed" for a message that was accepted before gives its place back too; one about
            // an attempt before the one under way does not end that one.
            if (message == nullptr) take_back_said(customer, receipt.message);
            if (message == nullptr || ends_attempt(*message, receipt)) give_up(customer, receipt.message, at);
            break;
        case ReceiptKind::complained:
            customer.marketing_stopped = true;
            customer.stopped_by = "complaint";
            break;
        case ReceiptKind::bounced:
            if (message == nullptr && receipt.address_is_bad) take_back_said(customer, receipt.message);
            break;
        case ReceiptKind::delivered:
        case ReceiptKind::clicked: break;
    }
}

}  // namespace dialogd::engine
