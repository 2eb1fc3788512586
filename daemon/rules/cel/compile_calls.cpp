// Tree -> program: calls of functions, and what looks back into the history.
#include <algorithm>

#include "rules/cel/compile.hpp"
#include "rules/cel/resolve.hpp"
#include "rules/cel/time.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules::cel {

Compiler::Emitted Compiler::call(NodeIndex index) {
    const Node& call_node = ast_[index];
    std::string name = call_node.name;
    bool receiver = call_node.target != kNoNode;
    if (receiver) {
        // strings.quote(x): what looks like a receiver may be the first part of the function's name.
        const std::vector<std::string_view> space = chain(ast_, call_node.target);
        const bool free = !space.empty() && (head(ast_, call_node.target).rooted || local(space[0]) == nullptr);
        if (free && space.size() == 1 && space[0] == "history") return history(call_node);
        if (free && is_function(dotted(space) + "." + name, false)) {
            name = dotted(space) + "." + name;
            receiver = false;
        }
    }
    const std::size_t count = call_node.arguments.size() + (receiver ? 1 : 0);
    const Function* function = find_function(name, receiver, count);
    if (function == nullptr) return unknown_function(call_node, name, receiver);
    std::vector<Emitted> arguments;
    if (receiver) arguments.push_back(node(call_node.target));
    for (const NodeIndex argument : call_node.arguments) arguments.push_back(node(argument));
    if (mistake_) return {};
    if (name == "matches" && constant_of(arguments[1]) != nullptr) return pattern(call_node, arguments);
    program_->functions.push_back(function);
    const bool passes_on = name == "dyn" || name.starts_with("math.");
    return emit({.op = Op::call, .a = static_cast<std::uint32_t>(program_->functions.size() - 1)}, arguments,
                passes_on && arguments[0].scoped);
}

Compiler::Emitted Compiler::pattern(const Node& call_node, const std::vector<Emitted>& arguments) {
    const Cell& text = *constant_of(arguments[1]);
    if (text.kind != Kind::text) return constant(Cell::error("no such overload"));
    if (program_->patterns.size() >= kMaxPatterns)
        return fail(call_node.at, "an expression has at most 8 patterns: one with | may do for several");
    auto compiled = compile_pattern(text.as.text);
    if (compiled == nullptr)
        return fail(ast_[call_node.arguments.back()].at,
                    "`" + std::string(text.as.text.substr(0, 60)) + "` is no pattern (RE2), or too large a one");
    program_->patterns.push_back(std::move(compiled));
    return emit({.op = Op::matches, .a = static_cast<std::uint32_t>(program_->patterns.size() - 1)}, {arguments[0]},
                false);
}

// CEL leaves it to the evaluation: `f(x) || true` is true. Where names are checked it is a mistake.
Compiler::Emitted Compiler::unknown_function(const Node& call_node, const std::string& name, bool receiver) {
    if (options_.vocabulary == nullptr) {
        program_->constants.push_back(Cell::error(program_->intern("unbound function: " + name)));
        return emit({.op = Op::constant, .a = static_cast<std::uint32_t>(program_->constants.size() - 1)}, {}, false);
    }
    const std::string shown = "`" + std::string(receiver ? "." : "") + name + "()`";
    if (is_function(name, receiver)) return fail(call_node.at, shown + " does not take that many arguments");
    if (is_function(name, !receiver))
        return fail(call_node.at,
                    receiver ? shown + " is written `" + name + "(x)`" : shown + " is written `x." + name + "()`");
    const std::vector<std::string_view> known = function_names(receiver);
    return fail(call_node.at, "there is no function " + shown +
                                  did_you_mean(name, std::vector<std::string>(known.begin(), known.end())));
}

// "order.placed", or order.placed as it stands.
std::optional<std::string> Compiler::literal_name(NodeIndex index) {
    const Node& argument = ast_[index];
    if (argument.form == Form::literal && argument.value.text() != nullptr) return *argument.value.text();
    const std::vector<std::string_view> parts = chain(ast_, index);
    if (!parts.empty()) return dotted(parts);
    fail(argument.at, "a name is wanted here, as in \"order.placed\": it has to be known what to remember");
    return std::nullopt;
}

std::optional<Duration> Compiler::literal_window(NodeIndex index) {
    const Emitted emitted = node(index);
    const Cell* cell = constant_of(emitted);
    std::optional<std::int64_t> span;
    if (cell != nullptr && cell->kind == Kind::span) span = cell->as.integer;
    if (cell != nullptr && cell->kind == Kind::text) span = parse_span(cell->as.text);
    if (span && *span > 0) return Duration(*span / 1'000'000);
    fail(ast_[index].at, "a window is wanted here, as in \"30d\" or days(30): it has to be known how long to remember");
    return std::nullopt;
}

Compiler::Emitted Compiler::history(const Node& call_node) {
    const bool count = call_node.name == "count";
    const bool sum = call_node.name == "sum";
    if (!count && !sum && call_node.name != "last")
        return fail(call_node.at, "history has no " + call_node.name + "(): there are count, sum and last");
    const std::size_t given = call_node.arguments.size();
    if (count && given != 2 && given != 3)
        return fail(call_node.at,
                    "it is written history.count(\"order.placed\", \"30d\"), with a filter as third argument");
    if (sum && given != 3) return fail(call_node.at, "it is written history.sum(\"order.placed\", \"total\", \"90d\")");
    if (!count && !sum && given != 1) return fail(call_node.at, "it is written history.last(\"order.placed\")");
    History wanted;
    const auto event = literal_name(call_node.arguments[0]);
    if (!event) return {};
    wanted.event = *event;
    if (options_.vocabulary != nullptr && !options_.vocabulary->event(wanted.event))
        return fail(ast_[call_node.arguments[0]].at,
                    "there is no event `" + wanted.event + "`" +
                        did_you_mean(wanted.event, options_.vocabulary->candidates("events")));
    if (sum) {
        const auto property = literal_name(call_node.arguments[1]);
        if (!property) return {};
        wanted.property = *property;
    }
    if (count || sum) {
        const auto window = literal_window(call_node.arguments[sum ? 2 : 1]);
        if (!window) return {};
        wanted.window = *window;
    }
    need(wanted.event, wanted.window);
    program_->histories.push_back(std::move(wanted));
    Operation op{.op = count ? Op::history_count : sum ? Op::history_sum : Op::history_last};
    op.a = static_cast<std::uint32_t>(program_->histories.size() - 1);
    if (!count || given == 2) return emit(op, {}, !count);
    if (locals_.size() >= kMaxLocals) return fail(call_node.at, "too many macros within macros");
    op.b = static_cast<std::uint16_t>(locals_.size());
    locals_.push_back({"it", op.b, true});
    program_->locals = std::max(program_->locals, locals_.size());
    const Emitted filter = node(call_node.arguments[2]);
    locals_.pop_back();
    return emit(op, {filter}, false);
}

// One window for each event, the longest, in order of the names.
void Compiler::need(const std::string& event, Duration window) {
    std::vector<Needs::Window>& needs = program_->needs;
    const auto place = std::lower_bound(needs.begin(), needs.end(), event,
                                        [](const Needs::Window& w, const std::string& name) { return w.event < name; });
    if (place == needs.end() || place->event != event) {
        needs.insert(place, {event, window});
    } else {
        place->keep = std::max(place->keep, window);
    }
}

}  // namespace dialogd::rules::cel
