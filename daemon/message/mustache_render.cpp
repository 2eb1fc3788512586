// Runs a compiled template: literals are copied, names looked up in the items of the loops around
// them, then in the scope.
#include <array>

#include "message/mustache.hpp"

namespace dialogd::message {

namespace {

// Partials in themselves follow the data inwards; data is no deeper than this when it comes in.
constexpr int kMaxAgain = 64;

bool is_truthy(const Value& value) {
    using Kind = Value::Kind;
    switch (value.kind()) {
        case Kind::null: return false;
        case Kind::boolean: return *value.boolean();
        case Kind::integer: return *value.integer() != 0;
        case Kind::unsigned_integer: return *value.unsigned_integer() != 0;
        case Kind::number: return *value.number() != 0;
        case Kind::text: return !value.text()->empty();
        case Kind::list: return !value.list()->empty();
        default: return true;
    }
}

class Rendering {
public:
    Rendering(const Program& program, const Scope& scope) : program_(program), scope_(scope) {
        found_.resize(program.roots.size());
        rendered_.text.reserve(program.text.size() + 512);
    }

    Rendered render() {
        run(0, static_cast<std::uint32_t>(program_.operations.size()));
        return std::move(rendered_);
    }

private:
    struct Found {
        bool asked = false;
        std::optional<Value> value;
    };

    void run(std::uint32_t at, std::uint32_t end) {
        using Kind = Operation::Kind;
        while (at < end) {
            const Operation& operation = program_.operations[at++];
            switch (operation.kind) {
                case Kind::literal: rendered_.text.append(program_.text, operation.first, operation.second); break;
                case Kind::variable: write(program_.names[operation.first], operation.escaped); break;
                case Kind::again:
                    if (again_ >= kMaxAgain) break;
                    ++again_;
                    run(program_.spans[operation.first].begin, program_.spans[operation.first].end);
                    --again_;
                    break;
                default: section(operation, at); at = operation.second;
            }
        }
    }

    void section(const Operation& operation, std::uint32_t inside) {
        const Value* value = look_up(program_.names[operation.first]);
        const bool truthy = value != nullptr && is_truthy(*value);
        if (truthy == (operation.kind == Operation::Kind::inverted)) return;
        if (operation.kind != Operation::Kind::section) return run(inside, operation.second);
        if (const Value::List* list = value->list()) {
            for (const Value& item : *list) run_with(item, inside, operation.second);
        } else {
            run_with(*value, inside, operation.second);
        }
    }

    void run_with(const Value& context, std::uint32_t inside, std::uint32_t end) {
        contexts_.push_back(&context);
        run(inside, end);
        contexts_.pop_back();
    }

    // Null when there is no such name. The first part decides where the rest is looked for.
    const Value* look_up(const NamePath& path) {
        if (path.parts.empty()) return contexts_.empty() ? ask(path.root) : contexts_.back();
        for (auto context = contexts_.rbegin(); context != contexts_.rend(); ++context)
            if (const Value* value = (*context)->find(path.parts[0])) return follow(value, path, 1);
        return follow(ask(path.root), path, 2);
    }

    static const Value* follow(const Value* value, const NamePath& path, std::size_t from) {
        for (std::size_t i = from; i < path.parts.size() && value != nullptr; ++i) value = value->find(path.parts[i]);
        return value;
    }

    const Value* ask(std::uint32_t root) {
        Found& found = found_[root];
        if (!found.asked) {
            const RootName& name = program_.roots[root];
            found.value = name.field.empty() ? scope_.find(name.root) : scope_.select(name.root, name.field);
            found.asked = true;
        }
        return found.value ? &*found.value : nullptr;
    }

    void write(const NamePath& path, bool escaped) {
        const Value* value = look_up(path);
        if (value == nullptr || value->is_null()) return miss(path);
        const std::string* text = value->text();
        if (text == nullptr) return put(to_text(*value), escaped);
        // A field of somebody or something that is empty is not known; a name of the content's own may
        // well be empty on purpose.
        if (text->empty() && path.parts.size() > 1) return miss(path);
        put(*text, escaped);
    }

    void put(std::string_view text, bool escaped) {
        if (escaped)
            append_escaped(text, rendered_.text);
        else
            rendered_.text.append(text);
    }

    void miss(const NamePath& path) {
        for (const std::string& name : rendered_.missing)
            if (name == path.written) return;
        rendered_.missing.push_back(path.written);
    }

    const Program& program_;
    const Scope& scope_;
    Rendered rendered_;
    std::vector<Found> found_;  // by root
    std::vector<const Value*> contexts_;
    int again_ = 0;
};

constexpr std::array<bool, 256> special_characters() {
    std::array<bool, 256> special{};
    for (const char c : {'&', '<', '>', '"', '\''}) special[static_cast<unsigned char>(c)] = true;
    return special;
}
constexpr std::array<bool, 256> kSpecial = special_characters();

}  // namespace

void append_escaped(std::string_view text, std::string& out) {
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!kSpecial[static_cast<unsigned char>(text[i])]) continue;
        out.append(text, done, i - done);
        done = i + 1;
        switch (text[i]) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += "&#39;";
        }
    }
    out.append(text, done);
}

Rendered render(const Program& program, const Scope& scope) {
    return Rendering(program, scope).render();
}

}  // namespace dialogd::message
