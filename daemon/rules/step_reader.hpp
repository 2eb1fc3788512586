// Turns nested lists of YAML steps into the flat steps of a rule.
//
// A list's own steps get neighbouring indexes, and the lists inside them follow behind; so the index
// of the next step is known before the step is read. After a nested list comes the step after its parent.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/rule.hpp"

namespace dialogd::rules {

inline constexpr std::size_t kMaxSteps = 1000;  // of one rule; the longest that ships has 12

class StepReader {
public:
    StepReader(const RuleReading& rule, std::vector<Step>& steps);

    // The index of the list's first step; `after` when the list is empty.
    std::int32_t read_list(const YamlNode& node, std::string_view key, const std::string& path, std::int32_t after);

private:
    using What = decltype(Step::what);
    // Where the step at hand stands.
    struct At {
        std::int32_t next = -1;
        std::string path;  // "steps.2.answers.price.then.0"
    };

    void read_step(const YamlNode& node, std::size_t index, const At& at);
    std::optional<What> read_what(std::string_view keyword, const YamlNode& node, const At& at);
    void read_step_name(const YamlNode& node, Step& step);
    // `key` of `node` as a list of steps; `otherwise` when there is no such key.
    std::int32_t branch(const YamlNode& node, std::string_view key, const At& at, std::int32_t otherwise);

    std::optional<What> read_wait(const YamlNode& node, const At& at);
    void read_wait_of_no_form(const YamlNode& node);
    void read_wait_until(const YamlNode& node, step::Wait& wait);
    void read_wait_event(const YamlNode& node, const At& at, step::Wait& wait);
    std::optional<What> read_send(const YamlNode& node, const At& at);
    std::optional<What> read_ask(const YamlNode& node, const At& at);
    void read_sending(const YamlNode& node, step::Send& send);
    void read_pick(const YamlNode& node, step::Send& send, std::initializer_list<std::string_view> choices);
    void read_on_failed(const YamlNode& node, step::Send& send);
    void read_contents(const YamlNode& node, step::Send& send);
    void read_channels(const YamlNode& node, step::Send& send);
    void check_words(const YamlNode& node, const step::Send& send, bool asks);
    void read_asking(const YamlNode& node, step::Ask& ask);
    void read_answers(const YamlNode& node, const At& at, step::Ask& ask);
    std::optional<What> read_choose(const YamlNode& node, const At& at);
    std::optional<What> read_set(const YamlNode& node);
    void read_webhook(const YamlNode& node, step::Emit& emit);
    std::optional<What> read_emit(const YamlNode& node);
    std::optional<What> read_hand_over(const YamlNode& node);
    std::optional<What> read_end(const YamlNode& node);
    std::optional<What> read_consent(const YamlNode& node);
    std::optional<What> read_prefer(const YamlNode& node);
    std::optional<step::Assignment> read_assignment(const YamlNode& name, const YamlNode& value, Type type);

    const RuleReading& rule_;
    Reading& in_;
    Findings& findings_;
    Place place_;  // what expressions of steps may say
    std::vector<Step>& steps_;
    std::set<std::string> names_;  // of steps
    bool too_many_ = false;
};

// The matcher, button, `save` and name of one answer; its `then` is the caller's. `languages` are those that
// the question is asked in.
std::optional<Answer> read_answer(const YamlNode& node, const std::set<std::string>& languages, Reading& in);
// `button`: a label, or one for each language.
void read_button(const YamlNode& node, const std::set<std::string>& languages, Reading& in, Answer& answer);
// Answers that would always fit together, so that neither is ever taken.
void check_answers(const YamlNode& node, const std::vector<Answer>& answers, Findings& findings);

}  // namespace dialogd::rules
