// Small pages without scripts, in the customer's language; no request to anybody else.
#include "app/unsubscribe.hpp"

#include <array>

namespace dialogd::app {

namespace {

struct Texts {
    const char* language;
    const char* title;  // of the page with the button
    const char* ask;
    const char* button;
    const char* done_title;
    const char* done;
    const char* steer_title;
    const char* steer;
    const char* examples;  // items, each between <li> tags
    const char* less;      // above the button on the second page
};

constexpr std::array<Texts, 4> kTexts{{
    {"da", "Afmeld tilbud og spørgsmål",
     "Vi sender så ikke flere tilbud og spørgsmål til denne mailadresse. Beskeder om det, du selv har købt, kommer "
     "stadig.",
     "Afmeld", "Du er afmeldt",
     "Vi sender ikke flere tilbud og spørgsmål til denne adresse. Var det en fejl? Svar start på en af vores mails.",
     "Du bestemmer", "Svar på en af vores beskeder med dine egne ord, så gælder det fra nu af. For eksempel:",
     "<li>max en gang om ugen</li><li>kun sms</li><li>pause til august</li><li>stop</li>",
     "Eller slip helt for tilbud og spørgsmål:"},
    {"sv", "Avregistrera dig",
     "Då skickar vi inga fler erbjudanden och frågor till den här adressen. Meddelanden om det du själv har köpt "
     "kommer fortfarande.",
     "Avregistrera", "Du är avanmäld",
     "Vi skickar inga fler erbjudanden och frågor till den här adressen. Var det ett misstag? Svara start på ett av "
     "våra mejl.",
     "Du bestämmer", "Svara på ett av våra meddelanden med egna ord, så gäller det från och med nu. Till exempel:",
     "<li>max en gång i veckan</li><li>bara sms</li><li>paus till augusti</li><li>stopp</li>",
     "Eller slipp erbjudanden och frågor helt:"},
    {"nb", "Meld deg av",
     "Da sender vi ikke flere tilbud og spørsmål til denne adressen. Meldinger om det du selv har kjøpt, kommer "
     "fortsatt.",
     "Meld meg av", "Du er avmeldt",
     "Vi sender ikke flere tilbud og spørsmål til denne adressen. Var det en feil? Svar start på en av e-postene våre.",
     "Du bestemmer", "Svar på en av meldingene våre med egne ord, så gjelder det fra nå av. For eksempel:",
     "<li>maks en gang i uken</li><li>bare SMS</li><li>pause til august</li><li>stopp</li>",
     "Eller slipp tilbud og spørsmål helt:"},
    {"en", "Unsubscribe",
     "We will then send no more offers and questions to this address. Messages about what you bought yourself still "
     "come.",
     "Unsubscribe", "You are unsubscribed",
     "We send no more offers and questions to this address. Was it a mistake? Reply start to one of our emails.",
     "You decide", "Reply to any of our messages in your own words, and it holds from then on. For example:",
     "<li>once a week at most</li><li>only by text message</li><li>pause until August</li><li>stop</li>",
     "Or be free of offers and questions altogether:"},
}};

const Texts& texts_in(const std::string& language) {
    const std::string base = language.substr(0, 2) == "no" ? "nb" : language.substr(0, 2);
    for (const Texts& texts : kTexts)
        if (base == texts.language) return texts;
    return kTexts.back();
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out.push_back(c);
    }
    return out;
}

constexpr const char* kStyle =
    ":root{color-scheme:light dark}body{margin:0;background:#f2f4f3;color:#22292f;font:17px/1.6 system-ui,sans-serif}"
    "main{max-width:34rem;margin:12vh auto 0;padding:2.5rem;background:#fff;border-radius:8px}"
    ".name{font-size:.85rem;font-weight:600;color:#14603f;margin:0 0 "
    "1.5rem}h1{font-size:1.5rem;line-height:1.3;margin:0 0 1rem}"
    "button{font:inherit;font-weight:600;padding:.7rem "
    "1.6rem;border:0;border-radius:6px;background:#14603f;color:#fff;cursor:pointer}"
    "button:focus-visible{outline:3px solid #7fd0a8;outline-offset:2px}li{margin:.2rem 0}"
    "@media(max-width:40rem){main{margin:0;border-radius:0;min-height:100vh;box-sizing:border-box;padding:2rem 1.4rem}}"
    "@media(prefers-color-scheme:dark){body{background:#15181b;color:#e8ebed}main{background:#1f2428}.name{color:#"
    "7fd0a8}"
    "button{background:#7fd0a8;color:#15181b}}";

intake::HttpAnswer page(int status, const std::string& language, const std::string& company, const std::string& title,
                        const std::string& body) {
    intake::HttpAnswer answer;
    answer.status = status;
    answer.content_type = "text/html; charset=utf-8";
    answer.headers["Content-Security-Policy"] =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    answer.headers["Referrer-Policy"] = "no-referrer";
    answer.headers["X-Content-Type-Options"] = "nosniff";
    answer.headers["Cache-Control"] = "no-store";
    answer.body = "<!doctype html><html lang=\"" + language +
                  "\"><head><meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
                  title + "</title><style>" + kStyle + "</style></head><body><main><p class=\"name\">" +
                  escaped(company) + "</p><h1>" + title + "</h1>" + body + "</main></body></html>\n";
    return answer;
}

std::string button(const std::string& action, const char* label) {
    return "<form method=\"post\"" + (action.empty() ? std::string() : " action=\"" + escaped(action) + "\"") +
           "><button type=\"submit\">" + label + "</button></form>";
}

}  // namespace

intake::HttpAnswer unsubscribe_page(const std::string& language, const std::string& company, bool done) {
    const Texts& texts = texts_in(language);
    if (done) return page(200, texts.language, company, texts.done_title, std::string("<p>") + texts.done + "</p>");
    return page(200, texts.language, company, texts.title,
                std::string("<p>") + texts.ask + "</p>" + button({}, texts.button));
}

intake::HttpAnswer preference_page(const std::string& language, const std::string& company,
                                   const std::string& unsubscribe_path) {
    const Texts& texts = texts_in(language);
    std::string body = std::string("<p>") + texts.steer + "</p><ul>" + texts.examples + "</ul>";
    if (!unsubscribe_path.empty())
        body += std::string("<p>") + texts.less + "</p>" + button(unsubscribe_path, texts.button);
    return page(200, texts.language, company, texts.steer_title, body);
}

intake::HttpAnswer bad_link_page(const std::string& company) {
    return page(
        403, "en", company, "This link does not work",
        "<p>It may have been cut in two on its way. Reply <b>stop</b> to any of our messages, and we will stop.</p>");
}

}  // namespace dialogd::app
