// A reply as the answer to a question: which answer it is, what is saved, and which steps follow.
#include <algorithm>

#include "dialogd/reply.hpp"
#include "engine/buttons.hpp"
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

std::vector<Given> by_button(const ReplyReader& reader, const step::Ask& ask, const Reply& reply,
                             const Circumstances& circumstances) {
    for (const Answer& answer : ask.answers) {
        if (answer.match.name != reply.answer) continue;
        // A row of numbers: the button says the answer, its text the number.
        const AnswerReading read = reader.read_answer(std::span(&answer.match, 1), reply.text, circumstances);
        if (answer.match.number && read.matched != 0) return {};
        return {{&answer, value_of(answer.match, read.matched == 0 ? read.value : Value(), reply.text)}};
    }
    return {};
}

// Several that fit, each with its own value, in the order of the rule.
std::vector<Given> all_of(const ReplyReader& reader, const step::Ask& ask, const AnswerReading& read,
                          const Reply& reply, const Circumstances& circumstances) {
    std::vector<Given> given;
    for (const int at : read.all) {
        const Answer& answer = ask.answers.at(static_cast<std::size_t>(at));
        const AnswerReading alone = reader.read_answer(std::span(&answer.match, 1), reply.text, circumstances);
        given.push_back({&answer, value_of(answer.match, alone.value, reply.text)});
    }
    return given;
}

std::vector<Given> by_words(const ReplyReader& reader, const step::Ask& ask, const Reply& reply,
                            const Circumstances& circumstances, bool any_allowed, std::string& why) {
    std::vector<AnswerMatcher> matchers;
    for (const Answer& answer : ask.answers) matchers.push_back(answer.match);
    const AnswerReading read = reader.read_answer(matchers, reply.text, circumstances);
    if (ask.pick_all && read.all.size() > 1) return all_of(reader, ask, read, reply, circumstances);
    if (!read.why.empty()) why = read.why;
    const Answer* fits = nullptr;
    if (read.matched >= 0 && static_cast<std::size_t>(read.matched) < ask.answers.size())
        fits = &ask.answers[static_cast<std::size_t>(read.matched)];
    if (fits != nullptr && !fits->match.any) return {{fits, value_of(fits->match, read.value, reply.text)}};
    std::vector<Given> numbered;  // by SMS the answers with a button were
    if (reply.channel == ChannelKind::sms)
        for (const Answer* answer : numbered_answers(ask, reply.text))
            numbered.push_back({answer, Value(answer->match.name)});
    if (!numbered.empty()) return numbered;
    const Answer* any = any_allowed ? find_any(ask) : nullptr;
    if (any == nullptr) return {};
    return {{any, value_of(any->match, read.value, reply.text)}};
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
    std::vector<Given> all;  // one, or several that were taken at once
    bool late = false;
    bool again = false;

    bool still_stands_there() const {
        const Run* run = taking.find_run(question.run);
        return run != nullptr && run->question == question.message;
    }
    // Its own run waits for the answer.
    bool is_awaited() const { return question.open && still_stands_there(); }

    Answered entry(RunNumber run, const Given& given) const {
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
        answered.channel = reply.channel;
        return answered;
    }

    void record(RunNumber run) const {
        for (const Given& given : all) {
            taking.write(entry(run, given));
            save(taking, *given.answer, given.value, rule.name, run);
        }
        taking.look_at_places = true;  // an open question is no longer in the way of another
        for (const Given& given : all)
            own_event(taking, "question.answered",
                      {{Value("rule"), Value(rule.name)},
                       {Value("content"), Value(question.content)},
                       {Value("answer"), Value(given.answer->match.name)},
                       {Value("value"), given.value},
                       {Value("late"), Value(late)},
                       {Value("again"), Value(again)}},
                      question.event.depth + 1);
    }

    // The question as the run's own steps have it, which may be newer than those it was asked by. Null: there is
    // none any more.
    const Step* question_of(RunNumber run) const {
        const Standing stands = taking.standing_of(*taking.find_run(run));
        return stands.rule == &rule ? &step : stands.at();
    }

    // That answer's steps; nothing when it has none of its own.
    static std::optional<std::int32_t> steps_of(const Step& asked, const std::string& answer) {
        const auto* asks = std::get_if<step::Ask>(&asked.what);
        if (asks == nullptr) return std::nullopt;
        for (const Answer& one : asks->answers)
            if (one.match.name == answer && one.then != -1 && one.then != asked.next) return one.then;
        return std::nullopt;
    }

    // Goes on with the steps of the answers, one after the other, and then after the question.
    void go_on(RunNumber run, const Step* asked) const {
        const std::int32_t after = asked == nullptr ? -1 : asked->next;
        std::vector<std::int32_t> firsts;
        for (const Given& given : all)
            if (const auto first = asked == nullptr ? std::nullopt : steps_of(*asked, given.answer->match.name))
                firsts.push_back(*first);
        if (firsts.size() > 1) {
            RunBranched branched{run, rule.name, taking.find_run(run)->later};
            for (std::size_t i = firsts.size() - 1; i > 0; --i) branched.later.push_back({after, firsts[i]});
            taking.write(std::move(branched));
        }
        advance(taking, run, firsts.empty() ? after : firsts.front());
    }

    void take_awaited() const {
        const RunNumber run = question.run;
        record(run);
        if (!still_stands_there()) return;  // what the answer made happen has ended the run
        // Answered although nobody confirmed that it went out: it is not sent once more.
        const OpenMessage* unsent = taking.find_message(question.message);
        if (unsent != nullptr && unsent->state != OpenMessage::State::sending) {
            const std::int32_t at = taking.find_run(run)->step;
            taking.write(RunMoved{run, rule.name, at, step.key, Waiting::nothing, {}, 0});
            drop_message(taking, question.message, Reason::run_left, "answered");
        }
        go_on(run, question_of(run));
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
        if (taking.find_run(run) != nullptr) go_on(run, &step);
    }

    // A person always hears of it, also when the steps are not taken.
    void hand_over(const Given& given) const {
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
        const bool has_steps = std::any_of(
            all.begin(), all.end(), [&](const Given& g) { return steps_of(step, g.answer->match.name).has_value(); });
        const bool paused = taking.rules.paused.rule(rule.name);
        if (runs && has_steps && !paused && taking.customer.runs.size() < kMaxOpenRuns) return take_aside();
        if (runs && has_steps)
            taking.write(NotStarted{rule.name, question.key, paused ? "paused" : "too many open runs"});
        record(question.run);
        for (const Given& given : all)
            if (again) hand_over(given);
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
    const Circumstances circumstances{language, taking.now, taking.scope().time_zone()};
    std::vector<Given> given = reply.answer.empty()
                                   ? by_words(reader, *ask, reply, circumstances, task.any_allowed, why)
                                   : by_button(reader, *ask, reply, circumstances);
    if (given.empty()) return false;
    const Answering answering{taking,
                              reply,
                              question,
                              *stands.rule,
                              *step,
                              *ask,
                              std::move(given),
                              !question.open && !question.answered,
                              question.answered};
    if (answering.is_awaited())
        answering.take_awaited();
    else
        answering.take_unawaited();
    return true;
}

}  // namespace dialogd::engine
