// rules/segments.yaml: conditions with a name, each compiled once and shared by those that say segment.NAME.
#include <algorithm>
#include <set>

#include "rules/paths.hpp"
#include "rules/reading.hpp"
#include "rules/scalars.hpp"

namespace dialogd::rules {

namespace {

// Compiles a segment after those that it names.
class Compiler {
public:
    Compiler(const YamlNode& root, const Vocabulary& vocabulary, Segments& segments, Findings& findings)
        : root_(root), vocabulary_(vocabulary), segments_(segments), findings_(findings) {}

    void compile_all() {
        for (const auto& [name, node] : root_.entries)
            if (read_identifier(name, "name", findings_)) compile(name, node);
    }

private:
    static constexpr std::size_t kMaxDepth = 64;  // segments that name segments; nobody reads further

    void compile(const YamlNode& name, const YamlNode& node) {
        if (done_.count(name.text) > 0) return;
        const bool in_circle = node.kind == YamlNode::Kind::scalar && !compile_named(name, node);
        done_.insert(name.text);
        Place place(vocabulary_, segments_);
        place.with_event({}).with_any_run().with_reply();
        std::unique_ptr<const Expression> condition;
        if (!in_circle) condition = read_condition(node, "segment." + name.text, place, findings_);
        // A broken one has been said; those who name it are not broken for that.
        if (condition == nullptr)
            if (auto never = compile_expression("false", {})) condition = std::move(*never);
        segments_[name.text] = std::move(condition);
    }

    // False when there is a circle.
    bool compile_named(const YamlNode& name, const YamlNode& node) {
        if (open_.size() >= kMaxDepth) {
            findings_.error(name.where, "more than 64 segments that name each other in a row");
            return false;
        }
        open_.push_back(name.text);
        bool fine = true;
        for (const DottedName& dotted : dotted_names(node.text)) {
            if (dotted.parts.size() < 2 || dotted.parts[0] != "segment") continue;
            if (const auto begin = std::find(open_.begin(), open_.end(), dotted.parts[1]); begin != open_.end()) {
                std::string circle;
                for (auto one = begin; one != open_.end(); ++one) circle += *one + " → ";
                findings_.error(node.where, "segments go round in a circle: " + circle + dotted.parts[1] +
                                                ": one of them has to do without the next");
                fine = false;
                continue;
            }
            for (const auto& [other, condition] : root_.entries)
                if (other.text == dotted.parts[1] && is_identifier(other.text)) compile(other, condition);
        }
        open_.pop_back();
        return fine;
    }

    const YamlNode& root_;
    const Vocabulary& vocabulary_;
    Segments& segments_;
    Findings& findings_;
    std::set<std::string> done_;
    std::vector<std::string> open_;
};

}  // namespace

void read_segments(const YamlNode& root, const Vocabulary& vocabulary, Segments& segments, Findings& findings) {
    if (root.kind != YamlNode::Kind::map) {
        findings.error(root.where,
                       "segments.yaml wants a name and a condition on each line, as in `promoter: customer.nps >= 9`");
        return;
    }
    Compiler(root, vocabulary, segments, findings).compile_all();
}

}  // namespace dialogd::rules
