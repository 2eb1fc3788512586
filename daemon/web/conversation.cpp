// The dialogue so far as two people would read it, out of the history's entries.
#include <algorithm>
#include <map>

#include "web/pages.hpp"

namespace dialogd::web {

namespace {

// What became of a message, from the least that can be said to the most: a later word of less weight (an
// `accepted` that comes behind its `delivered`) changes nothing.
struct Outcome {
    int weight;
    const char* text;
};
Outcome outcome_of(ReceiptKind kind) {
    switch (kind) {
        case ReceiptKind::deferred: return {1, "outcome_waiting"};
        case ReceiptKind::uncertain: return {2, "outcome_uncertain"};
        case ReceiptKind::revoked: return {3, "outcome_dropped"};
        case ReceiptKind::accepted: return {3, "outcome_sent"};
        case ReceiptKind::delivered: return {4, "outcome_delivered"};
        case ReceiptKind::failed:
        case ReceiptKind::bounced: return {5, "outcome_failed"};
        case ReceiptKind::clicked: return {6, "outcome_clicked"};
        case ReceiptKind::complained: return {7, "outcome_complained"};
    }
    return {0, ""};
}

class Telling {
public:
    explicit Telling(const std::function<const Message*(MessageNumber)>& words) : words_(words) {}

    void operator()(const MessageQueued& queued, Instant at) {
        Spoken line{true, at, queued.channel, queued.subject, {}, "outcome_waiting"};
        if (const Message* message = words_(queued.message)) line.text = message->text;
        messages_[queued.message] = {lines_.size(), 0};
        lines_.push_back(std::move(line));
    }
    void operator()(const Receipt& receipt, Instant) {
        const Outcome outcome = outcome_of(receipt.kind);
        weigh(receipt.message, outcome.weight, outcome.text);
    }
    void operator()(const MessageDropped& dropped, Instant) { weigh(dropped.message, 3, "outcome_dropped"); }
    void operator()(const Reply& reply, Instant at) {
        reply_ = lines_.size();
        const std::string beside = reply.comment.empty() ? std::string() : "\n" + reply.comment;
        lines_.push_back({false, at, reply.channel, reply.subject, reply.text + beside, {}});
    }
    void operator()(const Answered& answered, Instant) {
        if (!answered.known && reply_ < lines_.size()) lines_[reply_].outcome = "outcome_understood";
    }
    void operator()(const ReplySetAside&, Instant) {
        if (reply_ < lines_.size()) lines_[reply_].outcome = "outcome_aside";
    }
    template <class Other>
    void operator()(const Other&, Instant) {}

    std::vector<Spoken> lines() && { return std::move(lines_); }

private:
    struct At {
        std::size_t line;
        int weight;
    };
    void weigh(MessageNumber number, int weight, const char* outcome) {
        const auto found = messages_.find(number);
        if (found == messages_.end() || weight < found->second.weight) return;
        found->second.weight = weight;
        lines_[found->second.line].outcome = outcome;
    }

    const std::function<const Message*(MessageNumber)>& words_;
    std::vector<Spoken> lines_;
    std::map<MessageNumber, At> messages_;
    std::size_t reply_ = static_cast<std::size_t>(-1);
};

constexpr std::size_t kMostLines = 500;  // of a page; the download has all of them

}  // namespace

std::vector<Spoken> conversation_of(std::span<const Entry> entries,
                                    const std::function<const Message*(MessageNumber)>& words) {
    Telling telling(words);
    for (const Entry& entry : entries) std::visit([&](const auto& what) { telling(what, entry.at); }, entry.what);
    std::vector<Spoken> lines = std::move(telling).lines();
    if (lines.size() > kMostLines) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kMostLines));
    return lines;
}

}  // namespace dialogd::web
