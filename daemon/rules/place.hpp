// The names that an expression may say at one place of a file: the vocabulary, and what stands around.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/condition.hpp"
#include "rules/vocabulary.hpp"

namespace dialogd::rules {

class Place : public Names {
public:
    Place(const Vocabulary& vocabulary, const Segments& segments) : vocabulary_(vocabulary), segments_(segments) {}

    // `event` is one of these; none named: it is any event.
    Place& with_event(std::vector<std::string> names);
    // There is a run, started by one of these events, with these variables and answers.
    Place& with_run(std::vector<std::string> started_by, std::set<std::string> variables,
                    std::set<std::string> answers);
    Place& with_any_run();  // of a rule that is not known here
    Place& with_reply();
    Place& with_root(std::string name, Type type);  // a content's variable

    std::optional<Type> root(std::string_view root) const override;
    std::optional<Type> field(std::string_view root, std::string_view field) const override;
    bool complete(std::string_view root) const override;
    bool event(std::string_view event) const override;
    std::vector<std::string> candidates(std::string_view root) const override;

    const Vocabulary& vocabulary() const { return vocabulary_; }
    const Segments& segments() const { return segments_; }
    // What can stand behind `run.event.` and `run.answers.`; nothing when that is not known.
    std::optional<std::vector<std::string>> run_event_fields() const;
    const std::optional<std::set<std::string>>& run_answers() const { return answers_; }

private:
    bool knows_fields_of(const std::vector<std::string>& events) const;
    std::optional<Type> field_of(const std::vector<std::string>& events, std::string_view field) const;
    std::vector<std::string> fields_of(const std::vector<std::string>& events) const;

    const Vocabulary& vocabulary_;
    const Segments& segments_;
    bool has_event_ = false;
    std::vector<std::string> events_;
    bool has_run_ = false;
    std::vector<std::string> started_by_;
    std::optional<std::set<std::string>> variables_;  // nothing: not known
    std::optional<std::set<std::string>> answers_;
    bool has_reply_ = false;
    Fields roots_;
};

// What a run has besides its variables.
bool is_run_field(std::string_view name);

}  // namespace dialogd::rules
