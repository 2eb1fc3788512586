// `dialogd eval`: compiles, finds a customer and an event to try it with, and shows the tree of values.
#include "app/eval.hpp"

#include <algorithm>
#include <iostream>

#include "app/json_value.hpp"
#include "app/sample.hpp"
#include "app/terminal.hpp"
#include "engine/scope.hpp"
#include "rules/explain.hpp"

namespace dialogd::app {

namespace {

using rules::ExplainedPart;
using Parts = std::vector<ExplainedPart>;

constexpr std::size_t kMostShown = 120;

// What the expression may see.
struct Given {
    Customer customer;
    std::string who;
    std::optional<Event> event;
    Instant now{};
};

// "   ^" under the place, below the line it stands in.
std::string pointed(const std::string& text, const Where& where) {
    std::size_t begin = 0;
    for (int line = 1; line < where.line; ++line) begin = text.find('\n', begin) + 1;
    const std::string line = text.substr(begin, text.find('\n', begin) - begin);
    const std::size_t column = where.column > 0 ? static_cast<std::size_t>(where.column - 1) : 0;
    const std::size_t width = width_of(std::string_view(line).substr(0, std::min(column, line.size())));
    return "  " + harmless(line) + "\n  " + std::string(width, ' ') + "^\n";
}

Result<Event> event_of(const Workshop& shop, const std::string& text, Instant now) {
    const std::size_t from = text.find_first_not_of(" \t\n");
    if (from == std::string::npos || text[from] != '{') return sample_event(shop, text, {}, now);
    const Result<Value> json = parse_json(text, "--event");
    if (!json) return json.error();
    Event event;
    event.source = "given";
    event.time = now;
    Value::Map properties;
    for (const auto& [key, value] : *json->map())
        if (*key.text() == "name")
            event.name = to_text(value);
        else
            properties.emplace_back(key, value);
    event.properties = Value(std::move(properties));
    return event;
}

// So that a customer is loaded with all that the expression looks back at.
void remember_for(Ruleset& rules, std::unique_ptr<const Expression> expression) {
    Content& looks_back = rules.contents.emplace_back();
    looks_back.name = "\xff";  // behind all others
    looks_back.condition = std::move(expression);
    index(rules);
}

Result<Given> given_of(Workshop& shop, const EvalOptions& options) {
    Given given;
    given.now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (!options.at.empty()) {
        const Result<Instant> at = parse_instant(options.at);
        if (!at) return Error{ErrorCode::invalid, "--at: " + at.error().message, {}};
        given.now = *at;
    }
    if (!options.event.empty()) {
        Result<Event> event = event_of(shop, options.event, given.now);
        if (!event) return event.error();
        given.event = std::move(*event);
    }
    if (options.customer.empty()) {
        given.customer = sample_customer(shop, {}, given.now);
        given.who = "a made-up customer";
        return given;
    }
    Result<Customer> customer = load_customer(shop, options.customer);
    if (!customer) return customer.error();
    given.customer = std::move(*customer);
    given.who = "customer " + given.customer.id;
    return given;
}

std::string value_text(const ExplainedPart& part) {
    const Value* value = std::get_if<Value>(&part.value);
    if (value == nullptr) return "error";
    if (value->text() != nullptr) return shortened(to_json(*value), kMostShown);
    return shortened(value->is_null() ? "null" : to_text(*value), kMostShown);
}

std::string value_shown(const ExplainedPart& part, const Paint& paint) {
    const std::string text = harmless(value_text(part));
    const Value* value = std::get_if<Value>(&part.value);
    const bool* truth = value == nullptr ? nullptr : value->boolean();
    if (truth != nullptr && *truth) return paint.green(text);
    return value == nullptr || truth != nullptr ? paint.red(text) : paint.yellow(text);
}

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return harmless(text);
}

// Whether another part of that depth follows below the same one.
bool has_sister(const Parts& parts, std::size_t at, std::size_t depth) {
    for (std::size_t i = at + 1; i < parts.size() && parts[i].depth >= depth; ++i)
        if (parts[i].depth == depth) return true;
    return false;
}

std::string show(const Parts& parts, const Paint& paint) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const ExplainedPart& part = parts[i];
        for (std::size_t depth = 1; depth < part.depth; ++depth) out += has_sister(parts, i, depth) ? "│ " : "  ";
        if (part.depth > 0) out += has_sister(parts, i, part.depth) ? "├ " : "└ ";
        out += value_shown(part, paint) + "  " + one_line(part.text);
        if (const auto* error = std::get_if<Error>(&part.value)) out += paint.red("   " + error->message);
        out += "\n";
    }
    return out;
}

// The part at `at` with those below it; `at` is behind them then.
Value as_value(const Parts& parts, std::size_t& at) {
    const ExplainedPart& part = parts[at++];
    Value::Map map;
    map.emplace_back("text", part.text);
    if (const auto* error = std::get_if<Error>(&part.value))
        map.emplace_back("error", error->message);
    else
        map.emplace_back("value", std::get<Value>(part.value));
    Value::List below;
    while (at < parts.size() && parts[at].depth > part.depth) below.push_back(as_value(parts, at));
    map.emplace_back(Value("parts"), Value(std::move(below)));
    return Value(std::move(map));
}

int refuse(const EvalOptions& options, const Error& error) {
    if (options.json)
        std::cout << to_json(Value(Value::Map{{Value("error"), Value(error.message)},
                                              {Value("line"), Value(static_cast<double>(error.where.line))},
                                              {Value("column"), Value(static_cast<double>(error.where.column))}}))
                  << "\n";
    else
        std::cerr << pointed(options.expression, error.where) << error.message << "\n";
    return kFoundExit;
}

rules::ExpressionOptions options_for(const Workshop& shop, const rules::Names* names) {
    rules::ExpressionOptions options;
    options.where = {"", 1, 1};
    options.vocabulary = names;
    options.condition = false;
    options.segments = &shop.segments;
    return options;
}

int evaluate(Workshop& shop, const EvalOptions& options, const rules::ExpressionOptions& compiling,
             const Given& given) {
    Run run;
    engine::TurnScope scope(*shop.rules, given.customer, given.now);
    if (given.event) {
        run.event = *given.event;
        run.started = given.now;
        scope.with(&*given.event).with(&run);
    }
    const Result<Parts> parts = rules::explain_expression(options.expression, scope, compiling);
    if (!parts) return refuse(options, parts.error());
    const bool failed = std::holds_alternative<Error>(parts->front().value);
    if (options.json) {
        std::size_t at = 0;
        std::cout << to_json(as_value(*parts, at)) << "\n";
        return failed ? kFoundExit : 0;
    }
    const Paint paint = Paint::of_stdout();
    std::cout << paint.dim("for " + given.who + (given.event ? ", after " + given.event->name : "") + ", at " +
                           to_text(given.now))
              << "\n"
              << show(*parts, paint);
    if (!failed) return 0;
    const bool wants_event = !given.event && options.expression.find("event.") != std::string::npos;
    return complain(std::string("as a condition this counts as false") +
                    (wants_event ? "; there is no event here: name one with --event" : ""));
}

}  // namespace

int eval(const EvalOptions& options) {
    int code = 0;
    const std::unique_ptr<Workshop> shop = open_workshop(options.config, code);
    if (shop == nullptr) return code;
    const rules::ExpressionOptions unchecked = options_for(*shop, nullptr);
    auto compiled = rules::compile_expression(options.expression, unchecked);
    if (!compiled) return refuse(options, compiled.error());
    remember_for(*shop->rules, std::move(*compiled));
    const Result<Given> given = given_of(*shop, options);
    if (!given) return complain(given.error(), given.error().code == ErrorCode::invalid ? kUsageExit : kFoundExit);
    rules::Place place(shop->vocabulary, shop->segments);
    if (given->event && !given->event->name.empty())
        place.with_event({given->event->name});
    else
        place.with_event({});
    place.with_any_run().with_reply();
    const rules::ExpressionOptions checked = options_for(*shop, &place);
    const auto as_checked = rules::compile_expression(options.expression, checked);
    if (!as_checked)
        std::cerr << pointed(options.expression, as_checked.error().where) << "warning: " << as_checked.error().message
                  << "\n";
    return evaluate(*shop, options, as_checked ? checked : unchecked, *given);
}

}  // namespace dialogd::app
