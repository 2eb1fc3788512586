// The names that conditions and templates see during one turn.
#pragma once

#include <map>

#include "dialogd/turn.hpp"

namespace dialogd::engine {

// What is at hand besides the customer. Everything pointed to outlives the scope.
class TurnScope : public Scope {
public:
    TurnScope(const Ruleset& rules, const Customer& customer, Instant now)
        : rules_(rules), customer_(customer), now_(now) {}

    TurnScope& with(const Event* event) { return forget(), event_ = event, *this; }
    TurnScope& with(const Run* run) { return forget(), run_ = run, *this; }
    TurnScope& with(const Reply* reply) { return forget(), reply_ = reply, *this; }

    std::optional<Value> find(std::string_view root) const override;
    std::optional<Value> select(std::string_view root, std::string_view field) const override;
    std::vector<const Remembered*> remembered(std::string_view event, Duration window) const override;
    const Remembered* last(std::string_view event) const override;
    Instant now() const override { return now_; }
    std::string_view language() const override;
    std::string_view time_zone() const override;
    const Formats* formats() const override { return rules_.services.formats; }

protected:
    std::optional<const Value*> look_up(const SlotName& name) const override;

private:
    std::optional<Value> customer_field(std::string_view field) const;
    std::optional<Value> run_field(std::string_view field) const;
    std::optional<Value> reply_field(std::string_view field) const;

    const Ruleset& rules_;
    const Customer& customer_;
    Instant now_;
    const Event* event_ = nullptr;
    const Run* run_ = nullptr;
    const Reply* reply_ = nullptr;
};

// The scope of one content: the turn's, and the content's own variables, links and the company.
class ContentScope : public Scope {
public:
    ContentScope(const Scope& turn, std::string language) : turn_(turn), language_(std::move(language)) {}

    void set(std::string name, Value value) {
        forget();
        own_.insert_or_assign(std::move(name), std::move(value));
    }

    std::optional<Value> find(std::string_view root) const override;
    std::optional<Value> select(std::string_view root, std::string_view field) const override;
    std::vector<const Remembered*> remembered(std::string_view event, Duration window) const override {
        return turn_.remembered(event, window);
    }
    const Remembered* last(std::string_view event) const override { return turn_.last(event); }
    Instant now() const override { return turn_.now(); }
    std::string_view language() const override { return language_; }
    std::string_view time_zone() const override { return turn_.time_zone(); }
    const Formats* formats() const override { return turn_.formats(); }

protected:
    std::optional<const Value*> look_up(const SlotName& name) const override;

private:
    const Scope& turn_;
    std::string language_;
    std::map<std::string, Value, std::less<>> own_;
};

// `expression` as a condition: true, false, or why it could not be evaluated (which counts as false).
struct Condition {
    bool holds = false;
    std::string failed;  // empty: it was evaluated

    // As the history says it: "condition false", "condition failed: ..."; empty when it holds.
    std::string why_not() const;
};
Condition holds(const std::unique_ptr<const Expression>& expression, const Scope& scope);

// An event as a value: its properties, and `name`, `id` and `time` unless a property has that name.
Value event_value(const Event& event);

}  // namespace dialogd::engine
