// Judges a send or ask that is due: may it go now, on which channel, with which words, or why not.
#include "engine/send.hpp"

#include <algorithm>

#include "engine/caps.hpp"
#include "engine/fold.hpp"
#include "engine/permit.hpp"
#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

Finding held(Reason reason, Instant until, std::string detail = {}) {
    return {Decision::Outcome::held, reason, std::move(detail), until};
}
Finding dropped(Reason reason, std::string detail = {}) {
    return {Decision::Outcome::dropped, reason, std::move(detail), {}};
}

bool replied_lately(const Run& run, Instant now) {
    return run.replied_at != Instant{} && run.replied_at > now - kContinuationTime;
}

DueSend look_up(const Taking& t, const Run& run, std::int32_t at) {
    const Standing stands = t.standing_of(run);
    DueSend due;
    due.run = run.number;
    due.rule = stands.rule;
    due.at = at;
    due.step = &stands.rule->steps[static_cast<std::size_t>(at)];
    due.send = send_of(*due.step);
    due.ask = std::get_if<step::Ask>(&due.step->what);
    const Topic* topic = t.rules.find_topic(due.rule->topic);
    due.marketing = topic == nullptr || topic->marketing;
    due.continuation = run.reply_budget > 0 && replied_lately(run, t.now);
    due.wrote_on = run.replied_on;
    if (due.continuation) due.wrote_from = run.replied_from;
    const bool waits_here = run.waiting == Waiting::place && stands.step == at;
    if (stands.step == at) due.tried = run.tried;
    due.since = waits_here || !due.tried.empty() ? run.since : t.now;
    due.expires = due.since + due.send->expires;
    return due;
}

// What holds or drops the send whatever the channel.
std::optional<Finding> look_at_all(const Taking& t, const DueSend& due) {
    const Run* run = t.find_run(due.run);
    if (const Reason why = without_effect(t, *run); why != Reason::none) return dropped(why);
    if (t.now >= due.expires) return dropped(Reason::expired, "after " + to_text(due.send->expires));
    if (t.rules.paused.rule(due.rule->name)) return held(Reason::paused_by_hand, look_again(due.since, t.now));
    if (t.customer.messages.size() >= kMaxOpenMessages) return dropped(Reason::too_many_open);
    if (!due.marketing) return std::nullopt;
    if (!t.customer.handovers.empty())
        return held(Reason::handover_open, due.expires, t.customer.handovers.front().queue);
    if (due.continuation) return std::nullopt;
    // One reply brings three answers at most; what comes after them is not because of it any more.
    if (replied_lately(*run, t.now)) return held(Reason::continuation_used, run->replied_at + kContinuationTime);
    return std::nullopt;
}

// When an open question by SMS closes by itself; nothing when none is open.
std::optional<Instant> sms_question_until(const Customer& customer, Instant otherwise) {
    for (const AskedQuestion& question : customer.questions) {
        if (!question.open || question.channel != ChannelKind::sms) continue;
        for (const Run& run : customer.runs)
            if (run.number == question.run && run.waiting == Waiting::answer) return run.until;
        return otherwise;
    }
    return std::nullopt;
}

const Address* find_held(const Customer& customer, std::string_view value) {
    for (const Address& address : customer.addresses)
        if (address.value == value) return &address;
    return nullptr;
}

// The channels to try, in order. What the customer prefers limits marketing; service finds a way.
std::vector<ChannelKind> channels_of(const Customer& customer, const DueSend& due) {
    const std::vector<ChannelKind> both{ChannelKind::email, ChannelKind::sms};
    const std::vector<ChannelKind>& preferred = customer.channels.empty() ? both : customer.channels;
    const auto wants = [&](ChannelKind channel) {
        return std::find(preferred.begin(), preferred.end(), channel) != preferred.end();
    };
    std::vector<ChannelKind> order;
    if (due.send->channels.empty()) {
        order = preferred;
        if (!due.marketing)
            std::copy_if(both.begin(), both.end(), std::back_inserter(order), [&](ChannelKind c) { return !wants(c); });
        // A talk goes on where the customer holds it. Marketing does not follow them to another channel, unless
        // that is the one they want.
        if (due.continuation && due.marketing && wants(due.wrote_on)) return {due.wrote_on};
        if (due.continuation)
            std::stable_partition(order.begin(), order.end(), [&](ChannelKind c) { return c == due.wrote_on; });
        return order;
    }
    std::copy_if(due.send->channels.begin(), due.send->channels.end(), std::back_inserter(order),
                 [&](ChannelKind c) { return !due.marketing || wants(c); });
    return order.empty() ? due.send->channels : order;
}

bool is_excluded(const Customer& customer, const DueSend& due, ChannelKind channel) {
    const auto& wanted = customer.channels;
    return due.marketing && !wanted.empty() && std::find(wanted.begin(), wanted.end(), channel) == wanted.end();
}

// The address on that channel: the one they wrote from, when they did and it may be used, else the newest.
std::string address_for(const Customer& customer, const DueSend& due, ChannelKind channel, Instant now) {
    const Address* from = find_held(customer, due.wrote_from);
    if (from != nullptr && from->channel == channel &&
        !forbidden(customer, {channel, due.rule->topic, due.marketing, from->value}, now))
        return from->value;
    const Address* newest = find_address(customer, channel);
    return newest == nullptr ? std::string() : newest->value;
}

// What holds or drops the send on this channel, before its content is looked at.
std::optional<Finding> look_at_channel(const Taking& t, const DueSend& due, ChannelKind channel,
                                       const std::string& to) {
    const std::string name(to_text(channel));
    if (t.rules.find_channel(channel) == nullptr) return dropped(Reason::no_address, name + " is not configured");
    if (is_excluded(t.customer, due, channel)) return dropped(Reason::opted_out, "does not want " + name);
    if (const auto no = forbidden(t.customer, {channel, due.rule->topic, due.marketing, to}, t.now)) {
        if (!no->until) return dropped(no->reason, no->detail);
        return held(no->reason, *no->until, no->detail);
    }
    if (due.ask != nullptr && channel == ChannelKind::sms)
        if (const auto until = sms_question_until(t.customer, due.expires))
            return held(Reason::question_open, std::max(*until, t.now + kMinute));
    if (due.continuation) return std::nullopt;
    if (due.marketing || holds_service(t.customer, channel, t.now))
        if (const auto until = quiet_until(t.rules, t.customer, t.now)) return held(Reason::quiet_hours, *until);
    if (due.marketing)
        if (const auto full = full_cap(t.rules, t.customer, {channel, due.rule->topic, due.rule->name, nullptr}, t.now))
            return held(full->reason, full->free_at, full->cap);
    return std::nullopt;
}

Selection select_for(const Taking& t, const DueSend& due, ChannelKind channel) {
    const Run& run = *t.find_run(due.run);
    const TurnScope scope = t.scope().with(&run.event).with(&run);
    const std::string keyed =
        run.rule + "/" + run.key + "/" + std::to_string(due.step->key) + "/" + std::to_string(run.number);
    const SelectionTask task{due.send->contents,
                             due.send->pick,
                             channel,
                             due.rule->topic,
                             due.rule->name,
                             due.marketing && !due.continuation,
                             hash_text(keyed, to_integer(t.customer.number)),
                             {t.customer.number, t.customer.last_message + 1},
                             due.ask};
    return select_content(t.rules, t.customer, task, scope);
}

// Of what the channels said, the one to go by: held until soonest, else the first reason.
void prefer(std::optional<Finding>& so_far, const Finding& next) {
    const bool sooner = next.outcome == Decision::Outcome::held &&
                        (so_far && (so_far->outcome != Decision::Outcome::held || next.until < so_far->until));
    if (!so_far || sooner) so_far = next;
}

// Nothing eligible on that channel: held when only a cap on content or tag is in the way.
Finding nothing_eligible(const Taking& t, const DueSend& due, ChannelKind channel,
                         const std::vector<Considered>& candidates) {
    std::optional<Finding> soonest;
    for (const Considered& considered : candidates) {
        if (considered.reason == Reason::paused_by_hand)
            prefer(soonest, held(Reason::paused_by_hand, look_again(due.since, t.now), considered.content));
        if (considered.reason != Reason::cap && considered.reason != Reason::own_limit) continue;
        const Content* content = t.rules.find_content(considered.content);
        if (const auto full = full_cap(t.rules, t.customer, {channel, due.rule->topic, due.rule->name, content}, t.now))
            prefer(soonest, held(full->reason, full->free_at, full->cap));
    }
    if (soonest) return *soonest;
    if (candidates.size() != 1)
        return dropped(Reason::no_content, "none of " + std::to_string(candidates.size()) + " is eligible");
    const Considered& only = candidates.front();
    return dropped(Reason::no_content,
                   std::string(to_text(only.reason)) + (only.detail.empty() ? "" : ": ") + only.detail);
}

}  // namespace

const step::Send* send_of(const Step& step) {
    if (const auto* send = std::get_if<step::Send>(&step.what)) return send;
    if (const auto* ask = std::get_if<step::Ask>(&step.what)) return &ask->send;
    return nullptr;
}

Judgement judge(const Taking& taking, RunNumber number, std::int32_t at) {
    Judgement judgement;
    judgement.due = look_up(taking, *taking.find_run(number), at);
    const DueSend& due = judgement.due;
    judgement.finding = look_at_all(taking, due);
    std::vector<ChannelKind> channels = channels_of(taking.customer, due);
    for (const ChannelKind failed : due.tried) std::erase(channels, failed);
    if (judgement.finding) {
        // What a draft, or a customer who is held out, would have been told: for comparison.
        const bool rehearsal =
            judgement.finding->reason == Reason::draft || judgement.finding->reason == Reason::holdout;
        if (rehearsal && !channels.empty()) judgement.considered = select_for(taking, due, channels.front()).considered;
        return judgement;
    }
    const bool continues = due.continuation;
    for (const ChannelKind channel : channels) {
        judgement.due.continuation = continues && channel == due.wrote_on;
        std::string to = address_for(taking.customer, due, channel, taking.now);
        if (const auto no = look_at_channel(taking, due, channel, to)) {
            prefer(judgement.finding, *no);
            continue;
        }
        Selection selection = select_for(taking, due, channel);
        // Each candidate is named once: as on the channel that is taken, else as on the first.
        if (selection.chosen || judgement.considered.empty()) judgement.considered = selection.considered;
        if (!selection.chosen) {
            prefer(judgement.finding, nothing_eligible(taking, due, channel, selection.considered));
            continue;
        }
        judgement.finding.reset();
        judgement.channel = channel;
        judgement.to = std::move(to);
        judgement.chosen = std::move(selection.chosen);
        return judgement;
    }
    if (!judgement.finding)
        judgement.finding = dropped(Reason::no_address, due.tried.empty() ? "no channel" : "no other channel");
    return judgement;
}

Decision decision_for(const DueSend& due, const Finding& finding) {
    Decision decision;
    decision.run = due.run;
    decision.rule = due.rule->name;
    decision.step = due.at;
    decision.outcome = finding.outcome;
    decision.reason = finding.reason;
    decision.detail = finding.detail;
    decision.until = finding.until;
    return decision;
}

void hold(Taking& taking, const Judgement& judgement, Finding finding) {
    const DueSend& due = judgement.due;
    // Not later than it is worth saying: then it is looked at once more, and dropped as expired.
    finding.outcome = Decision::Outcome::held;
    finding.until = std::min(finding.until, due.expires);
    const Run& run = *taking.find_run(due.run);
    const bool paused = finding.reason == Reason::paused_by_hand;
    const bool stands_here = taking.standing_of(run).step == due.at;
    // Looked at before its time, and nothing has changed: the history knows it already.
    if (run.waiting == Waiting::place && stands_here && run.until == finding.until && run.paused == paused) return;
    Decision decision = decision_for(due, finding);
    decision.considered = judgement.considered;
    RunMoved moved{due.run, due.rule->name, due.at, due.step->key, Waiting::place, finding.until, 0, {}, paused};
    if (stands_here) moved.tried = run.tried;
    taking.write(std::move(decision));
    taking.write(std::move(moved));
}

std::optional<std::int32_t> settle(Taking& taking, const Judgement& judgement) {
    const DueSend& due = judgement.due;
    Finding finding = *judgement.finding;
    if (finding.outcome == Decision::Outcome::held && finding.until > taking.now) {
        hold(taking, judgement, std::move(finding));
        return std::nullopt;
    }
    finding.outcome = Decision::Outcome::dropped;
    finding.until = {};
    Decision decision = decision_for(due, finding);
    decision.considered = judgement.considered;
    taking.write(std::move(decision));
    if (due.send->not_sent == -1 && due.ask != nullptr) {
        if (const auto others = others_first(taking, due.run, -1)) return others;
        end_run(taking, due.run, "not sent", false);
        return std::nullopt;
    }
    return due.send->not_sent;
}

std::optional<std::int32_t> send(Taking& taking, RunNumber number, std::int32_t at) {
    Judgement judgement = judge(taking, number, at);
    if (!judgement.goes()) return settle(taking, judgement);
    const Duration gather = taking.rules.household.gather;
    if (!judgement.competes(gather)) return queue(taking, std::move(judgement));
    hold(taking, judgement, {Decision::Outcome::held, Reason::gathering, {}, judgement.due.since + gather});
    return std::nullopt;
}

}  // namespace dialogd::engine
