// Compiles the words of a content: header lines, Markdown or HTML, frame and footer.
#include "message/words.hpp"

#include <algorithm>

#include "message/markdown.hpp"
#include "message/one_line.hpp"

namespace dialogd::message {

namespace {

using Finish = std::string (*)(std::string text);

std::string as_it_is(std::string text) {
    return text;
}

class CompiledTemplate : public Template {
public:
    CompiledTemplate(Program program, Finish finish)
        : program_(std::move(program)), source_(source_of(program_)), hash_(hash_text(source_)), finish_(finish) {}

    Rendered render(const Scope& scope) const override {
        Rendered rendered = message::render(program_, scope);
        rendered.text = finish_(std::move(rendered.text));
        return rendered;
    }
    std::uint64_t hash() const override { return hash_; }
    const std::string& source() const override { return source_; }

private:
    Program program_;
    std::string source_;
    std::uint64_t hash_;
    Finish finish_;
};

using TemplatePtr = std::unique_ptr<const Template>;

std::string with_newlines(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
    return out;
}

void trim_newlines(std::string& text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
}

// The header lines of an e-mail, and the rest.
struct Headers {
    struct Line {
        std::string value;
        Where where;
    };
    std::map<std::string, Line, std::less<>> lines;  // by name
    std::string body;
    Where body_start;
};

bool is_header_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    });
}

void read_header(std::string_view line, const Where& where, Headers& headers, std::vector<Error>& errors) {
    const auto fail = [&](std::string message) { errors.push_back({ErrorCode::invalid, std::move(message), where}); };
    const std::size_t colon = line.find(':');
    const std::string name(line.substr(0, colon));
    if (colon == std::string_view::npos || !is_header_name(name))
        return fail("`" + std::string(line.substr(0, 40)) +
                    "` is no header line: a mail begins with `Subject: …`, then an empty line, then the words");
    if (name != "Subject" && name != "Preheader")
        return fail("there is no header line `" + name + "`: there are Subject and Preheader");
    std::size_t begin = colon + 1;
    while (begin < line.size() && line[begin] == ' ') ++begin;
    Where at = where;
    at.column = static_cast<int>(begin) + 1;
    if (!headers.lines.emplace(name, Headers::Line{std::string(line.substr(begin)), at}).second)
        fail("the header line " + name + " is there twice");
}

Headers split_headers(const std::string& text, const std::string& file, std::vector<Error>& errors) {
    Headers headers;
    std::size_t at = 0;
    int number = 1;
    for (; at < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end - at);
        at = std::min(end + 1, text.size());
        if (line.find_first_not_of(" \t") == std::string_view::npos) break;
        const std::size_t before = errors.size();
        read_header(line, {file, number, 1}, headers, errors);
        if (errors.size() > before) return headers;
    }
    headers.body = text.substr(at);
    headers.body_start = {file, number + 1, 1};
    if (!headers.lines.contains("Subject"))
        errors.push_back(
            {ErrorCode::invalid, "a mail needs a subject: write `Subject: …` in the first line", {file, 1, 1}});
    return headers;
}

// The answers of a question that have a button stand under its words, unless the words place them themselves.
// A content that is only sent, or a question without buttons, has none, and nothing is added.
constexpr std::string_view kSmsButtons = "{{#buttons}}\n{{number}}. {{label}}{{/buttons}}";
constexpr std::string_view kTextButtons = "{{#buttons}}\n\n{{label}}: {{url}}\n{{/buttons}}\n";
constexpr std::string_view kHtmlButtons =
    "{{#buttons}}<a href=\"{{url}}\" style=\"display:inline-block;margin:4px 8px 4px 0;padding:10px 18px;"
    "border-radius:6px;background:#14603f;color:#ffffff;text-decoration:none;font-weight:600;\">{{label}}</a>\n"
    "{{/buttons}}";

bool places_buttons(std::string_view words) {
    return words.find("#buttons") != std::string_view::npos;
}

class Compiler : public WordsCompiler {
public:
    std::variant<Words, std::vector<Error>> compile(const WordsSource& source) const override {
        std::vector<Error> errors;
        Words words;
        words.language = source.language;
        words.channel = source.channel;
        words.where = {source.file, 1, 1};
        if (source.channel == ChannelKind::sms)
            words.text = compile_sms(source, errors);
        else
            compile_mail(source, words, errors);
        if (!errors.empty()) return errors;
        return words;
    }

    Result<TemplatePtr> compile_line(std::string_view text, Where where) const override {
        std::vector<Error> errors;
        const bool url = text.starts_with("http://") || text.starts_with("https://");
        TemplatePtr line = compile_text(text, where, {}, {}, url ? as_url : as_one_line, errors);
        if (!errors.empty()) return errors.front();
        return line;
    }

private:
    static const Partials& partials_of(const WordsSource& source) {
        static const Partials kNone;
        return source.partials == nullptr ? kNone : *source.partials;
    }

    // The partial that stands under the text parts of that language; empty: none.
    static std::string footer_of(const WordsSource& source) {
        const std::string base = source.language.substr(0, source.language.find('-'));
        for (const std::string& name : {"footer_text_" + base, std::string("footer_text")})
            if (partials_of(source).contains(name)) return name;
        return {};
    }

    static TemplatePtr compile_text(std::string_view text, const Where& where, const Partials& partials,
                                    const MustacheOptions& options, Finish finish, std::vector<Error>& errors) {
        return std::make_unique<CompiledTemplate>(compile_mustache(text, where, partials, options, errors), finish);
    }

    static TemplatePtr compile_sms(const WordsSource& source, std::vector<Error>& errors) {
        std::string text = with_newlines(source.text);
        trim_newlines(text);
        if (text.empty())
            errors.push_back({ErrorCode::invalid, "an SMS needs words: the file is empty", {source.file, 1, 1}});
        if (!text.empty() && !places_buttons(text)) text += kSmsButtons;
        return compile_text(text, {source.file, 1, 1}, partials_of(source), {}, as_sms, errors);
    }

    static void compile_mail(const WordsSource& source, Words& words, std::vector<Error>& errors) {
        const Headers headers = split_headers(with_newlines(source.text), source.file, errors);
        const auto header = [&](std::string_view name) -> TemplatePtr {
            const auto line = headers.lines.find(name);
            if (line == headers.lines.end() || line->second.value.empty()) return nullptr;
            return compile_text(line->second.value, line->second.where, partials_of(source), {}, as_one_line, errors);
        };
        words.subject = header("Subject");
        words.preheader = header("Preheader");
        if (words.subject == nullptr && errors.empty())
            errors.push_back({ErrorCode::invalid, "the subject is empty", {source.file, 1, 1}});
        if (!errors.empty() && headers.body.empty()) return;
        if (source.format == WordsSource::Format::html) {
            add_text(source, headers.body, headers.body_start, words, errors);
            add_html(source, with_newlines(source.html), {source.html_file, 1, 1}, words, errors);
        } else if (source.format == WordsSource::Format::plain) {
            add_text(source, headers.body, headers.body_start, words, errors);
        } else {
            const std::size_t before = errors.size();
            const MarkdownParts parts = compile_markdown(headers.body, headers.body_start, partials_of(source), errors);
            if (errors.size() > before) return;
            add_text(source, parts.text, headers.body_start, words, errors);
            add_html(source, parts.html, headers.body_start, words, errors);
        }
    }

    static void add_text(const WordsSource& source, std::string text, const Where& where, Words& words,
                         std::vector<Error>& errors) {
        trim_newlines(text);
        text += '\n';
        const std::size_t end = text.size();
        if (!places_buttons(text)) text += kTextButtons;
        if (const std::string footer = footer_of(source); !footer.empty()) {
            // A section that ends the text has brought its empty line along.
            const std::size_t last = text.rfind('\n', end - 2);
            const bool ends_in_tag = text.compare(last == std::string::npos ? 0 : last + 1, 3, "{{/") == 0;
            text += (ends_in_tag ? "{{> " : "\n{{> ") + footer + "}}\n";
        }
        MustacheOptions options;
        options.guards = source.format == WordsSource::Format::markdown;
        words.text = compile_text(text, where, partials_of(source), options, as_it_is, errors);
    }

    static void add_html(const WordsSource& source, std::string html, const Where& where, Words& words,
                         std::vector<Error>& errors) {
        if (!places_buttons(html)) html.insert(std::min(html.rfind("</body"), html.size()), kHtmlButtons);
        MustacheOptions options;
        options.html = true;
        const bool whole = html.find("<html") != std::string::npos || html.find("<!DOCTYPE") != std::string::npos;
        if (source.layout.empty() || whole) {
            options.guards = source.format == WordsSource::Format::markdown;
            words.html = compile_text(html, where, partials_of(source), options, as_it_is, errors);
            return;
        }
        const std::string layout = with_newlines(source.layout);
        if (layout.find("{{{body}}}") == std::string::npos) {
            errors.push_back({ErrorCode::invalid,
                              "the layout has no {{{body}}}: it says where the words go",
                              {"_layouts/email.html", 1, 1}});
            return;
        }
        // What is wrong in the words is said with their own place, not the layout's.
        const std::size_t before = errors.size();
        options.guards = source.format == WordsSource::Format::markdown;
        compile_mustache(html, where, partials_of(source), options, errors);
        if (errors.size() > before) return;
        options.guards = false;
        options.body = &html;
        words.html =
            compile_text(layout, {"_layouts/email.html", 1, 1}, partials_of(source), options, as_it_is, errors);
    }
};

// What `fill` sees: texts by name.
class TextsScope : public Scope {
public:
    explicit TextsScope(const std::map<std::string, std::string>& values) {
        for (const auto& [name, text] : values) {
            values_.emplace_back(Value(name), Value(text));
            const std::size_t dot = name.find('.');
            if (dot != std::string::npos) dotted_.emplace_back(name, text);
        }
    }
    std::optional<Value> find(std::string_view root) const override {
        for (const auto& [name, value] : values_)
            if (*name.text() == root) return value;
        return std::nullopt;
    }
    std::optional<Value> select(std::string_view root, std::string_view field) const override {
        const std::string name = std::string(root) + "." + std::string(field);
        for (const auto& [dotted, text] : dotted_)
            if (dotted == name) return Value(text);
        return std::nullopt;
    }
    std::vector<const Remembered*> remembered(std::string_view, Duration) const override { return {}; }
    const Remembered* last(std::string_view) const override { return nullptr; }
    Instant now() const override { return {}; }
    std::string_view language() const override { return "en"; }
    std::string_view time_zone() const override { return "UTC"; }
    const Formats* formats() const override { return nullptr; }

private:
    Value::Map values_;
    std::vector<std::pair<std::string, std::string>> dotted_;
};

}  // namespace

std::unique_ptr<const WordsCompiler> make_words_compiler() {
    return std::make_unique<Compiler>();
}

Result<std::string> fill(std::string_view text, const std::map<std::string, std::string>& values) {
    std::vector<Error> errors;
    const Program program = compile_mustache(text, {}, {}, {}, errors);
    if (!errors.empty()) return errors.front();
    Rendered rendered = render(program, TextsScope(values));
    for (const std::string& missing : rendered.missing) {
        if (values.contains(missing)) continue;  // there, and empty
        std::string names;
        for (const auto& [name, value] : values) names += (names.empty() ? "" : ", ") + name;
        return Error{ErrorCode::not_found, "no value for {{" + missing + "}}: there are " + names, {}};
    }
    return std::move(rendered.text);
}

}  // namespace dialogd::message
