// Builds the tree from yaml-cpp's events, and says what YAML took the text for when it went wrong.
#include "rules/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_set>

#include "rules/yaml_text.hpp"

namespace dialogd::rules {

namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;  // a rule is a page; yaml-cpp is slow and recurses
constexpr std::size_t kMaxDepth = 64;                     // the deepest rule that ships has 14
constexpr std::size_t kMaxNodes = 100'000;                // a megabyte of `[,` would fill memory

// Stops yaml-cpp in the middle of its work; never leaves parse_yaml.
struct Refusal {
    Error error;
};

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(std::string_view file, const YamlText& source) : file_(file), source_(source) {}

    YamlNode take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        YamlNode node = node_at(mark, YamlNode::Kind::null);
        node.text = source_.null_at(offset(mark));
        add(std::move(node));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, std::string(kAliasAdvice)); }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const char first = source_.at(offset(mark));
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag, first);
        YamlNode node = node_at(mark, YamlNode::Kind::scalar);
        node.text = value;
        node.quoted = tag == "!";
        // yaml-cpp lets a quote run to the end of the file.
        if ((first == '\'' || first == '"') && !source_.closes_quote(offset(mark)))
            refuse(mark, "`" + source_.rest_of_line(offset(mark)) +
                             "` opens a quote that is never closed: close it, or put the whole in single quotes");
        const YamlText::Place place = source_.text_start(offset(mark), node.where.line, node.where.column);
        node.text_line = place.line;
        node.text_column = place.column;
        if (!node.quoted) node.commented = source_.comment_follows(offset(mark), value);
        add(std::move(node));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        open(mark, tag, anchor, style, YamlNode::Kind::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        open(mark, tag, anchor, style, YamlNode::Kind::map);
    }
    void OnMapEnd() override { close(); }

private:
    struct Frame {
        YamlNode node;
        std::optional<YamlNode> key;  // map: its value comes next
        bool flow = false;            // in [] or {}
        std::unordered_set<std::string> keys;
        std::optional<YamlNode> cut;  // flow: a text with more ( than ), as f(a
    };

    static std::size_t offset(const YAML::Mark& mark) { return static_cast<std::size_t>(std::max(mark.pos, 0)); }

    Where where(const YAML::Mark& mark) const { return {std::string(file_), mark.line + 1, mark.column + 1}; }

    [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) const {
        throw Refusal{{ErrorCode::invalid, std::move(message), where(mark)}};
    }
    [[noreturn]] static void refuse(const YamlNode& node, std::string message) {
        throw Refusal{{ErrorCode::invalid, std::move(message), node.where}};
    }

    YamlNode node_at(const YAML::Mark& mark, YamlNode::Kind kind) {
        if (++nodes_ > kMaxNodes) refuse(mark, "more than 100,000 values in one file: split it");
        YamlNode node;
        node.kind = kind;
        node.where = where(mark);
        return node;
    }

    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
        if (anchor != YAML::NullAnchor) refuse(mark, std::string(kAnchorAdvice));
    }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag, char first) const {
        if (first != '!' && (tag.empty() || tag == "?" || tag == "!")) return;
        refuse(mark, "`" + source_.rest_of_line(offset(mark)) +
                         "` begins with `!`, which YAML takes for a tag: put it in single quotes");
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style,
              YamlNode::Kind kind) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag, source_.at(offset(mark)));
        if (frames_.size() >= kMaxDepth) refuse(mark, "more than 64 levels of lists and maps in each other");
        if (!frames_.empty() && frames_.back().node.kind == YamlNode::Kind::map && !frames_.back().key)
            refuse(mark, "a key is a list or a map here: keys are single words; `{{…}}` goes in single quotes");
        Frame frame;
        frame.node = node_at(mark, kind);
        frame.flow = style == YAML::EmitterStyle::Flow;
        frames_.push_back(std::move(frame));
    }

    void close() {
        YamlNode node = std::move(frames_.back().node);
        frames_.pop_back();
        add(std::move(node));
    }

    void add(YamlNode node) {
        if (frames_.empty()) {
            root_ = std::move(node);
            return;
        }
        Frame& frame = frames_.back();
        if (frame.flow) look_for_cut_call(frame, node);
        if (frame.node.kind == YamlNode::Kind::list) {
            frame.node.items.push_back(std::move(node));
        } else if (!frame.key) {
            if (node.text.empty() && !node.quoted) refuse(node, "a key is missing before `:`");
            if (!frame.keys.insert(node.text).second)
                refuse(node, "`" + node.text +
                                 "` stands here twice, and YAML would keep one of them in silence: take one out");
            node.kind = YamlNode::Kind::scalar;
            frame.key = std::move(node);
        } else {
            // Nothing is written: the parser names the place of what comes next.
            if (node.kind == YamlNode::Kind::null && node.text.empty()) node.where = frame.key->where;
            frame.node.entries.emplace_back(std::move(*frame.key), std::move(node));
            frame.key.reset();
        }
    }

    // `{k: f(a, b)}` is k: "f(a" and a key "b)".
    static void look_for_cut_call(Frame& frame, const YamlNode& node) {
        if (node.kind != YamlNode::Kind::scalar || node.quoted) return;
        const auto opened = std::count(node.text.begin(), node.text.end(), '(');
        const auto closed = std::count(node.text.begin(), node.text.end(), ')');
        if (opened > closed && !frame.cut) frame.cut = node;
        if (closed > opened && frame.cut)
            refuse(*frame.cut, "`" + frame.cut->text +
                                   "` is cut at a comma, as `,` ends a value inside [] and {}: put `" +
                                   frame.cut->text + ", " + node.text + "` in single quotes");
    }

    std::string_view file_;
    const YamlText& source_;
    std::vector<Frame> frames_;
    YamlNode root_;
    std::size_t nodes_ = 0;
};

Result<YamlNode> refused(std::string_view file, int line, int column, std::string message) {
    return Error{ErrorCode::invalid, std::move(message), {std::string(file), line, column}};
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
    for (const auto& [name, value] : entries)
        if (name.text == key) return &value;
    return nullptr;
}

Result<YamlNode> parse_yaml(std::string_view file, std::string_view text) {
    if (text.size() > kMaxBytes) return refused(file, 0, 0, "larger than 1 MiB: a file of rules is a page or two");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // a mark that some editors write
    const YamlText source(text);
    if (const auto bad = source.not_text())
        return refused(file, bad->line, bad->column, "not UTF-8 text: save the file as UTF-8");
    TreeBuilder builder(file, source);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder))
            return refused(file, 1, 1, "the file is empty: write something, or take it away");
        YamlNode root = builder.take();
        TreeBuilder further(file, source);
        if (parser.HandleNextDocument(further))
            return refused(file, further.take().where.line, 1,
                           "a second document begins here (`---`): one for each file");
        return root;
    } catch (const Refusal& refusal) {
        return refusal.error;
    } catch (const YAML::Exception& wrong) {
        const int line = wrong.mark.is_null() ? 0 : wrong.mark.line + 1;
        const int column = wrong.mark.is_null() ? 0 : wrong.mark.column + 1;
        return refused(file, line, column, source.advice(wrong.msg, line));
    } catch (const std::exception& wrong) {
        return refused(file, 0, 0, std::string("not YAML: ") + wrong.what());
    }
}

}  // namespace dialogd::rules
