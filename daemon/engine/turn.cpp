// take_turn: one input, one turn. Each kind of input is one function; then what is due is taken.
#include "dialogd/turn.hpp"

#include <algorithm>

#include "engine/fold.hpp"
#include "engine/taking.hpp"

namespace dialogd {

using engine::Taking;

namespace engine {

void Taking::write(EntryBody what) {
    if (turn.entries.size() >= kMaxEntriesInTurn) overflowed = true;
    apply(rules.needs, customer, what, now);
    turn.entries.push_back(std::move(what));
}

const Run* Taking::find_run(RunNumber number) const {
    for (const Run& run : customer.runs)
        if (run.number == number) return &run;
    return nullptr;
}

const OpenMessage* Taking::find_message(MessageNumber number) const {
    for (const OpenMessage& message : customer.messages)
        if (message.number == number) return &message;
    return nullptr;
}

const Step* Standing::at() const {
    if (rule == nullptr || step < 0 || static_cast<std::size_t>(step) >= rule->steps.size()) return nullptr;
    return &rule->steps[static_cast<std::size_t>(step)];
}

Standing standing(const Ruleset& rules, std::string_view name, std::uint64_t version, std::int32_t step,
                  std::uint64_t step_key) {
    if (const Rule* rule = rules.find_version(name, version)) return {rule, step};
    const Rule* today = rules.find_rule(name);
    if (today == nullptr) return {};
    for (std::size_t i = 0; i < today->steps.size(); ++i)
        if (today->steps[i].key == step_key) return {today, static_cast<std::int32_t>(i)};
    return {};
}

namespace {

bool seen_before(const Customer& customer, std::uint64_t hash) {
    return std::any_of(customer.seen.begin(), customer.seen.end(), [&](const SeenEvent& s) { return s.hash == hash; });
}

// Takes one input. Returns false when it changes nothing: a repeat.
struct Take {
    Taking& taking;

    bool operator()(const Event& input) const {
        if (!input.id.empty() && seen_before(taking.customer, event_hash(input))) return false;
        Event event = input;
        event.time = std::min(event.time, taking.now);
        taking.write(event);
        born();
        // What comes too late joins the history and triggers nothing.
        if (taking.now - event.time <= taking.rules.household.late_after)
            happen(taking, event);
        else
            pass_over_absences(taking, event);
        return true;
    }

    bool operator()(const Reply& reply) const {
        if (!reply.id.empty() && seen_before(taking.customer, reply_hash(reply))) return false;
        taking.reply = &reply;
        taking.write(reply);
        take_reply(taking, reply);
        return true;
    }

    bool operator()(const Receipt& receipt) const {
        take_receipt(taking, receipt);
        return true;
    }

    bool operator()(const Profile& profile) const {
        taking.write(profile);
        born();
        return recheck();
    }

    bool operator()(const Consent& consent) const {
        taking.write(consent);
        born();
        revoke(taking);
        own_event(taking, "consent.changed",
                  {{Value("topic"), Value(consent.topic)}, {Value("given"), Value(consent.given)}});
        return recheck();
    }

    bool operator()(const Preference& preference) const {
        taking.write(preference);
        born();
        revoke(taking);
        return recheck();
    }

    bool operator()(const AddressStatus& status) const {
        taking.write(status);
        revoke(taking);
        return recheck();
    }

    bool operator()(const Join& join) const {
        taking.write(join);
        if (join.absorbed == taking.customer.number) {
            while (!taking.customer.runs.empty())
                end_run(taking, taking.customer.runs.front().number, "joined into another customer", true);
            revoke(taking);
            return false;
        }
        revoke(taking);
        return recheck();
    }

    bool operator()(const Handover& handover) const {
        taking.write(handover);
        if (handover.act == Handover::Act::closed)
            own_event(taking, "handover.closed", {{Value("queue"), Value(handover.queue)}});
        return recheck();
    }

    bool operator()(const RulesChanged& changed) const {
        taking.write(changed);
        follow_changes(taking);
        return recheck();
    }

    bool operator()(const Dropped& dropped) const {
        taking.write(dropped);
        drop_by_hand(taking, dropped);
        return recheck();
    }

    bool operator()(const Wake& wake) const {
        if (wake.claim != 0) claim(taking, wake.claim);
        return true;
    }

    // What sends are held for may have changed.
    bool recheck() const {
        taking.look_at_places = true;
        return true;
    }

    // The first entry of a customer makes them.
    void born() const {
        if (taking.turn.entries.size() == 1 && taking.customer.created == taking.now && fresh)
            own_event(taking, "customer.created", {});
    }

    bool fresh = false;
};

}  // namespace
}  // namespace engine

Turn take_turn(const Ruleset& rules, const Customer& customer, const Input& input, Instant now) {
    Taking taking{rules, customer, std::max(now, customer.last_turn), {}};
    taking.before = &customer;
    const bool fresh = customer.created == Instant{};
    std::visit(engine::Take{taking, fresh}, input);
    engine::take_due(taking);  // also after a repeat: wake_at says that all due by now has been looked at
    taking.turn.wake_at = next_wake(rules, taking.customer, taking.now);
    taking.turn.after = std::move(taking.customer);
    return std::move(taking.turn);
}

}  // namespace dialogd
