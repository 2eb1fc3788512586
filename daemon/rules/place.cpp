// Answers the checker's questions about names.
#include "rules/place.hpp"

#include <algorithm>

namespace dialogd::rules {

namespace {

const Fields& run_fields() {
    static const Fields kFields{{"event", Type::map},
                                {"started", Type::timestamp},
                                {"key", Type::text},
                                {"rule", Type::text},
                                {"answers", Type::map}};
    return kFields;
}

const Fields& reply_fields() {
    static const Fields kFields{
        {"text", Type::text}, {"subject", Type::text}, {"channel", Type::text}, {"time", Type::timestamp}};
    return kFields;
}

std::optional<Type> find_in(const Fields& fields, std::string_view name) {
    const auto at = fields.find(name);
    if (at == fields.end()) return std::nullopt;
    return at->second;
}

std::vector<std::string> names_of(const Fields& fields) {
    std::vector<std::string> names;
    for (const auto& [name, type] : fields) names.push_back(name);
    return names;
}

}  // namespace

bool is_run_field(std::string_view name) {
    return run_fields().find(name) != run_fields().end();
}

Place& Place::with_event(std::vector<std::string> names) {
    has_event_ = true;
    events_ = std::move(names);
    return *this;
}

Place& Place::with_run(std::vector<std::string> started_by, std::set<std::string> variables,
                       std::set<std::string> answers) {
    has_run_ = true;
    started_by_ = std::move(started_by);
    variables_ = std::move(variables);
    answers_ = std::move(answers);
    return *this;
}

Place& Place::with_any_run() {
    has_run_ = true;
    return *this;
}

Place& Place::with_reply() {
    has_reply_ = true;
    return *this;
}

Place& Place::with_root(std::string name, Type type) {
    roots_.emplace(std::move(name), type);
    return *this;
}

bool Place::knows_fields_of(const std::vector<std::string>& events) const {
    return !events.empty() && std::all_of(events.begin(), events.end(), [this](const std::string& name) {
        const EventFields* event = vocabulary_.find_event(name);
        return event != nullptr && event->complete;
    });
}

std::optional<Type> Place::field_of(const std::vector<std::string>& events, std::string_view field) const {
    std::optional<Type> found;
    for (const std::string& name : events) {
        const EventFields* event = vocabulary_.find_event(name);
        if (event == nullptr) continue;
        const auto type = find_in(event->properties, field);
        if (!type) continue;
        if (found && *found != *type) return Type::any;  // one event has it as text, another as a number
        found = type;
    }
    return found;
}

std::vector<std::string> Place::fields_of(const std::vector<std::string>& events) const {
    Fields all;
    for (const std::string& name : events)
        if (const EventFields* event = vocabulary_.find_event(name))
            all.insert(event->properties.begin(), event->properties.end());
    return names_of(all);
}

std::optional<Type> Place::root(std::string_view root) const {
    if (root == "now") return Type::timestamp;
    if (root == "customer" || root == "history" || root == "segment") return Type::map;
    if ((root == "event" && has_event_) || (root == "run" && has_run_) || (root == "reply" && has_reply_))
        return Type::map;
    return find_in(roots_, root);
}

std::optional<Type> Place::field(std::string_view root, std::string_view field) const {
    if (root == "customer") return find_in(vocabulary_.customer, field);
    if (root == "event") return field_of(events_, field);
    if (root == "reply") return find_in(reply_fields(), field);
    if (root == "segment" && segments_.find(std::string(field)) != segments_.end()) return Type::boolean;
    if (root == "run") {
        if (const auto type = find_in(run_fields(), field)) return type;
        if (variables_ && variables_->count(std::string(field)) > 0) return Type::any;
    }
    return std::nullopt;
}

bool Place::complete(std::string_view root) const {
    if (root == "customer") return vocabulary_.declared;
    if (root == "event") return knows_fields_of(events_);
    if (root == "run") return variables_.has_value();
    return root == "reply" || root == "segment";
}

bool Place::event(std::string_view event) const {
    return !vocabulary_.declared || vocabulary_.find_event(event) != nullptr;
}

std::vector<std::string> Place::candidates(std::string_view root) const {
    if (root == "events") return vocabulary_.event_names();
    if (root == "customer") return names_of(vocabulary_.customer);
    if (root == "event") return fields_of(events_);
    if (root == "reply") return names_of(reply_fields());
    std::vector<std::string> names;
    if (root == "segment") {
        for (const auto& [name, segment] : segments_) names.push_back(name);
    } else if (root == "run") {
        names = names_of(run_fields());
        if (variables_) names.insert(names.end(), variables_->begin(), variables_->end());
    } else if (root.empty()) {  // the checker adds what there is everywhere
        names = names_of(roots_);
        for (const std::string_view one : {"customer", "event", "run", "reply"})
            if (this->root(one)) names.emplace_back(one);
    }
    return names;
}

std::optional<std::vector<std::string>> Place::run_event_fields() const {
    if (!has_run_ || !knows_fields_of(started_by_)) return std::nullopt;
    return fields_of(started_by_);
}

}  // namespace dialogd::rules
