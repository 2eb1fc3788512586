// Compiles the templates, and gives every page its frame and its headers.
#include "web/pages.hpp"

#include "web/embedded.hpp"
#include "web/renderer.hpp"

namespace dialogd::web {

namespace {

constexpr std::string_view kFolder = "pages/";
constexpr std::string_view kEnding = ".mustache";

std::map<std::string, std::string> headers_of_a_page() {
    return {
        {"Content-Security-Policy", "default-src 'none'; style-src '" + std::string(kStyleHash) + "'; script-src '" +
                                        std::string(kScriptHash) +
                                        "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
        {"Referrer-Policy", "no-referrer"},
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},  // browsers that know no frame-ancestors
        {"X-Robots-Tag", "noindex, nofollow"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
    };
}

// Where the customer lives is nobody's business in a page's frame: only what the shop says of itself.
Values framed(const Voice& voice, const std::string& title, Values values) {
    values.set("title", title)
        .set("language", voice.language)
        .maybe("company", voice.frame.company)
        .maybe("company_address", voice.frame.company_address)
        .set("style", asset("style.css"))
        .set("script", asset("script.js"));
    return values;
}

Result<std::unique_ptr<const Template>> compiled(const WordsCompiler& compiler, std::string_view name,
                                                 std::string_view text, const std::map<std::string, std::string>& parts,
                                                 std::string_view layout) {
    WordsSource source;
    source.language = "en";
    source.format = WordsSource::Format::html;
    source.file = source.html_file = std::string(name);
    source.text = "Subject: {{title}}\n\n{{title}}\n";  // the compiler is one for mails; these parts are not used
    source.html = text;
    source.partials = &parts;
    source.layout = layout;
    auto outcome = compiler.compile(source);
    if (const auto* errors = std::get_if<std::vector<Error>>(&outcome)) return errors->front();
    return std::move(std::get<Words>(outcome).html);
}

}  // namespace

Value error_list(const Voice& voice, const FieldErrors& errors) {
    Value::List list;
    for (const FieldError& error : errors)
        list.push_back(Values().set("field", error.field).set("problem", voice.t(error.problem)).map());
    return Value(std::move(list));
}

Value error_at(const Voice& voice, const FieldErrors& errors, std::string_view field) {
    for (const FieldError& error : errors)
        if (error.field == field) return Value(voice.t(error.problem));
    return Value(false);
}

Voice Renderer::voice(const Frame& frame) const {
    const std::string_view language = page_language(frame.language);
    return Voice{texts_.find(language)->second, frame, calendar_, formats_, language};
}

Page Renderer::page(const Voice& voice, std::string_view name, int status, const std::string& title,
                    Values values) const {
    Page page;
    page.status = status;
    page.headers = headers_of_a_page();
    page.headers["Content-Language"] = voice.language;
    const Values all = framed(voice, title, std::move(values));
    page.body = templates_.find(name)->second->render(PageScope(all, voice.t.all())).text;
    return page;
}

Page Renderer::download(const std::string& json) const {
    Page page;
    page.content_type = "application/json";
    page.headers = headers_of_a_page();
    page.headers["Content-Disposition"] = "attachment; filename=\"dialogue.json\"";
    page.body = json;
    return page;
}

Result<std::unique_ptr<const Pages>> make_pages(const WordsCompiler& compiler, const Calendar& calendar,
                                                const Formats& formats) {
    auto texts = load_texts();
    if (!texts) return texts.error();
    std::map<std::string, std::string> parts;
    for (const Asset& asset : kAssets)
        if (asset.name.starts_with("pages/_"))
            parts.emplace(asset.name.substr(7, asset.name.size() - 7 - kEnding.size()), asset.text);
    const std::string layout = parts.extract("layout").mapped();
    std::map<std::string, std::unique_ptr<const Template>, std::less<>> templates;
    for (const Asset& asset : kAssets) {
        if (!asset.name.starts_with(kFolder) || asset.name.starts_with("pages/_")) continue;
        auto page = compiled(compiler, asset.name, asset.text, parts, layout);
        if (!page) return page.error();
        templates.emplace(asset.name.substr(kFolder.size(), asset.name.size() - kFolder.size() - kEnding.size()),
                          std::move(*page));
    }
    return std::unique_ptr<const Pages>(
        std::make_unique<Renderer>(std::move(templates), std::move(*texts), calendar, formats));
}

}  // namespace dialogd::web
