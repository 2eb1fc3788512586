// Looks names up in the customer, the event, the run and the reply at hand.
#include "engine/scope.hpp"

#include <algorithm>
#include <span>

#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

std::optional<Value> text_or_nothing(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return Value(text);
}

std::optional<Value> field_of(const std::optional<Value>& root, std::string_view field) {
    if (!root) return std::nullopt;
    const Value* value = root->find(field);
    if (value == nullptr) return std::nullopt;
    return *value;
}

constexpr std::string_view kCustomerFields[] = {"id", "email", "phone", "language", "time_zone", "created"};
constexpr std::string_view kRunFields[] = {"event", "started", "key", "rule", "answers"};
constexpr std::string_view kEventFields[] = {"name", "id", "time"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<const Value*> peek_event(const Event& event, std::string_view field) {
    if (field.empty()) return std::nullopt;
    if (const Value* property = event.properties.find(field)) return property;
    if (is_one_of(kEventFields, field)) return std::nullopt;
    return nullptr;
}

}  // namespace

Value event_value(const Event& event) {
    Value::Map fields;
    if (const Value::Map* properties = event.properties.map()) fields = *properties;
    const auto add = [&](const char* name, Value value) {
        if (event.properties.find(name) == nullptr) fields.emplace_back(Value(name), std::move(value));
    };
    add("name", event.name);
    add("id", event.id);
    add("time", event.time);
    return fields;
}

std::optional<Value> TurnScope::customer_field(std::string_view field) const {
    if (const Attribute* attribute = find_attribute(customer_, field)) return attribute->value;
    if (field == "id") return Value(customer_.id);
    if (field == "language") return Value(language());
    if (field == "time_zone") return Value(time_zone());
    if (field == "created") return Value(customer_.created);
    if (field == "email" || field == "phone") {
        const Address* address = find_address(customer_, field == "email" ? ChannelKind::email : ChannelKind::sms);
        if (address != nullptr) return Value(address->value);
    }
    return std::nullopt;
}

std::optional<Value> TurnScope::run_field(std::string_view field) const {
    if (field == "event") return event_value(run_->event);
    if (field == "started") return Value(run_->started);
    if (field == "key") return Value(run_->key);
    if (field == "rule") return Value(run_->rule);
    if (field == "answers") {
        Value::Map answers;
        for (const GivenAnswer& answer : run_->answers)
            answers.emplace_back(Value(answer.name), Value(Value::Map{{Value("value"), answer.value},
                                                                      {Value("text"), Value(answer.text)},
                                                                      {Value("time"), Value(answer.at)}}));
        return Value(std::move(answers));
    }
    for (const Attribute& variable : run_->variables)
        if (variable.name == field) return variable.value;
    return std::nullopt;
}

std::optional<Value> TurnScope::reply_field(std::string_view field) const {
    if (field == "text") return Value(reply_->text);
    if (field == "subject") return text_or_nothing(reply_->subject);
    if (field == "channel") return Value(to_text(reply_->channel));
    if (field == "time") return Value(reply_->time);
    return std::nullopt;
}

std::optional<Value> TurnScope::select(std::string_view root, std::string_view field) const {
    if (root == "customer") return customer_field(field);
    if (root == "event") {
        if (event_ == nullptr) return std::nullopt;
        if (const Value* property = event_->properties.find(field)) return *property;
        if (field == "name") return Value(event_->name);
        if (field == "id") return Value(event_->id);
        if (field == "time") return Value(event_->time);
        return std::nullopt;
    }
    if (root == "run") return run_ == nullptr ? std::nullopt : run_field(field);
    if (root == "reply") return reply_ == nullptr ? std::nullopt : reply_field(field);
    return std::nullopt;
}

// What stands somewhere already: attributes, properties, variables. The rest is made by select and find.
std::optional<const Value*> TurnScope::look_up(const SlotName& name) const {
    if (name.root == "customer") {
        if (const Attribute* attribute = find_attribute(customer_, name.field)) return &attribute->value;
        if (name.field.empty() || is_one_of(kCustomerFields, name.field)) return std::nullopt;
        return nullptr;
    }
    if (name.root == "event") return event_ == nullptr ? nullptr : peek_event(*event_, name.field);
    // Without a run it is the root that is missing, which is more than a property that is not there.
    if (name.root == "run.event" && run_ != nullptr) return peek_event(run_->event, name.field);
    if (name.root != "run") return std::nullopt;
    if (run_ == nullptr) return nullptr;
    if (name.field.empty() || is_one_of(kRunFields, name.field)) return std::nullopt;
    for (const Attribute& variable : run_->variables)
        if (variable.name == name.field) return &variable.value;
    return nullptr;
}

std::optional<Value> TurnScope::find(std::string_view root) const {
    if (root == "now") return Value(now_);
    if (root == "event") return event_ == nullptr ? std::nullopt : std::optional<Value>(event_value(*event_));
    if (root == "customer") {
        Value::Map fields;
        for (const Attribute& attribute : customer_.attributes)
            fields.emplace_back(Value(attribute.name), attribute.value);
        for (const std::string_view field : kCustomerFields)
            if (find_attribute(customer_, field) == nullptr)
                if (auto value = customer_field(field)) fields.emplace_back(Value(field), std::move(*value));
        return Value(std::move(fields));
    }
    if (root == "run" && run_ != nullptr) {
        Value::Map fields;
        for (const std::string_view field : kRunFields)
            fields.emplace_back(Value(field), run_field(field).value_or(Value()));
        for (const Attribute& variable : run_->variables) fields.emplace_back(Value(variable.name), variable.value);
        return Value(std::move(fields));
    }
    if (root == "reply" && reply_ != nullptr) {
        Value::Map fields;
        for (const std::string_view field : {"text", "subject", "channel", "time"})
            if (auto value = reply_field(field)) fields.emplace_back(Value(field), std::move(*value));
        return Value(std::move(fields));
    }
    return std::nullopt;
}

std::vector<const Remembered*> TurnScope::remembered(std::string_view event, Duration window) const {
    std::vector<const Remembered*> found;
    for (const Remembered& one : customer_.remembered)
        if (one.time > now_ - window && one.time <= now_ && one.name == event) found.push_back(&one);
    return found;
}

const Remembered* TurnScope::last(std::string_view event) const {
    for (auto one = customer_.remembered.rbegin(); one != customer_.remembered.rend(); ++one)
        if (one->name == event) return &*one;
    return nullptr;
}

std::string_view TurnScope::language() const {
    return customer_.language.empty() ? std::string_view(rules_.household.language) : customer_.language;
}

std::string_view TurnScope::time_zone() const {
    return zone_of(rules_, customer_);
}

std::optional<Value> ContentScope::find(std::string_view root) const {
    if (const auto own = own_.find(root); own != own_.end()) return own->second;
    return turn_.find(root);
}

std::optional<Value> ContentScope::select(std::string_view root, std::string_view field) const {
    if (const auto own = own_.find(root); own != own_.end()) return field_of(own->second, field);
    return turn_.select(root, field);
}

std::optional<const Value*> ContentScope::look_up(const SlotName& name) const {
    const auto own = own_.find(name.root);
    if (own == own_.end()) return turn_.peek(name);
    return name.field.empty() ? &own->second : own->second.find(name.field);
}

std::string Condition::why_not() const {
    if (!failed.empty()) return "condition failed: " + failed;
    return holds ? std::string() : "condition false";
}

Condition holds(const std::unique_ptr<const Expression>& expression, const Scope& scope) {
    if (expression == nullptr) return {true, {}};
    if (const std::optional<bool> decided = expression->decide(scope)) return {*decided, {}};
    const Result<Value> value = expression->evaluate(scope);
    if (!value) return {false, value.error().message};
    if (const bool* truth = value->boolean()) return {*truth, {}};
    return {false, "`" + expression->text() + "` is not true or false"};
}

}  // namespace dialogd::engine
