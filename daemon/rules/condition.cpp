// CEL text -> an immutable program: the pipeline from one end to the other.
#include "rules/condition.hpp"

#include <algorithm>

#include "rules/cel/check.hpp"
#include "rules/cel/compile.hpp"
#include "rules/cel/evaluate.hpp"
#include "rules/cel/parser.hpp"

namespace dialogd::rules {

namespace {

class ProgramExpression final : public cel::CompiledExpression {
public:
    explicit ProgramExpression(std::unique_ptr<const cel::Program> program)
        : quick_(program->quick.tests.empty() ? nullptr : program->quick.tests.data()), program_(std::move(program)) {}

    std::optional<bool> decide(const Scope& scope) const override {
        const cel::Truth truth = quick_ == nullptr ? cel::Truth::open : cel::decide(*quick_, scope);
        if (truth == cel::Truth::open) return std::nullopt;
        return truth == cel::Truth::yes;
    }

    Result<Value> evaluate(const Scope& scope) const override {
        if (const std::optional<bool> decided = decide(scope)) return Value(*decided);
        return evaluate_fully(scope);
    }

    const std::string& text() const override { return program_->text; }
    const std::vector<Needs::Window>& needs() const override { return program_->needs; }
    const cel::Program& program() const override { return *program_; }

private:
    Result<Value> evaluate_fully(const Scope& scope) const {
        cel::Workspace work;
        cel::Evaluation evaluation(*program_, scope, work);
        cel::Cell result = evaluation.at(static_cast<std::uint32_t>(program_->operations.size() - 1));
        if (work.exhausted()) result = cel::Workspace::too_costly();
        if (result.failed()) return Error{ErrorCode::invalid, std::string(result.as.text)};
        Value value = work.to_value(result);
        if (work.exhausted()) return Error{ErrorCode::invalid, std::string(cel::Workspace::too_costly().as.text)};
        return value;
    }

    const cel::Test* quick_;  // of the program; null: it decides nothing
    std::unique_ptr<const cel::Program> program_;
};

// Lines and columns of the text, from where its first character stands in the file.
Error error_at(std::string_view text, const Where& where, const cel::Mistake& mistake) {
    Error error{ErrorCode::invalid, mistake.message, where};
    if (where.line <= 0) return error;
    const std::string_view before = text.substr(0, mistake.at);
    const auto lines = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t line_start = before.rfind('\n');
    error.where.line += lines;
    // Behind the first line the text has lost the indentation it had in the file.
    if (lines == 0) {
        if (where.column > 0) error.where.column += static_cast<int>(before.size());
    } else {
        error.where.column = static_cast<int>(before.size() - line_start);
    }
    return error;
}

}  // namespace

Result<std::unique_ptr<const Expression>> compile_expression(std::string_view text, const ExpressionOptions& options) {
    const auto refuse = [&](const cel::Mistake& mistake) { return error_at(text, options.where, mistake); };
    auto parsed = cel::Parser::parse(text);
    if (const auto* mistake = std::get_if<cel::Mistake>(&parsed)) return refuse(*mistake);
    const cel::Ast& ast = std::get<cel::Ast>(parsed);
    if (const auto mistake = cel::Checker::check(ast, options)) return refuse(*mistake);
    auto compiled = cel::Compiler::compile(ast, options);
    if (const auto* mistake = std::get_if<cel::Mistake>(&compiled)) return refuse(*mistake);
    auto& program = std::get<std::unique_ptr<const cel::Program>>(compiled);
    return std::unique_ptr<const Expression>(std::make_unique<ProgramExpression>(std::move(program)));
}

}  // namespace dialogd::rules
