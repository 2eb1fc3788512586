// Tree -> program.
#include "rules/cel/compile.hpp"

#include <algorithm>

#include "rules/cel/resolve.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules::cel {

std::variant<std::unique_ptr<const Program>, Mistake> Compiler::compile(const Ast& ast,
                                                                        const ExpressionOptions& options) {
    Compiler compiler(ast, options);
    compiler.node(ast.root);  // emits what it is made of first, and itself last
    if (compiler.mistake_) return *std::move(compiler.mistake_);
    compiler.program_->quick = quick_of(*compiler.program_, compiler.names_);
    return std::unique_ptr<const Program>(std::move(compiler.program_));
}

Compiler::Compiler(const Ast& ast, const ExpressionOptions& options)
    : ast_(ast), options_(options), names_(options.slot_names == nullptr ? own_names_ : *options.slot_names) {
    program_->text = ast.text;
    program_->height = ast[ast.root].height;
}

Compiler::Emitted Compiler::fail(std::uint32_t at, std::string message) {
    if (!mistake_) mistake_ = Mistake{at, std::move(message)};
    return {};
}

Compiler::Emitted Compiler::node(NodeIndex index) {
    if (mistake_) return {};
    const Node& node = ast_[index];
    at_ = node.at;
    switch (node.form) {
        case Form::literal: return constant(Cell::of(node.value));
        case Form::name:
        case Form::select: return name(index);
        case Form::has: return has(node);
        case Form::call: return call(index);
        case Form::index: return several(Op::index, node);
        case Form::list: return several(Op::list, node);
        case Form::map: return several(Op::map, node);
        case Form::conditional: return conditional(node);
        case Form::all_of: return several(Op::all_of, node);
        case Form::any_of: return several(Op::any_of, node);
        case Form::unary: return unary(node);
        case Form::binary: return binary(node);
        case Form::macro: return macro(node);
    }
    return {};
}

Compiler::Emitted Compiler::name(NodeIndex index) {
    const std::vector<std::string_view> parts = chain(ast_, index);
    if (parts.empty()) return select(node(ast_[index].target), ast_[index].name);
    const Node& first = head(ast_, index);
    if (const Local* bound = first.rooted ? nullptr : local(first.name)) {
        Emitted result = emit({.op = Op::local, .a = bound->index}, {}, bound->scoped);
        for (std::size_t i = 1; i < parts.size(); ++i) result = select(result, parts[i]);
        return result;
    }
    if (parts[0] == "segment" && options_.segments != nullptr) return segment(index, parts);
    if (parts[0] == "history")
        return fail(first.at, "history by itself is no value: it has history.count, history.sum and history.last");
    if (parts[0] == "now" || is_turn_root(parts[0])) return turn_name(parts);
    if (const auto type = type_named(dotted(parts))) return constant(Cell::type(*type));
    if (options_.vocabulary != nullptr) {
        if (const auto type = options_.vocabulary->root(parts[0])) return turn_name(parts);
    }
    Slot unknown;
    unknown.name = names_.of(parts[0], {});
    unknown.parts.assign(parts.begin(), parts.end());
    unknown.missing = "no such key or name: `" + dotted(parts) + "`";
    return emit({.op = Op::slot, .a = slot(std::move(unknown))}, {}, false);
}

// A root that the turn has, and its field; deeper ones are selected from what that gives.
Compiler::Emitted Compiler::turn_name(const std::vector<std::string_view>& parts) {
    std::size_t used = 1;
    Emitted result;
    if (parts[0] == "now") {
        result = emit({.op = Op::now}, {}, false);
    } else {
        const bool has_field = is_turn_root(parts[0]) && parts.size() > 1;
        const std::string_view field = has_field ? parts[used++] : std::string_view();
        Slot wanted;
        wanted.name = names_.of(parts[0], field);
        if (options_.vocabulary != nullptr)
            wanted.type =
                (has_field ? options_.vocabulary->field(parts[0], field) : options_.vocabulary->root(parts[0]))
                    .value_or(Type::any);
        wanted.missing = "`" + std::string(parts[0]) + (has_field ? "." : "") + std::string(field) + "` is not there";
        result = emit({.op = Op::slot, .a = slot(std::move(wanted))}, {}, true);
    }
    while (used < parts.size()) result = select(result, parts[used++]);
    return result;
}

Compiler::Emitted Compiler::segment(NodeIndex index, const std::vector<std::string_view>& parts) {
    const std::uint32_t at = ast_[index].at;
    if (parts.size() < 2) return fail(at, "`segment` needs a name, as in segment.NAME");
    const auto found = options_.segments->find(std::string(parts[1]));
    if (found == options_.segments->end()) {
        std::vector<std::string> names;
        for (const auto& [name, expression] : *options_.segments) names.push_back(name);
        return fail(at, "there is no segment `" + std::string(parts[1]) + "`" + did_you_mean(parts[1], names));
    }
    const auto* compiled = dynamic_cast<const CompiledExpression*>(found->second.get());
    if (compiled == nullptr) return fail(at, "segment `" + std::string(parts[1]) + "` was not compiled");
    for (const Needs::Window& window : compiled->needs()) need(window.event, window.keep);
    // A segment is evaluated within this program: its levels come on top.
    program_->height = std::max(program_->height, ast_[ast_.root].height + compiled->program().height);
    if (program_->height > 2 * kMaxHeight) return fail(at, "segments within segments are nested too deeply");
    program_->segments.push_back({std::string(parts[1]), found->second, &compiled->program()});
    Emitted result =
        emit({.op = Op::segment, .a = static_cast<std::uint32_t>(program_->segments.size() - 1)}, {}, false);
    for (std::size_t i = 2; i < parts.size(); ++i) result = select(result, parts[i]);
    return result;
}

Compiler::Emitted Compiler::has(const Node& has_node) {
    const Node& target = ast_[has_node.target];
    const bool of_root =
        target.form == Form::name && is_turn_root(target.name) && (target.rooted || !local(target.name));
    if (!of_root) return select(node(has_node.target), has_node.name, Op::has_field);
    // The same slot as where the field is used: asked once for both.
    const Emitted field = turn_name({target.name, has_node.name});
    if (mistake_) return {};
    program_->operations[field.index].op = Op::has_slot;
    return {field.index, false};
}

Compiler::Emitted Compiler::select(Emitted target, std::string_view field, Op op) {
    if (mistake_) return {};
    return emit({.op = op, .a = text_constant(field)}, {target}, target.scoped && op == Op::select);
}

Compiler::Emitted Compiler::unary(const Node& unary_node) {
    const Emitted operand = node(unary_node.arguments[0]);
    const bool negates = unary_node.op == Operator::negate;
    return emit({.op = negates ? Op::negate : Op::invert}, {operand}, operand.scoped && negates);
}

Compiler::Emitted Compiler::binary(const Node& binary_node) {
    const Emitted left = node(binary_node.arguments[0]);
    const Emitted right = node(binary_node.arguments[1]);
    if (mistake_) return {};
    Operation op;
    op.a = static_cast<std::uint32_t>(binary_node.op);
    const bool scoped = left.scoped || right.scoped;
    switch (binary_node.op) {
        case Operator::equal: op.op = Op::equal; break;
        case Operator::unequal: op.op = Op::unequal; break;
        case Operator::in: op.op = Op::in; break;
        case Operator::less:
        case Operator::less_equal:
        case Operator::greater:
        case Operator::greater_equal: op.op = Op::compare; break;
        default: op.op = Op::arithmetic;
    }
    // In CEL text is equal to text only; beside what the turn gives, a literal says what is meant.
    const bool literals = scoped || op.op == Op::compare || op.op == Op::arithmetic;
    const auto may_be_time = [&](Emitted side) {
        const Cell* cell = constant_of(side);
        return cell == nullptr ? side.scoped : literals && cell->kind == Kind::text;
    };
    if (scoped) op.flags |= kMixesNumbers;
    if (may_be_time(left)) op.flags |= kLeftText;
    if (may_be_time(right)) op.flags |= kRightText;
    return emit(op, {left, right}, scoped && op.op == Op::arithmetic);
}

Compiler::Emitted Compiler::several(Op op, const Node& list_node) {
    std::vector<Emitted> operands;
    for (const NodeIndex argument : list_node.arguments) operands.push_back(node(argument));
    const bool passes_on = op == Op::index || op == Op::list || op == Op::map;
    const bool scoped = passes_on && std::any_of(operands.begin(), operands.end(), [](Emitted e) { return e.scoped; });
    return emit({.op = op}, operands, scoped);
}

Compiler::Emitted Compiler::conditional(const Node& conditional_node) {
    const Emitted condition = node(conditional_node.arguments[0]);
    const Emitted yes = node(conditional_node.arguments[1]);
    const Emitted no = node(conditional_node.arguments[2]);
    return emit({.op = Op::conditional}, {condition, yes, no}, yes.scoped || no.scoped);
}

Compiler::Emitted Compiler::macro(const Node& macro_node) {
    const bool binds = macro_node.macro == Macro::bind;
    std::vector<Emitted> operands{node(binds ? macro_node.arguments[0] : macro_node.target)};
    if (mistake_) return {};
    if (locals_.size() + macro_node.variables.size() > kMaxLocals)
        return fail(macro_node.at, "too many macros within macros: at most 32 names may be bound at once");
    Operation op{.op = binds ? Op::bind : Op::macro, .a = static_cast<std::uint32_t>(macro_node.macro)};
    op.b = static_cast<std::uint16_t>(locals_.size());
    op.flags = static_cast<std::uint8_t>(macro_node.variables.size());
    for (const std::string& variable : macro_node.variables)
        locals_.push_back({variable, static_cast<std::uint16_t>(locals_.size()), operands[0].scoped});
    program_->locals = std::max(program_->locals, locals_.size());
    bool scoped = operands[0].scoped;
    for (std::size_t i = binds ? 1 : 0; i < macro_node.arguments.size(); ++i) {
        operands.push_back(node(macro_node.arguments[i]));
        scoped = scoped || operands.back().scoped;
    }
    locals_.resize(locals_.size() - macro_node.variables.size());
    return emit(op, operands, binds ? operands.back().scoped : scoped);
}

}  // namespace dialogd::rules::cel
