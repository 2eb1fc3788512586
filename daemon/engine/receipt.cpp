// What became of a message: of its question, of the address, and as an event of our own.
#include <algorithm>

#include "engine/send.hpp"
#include "engine/taking.hpp"

namespace dialogd::engine {

namespace {

// What is known about the message before the receipt closes it.
struct About {
    bool open = false;
    ChannelKind channel = ChannelKind::email;
    std::string to;  // empty: an address that is theirs no longer, or too long ago
    std::string rule, content, topic;
    std::uint32_t depth = 1;
    bool uncertain = false;
    bool called_off = false;
};

About about(const Customer& customer, MessageNumber number) {
    About found;
    for (const OpenMessage& message : customer.messages)
        if (message.number == number)
            return {true,          message.channel, message.to,        message.rule,      message.content,
                    message.topic, message.depth,   message.uncertain, message.called_off};
    for (const Contact& contact : customer.contacts) {
        if (contact.message != number) continue;
        found = {false, contact.channel, {}, contact.rule, contact.content, contact.topic, contact.depth, false, false};
        for (const Address& address : customer.addresses)
            if (address.channel == contact.channel && hash_text(address.value) == contact.to) found.to = address.value;
    }
    return found;
}

void tell(Taking& taking, const char* name, const Receipt& receipt, const About& message) {
    Value::Map properties{{Value("message"), Value(static_cast<std::int64_t>(receipt.message))},
                          {Value("content"), Value(message.content)},
                          {Value("rule"), Value(message.rule)},
                          {Value("topic"), Value(message.topic)},
                          {Value("channel"), Value(to_text(message.channel))}};
    if (!receipt.link.empty()) properties.emplace_back(Value("link"), Value(receipt.link));
    if (!receipt.status.empty()) properties.emplace_back(Value("status"), Value(receipt.status));
    own_event(taking, name, std::move(properties), message.depth);
}

void mark_address(Taking& taking, const About& message, AddressState state, std::string reason) {
    for (const Address& address : taking.customer.addresses) {
        if (address.channel != message.channel || address.value != message.to) continue;
        if (address.state == state || address.state == AddressState::suppressed) return;
        taking.write(AddressStatus{message.channel, message.to, state, std::move(reason)});
        taking.look_at_places = true;
        return revoke(taking);
    }
}

}  // namespace

void question_is_out(Taking& taking, MessageNumber question) {
    const auto& runs = taking.customer.runs;
    const auto run = std::find_if(runs.begin(), runs.end(), [&](const Run& r) {
        return r.waiting == Waiting::confirm && r.question == question;
    });
    if (run == runs.end()) return;
    const RunNumber number = run->number;
    const Standing stands = taking.standing_of(*run);
    const Step* step = stands.at();
    if (step == nullptr || send_of(*step) == nullptr) return end_run(taking, number, "its rule is gone", true);
    const auto* ask = std::get_if<step::Ask>(&step->what);
    if (ask == nullptr) {
        taking.write(RunMoved{number, run->rule, stands.step, step->key, Waiting::nothing, {}, 0});
        return advance(taking, number, step->next);
    }
    RunMoved moved{number, run->rule, stands.step, step->key, Waiting::answer, taking.now + ask->timeout, question};
    moved.tried = run->tried;  // a late failure goes on to what has not been tried
    taking.write(std::move(moved));
}

void go_on_unsent(Taking& taking, MessageNumber question, std::optional<ChannelKind> failed_on) {
    const auto& runs = taking.customer.runs;
    const auto run = std::find_if(runs.begin(), runs.end(), [&](const Run& r) {
        return (r.waiting == Waiting::confirm || r.waiting == Waiting::answer) && r.question == question;
    });
    if (run == runs.end()) return;
    const RunNumber number = run->number;
    const Standing stands = taking.standing_of(*run);
    const Step* step = stands.at();
    const step::Send* said = step == nullptr ? nullptr : send_of(*step);
    if (said == nullptr) return end_run(taking, number, "its rule is gone", true);
    const bool tries_next = failed_on && said->next_on_failure;
    const bool asks = std::holds_alternative<step::Ask>(step->what);
    const bool ends = asks && said->not_sent == -1;
    if (!tries_next && ends && run->later.empty()) return end_run(taking, number, "not sent", false);
    RunMoved moved{number, run->rule, stands.step, step->key, Waiting::nothing, {}, 0};
    if (tries_next) {
        moved.tried = run->tried;
        moved.tried.push_back(*failed_on);
    }
    taking.write(std::move(moved));
    const std::optional<std::int32_t> next = tries_next ? send(taking, number, stands.step)
                                             : ends     ? others_first(taking, number, -1)
                                                        : said->not_sent;
    if (next) advance(taking, number, *next);
}

void take_receipt(Taking& taking, const Receipt& receipt) {
    const About message = about(taking.customer, receipt.message);
    taking.write(receipt);
    const bool closed = message.open && taking.find_message(receipt.message) == nullptr;
    const std::string bad = "bounced" + (receipt.status.empty() ? "" : " " + receipt.status);
    switch (receipt.kind) {
        case ReceiptKind::accepted:
            question_is_out(taking, receipt.message);
            if (closed) tell(taking, "message.sent", receipt, message);
            break;
        case ReceiptKind::uncertain:
            if (closed) question_is_out(taking, receipt.message);
            break;
        case ReceiptKind::deferred:
        case ReceiptKind::delivered: break;
        case ReceiptKind::failed:
        case ReceiptKind::bounced:
            if (receipt.address_is_bad) mark_address(taking, message, AddressState::suppressed, bad);
            // Its place is free again, and what it asked was not asked.
            taking.look_at_places = true;
            if (closed && message.uncertain && !receipt.address_is_bad)
                question_is_out(taking, receipt.message);
            else if ((closed || !message.open) && (receipt.address_is_bad || receipt.kind == ReceiptKind::failed))
                go_on_unsent(taking, receipt.message,
                             message.called_off ? std::nullopt : std::optional(message.channel));
            if (receipt.kind == ReceiptKind::bounced) tell(taking, "message.bounced", receipt, message);
            break;
        case ReceiptKind::revoked:
            taking.look_at_places = true;
            if (closed && message.uncertain)
                question_is_out(taking, receipt.message);
            else if (closed)
                go_on_unsent(taking, receipt.message);
            break;
        case ReceiptKind::complained:
            mark_address(taking, message, AddressState::no_marketing, "complaint");
            revoke(taking);
            taking.look_at_places = true;
            break;
        case ReceiptKind::clicked: tell(taking, "message.clicked", receipt, message); break;
    }
}

}  // namespace dialogd::engine
