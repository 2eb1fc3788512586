// Brings the files together: vocabulary, journey and segments first, then contents, then rules.
#include "rules/load.hpp"

#include <algorithm>
#include <set>

#include "rules/content.hpp"
#include "rules/doubts.hpp"
#include "rules/rule.hpp"

namespace dialogd::rules {

namespace {

std::string file_name(std::string_view path) {
    const std::size_t slash = path.find_last_of('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

void put_in_order(std::vector<Error>& errors) {
    std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) {
        return std::tie(a.where.file, a.where.line, a.where.column) <
               std::tie(b.where.file, b.where.line, b.where.column);
    });
}

class Loader {
public:
    Loader(const Sources& sources, const WordsCompiler& words, Ruleset& ruleset)
        : sources_(sources), words_(words), ruleset_(ruleset) {}

    LoadReport load() {
        ruleset_.rules.clear();
        ruleset_.former.clear();
        ruleset_.contents.clear();
        read_names();
        read_contents(sources_.templates, words_, reading_, ruleset_.contents);
        for (const SourceFile& file : sources_.rules) read_rule_file(file);
        check_stages();
        for (const SourceFile& file : sources_.former) read_former(file);
        check_contents();
        check_caps();
        check_meaning();
        ruleset_.aliases = std::move(vocabulary_.aliases);
        ruleset_.hash = hash_of_sources();
        index(ruleset_);
        put_in_order(findings_.errors);
        put_in_order(findings_.warnings);
        return {std::move(findings_.errors), std::move(findings_.warnings)};
    }

private:
    const SourceFile* find_source(std::string_view name) const {
        for (const SourceFile& file : sources_.rules)
            if (file_name(file.path) == name) return &file;
        return nullptr;
    }

    std::optional<YamlNode> parse(const SourceFile& file) {
        Result<YamlNode> root = parse_yaml(file.path, file.text);
        if (root) return std::move(*root);
        findings_.error(root.error().where, root.error().message);
        return std::nullopt;
    }

    void read_names() {
        if (const SourceFile* file = find_source("vocabulary.yaml"))
            if (const auto root = parse(*file)) read_vocabulary(*root, vocabulary_, findings_);
        if (const SourceFile* file = find_source("journey.yaml")) {
            if (const auto root = parse(*file))
                read_journey(*root, journey_, findings_);
            else
                journey_.broken = true;
        }
        if (const SourceFile* file = find_source("segments.yaml"))
            if (const auto root = parse(*file)) read_segments(*root, vocabulary_, segments_, findings_);
    }

    void read_rule_file(const SourceFile& file) {
        const std::string name = file_name(file.path);
        if (name == "vocabulary.yaml" || name == "journey.yaml" || name == "segments.yaml" || name.starts_with('.'))
            return;
        if (name.ends_with(".yml")) findings_.error({file.path, 1, 1}, "rules end in .yaml: rename the file");
        if (!name.ends_with(".yaml")) return;
        const auto root = parse(file);
        if (!root) return;
        if (!rule_files_.insert(name).second)
            findings_.error({file.path, 1, 1}, "there are two files `" + name + "`: a rule has one file");
        auto rule = read_rule(*root, file.path, file.text, reading_);
        if (!rule) return;
        check_review(file, *root, *rule);
        ruleset_.rules.push_back(std::move(*rule));
    }

    // Its name stands in it: older texts need not be kept in files of that name.
    void read_former(const SourceFile& file) {
        Findings aside;
        Reading reading{ruleset_.household, ruleset_.services, aside, vocabulary_, journey_, segments_, contents_, {}};
        std::optional<Rule> rule;
        const Result<YamlNode> root = parse_yaml(file.path, file.text);
        if (root) {
            const YamlNode* name = root->find("rule");
            rule = read_rule(*root, (name != nullptr ? name->text : std::string()) + ".yaml", file.text, reading);
        } else {
            aside.errors.push_back(root.error());
        }
        if (!rule) {
            const std::string why = aside.errors.empty() ? std::string("unknown") : to_string(aside.errors.front());
            findings_.warning({file.path, 0, 0}, "an older version no longer loads, so its open runs end: " + why);
            return;
        }
        const auto is_same = [&](const Rule& other) {
            return other.name == rule->name && other.version == rule->version;
        };
        if (std::none_of(ruleset_.rules.begin(), ruleset_.rules.end(), is_same) &&
            std::none_of(ruleset_.former.begin(), ruleset_.former.end(), is_same))
            ruleset_.former.push_back(std::move(*rule));
    }

    // Of rules that hang together only; a broken one is missing here, and that has been said.
    void check_meaning() {
        check_keywords(ruleset_.rules, findings_);
        check_loops(ruleset_.rules, findings_);
        for (const Rule& rule : ruleset_.rules) check_sense(rule, ruleset_.household, findings_);
        check_words(ruleset_.contents, ruleset_.rules, reading_, sources_.segments, findings_);
    }

    // Nobody has looked at it for longer than it says itself.
    void check_review(const SourceFile& file, const YamlNode& root, const Rule& rule) {
        if (rule.review == Duration{} || sources_.now == Instant{} || file.changed == Instant{}) return;
        const Duration age = sources_.now - file.changed;
        if (age <= rule.review) return;
        const YamlNode* node = root.find("review");
        findings_.warning(node != nullptr ? node->where : rule.where,
                          "nobody has looked at `" + rule.name + "` for " + std::to_string(age / kDay) +
                              " days, and `review` wants it every " + dialogd::to_text(rule.review) +
                              ": read it, and save it anew");
    }

    void check_stages() {
        for (const Stage& stage : journey_.stages)
            if (!stage.used)
                findings_.warning(stage.where, "no rule serves the stage `" + stage.name +
                                                   "`: write `stage: " + stage.name + "` in one that does");
    }

    void check_contents() {
        for (const auto& [name, note] : contents_)
            if (!note.used && !name.starts_with('_'))
                findings_.warning(
                    note.where, "no rule says the content `" + name + "`: let one `send` it, or take its folder away");
        for (const std::string_view own : kOwnContents)
            if (contents_.find(own) == contents_.end())
                findings_.warning({},
                                  "there is no content `" + std::string(own) + "`: dialogd can't say what it is for");
    }

    // What the state does not remember can't be counted.
    void check_caps() {
        for (const Cap& cap : ruleset_.household.caps) {
            const auto refuse = [&](const std::string& why) {
                findings_.error({}, "the cap `" + cap.text + "` " + why);
            };
            if (cap.max > kMaxContacts) refuse("counts beyond 128, which is all that is remembered of a customer");
            if (const auto* per = std::get_if<Duration>(&cap.per)) {
                if (*per > kContactMemory) refuse("looks back further than 400d, which is all that is remembered");
                if (*per <= Duration{}) refuse("has no time: write `per: 7d`");
            }
            if (!cap.topic.empty() && ruleset_.household.topics.count(cap.topic) == 0)
                refuse("is for a topic `" + cap.topic + "` that is not in the config");
            if (!cap.content.empty() && contents_.find(cap.content) == contents_.end())
                refuse("is for a content `" + cap.content + "` that is not in the templates");
            if (!cap.rule.empty() && rule_files_.count(cap.rule + ".yaml") == 0)
                refuse("is for a rule `" + cap.rule + "` that is not there");
        }
    }

    std::uint64_t hash_of_sources() const {
        std::uint64_t hash = 0;
        for (const auto* files : {&sources_.rules, &sources_.templates})
            for (const SourceFile& file : *files) hash = hash_text(file.text, hash_text(file.path, hash));
        return hash;
    }

    const Sources& sources_;
    const WordsCompiler& words_;
    Ruleset& ruleset_;
    Findings findings_;
    Vocabulary vocabulary_;
    Journey journey_;
    Segments segments_;
    std::map<std::string, ContentNote, std::less<>> contents_;
    std::set<std::string> rule_files_;
    Reading reading_{ruleset_.household, ruleset_.services, findings_, vocabulary_,
                     journey_,           segments_,         contents_, sources_.now};
};

}  // namespace

LoadReport load(const Sources& sources, const WordsCompiler& words, Ruleset& ruleset) {
    return Loader(sources, words, ruleset).load();
}

}  // namespace dialogd::rules
