// Each part is compiled and evaluated by itself: slow, and plain. What reads the history is asked again.
#include "rules/explain.hpp"

#include "rules/cel/parser.hpp"
#include "rules/cel/resolve.hpp"

namespace dialogd::rules {

namespace {

constexpr std::size_t kMaxParts = 200;  // nobody reads more; each is compiled anew

class Explainer {
public:
    Explainer(const cel::Ast& ast, const Scope& scope, const ExpressionOptions& options)
        : ast_(ast), scope_(scope), options_(options) {
        options_.where = {};
    }

    std::vector<ExplainedPart> explain() {
        options_.condition = false;
        explain(ast_.root, 0);
        return std::move(parts_);
    }

private:
    void explain(cel::NodeIndex index, std::size_t depth) {
        const cel::Node& node = ast_[index];
        if (parts_.size() >= kMaxParts) return;
        if (node.form == cel::Form::literal && depth > 0) return;
        add(index, depth);
        const bool a_name = !cel::chain(ast_, index).empty();
        if (a_name || node.form == cel::Form::has) return;
        if (is_of_history(node)) return;  // its arguments are names, and a filter
        if (node.target != cel::kNoNode && !is_name_space(node)) explain(node.target, depth + 1);
        if (node.form == cel::Form::macro) return;
        for (const cel::NodeIndex argument : node.arguments) explain(argument, depth + 1);
    }

    void add(cel::NodeIndex index, std::size_t depth) {
        ExplainedPart part;
        part.text = std::string(ast_.text_of(index));
        part.at = ast_[index].at;
        part.depth = depth;
        const auto compiled = compile_expression(part.text, options_);
        Result<Value> value = compiled ? compiled.value()->evaluate(scope_) : Result<Value>(compiled.error());
        if (value)
            part.value = std::move(value.value());
        else
            part.value = value.error();
        parts_.push_back(std::move(part));
    }

    bool is_of_history(const cel::Node& node) const {
        return node.form == cel::Form::call && node.target != cel::kNoNode &&
               ast_[node.target].form == cel::Form::name && ast_[node.target].name == "history";
    }

    // The `math` of math.greatest(a, b), which is no value.
    bool is_name_space(const cel::Node& node) const {
        if (node.form != cel::Form::call) return false;
        const cel::Node& target = ast_[node.target];
        return target.form == cel::Form::name && !cel::is_turn_root(target.name) && target.name != "now" &&
               !scope_.find(target.name).has_value();
    }

    const cel::Ast& ast_;
    const Scope& scope_;
    ExpressionOptions options_;
    std::vector<ExplainedPart> parts_;
};

}  // namespace

Result<std::vector<ExplainedPart>> explain_expression(std::string_view text, const Scope& scope,
                                                      const ExpressionOptions& options) {
    if (const auto whole = compile_expression(text, options); !whole) return whole.error();
    const auto parsed = cel::Parser::parse(text);
    return Explainer(std::get<cel::Ast>(parsed), scope, options).explain();
}

}  // namespace dialogd::rules
