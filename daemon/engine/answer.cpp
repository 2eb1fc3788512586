// A reply as the answer to a question: which answer it is, what is saved, and which steps follow.
#include <algorithm>

#include "dialogd/reply.hpp"
#include "engine/fold.hpp"
#include "engine/taking.hpp"

namespace dialogd::engine {

namespace {

// The answer that was given, as read from the text or from the button.
struct Given {
    const Answer* answer = nullptr;
    Value value;
};

Value value_of(const AnswerMatcher& match, const Value& read, const std::string& text) {
    if (match.any) return Value(text);
    return read.is_null() ? Value(match.name) : read;
}

const Answer* find_any(const step::Ask& ask) {
    for (const Answer& answer : ask.answers)
        if (answer.match.any) return &answer;
    return nullptr;
}

std::optional<Given> by_button(const ReplyReader& reader, const step::Ask& ask, const Reply& reply,
                               std::string_view language) {
    for (const Answer& answer : ask.answers) {
        if (answer.match.name != reply.answer) continue;
        // A row of numbers: the button says the answer, its text the number.
        const AnswerReading read = reader.read_answer(std::span(&answer.match, 1), reply.text, language);
        if (answer.match.number && read.matched != 0) return std::nullopt;
        return Given{&answer, value_of(answer.match, read.matched == 0 ? read.value : Value(), reply.text)};
    }
    return std::nullopt;
}

std::optional<Given> by_words(const ReplyReader& reader, const step::Ask& ask, const Reply& reply,
                              std::string_view language, bool any_allowed, std::string& why) {
    std::vector<AnswerMatcher> matchers;
    for (const Answer& answer : ask.answers) matchers.push_back(answer.match);
    const AnswerReading read = reader.read_answer(matchers, reply.text, language);
    if (!read.why.empty()) why = read.why;
    const Answer* answer = find_any(ask);
    if (read.matched >= 0 && static_cast<std::size_t>(read.matched) < ask.answers.size())
        answer = &ask.answers[static_cast<std::size_t>(read.matched)];
    if (answer == nullptr || (answer->match.any && !any_allowed)) return std::nullopt;
    return Given{answer, value_of(answer->match, read.value, reply.text)};
}

void save(Taking& taking, const Answer& answer, const Value& value, const std::string& rule, RunNumber run) {
    if (answer.save.empty()) return;
    AttributeSet entry{answer.save, value, rule, run, answer.save.starts_with("run.")};
    if (entry.of_run) entry.name.erase(0, 4);
    if (entry.name.starts_with("customer.")) entry.name.erase(0, 9);
    taking.write(std::move(entry));
}

// The way through one question's answer.
struct Answering {
    Taking& taking;
    const Reply& reply;
    const AskedQuestion& question;
    const Rule& rule;
    const Step& step;  // the question's
    const step::Ask& ask;
    Given given;
    bool late = false;
    bool again = false;

    // Its own run still stands at the question.
    bool is_awaited() const {
        const Run* run = taking.find_run(question.run);
        return question.open && run != nullptr && run->question == question.message;
    }

    Answered entry(RunNumber run) const {
        Answered answered;
        answered.run = run;
        answered.rule = rule.name;
        answered.message = question.message;
        answered.content = question.content;
        answered.answer = given.answer->match.name;
        answered.value = given.value;
        answered.text = reply.text;
        answered.late = late;
        answered.again = again;
        answered.from = reply.from;
        return answered;
    }

    void record(RunNumber run) const {
        taking.write(entry(run));
        save(taking, *given.answer, given.value, rule.name, run);
        taking.look_at_places = true;  // an open question is no longer in the way of another
        own_event(taking, "question.answered",
                  {{Value("rule"), Value(rule.name)},
                   {Value("content"), Value(question.content)},
                   {Value("answer"), Value(given.answer->match.name)},
                   {Value("value"), given.value},
                   {Value("late"), Value(late)},
                   {Value("again"), Value(again)}},
                  question.event.depth + 1);
    }

    std::int32_t first_step() const { return given.answer->then == -1 ? step.next : given.answer->then; }

    void take_awaited() const {
        const RunNumber run = question.run;
        record(run);
        // Answered although nobody confirmed that it went out: it is not sent once more.
        const OpenMessage* unsent = taking.find_message(question.message);
        if (unsent != nullptr && unsent->state != OpenMessage::State::sending && taking.find_run(run) != nullptr) {
            taking.write(RunMoved{run, rule.name, question.step, step.key, Waiting::nothing, {}, 0});
            drop_message(taking, question.message, Reason::run_left, "answered");
        }
        advance(taking, run, first_step());
    }

    // The answer's own steps, in a run of their own that ends where the rule would go on after them.
    void take_aside() const {
        RunStarted started;
        started.run = taking.customer.last_run + 1;
        started.rule = rule.name;
        started.version = rule.version;
        started.key = question.key;
        started.event = question.event;
        started.holdout = in_holdout(taking.customer, rule);
        started.aside = true;
        started.stop_at = step.next;
        const RunNumber run = started.run;
        taking.write(std::move(started));
        record(run);
        advance(taking, run, given.answer->then);
    }

    // A person always hears of it, also when the steps are not taken.
    void hand_over() const {
        Run then;
        then.number = question.run;
        then.rule = rule.name;
        then.event = question.event;
        then.answers.push_back({given.answer->match.name, given.value, reply.text, taking.now});
        std::int32_t at = given.answer->then;
        for (int taken = 0; taken < kMaxStepsWithoutWait; ++taken) {
            if (at < 0 || at == step.next || static_cast<std::size_t>(at) >= rule.steps.size()) return;
            const Step& next = rule.steps[static_cast<std::size_t>(at)];
            at = next.next;
            if (const auto* choose = std::get_if<step::Choose>(&next.what)) {
                const TurnScope scope = taking.scope().with(&then.event).with(&then);
                for (const auto& branch : choose->branches)
                    if (holds(branch.condition, scope).holds) {
                        at = branch.then;
                        break;
                    }
            } else if (const auto* handover = std::get_if<step::HandOver>(&next.what)) {
                taking.write(Handover{Handover::Act::opened, handover->queue, handover->note, "dialogd", rule.name,
                                      question.run});
            }
        }
    }

    void take_unawaited() const {
        const bool runs = again ? ask.again_runs : ask.late == step::Ask::Late::run;
        const bool has_steps = given.answer->then != -1 && given.answer->then != step.next;
        if (runs && has_steps && taking.customer.runs.size() < kMaxOpenRuns) return take_aside();
        record(question.run);
        if (again) hand_over();
        const std::string& queue = taking.rules.household.unmatched_queue;
        if (late && ask.late == step::Ask::Late::handover && !queue.empty())
            taking.write(Handover{Handover::Act::opened, queue, "a late answer", "dialogd", rule.name, question.run});
    }
};

}  // namespace

bool take_answer(Taking& taking, const Reply& reply, const AnswerTask& task, std::string& why) {
    const AskedQuestion& question = task.question;
    const Standing stands = standing(taking.rules, question.rule, question.version, question.step, question.step_key);
    const Step* step = stands.at();
    const auto* ask = step == nullptr ? nullptr : std::get_if<step::Ask>(&step->what);
    if (ask == nullptr) {
        why = "the rule that asked is gone";
        return false;
    }
    const ReplyReader& reader = *taking.rules.services.reader;
    const std::string language(taking.scope().language());
    std::optional<Given> given = reply.answer.empty() ? by_words(reader, *ask, reply, language, task.any_allowed, why)
                                                      : by_button(reader, *ask, reply, language);
    if (!given) return false;
    const Answering answering{taking,
                              reply,
                              question,
                              *stands.rule,
                              *step,
                              *ask,
                              std::move(*given),
                              !question.open && !question.answered,
                              question.answered};
    if (answering.is_awaited())
        answering.take_awaited();
    else
        answering.take_unawaited();
    return true;
}

}  // namespace dialogd::engine
