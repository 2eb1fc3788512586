// Goes through the entries in order and keeps its own plain books.
#include "purchases/reference.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace dialogd::purchases {

namespace {

struct Sent {
    MessageNumber message = 0;
    Instant at{};
    ChannelKind channel = ChannelKind::email;
    std::string topic, rule, content;
    bool counted = false;
    bool taken_back = false;  // failed, or never sent: gives its place back
};

class Books {
public:
    Books(const Household& household, const Calendar& calendar) : household_(household), calendar_(calendar) {}

    std::vector<std::string> read(const std::vector<Entry>& history) {
        for (const Entry& entry : history) {
            if (entry.at < last_) wrong(entry, "time goes backwards");
            last_ = entry.at;
            std::visit([&](const auto& what) { take(entry, what); }, entry.what);
        }
        return std::move(wrong_);
    }

private:
    void wrong(const Entry& entry, const std::string& what) { wrong_.push_back(to_text(entry.at) + ": " + what); }

    void take(const Entry&, const Consent& consent) { consents_[consent.topic] = consent.given; }
    void take(const Entry&, const Profile& profile) {
        if (!profile.time_zone.empty()) zone_ = profile.time_zone;
    }
    void take(const Entry&, const Preference& wish) {
        if (wish.limit) limit_ = *wish.limit;
        if (wish.paused_until) paused_ = *wish.paused_until;
        if (wish.stop_marketing) stopped_ = *wish.stop_marketing;
    }
    void take(const Entry&, const AddressStatus& status) {
        if (status.channel == ChannelKind::email) email_closed_ = status.state != AddressState::usable;
    }
    void take(const Entry&, const Decision& decision) {
        if (decision.outcome == Decision::Outcome::chosen) decided_.insert(decision.message);
    }

    void take(const Entry& entry, const MessageQueued& queued) {
        const std::string name = "message " + std::to_string(queued.message) + " (" + queued.content + ")";
        if (!decided_.contains(queued.message)) wrong(entry, name + " has no decision");
        if (queued.run != 0 && !steps_.emplace(queued.run, queued.step).second)
            wrong(entry, name + ": written to twice for one step of one run");
        if (queued.marketing) check_marketing(entry, queued, name);
        sent_.push_back({queued.message, entry.at, queued.channel, queued.topic, queued.rule, queued.content,
                         queued.counted, false});
        if (queued.counted) check_caps(entry, queued, name);
    }

    void check_marketing(const Entry& entry, const MessageQueued& queued, const std::string& name) {
        const auto consent = consents_.find(queued.topic);
        if (consent == consents_.end() || !consent->second) wrong(entry, name + ": marketing without consent");
        if (stopped_ || email_closed_) wrong(entry, name + ": marketing after an opt-out");
        if (entry.at < paused_) wrong(entry, name + ": marketing in a pause");
        if (queued.counted && in_quiet_hours(entry.at)) wrong(entry, name + ": marketing in the quiet hours");
    }

    bool in_quiet_hours(Instant at) const {
        if (!household_.quiet_hours) return false;
        const int minute = calendar_.local(at, zone()).minute;
        const auto [from, to] = std::pair(household_.quiet_hours->from, household_.quiet_hours->to);
        return from < to ? minute >= from && minute < to : minute >= from || minute < to;
    }

    std::string zone() const { return zone_.empty() ? household_.time_zone : zone_; }

    // The one just written is among them: so many, at most, in the window that ends now.
    void check_caps(const Entry& entry, const MessageQueued& queued, const std::string& name) {
        for (const Cap& cap : household_.caps) {
            const bool applies =
                (!cap.channel || *cap.channel == queued.channel) && (cap.topic.empty() || cap.topic == queued.topic) &&
                (cap.rule.empty() || cap.rule == queued.rule) && (cap.content.empty() || cap.content == queued.content);
            if (!applies) continue;
            std::size_t count = 0;
            for (const Sent& sent : sent_) {
                const bool same =
                    (!cap.channel || *cap.channel == sent.channel) && (cap.topic.empty() || cap.topic == sent.topic) &&
                    (cap.rule.empty() || cap.rule == sent.rule) && (cap.content.empty() || cap.content == sent.content);
                if (sent.counted && !sent.taken_back && same && in_window(sent.at, entry.at, cap.per)) ++count;
            }
            if (count > cap.max) wrong(entry, name + ": over the cap " + cap.text);
        }
        if (limit_.max == 0) return;
        const auto in_limit = std::count_if(sent_.begin(), sent_.end(), [&](const Sent& sent) {
            return sent.counted && !sent.taken_back && sent.at > entry.at - limit_.per;
        });
        if (in_limit > static_cast<std::ptrdiff_t>(limit_.max)) wrong(entry, name + ": over the customer's own limit");
    }

    bool in_window(Instant then, Instant now, const std::variant<Duration, CalendarUnit>& per) const {
        if (const auto* duration = std::get_if<Duration>(&per)) return then > now - *duration;
        const CalendarUnit unit = std::get<CalendarUnit>(per);
        return calendar_.start_of(unit, then, zone()) == calendar_.start_of(unit, now, zone());
    }

    void take(const Entry& entry, const MessageSending& sending) {
        if (!sending_.emplace(sending.message, sending.attempt).second) wrong(entry, "an attempt is made twice");
        if (final_.contains(sending.message)) wrong(entry, "an attempt after the final outcome");
    }
    void take(const Entry&, const Receipt& receipt) {
        if (receipt.kind == ReceiptKind::accepted) final_.insert(receipt.message);
        if (receipt.kind == ReceiptKind::failed || receipt.kind == ReceiptKind::revoked) take_back(receipt.message);
        if (receipt.kind == ReceiptKind::complained) stopped_ = true;
    }
    void take(const Entry&, const MessageDropped& dropped) { take_back(dropped.message); }
    void take_back(MessageNumber message) {
        final_.insert(message);
        for (Sent& sent : sent_)
            if (sent.message == message) sent.taken_back = true;
    }
    template <class Other>
    void take(const Entry&, const Other&) {}

    const Household& household_;
    const Calendar& calendar_;
    std::vector<std::string> wrong_;
    Instant last_{};
    std::map<std::string, bool> consents_;
    std::string zone_;
    Limit limit_;
    Instant paused_{};
    bool stopped_ = false;
    bool email_closed_ = false;
    std::set<MessageNumber> decided_;
    std::set<MessageNumber> final_;
    std::set<std::pair<RunNumber, std::int32_t>> steps_;
    std::set<std::pair<MessageNumber, std::uint32_t>> sending_;
    std::vector<Sent> sent_;
};

}  // namespace

std::vector<std::string> broken_promises(const std::vector<Entry>& history, const Household& household,
                                         const Calendar& calendar) {
    return Books(household, calendar).read(history);
}

void count(const std::vector<Entry>& history, Tally& tally) {
    for (const Entry& entry : history) {
        if (const auto* queued = std::get_if<MessageQueued>(&entry.what)) {
            ++tally.messages;
            tally.marketing += queued->marketing ? 1 : 0;
        } else if (const auto* decision = std::get_if<Decision>(&entry.what)) {
            tally.held += decision->outcome == Decision::Outcome::held ? 1 : 0;
            tally.dropped += decision->outcome == Decision::Outcome::dropped ? 1 : 0;
        } else if (std::holds_alternative<Answered>(entry.what)) {
            ++tally.answers;
        } else if (const auto* status = std::get_if<AddressStatus>(&entry.what)) {
            tally.opt_outs += status->state == AddressState::usable ? 0 : 1;
        } else if (std::holds_alternative<GoalReached>(entry.what)) {
            ++tally.goals;
        }
    }
}

}  // namespace dialogd::purchases
