// A preview as pages: every mail by itself, and all variants side by side as a customer's screen shows them.
#include <fstream>

#include "app/preview.hpp"
#include "message/segments.hpp"

namespace dialogd::app {

namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>)";
constexpr std::string_view kStyle = R"(</title><style>
:root{--ink:#1c1e21;--soft:#667;--line:#dfe2e6;--paper:#fff;--ground:#f2f3f5;--mark:#0b6bcb;--bad:#b3261e}
*{box-sizing:border-box}
body{margin:0;padding:32px;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
header{max-width:900px;margin:0 0 24px}
h1{font-size:26px;line-height:1.2;margin:0 0 4px}
header p{margin:0;color:var(--soft)}
.now{color:var(--bad)!important;margin-top:8px!important}
main{display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}
section{width:392px;background:var(--paper);border:1px solid var(--line);border-radius:12px;overflow:hidden}
section>h2{margin:0;padding:10px 16px;font-size:13px;letter-spacing:.02em;color:var(--soft);border-bottom:1px solid var(--line);font-weight:600;text-transform:uppercase}
.inbox{padding:12px 16px;border-bottom:1px solid var(--line)}
.inbox b{display:block;font-size:15px}
.inbox .subject{display:block;font-weight:600}
.inbox .pre{display:block;color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
iframe{display:block;width:100%;height:620px;border:0;background:#fff}
.bubbles{padding:20px 16px;background:#fbfbfc}
.bubble{display:inline-block;max-width:92%;background:#e6e8ec;border-radius:18px 18px 18px 5px;padding:10px 14px;white-space:pre-wrap;overflow-wrap:anywhere}
.meta{padding:8px 16px;color:var(--soft);font-size:13px;border-top:1px solid var(--line)}
.no{padding:20px 16px;color:var(--bad)}
details{border-top:1px solid var(--line);padding:10px 16px;font-size:13px}
summary{cursor:pointer;color:var(--mark)}
table{border-collapse:collapse;width:100%;margin-top:8px}
td{padding:3px 8px 3px 0;vertical-align:top;overflow-wrap:anywhere}
td:first-child{color:var(--soft);width:38%}
td small{display:block;color:var(--soft)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:12px/1.5 ui-monospace,Menlo,Consolas,monospace;margin:8px 0 0}
</style></head><body>
)";
// The frame of a mail grows to the mail's height; it holds no scripts that could run.
constexpr std::string_view kFit = R"(<script>
for (const f of document.querySelectorAll('iframe')) {
  const fit = () => { const d = f.contentDocument; if (d && d.body) f.style.height = Math.max(120, d.documentElement.scrollHeight) + 'px'; };
  f.addEventListener('load', fit); fit();
}
</script>
)";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out.push_back(c);
        }
    }
    return out;
}

std::string row(std::string_view name, std::string_view value, std::string_view small = {}) {
    return "<tr><td>" + escaped(name) + "</td><td>" + escaped(value) +
           (small.empty() ? std::string() : "<small>" + escaped(small) + "</small>") + "</td></tr>";
}

std::string names_table(const Variant& variant) {
    std::string out;
    for (const NameInWords& one : variant.names)
        out += row(one.name, one.missing ? (one.needed ? "missing" : "not there, left out") : one.value, one.from);
    return out.empty() ? out
                       : "<details><summary>Where the words came from</summary><table>" + out + "</table></details>";
}

std::string mail_card(const Variant& variant) {
    const Message& message = *variant.message;
    std::string out = "<div class=inbox><b>" + escaped(message.from.substr(0, message.from.find(" <"))) +
                      "</b><span class=subject>" + escaped(message.subject) + "</span><span class=pre>" +
                      escaped(variant.preheader.empty() ? "no preheader" : variant.preheader) + "</span></div>";
    out += "<iframe sandbox=\"allow-same-origin\" title=\"" + escaped(message.subject) + "\" srcdoc=\"" +
           escaped(message.html) + "\"></iframe>";
    std::string headers;
    for (const auto& [name, value] : variant.headers) headers += row(name, value);
    headers += row("Return path", variant.return_path);
    return out + "<details><summary>Headers</summary><table>" + headers + "</table></details>" +
           "<details><summary>Text part</summary><pre>" + escaped(message.text) + "</pre></details>";
}

std::string sms_card(const Variant& variant) {
    const message::SmsShape shape = message::sms_shape(variant.message->text);
    return "<div class=bubbles><span class=bubble>" + escaped(variant.message->text) +
           "</span></div><div class=meta>From " + escaped(variant.message->from) + " · " +
           (shape.gsm7 ? "GSM-7" : "UCS-2") + " · " + std::to_string(shape.units) + " units · " +
           std::to_string(shape.segments) + (shape.segments == 1 ? " segment" : " segments") + "</div>";
}

std::string card(const Variant& variant) {
    std::string out = "<section><h2>" + std::string(variant.channel == ChannelKind::email ? "E-mail" : "SMS") + " · " +
                      escaped(variant.language) + "</h2>";
    if (!variant.message)
        out += "<div class=no><b>Not eligible</b><br>" + escaped(variant.why) + "</div>";
    else
        out += variant.channel == ChannelKind::email ? mail_card(variant) : sms_card(variant);
    return out + names_table(variant) + "</section>\n";
}

std::string page(const Preview& preview) {
    std::string out(kHead);
    out += escaped(preview.content->name) + std::string(kStyle) + "<header><h1>" + escaped(preview.content->name) +
           "</h1><p>" + escaped(preview.content->about) + "</p><p>" +
           escaped((preview.rule.empty() ? "No rule says it yet" : "Rule " + preview.rule) + " · topic " +
                   preview.topic + (preview.marketing ? " (marketing)" : " (service)") + " · after " +
                   preview.event.name + " · to " + preview.customer) +
           "</p>";
    if (!preview.now_not.empty())
        out += "<p class=now>This customer would not get it now: " + escaped(preview.now_not) + "</p>";
    out += "</header><main>\n";
    for (const Variant& variant : preview.variants) out += card(variant);
    return out + "</main>" + std::string(kFit) + "</body></html>\n";
}

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) return Error{ErrorCode::unavailable, "can't write " + path.string(), {}};
    return {};
}

}  // namespace

Result<void> write_pages(const Preview& preview, const std::filesystem::path& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) return Error{ErrorCode::unavailable, "can't make " + folder.string() + ": " + problem.message(), {}};
    for (const Variant& variant : preview.variants) {
        if (!variant.message || variant.message->html.empty()) continue;
        const std::string name = preview.content->name + "." + variant.language + ".html";
        if (Result<void> written = write_file(folder / name, variant.message->html); !written) return written;
    }
    return write_file(folder / "index.html", page(preview));
}

}  // namespace dialogd::app
