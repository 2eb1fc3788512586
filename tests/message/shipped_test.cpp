// What ships says the same in both parts of a mail.
#include <doctest/doctest.h>

#include "json_scope.hpp"
#include "message/mail_tree.hpp"
#include "message/phrases.hpp"
#include "shipped_words.hpp"

using namespace dialogd;
using dialogd::tests::JsonScope;
using dialogd::tests::ShippedWords;

namespace {

// The words that a reader sees, in order. A link shows its address in the text part alone.
std::string words_seen(std::string text) {
    std::string out;
    std::istringstream pieces(text);
    for (std::string piece; pieces >> piece;) {
        if (piece.find("://") != std::string::npos) continue;
        for (const message::Word& word : message::split_words(piece)) out += word.text + " ";
    }
    return out;
}

}  // namespace

TEST_CASE("shipped: the HTML part of a mail has the words of its text part, in their order, under a letterhead") {
    const JsonScope scope(
        R"({"customer":{"first_name":"Ida","email":"ida@example.org"},"company":{"name":"Shop","address":"Gaden 1, Byen"},
        "run":{"event":{"invoice_id":"A-1001","number":"1001","items":[{"name":"Tekande"},{"name":"Krus"}]},"answers":{}},
        "total":"300,00 kr.","due":"24. december 2026","preheader":"",
        "links":{"cart":"https://shop.example/cart","invoice":"https://shop.example/invoices/1",
                 "delivery":"https://shop.example/delivery","new":"https://shop.example/new",
                 "cheaper":"https://shop.example/less","preferences":"https://dialog.shop.example/p/a",
                 "unsubscribe":"https://dialog.shop.example/u/a"}})");
    const auto compiler = message::make_words_compiler();
    int mails = 0;
    for (const auto& [content, source] : ShippedWords().sources) {
        if (source.channel != ChannelKind::email) continue;
        auto outcome = compiler->compile(source);
        REQUIRE(std::holds_alternative<Words>(outcome));
        const Words& words = std::get<Words>(outcome);
        const std::string html = words_seen(message::html_to_text(words.html->render(scope).text));
        const std::string text = words_seen(words.text->render(scope).text);
        // The layout puts the shop's name over the HTML part, as its letterhead.
        CHECK_MESSAGE(html == "shop " + text, source.file);
        CHECK_MESSAGE(text.size() > 20, source.file);
        ++mails;
    }
    CHECK(mails > 50);
}
