// A rule set built by hand, with expressions, templates and words that are plain C++.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dialogd/reply.hpp"
#include "dialogd/turn.hpp"

namespace dialogd::testing {

using Evaluate = std::function<Result<Value>(const Scope&)>;

std::unique_ptr<const Expression> expression(Evaluate evaluate, std::vector<Needs::Window> needs = {});
// `root.field`; an error when it is not there.
std::unique_ptr<const Expression> path(std::string root, std::string field);
std::unique_ptr<const Expression> constant(Value value);
// Text with {{root.field}} in it.
std::unique_ptr<const Template> words(std::string text);

inline Instant at(const char* text) {
    return parse_instant(text).value();
}
const Calendar& calendar();

// A step of the main line; `chain` links them.
Step wait_step(Duration duration);
Step wait_event_step(std::string event, std::optional<Duration> timeout,
                     std::unique_ptr<const Expression> condition = {});
Step send_step(std::vector<std::string> contents, Duration expires = kDay * 3);
Step ask_step(std::string content, Duration timeout = kDay * 3);  // answers: score (a number), no, other (any)
Step emit_step(std::string event);
Step handover_step(std::string queue);
Step set_step(std::string name, Value value);
Step end_step(std::string reason);

Rule event_rule(std::string name, std::string topic, std::string event, std::vector<Step> main);
std::vector<Step> steps(Step a);
std::vector<Step> steps(Step a, Step b);
std::vector<Step> steps(Step a, Step b, Step c);
// Appends a branch that goes on at `next`; gives its first step.
std::int32_t add_branch(Rule& rule, Step step, std::int32_t next);
step::Ask& ask_of(Rule& rule, std::size_t step);

// One shop with e-mail and SMS, topics offers and surveys (marketing) and service, contents in English.
struct House {
    Ruleset rules;

    House();
    void add(Rule rule) { rules.rules.push_back(std::move(rule)); }
    Content& add_content(std::string name, std::string text = "Hello.");
    House& ready();  // after the last add
};

// One customer and the clock.
struct World {
    const Ruleset& rules;
    Customer customer;
    Instant now = at("2026-03-02T10:00:00Z");
    Turn turn;                       // the last one
    std::vector<EntryBody> entries;  // since the last `forget`

    explicit World(const House& house, bool consents = true);
    const Turn& take(const Input& input);
    const Turn& event(std::string name, Value::Map properties = {});
    const Turn& reply(ChannelKind channel, std::string text, MessageNumber message = 0);
    const Turn& receipt(MessageNumber message, ReceiptKind kind, bool address_is_bad = false);
    const Turn& claim(MessageNumber message) { return take(Wake{message}); }
    // Time passes; what falls due is taken at its time.
    void pass(Duration duration);
    void send_all();  // claims and accepts whatever is ready
    void forget() { entries.clear(); }

    template <class Kind>
    std::vector<Kind> all() const {
        std::vector<Kind> found;
        for (const EntryBody& entry : entries)
            if (const auto* one = std::get_if<Kind>(&entry)) found.push_back(*one);
        return found;
    }
    template <class Kind>
    std::size_t count() const {
        return all<Kind>().size();
    }
    // The last decision; one must be there.
    Decision last_decision() const;

private:
    std::uint32_t inputs_ = 0;
};

}  // namespace dialogd::testing
