// How fast words go out: renders, mails, tokens, formats a second on one core. `message_out_figures`.
#include <chrono>
#include <cstdio>
#include <string>

#include "message/compose.hpp"
#include "message/json_scope.hpp"
#include "message/mail_of.hpp"
#include "message/segments.hpp"
#include "message/token.hpp"
#include "message/words.hpp"

using namespace dialogd;
using namespace dialogd::message;

namespace {

std::size_t sink = 0;  // what is made is added up here, so that it is made

// Runs `work` for about half a second and prints how often that was possible.
template <class Work>
void measure(const char* what, Work&& work) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    long times = 0;
    double seconds = 0;
    while (seconds < 0.5) {
        for (int i = 0; i < 1000; ++i, ++times) sink += work();
        seconds = std::chrono::duration<double>(Clock::now() - start).count();
    }
    std::printf("%-60s %10.0f /s\n", what, static_cast<double>(times) / seconds);
}

// 2.7 KB of HTML with 20 variables, three of them in a loop over five items.
std::string big_template() {
    std::string text;
    for (int i = 0; i < 17; ++i) {
        text +=
            "<p style=\"margin:0 0 18px 0;font-size:17px;line-height:27px;color:#22292f\">Et stykke tekst, som fylder "
            "lidt: {{";
        text += "customer.field" + std::to_string(i) + "}}.</p>\n";
    }
    text += "<ul>\n{{#items}}\n<li>{{name}}, {{count}} x {{price}}</li>\n{{/items}}\n</ul>\n";
    while (text.size() < 2700) text += "<!-- og lidt mere tekst til sidst -->\n";
    return text;
}

// As the engine's: customer fields are found one by one, the content's own names in a list.
class BenchScope : public tests::JsonScope {
public:
    BenchScope() : JsonScope(root()) {}

private:
    static Value root() {
        Value::Map customer;
        for (int i = 0; i < 17; ++i)
            customer.emplace_back(Value("field" + std::to_string(i)), Value("v" + std::to_string(i)));
        Value::List items;
        for (int i = 0; i < 5; ++i)
            items.emplace_back(Value::Map{{Value("name"), Value("Tekande & krus")},
                                          {Value("count"), Value(2)},
                                          {Value("price"), Value("1.234,50 kr.")}});
        return Value(
            Value::Map{{Value("items"), Value(std::move(items))}, {Value("customer"), Value(std::move(customer))}});
    }
};

}  // namespace

int main() {
    const std::string text = big_template();
    WordsSource source;
    source.format = WordsSource::Format::html;
    source.text = "Subject: x\n\nx\n";
    source.html = text;
    const auto outcome = make_words_compiler()->compile(source);
    const Words& words = std::get<Words>(outcome);
    const BenchScope scope;
    std::printf("template: %zu octets, rendered: %zu\n", text.size(), words.html->render(scope).text.size());
    measure("render, HTML, 20 variables, a loop of 5", [&] { return words.html->render(scope).text.size(); });

    Message message = tests::sample_message();
    message.html = words.html->render(scope).text;
    for (int i = 0; i < 6; ++i)
        message.text += "Et afsnit med æ, ø og å, som er omtrent så langt som de plejer at være.\n\n";
    const tests::OffsetCalendar calendar;
    std::printf("mail: %zu octets\n", compose_mail(message, calendar).size());
    measure("compose_mail", [&] { return compose_mail(message, calendar).size(); });

    const auto signer = make_signer({{1, std::string(32, 'k')}});
    std::uint32_t number = 0;
    measure("sign", [&] { return signer->sign("message", {CustomerNumber{42}, ++number}).size(); });
    const std::string token = signer->sign("message", {CustomerNumber{42}, 7});
    measure("verify", [&] { return signer->verify("message", token)->number; });

    const auto formats = load_formats();
    measure("money, da DKK", [&] { return formats->money(1234.5, "DKK", "da").size(); });
    measure("date, da long", [&] { return formats->date(message.date, "long", "da", "Europe/Copenhagen").size(); });
    measure("sms_shape of 140 letters", [&] { return sms_shape(std::string_view(message.text).substr(0, 140)).units; });
    return sink == 0 ? 1 : 0;
}
