// Sorts the files of the templates folder by content, and has their words compiled.
#include "rules/content.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "rules/scalars.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

using Partials = std::map<std::string, std::string>;

// "email.da.md": channel, language and ending.
struct WordsName {
    ChannelKind channel = ChannelKind::email;
    std::string language;
    std::string ending;
};

struct Folder {
    std::string name;
    const SourceFile* settings = nullptr;
    std::map<std::string, const SourceFile*> words;  // by file name
};

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = text.find(at);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<WordsName> parse_words_name(std::string_view file) {
    const std::vector<std::string> parts = split(file, '.');
    if (parts.size() != 3 || !is_language(parts[1])) return std::nullopt;
    const auto channel = parse_channel(parts[0]);
    if (!channel) return std::nullopt;
    const bool fits = *channel == ChannelKind::email ? parts[2] == "md" || parts[2] == "html" || parts[2] == "txt"
                                                     : parts[2] == "txt";
    if (!fits) return std::nullopt;
    return WordsName{*channel, parts[1], parts[2]};
}

// What can't be a part of a content: notes, and what editors leave behind.
bool is_ignored(std::string_view file) {
    return file.starts_with('.') || file.ends_with('~') || file == "README.md";
}

class TemplatesReader {
public:
    TemplatesReader(const WordsCompiler& compiler, Reading& in)
        : compiler_(compiler), in_(in), findings_(in.findings) {}

    void read(const std::vector<SourceFile>& files, std::vector<Content>& contents) {
        for (const SourceFile& file : files) sort_in(file);
        for (const auto& [name, folder] : folders_) {
            // Noted also when it is broken, so that the rules that name it are not said to be wrong.
            ContentNote& note = in_.contents[name];
            Content content;
            content.name = name;
            read_settings(folder, content);
            for (const auto& [file_name, file] : folder.words) read_words(folder, file_name, *file, content, note);
            if (folder.words.empty())
                findings_.error(content.where, "`" + name + "` has no words: add email.LANG.md or sms.LANG.txt");
            note.where = content.where;
            check_language(content);
            contents.push_back(std::move(content));
        }
    }

private:
    static Where top_of(const SourceFile& file) { return {file.path, 1, 1}; }

    void sort_in(const SourceFile& file) {
        const std::vector<std::string> parts = split(file.path, '/');
        const std::string& name = parts.back();
        if (is_ignored(name)) return;
        const std::string folder = parts.size() > 1 ? parts[parts.size() - 2] : std::string();
        if (folder == "_partials") {
            const std::string stem = name.substr(0, name.find('.'));
            if (!partials_.emplace(stem, file.text).second)
                findings_.error(top_of(file), "there are two partials `" + stem + "`: give one of them another name");
            return;
        }
        if (folder == "_layouts") {
            if (name == "email.html" || (parse_words_name(name) && name.ends_with(".html")))
                layouts_[name] = &file;
            else
                findings_.error(top_of(file), "`" + name + "` is no layout: those are email.html and email.LANG.html");
            return;
        }
        const bool own = std::find(std::begin(kOwnContents), std::end(kOwnContents), folder) != std::end(kOwnContents);
        if (folder.starts_with('_') && !own) {
            if (refused_.emplace(folder, true).second)
                findings_.error(top_of(file), "`" + folder + "` is none of the folders that begin with _" +
                                                  did_you_mean(folder, {"_layouts", "_partials", "_stopped", "_started",
                                                                        "_help", "_changed"}));
            return;
        }
        sort_into_content(folder, name, file);
    }

    void sort_into_content(const std::string& folder, const std::string& name, const SourceFile& file) {
        const auto words = parse_words_name(name);
        if (name != "content.yaml" && !words) {
            findings_.error(top_of(file),
                            "`" + name +
                                "` is no file of a content: those are content.yaml, email.LANG.md, "
                                "email.LANG.html with email.LANG.txt, and sms.LANG.txt, with LANG as in da or nb");
            return;
        }
        Folder& content = folders_[folder];
        content.name = folder;
        if (words)
            content.words[name] = &file;
        else
            content.settings = &file;
    }

    void read_settings(const Folder& folder, Content& content) {
        content.where = folder.settings != nullptr ? top_of(*folder.settings) : top_of(*folder.words.begin()->second);
        if (folder.settings == nullptr) return;
        if (folder.settings->text.find_first_not_of(" \t\r\n") == std::string::npos) return;
        const Result<YamlNode> root = parse_yaml(folder.settings->path, folder.settings->text);
        if (!root)
            findings_.errors.push_back(root.error());
        else
            read_content_settings(*root, compiler_, in_, content);
    }

    const std::string& layout(const std::string& language) const {
        static const std::string kNone;
        for (const std::string& name :
             {"email." + language + ".html", "email." + language.substr(0, language.find('-')) + ".html",
              std::string("email.html")})
            if (const auto at = layouts_.find(name); at != layouts_.end()) return at->second->text;
        return kNone;
    }

    void read_words(const Folder& folder, const std::string& file_name, const SourceFile& file, Content& content,
                    ContentNote& note) {
        const WordsName name = parse_words_name(file_name).value_or(WordsName{});
        (name.channel == ChannelKind::email ? note.email : note.sms) = true;
        note.languages.insert(name.language);
        WordsSource source;
        source.language = name.language;
        source.channel = name.channel;
        source.partials = &partials_;
        source.file = file.path;
        source.text = file.text;
        if (name.channel == ChannelKind::sms) {
            source.format = WordsSource::Format::plain;
        } else if (name.ending == "txt") {
            if (folder.words.count("email." + name.language + ".html") == 0)
                findings_.error(top_of(file), "`" + file_name + "` is the text part of email." + name.language +
                                                  ".html, which is not there: write email." + name.language + ".md");
            return;  // read together with the HTML
        } else if (name.ending == "html") {
            if (!add_html(folder, name, file, source)) return;
        } else if (folder.words.count("email." + name.language + ".html") > 0) {
            findings_.error(top_of(file),
                            "there are both " + file_name + " and email." + name.language + ".html: which one?");
            return;
        }
        if (name.channel == ChannelKind::email) source.layout = layout(name.language);
        if (name.channel == ChannelKind::email && !offers_unsubscribe(source))
            note.no_unsubscribe.insert(name.language);
        compile(source, content);
    }

    // In its own HTML, in its frame, or in a partial that one of these draws in.
    bool offers_unsubscribe(const WordsSource& source) const {
        std::string text = (source.html.empty() ? source.text : source.html) + source.layout;
        std::set<std::string> seen;
        for (std::size_t at = text.find("{{>"); at != std::string::npos; at = text.find("{{>", at + 3)) {
            std::string name = text.substr(at + 3, text.find("}}", at) - at - 3);
            std::erase(name, ' ');
            const auto partial = partials_.find(name);
            if (partial != partials_.end() && seen.insert(name).second) text += partial->second;  // each once
        }
        return text.find("links.unsubscribe") != std::string::npos;
    }

    bool add_html(const Folder& folder, const WordsName& name, const SourceFile& file, WordsSource& source) {
        const std::string text_name = "email." + name.language + ".txt";
        const auto text = folder.words.find(text_name);
        if (text == folder.words.end()) {
            findings_.error(top_of(file),
                            "the text part is missing: write " + text_name + ", with Subject and the words");
            return false;
        }
        source.format = WordsSource::Format::html;
        source.html_file = file.path;
        source.html = file.text;
        source.file = text->second->path;
        source.text = text->second->text;
        return true;
    }

    void compile(const WordsSource& source, Content& content) {
        auto outcome = compiler_.compile(source);
        if (auto* errors = std::get_if<std::vector<Error>>(&outcome)) {
            for (Error& error : *errors) {
                if (error.where.file.empty()) error.where.file = source.file;
                findings_.error(error.where, std::move(error.message));
            }
            return;
        }
        Words& words = std::get<Words>(outcome);
        words.language = source.language;
        words.channel = source.channel;
        if (words.where.file.empty()) words.where = {source.file, 1, 1};
        content.words.push_back(std::move(words));
    }

    // Who speaks another language gets the configured one; without it they get nothing.
    void check_language(const Content& content) {
        for (const ChannelKind channel : {ChannelKind::email, ChannelKind::sms}) {
            bool speaks = false;
            bool speaks_default = false;
            for (const Words& words : content.words) {
                speaks = speaks || words.channel == channel;
                speaks_default =
                    speaks_default || (words.channel == channel && words.language == in_.household.language);
            }
            if (speaks && !speaks_default)
                findings_.warning(content.where,
                                  "`" + content.name + "` has no " + std::string(to_text(channel)) + " in `" +
                                      in_.household.language +
                                      "`, the configured language: customers with other languages don't get it");
        }
    }

    const WordsCompiler& compiler_;
    Reading& in_;
    Findings& findings_;
    std::map<std::string, Folder> folders_;
    Partials partials_;
    std::map<std::string, const SourceFile*> layouts_;
    std::map<std::string, bool> refused_;
};

}  // namespace

void read_contents(const std::vector<SourceFile>& files, const WordsCompiler& compiler, Reading& in,
                   std::vector<Content>& contents) {
    TemplatesReader(compiler, in).read(files, contents);
}

}  // namespace dialogd::rules
