// One turn while it is being taken: the working copy of the customer, and what has been written so far.
//
// The functions below are the parts of take_turn, one file each. They change the customer only by
// writing entries, so that the fold of the entries is the state by construction. Each write may move
// or end runs, messages and questions: keep numbers over a write, never pointers or references.
#pragma once

#include "dialogd/turn.hpp"
#include "engine/scope.hpp"

namespace dialogd::engine {

// Bounds of one turn; what hits one ends the run with that reason.
inline constexpr int kMaxStepsWithoutWait = 100;
inline constexpr std::uint32_t kMaxEmitDepth = 5;  // our own events that lead to our own events
inline constexpr int kMaxRounds = 200;             // of looking for what is due
inline constexpr std::size_t kMaxEntriesInTurn = 5'000;

// Where a run stands: the steps that it goes by, and its step among them.
struct Standing {
    const Rule* rule = nullptr;  // null: its rule is gone, or its step is no longer in it
    std::int32_t step = -1;

    const Step* at() const;  // null when there is no such step
};
// By the version that the run started with. When nobody has that version any more: by the rule of
// today, if the same step is still in it.
Standing standing(const Ruleset& rules, std::string_view rule, std::uint64_t version, std::int32_t step,
                  std::uint64_t step_key);

struct Taking {
    const Ruleset& rules;
    Customer customer;
    Instant now;
    Turn turn;
    const Reply* reply = nullptr;      // the input, when it is one
    bool look_at_places = false;       // something changed that sends may be held for
    bool overflowed = false;           // kMaxEntriesInTurn was reached
    const Customer* before = nullptr;  // as it was when the turn began

    void write(EntryBody what);
    TurnScope scope() const { return TurnScope(rules, customer, now).with(reply); }
    const Run* find_run(RunNumber number) const;
    const OpenMessage* find_message(MessageNumber number) const;
    Standing standing_of(const Run& run) const {
        return standing(rules, run.rule, run.version, run.step, run.step_key);
    }
};

// ---- runs.cpp: what events do to runs
// An event has been written: goals, exits, waits, triggers.
void happen(Taking& taking, const Event& event);
// An event of our own, when anybody looks at that name.
void own_event(Taking& taking, const char* name, Value::Map properties, std::uint32_t depth = 0);
void emit(Taking& taking, Emitted emitted);
// Starts a run, or says in the history why not. `key`: the timer's, instead of the rule's. `by`: the reply that
// started it, and that what it sends goes on with.
void start_run(Taking& taking, const Rule& rule, const Event& event, const std::optional<std::string>& key = {},
               const Reply* by = nullptr);
// Is this customer one whom the rule never contacts? The same customers for the same rule, always.
bool in_holdout(const Customer& customer, const Rule& rule);
// A draft, or a run of somebody held out, decides and records, and nothing of it leaves the run: which of
// the two it is; none when it is neither.
Reason without_effect(const Taking& taking, const Run& run);
// Ends a run; with `leaving`, cancels its messages that are not sent yet.
void end_run(Taking& taking, RunNumber run, std::string reason, bool leaving);
// Cancels what is not sent yet; of what is on its way, every further attempt.
void cancel(Taking& taking, const std::vector<MessageNumber>& messages, Reason reason, const std::string& detail);
std::vector<MessageNumber> messages_of(const Customer& customer, RunNumber run);

// ---- change.cpp
// Rules have changed: open runs do what their rule says about it; those of a rule that is gone end.
void follow_changes(Taking& taking);
void drop_by_hand(Taking& taking, const Dropped& dropped);

// ---- steps.cpp: goes on with a run from step `at` (-1: its end) until it waits or ends
void advance(Taking& taking, RunNumber run, std::int32_t at);
// The run would end here, but other answers were taken at once with the one whose steps it takes: gives where their
// steps begin; when they are done it ends, at step `end_at` (-1: the rule's end). Nothing when there are none.
std::optional<std::int32_t> others_first(Taking& taking, RunNumber run, std::int32_t end_at);

// ---- due.cpp: everything that has fallen due
void take_due(Taking& taking);
// ---- places.cpp: sends that are held at their place, and which of them goes first. False: none was due.
bool take_places(Taking& taking);
// ---- absence.cpp: what should have come and did not
bool take_absences(Taking& taking);
// An event joins the history too late to trigger anything: what it would have made fall due is not told.
void pass_over_absences(Taking& taking, const Event& event);
Instant next_absence(const Ruleset& rules, const Customer& customer);
// ---- moments.cpp: dates and schedules. False: none fell due.
bool take_moments(Taking& taking);
Instant next_moment(const Ruleset& rules, const Customer& customer, Instant now);
// ---- conditions.cpp: conditions that turn true. False: none has turned.
bool take_conditions(Taking& taking);
Instant next_condition(const Ruleset& rules, const Customer& customer, Instant now);

// ---- send.cpp: a send or ask that a run has come to. Gives the step to go on with; nothing when the
// run waits (held at its place, or for the confirmation of its question) or has ended.
std::optional<std::int32_t> send(Taking& taking, RunNumber run, std::int32_t at);
// ---- queue.cpp: says something of the engine's own ("_stopped"), of kind service, at once
void say(Taking& taking, const std::string& content, ChannelKind channel, const std::string& to);
bool is_own_words(const OpenMessage& message);

// ---- claim.cpp: the outbox
void claim(Taking& taking, MessageNumber message);
// Drops every unsent message that what the customer said now forbids.
void revoke(Taking& taking);
// What a message was held for has gone, or a place is free: those that may go are looked at now.
void release_held(Taking& taking);
// Was held by hand, and is so no longer.
bool is_resumed(const Ruleset& rules, const OpenMessage& message);
bool is_resumed(const Ruleset& rules, const Run& run);
// False: none was.
bool release_resumed(Taking& taking);
// Drops a message that is not on its way; a run that waits for its confirmation goes on without it.
void drop_message(Taking& taking, MessageNumber message, Reason reason, std::string detail = {});

// ---- receipt.cpp
void take_receipt(Taking& taking, const Receipt& receipt);
// The question has gone out, or may have: its time for an answer begins.
void question_is_out(Taking& taking, MessageNumber question);
// The question did not reach the customer: its run, if it still waits for it, goes on by `not_sent`; when it has
// failed on that channel, first by the next one, if the rule wants that.
void go_on_unsent(Taking& taking, MessageNumber question, std::optional<ChannelKind> failed_on = {});

// ---- reply.cpp
void take_reply(Taking& taking, const Reply& reply);
// ---- steer.cpp: what a reply says about the dialogue itself. False: nothing that we acted on.
bool steer(Taking& taking, const Reply& reply, const Steering& steering);
// ---- answer.cpp: the reply as the answer to that question. False: it fits none, `why` says more.
struct AnswerTask {
    const AskedQuestion& question;  // a copy: not the customer's own
    bool any_allowed = true;        // an answer with `any` may take it
};
bool take_answer(Taking& taking, const Reply& reply, const AnswerTask& task, std::string& why);

}  // namespace dialogd::engine
