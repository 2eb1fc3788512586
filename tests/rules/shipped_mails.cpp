// Writes every mail that ships, in every language, as the relay would get it: FOLDER/CONTENT.LANGUAGE.eml. For
// shipped_spam.py, and for whoever wants to look at them in a mail program.
#include <fstream>
#include <iostream>

#include "message/compose.hpp"
#include "message/json_scope.hpp"
#include "message/mail_of.hpp"
#include "message/shipped_words.hpp"

using namespace dialogd;
using namespace dialogd::tests;

namespace {

JsonScope scope_for(const std::string& language, const std::string& subject, const std::string& preheader,
                    bool service) {
    Value::Map names;
    const JsonScope given(
        R"({"customer":{"first_name":"Ida","email":"ida@example.org"},
        "company":{"name":"Shop","address":"Gaden 1, 1000 København"},
        "run":{"event":{"invoice_id":"A-1001","number":"1001","from":"ida@work.example","items":[{"name":"Tekande"},{"name":"Krus"}]},"answers":{}},
        "event":{"invoice_id":"A-1001","number":"1001","from":"ida@work.example","items":[{"name":"Tekande"},{"name":"Krus"}]},
        "total":"300,00 kr.","due":"24. december 2026",
        "buttons":[{"label":"1","number":1,"answer":"one","url":"https://dialog.shop.example/a/1"},{"label":"2","number":2,"answer":"two","url":"https://dialog.shop.example/a/2"}]})");
    for (const char* root : {"customer", "company", "run", "event", "total", "due", "buttons"})
        names.emplace_back(Value(root), *given.find(root));
    const JsonScope links(
        R"({"links":{"shop":"https://shop.example/","cart":"https://shop.example/cart","invoice":"https://shop.example/invoices/1",
        "delivery":"https://shop.example/delivery","open":"https://dialog.shop.example/d/aiaaaaaaaaavaaaaaah2b3c4d5e6f7g2h3i4j5k","new":"https://shop.example/new","cheaper":"https://shop.example/less",
        "preferences":"https://dialog.shop.example/p/aiaaaaaaaaavaaaaaah2b3c4d5e6f7g2h3i4j5k"}})");
    Value::Map own = *links.find("links")->map();
    if (!service)
        own.emplace_back(Value("unsubscribe"),
                         Value("https://dialog.shop.example/u/aiaaaaaaaaavaaaaaah2b3c4d5e6f7g2h3i4j5k"));
    names.emplace_back(Value("links"), Value(std::move(own)));
    names.emplace_back(Value("subject"), Value(subject));
    names.emplace_back(Value("preheader"), Value(preheader));
    names.emplace_back(Value("language"), Value(language));
    return JsonScope(Value(std::move(names)));
}

// False (and said) when something that the words need is missing here.
bool write_mail(const std::string& folder, const std::string& content, const Words& words) {
    const bool service = content.starts_with("_") || content.starts_with("invoice");
    const JsonScope bare = scope_for(words.language, "", "", service);
    Message message = sample_message();
    const std::string preheader = words.preheader == nullptr ? "" : words.preheader->render(bare).text;
    message.subject = words.subject->render(bare).text;
    const JsonScope scope = scope_for(words.language, message.subject, preheader, service);
    const Rendered text = words.text->render(scope);
    const Rendered html = words.html->render(scope);
    for (const std::string& name : text.missing) std::cerr << content << ": there is no `" << name << "` here\n";
    for (const std::string& name : html.missing) std::cerr << content << ": there is no `" << name << "` here\n";
    message.content = content;
    message.language = words.language;
    message.marketing = !service;
    message.text = text.text;
    message.html = html.text;
    if (service) {
        message.unsubscribe_url.clear();
        message.topic = "service";
    }
    std::ofstream file(folder + "/" + content + "." + words.language + ".eml", std::ios::binary);
    file << message::compose_mail(message, OffsetCalendar());
    return text.missing.empty() && html.missing.empty() && file.good();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    const auto compiler = message::make_words_compiler();
    bool good = true;
    for (const auto& [content, source] : ShippedWords().sources) {
        if (source.channel != ChannelKind::email) continue;
        const auto outcome = compiler->compile(source);
        const Words* words = std::get_if<Words>(&outcome);
        if (words == nullptr) std::cerr << source.file << " does not compile\n";
        good = words != nullptr && write_mail(arguments[1], content, *words) && good;
    }
    return good ? 0 : 1;
}
