// What a customer wrote: out of what their mail program quoted, and as an answer or a wish.
#include "fuzz/property.hpp"
#include "message/mail_tree.hpp"
#include "message/parse_mail.hpp"
#include "message/reader.hpp"

using namespace dialogd;

namespace {

constexpr Instant kNow{std::chrono::seconds(1'795'000'000)};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const auto reader = message::make_reply_reader();
    static const std::vector<AnswerMatcher> answers = [] {
        std::vector<AnswerMatcher> made(5);
        made[0].name = "price";
        made[0].words = {"price", "pris", "for dyrt"};
        made[1].name = "score";
        made[1].number = AnswerMatcher::Range{0, 10};
        made[2].name = "yes";
        made[2].is = AnswerMatcher::Is::agree;
        made[3].name = "day";
        made[3].form = AnswerMatcher::Form::date;
        made[4].name = "other";
        made[4].any = true;
        return made;
    }();
    const std::string text = message::to_utf8(fuzz::text_of(bytes, size), "utf-8");
    const std::string written = message::extract_reply(text);
    fuzz::must(written.size() <= text.size(), "the reply is a part of the text");
    message::html_to_text(text);
    for (const std::string_view what : {std::string_view(text), std::string_view(written)}) {
        const AnswerReading reading = reader->read_answer(answers, what, {"da", kNow, "UTC"});
        fuzz::must(reading.matched >= -1 && reading.matched < 5, "an answer is one of those asked for");
        reader->read_steering(what, ChannelKind::sms, true, kNow, "UTC");
    }
    return 0;
}
