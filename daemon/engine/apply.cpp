// The fold: what one entry does to a customer's state. Nothing else changes a Customer.
#include <algorithm>

#include "dialogd/turn.hpp"
#include "engine/fold.hpp"

namespace dialogd {

namespace {

using engine::keep_newest;

struct Fold {
    const Needs& needs;
    Customer& customer;
    Instant at;

    void operator()(const Event& event) const {
        if (!event.id.empty()) engine::remember_seen(needs, customer, engine::event_hash(event), at);
        engine::remember_event(needs, customer, event, at);
    }

    void operator()(const Emitted& emitted) const { engine::remember_event(needs, customer, emitted.event, at); }

    void operator()(const Reply& reply) const {
        if (!reply.id.empty()) engine::remember_seen(needs, customer, engine::reply_hash(reply), at);
        if (!reply.automatic && reply.proven) customer.wrote_at = at;
    }

    void operator()(const Receipt& receipt) const {
        OpenMessage* message = engine::find_message(customer, receipt.message);
        switch (receipt.kind) {
            case ReceiptKind::accepted:
                if (message != nullptr) engine::count_as_said(customer, message->content, at);
                engine::close_message(customer, receipt.message);
                break;
            case ReceiptKind::uncertain:
                if (message == nullptr || !ends_attempt(*message, receipt)) break;
                if (message->retry_uncertain) {
                    defer(*message);
                } else {
                    engine::count_as_said(customer, message->content, at);
                    engine::close_message(customer, receipt.message);
                }
                break;
            case ReceiptKind::deferred:
                if (message != nullptr && ends_attempt(*message, receipt)) defer(*message);
                break;
            case ReceiptKind::failed:
                // A late "failed" for a message that was accepted before gives its place back too; one about
                // an attempt before the one under way does not end that one.
                if (message != nullptr && !ends_attempt(*message, receipt)) break;
                engine::close_message(customer, receipt.message);
                engine::give_back(customer, receipt.message);
                break;
            case ReceiptKind::complained: customer.marketing_stopped = true; break;
            case ReceiptKind::delivered:
            case ReceiptKind::bounced:
            case ReceiptKind::clicked: break;
        }
    }

    // Receipts repeat and come late: only the attempt that is under way can end.
    static bool ends_attempt(const OpenMessage& message, const Receipt& receipt) {
        return message.state == OpenMessage::State::sending &&
               (receipt.attempt == 0 || receipt.attempt == message.attempts);
    }

    void defer(OpenMessage& message) const {
        message.state = OpenMessage::State::deferred;
        message.next_at =
            std::min(at + engine::retry_after(customer.number, message.number, message.attempts), message.expires);
    }

    void operator()(const Profile& profile) const {
        if (const Value::Map* attributes = profile.attributes.map())
            for (const auto& [name, value] : *attributes)
                if (name.text() != nullptr) engine::set_attribute(customer, *name.text(), value, profile.source, at);
        engine::set_address(customer, ChannelKind::sms, profile.phone);
        engine::set_address(customer, ChannelKind::email, profile.email);
        if (!profile.language.empty()) customer.language = profile.language;
        if (!profile.time_zone.empty()) customer.time_zone = profile.time_zone;
    }

    void operator()(const Consent& consent) const {
        const Instant said = consent.time == Instant{} ? at : std::min(consent.time, at);
        // A yes that is older than a no which concerns it, such as an import that comes late, changes nothing.
        const bool taken_back =
            std::any_of(customer.consents.begin(), customer.consents.end(), [&](const ConsentState& s) {
                const bool concerns = s.topic == consent.topic && (!s.channel || s.channel == consent.channel);
                return concerns && !s.given && s.at > said;
            });
        if (consent.given && taken_back) return;
        // A word on every channel settles what was said on single ones before.
        std::erase_if(customer.consents, [&](const ConsentState& s) {
            return s.topic == consent.topic && (!consent.channel || s.channel == consent.channel);
        });
        customer.consents.push_back({consent.topic, consent.channel, consent.given, said});
        keep_newest(customer.consents, engine::kMaxConsents);
    }

    void operator()(const Preference& preference) const {
        if (preference.channels) customer.channels = *preference.channels;
        if (preference.limit) customer.limit = *preference.limit;
        if (preference.paused_until) customer.paused_until = *preference.paused_until;
        if (preference.quiet_hours) customer.quiet_hours = preference.quiet_hours;
        if (preference.stop_marketing) customer.marketing_stopped = *preference.stop_marketing;
        if (preference.stop_all) customer.all_stopped = *preference.stop_all;
        if (!preference.language.empty()) customer.language = preference.language;
        for (const std::string& topic : preference.topics_on) std::erase(customer.topics_off, topic);
        for (const std::string& topic : preference.topics_off)
            if (std::find(customer.topics_off.begin(), customer.topics_off.end(), topic) == customer.topics_off.end())
                customer.topics_off.push_back(topic);
        keep_newest(customer.topics_off, engine::kMaxConsents);
    }

    void operator()(const AddressStatus& status) const {
        for (Address& address : customer.addresses) {
            if (address.channel != status.channel || address.value != status.address) continue;
            address.state = status.state;
            address.reason = status.reason;
        }
    }

    void operator()(const Join& join) const {
        if (join.absorbed == customer.number) {
            customer.joined_into = join.into;
            return;
        }
        for (const Attribute& attribute : join.attributes)
            if (find_attribute(customer, attribute.name) == nullptr)
                engine::set_attribute(customer, attribute.name, attribute.value, attribute.source, attribute.at);
        for (const ConsentState& theirs : join.consents) take_stricter(theirs);
        keep_newest(customer.consents, engine::kMaxConsents);
        for (const Address& address : join.addresses)
            if (find_address(customer, address.channel) == nullptr) customer.addresses.push_back(address);
    }

    void take_stricter(const ConsentState& theirs) const {
        bool known = false;
        for (ConsentState& ours : customer.consents) {
            if (ours.topic != theirs.topic) continue;
            known = known || ours.channel == theirs.channel;
            // Their no on every channel is a no on each of ours.
            if (!theirs.given && (!theirs.channel || ours.channel == theirs.channel)) ours.given = false;
        }
        const bool refused = std::any_of(
            customer.consents.begin(), customer.consents.end(),
            [&](const ConsentState& ours) { return ours.topic == theirs.topic && !ours.channel && !ours.given; });
        if (!known && !(theirs.given && refused)) customer.consents.push_back(theirs);
    }

    void operator()(const Handover& handover) const {
        if (handover.act == Handover::Act::closed) {
            std::erase_if(customer.handovers, [&](const OpenHandover& h) { return h.queue == handover.queue; });
            return;
        }
        for (const OpenHandover& open : customer.handovers)
            if (open.queue == handover.queue) return;
        customer.handovers.push_back({handover.queue, at});
        keep_newest(customer.handovers, engine::kMaxHandovers);
    }

    void operator()(const RulesChanged&) const {}
    void operator()(const NotStarted&) const {}
    void operator()(const ReplySetAside&) const {}
    void operator()(const Decision&) const {}
    void operator()(const GoalReached& goal) const {
        std::erase_if(customer.goals, [&](const GoalWatch& g) { return g.run == goal.run; });
    }

    void operator()(const RunStarted& started) const {
        customer.last_run = std::max(customer.last_run, started.run);
        Run run;
        run.number = started.run;
        run.rule = started.rule;
        run.version = started.version;
        run.key = started.key;
        run.event = started.event;
        run.started = at;
        run.since = at;
        run.stop_at = started.stop_at;
        customer.runs.push_back(std::move(run));
        if (started.aside) return;
        const std::uint64_t rule_key = engine::rule_key(started.rule, started.key);
        std::erase_if(customer.started, [&](const Started& s) { return s.rule_key == rule_key; });
        customer.started.push_back({rule_key, at});
        keep_newest(customer.started, kMaxStarted);
        if (started.goal_until > at) {
            customer.goals.push_back({started.run, started.rule, started.version, started.goal_until, started.event});
            std::erase_if(customer.goals, [&](const GoalWatch& g) { return g.until < at; });
            keep_newest(customer.goals, engine::kMaxGoals);
        }
    }

    void operator()(const RunMoved& moved) const {
        Run* run = engine::find_run(customer, moved.run);
        if (run == nullptr) return;
        // The question that it waited for is over, whatever comes next.
        if (AskedQuestion* before = engine::find_question(customer, run->question))
            if (run->question != moved.question) before->open = false;
        if (AskedQuestion* question = engine::find_question(customer, moved.question))
            question->step_key = moved.step_key;
        // Held again at the same send: the time since it fell due goes on.
        const bool same_place =
            run->waiting == Waiting::place && moved.waiting == Waiting::place && run->step == moved.step;
        if (!same_place) run->since = at;
        run->step = moved.step;
        run->step_key = moved.step_key;
        run->waiting = moved.waiting;
        run->until = moved.until;
        run->question = moved.question;
    }

    void operator()(const RunEnded& ended) const {
        std::erase_if(customer.runs, [&](const Run& r) { return r.number == ended.run; });
        for (AskedQuestion& question : customer.questions)
            if (question.run == ended.run) question.open = false;
    }

    void operator()(const AbsenceChecked& checked) const {
        const std::uint64_t rule_key = engine::rule_key(checked.rule, checked.key);
        std::erase_if(customer.absences, [&](const AbsenceSeen& a) { return a.rule_key == rule_key; });
        customer.absences.push_back({rule_key, checked.due});
        keep_newest(customer.absences, kMaxStarted);
    }

    void operator()(const Answered& answered) const {
        if (AskedQuestion* question = engine::find_question(customer, answered.message)) {
            question->open = false;
            question->answered = true;
        }
        Run* run = engine::find_run(customer, answered.run);
        if (run == nullptr) return;
        std::erase_if(run->answers, [&](const GivenAnswer& a) { return a.name == answered.answer; });
        run->answers.push_back({answered.answer, answered.value, answered.text, at});
        keep_newest(run->answers, engine::kMaxAnswers);
        if (answered.known) return;
        run->reply_budget = engine::kContinuationsPerReply;
        run->replied_at = at;
        run->replied_from = answered.from;
    }

    void operator()(const AttributeSet& set) const {
        if (!set.of_run) {
            engine::set_attribute(customer, set.name, set.value, "rule:" + set.rule, at);
            return;
        }
        if (Run* run = engine::find_run(customer, set.run)) {
            std::erase_if(run->variables, [&](const Attribute& a) { return a.name == set.name; });
            run->variables.push_back({set.name, set.value, {}, at});
            keep_newest(run->variables, engine::kMaxAnswers);
        }
    }

    void operator()(const MessageQueued& queued) const {
        customer.last_message = std::max(customer.last_message, queued.message);
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
        customer.messages.push_back(std::move(message));
        auto& contacts = customer.contacts;
        std::erase_if(contacts, [&](const Contact& c) { return c.at <= at - kContactMemory; });
        contacts.push_back({queued.message, at, queued.channel, queued.topic, queued.rule, queued.content,
                            queued.counted, hash_text(queued.to)});
        // What no cap counts goes first, so that many invoices do not make room for more offers.
        keep_newest(contacts, kMaxContacts, [](const Contact& c) { return !c.counted; });
        Run* run = engine::find_run(customer, queued.run);
        if (run == nullptr) return;
        if (queued.continuation && run->reply_budget > 0) --run->reply_budget;
        if (!queued.question) return;
        AskedQuestion question;
        question.message = queued.message;
        question.run = queued.run;
        question.rule = queued.rule;
        question.version = run->version;
        question.step = queued.step;
        question.content = queued.content;
        question.channel = queued.channel;
        question.open = true;
        question.at = at;
        question.key = run->key;
        question.event = run->event;
        customer.questions.push_back(std::move(question));
        keep_newest(customer.questions, kMaxQuestions, [](const AskedQuestion& q) { return !q.open; });
    }

    void operator()(const MessageSending& sending) const {
        if (OpenMessage* message = engine::find_message(customer, sending.message)) {
            message->state = OpenMessage::State::sending;
            message->attempts = sending.attempt;
        }
    }

    void operator()(const MessageDropped& dropped) const {
        engine::close_message(customer, dropped.message);
        engine::give_back(customer, dropped.message);
    }

    void operator()(const MessageHeld& held) const {
        OpenMessage* message = engine::find_message(customer, held.message);
        if (message == nullptr) return;
        message->next_at = held.until;
        // Its run was left while it was on its way: no further attempt.
        if (held.reason == Reason::run_left) message->expires = std::min(message->expires, at);
    }
};

}  // namespace

void apply(const Needs& needs, Customer& customer, const EntryBody& what, Instant at) {
    if (customer.created == Instant{}) customer.created = at;
    customer.last_turn = std::max(customer.last_turn, at);
    std::visit(Fold{needs, customer, at}, what);
}

}  // namespace dialogd
