// What an attacker sends: nothing crashes, nothing grows without bound, nothing wrong is let in.
#include <random>

#include "intake/customers.hpp"
#include "intake/http_wire.hpp"
#include "intake/lmtp_session.hpp"
#include "intake/parsing.hpp"
#include "intake/text.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

// Whole, and changed in a few places: closer to the edge than noise alone.
std::string damaged(std::string text, std::mt19937& random) {
    for (int changes = static_cast<int>(random() % 4) + 1; changes > 0; --changes) {
        const std::size_t place = random() % text.size();
        switch (random() % 3) {
            case 0: text[place] = static_cast<char>(random()); break;
            case 1: text.erase(place, random() % 8 + 1); break;
            default: text.insert(place, 1, static_cast<char>(random()));
        }
        if (text.empty()) text = "{";
    }
    return text;
}

bool all_utf8(const Value& value) {
    if (const auto* text = value.text()) return is_utf8(*text);
    if (const auto* list = value.list())
        for (const Value& item : *list)
            if (!all_utf8(item)) return false;
    if (const auto* map = value.map())
        for (const auto& [key, item] : *map)
            if (!all_utf8(key) || !all_utf8(item)) return false;
    return true;
}

}  // namespace

TEST_CASE("hostile: random and damaged bodies never crash a reader, and what is read is UTF-8") {
    std::mt19937 random(7);
    JsonReader json;
    const std::string good =
        R"([{"event":"order.placed","id":"1","time":"2026-11-24T10:00:00Z","customer":{"id":"42","email":"a@b.dk"},)"
        R"("properties":{"x":[1,2,{"y":"æøå"}]}},{"event":"b","customer":"email:c@d.dk"}])";
    const std::string calls =
        R"({"batch":[{"type":"identify","userId":"1","traits":{"email":"a@b.dk","age":7}},{"type":"track",)"
        R"("event":"é","anonymousId":"x","timestamp":"2026-11-24T10:00:00Z"}],"sentAt":"2026-11-24T10:00:00Z"})";
    int read = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string body = damaged(good, random);
        auto batch = read_events(json, body, sender());
        std::string other = damaged(calls, random);
        auto tracked = read_segment(json, "batch", other, sender());
        for (const auto* outcome : {&batch, &tracked}) {
            if (!*outcome) continue;
            for (const Arrival& arrival : (*outcome)->arrivals) {
                const auto* event = std::get_if<Event>(&arrival.input);
                if (event == nullptr) continue;
                ++read;
                CHECK(is_name(event->name));
                CHECK(is_utf8(event->name));
                CHECK(all_utf8(event->properties));
            }
        }
        std::string noise(random() % 64 + 1, '\0');
        for (char& c : noise) c = static_cast<char>(random());
        const auto nothing = read_events(json, noise, sender());
        CHECK((!nothing || nothing->arrivals.empty()));
    }
    CHECK(read > 100);  // the damage leaves enough that is good
}

TEST_CASE("hostile: deep nesting is refused, in the value and in the document") {
    const auto nested = [](int depth) {
        return R"({"event":"a","customer":"1","properties":{"x":)" + std::string(static_cast<std::size_t>(depth), '[') +
               std::string(static_cast<std::size_t>(depth), ']') + "}}";
    };
    CHECK(events(nested(20))->arrivals.size() == 1);
    CHECK(contains(only_error(events(nested(60))), "nested"));
    CHECK_FALSE(events(nested(100'000)).has_value());
    CHECK_FALSE(events(std::string(1'000'000, '[')).has_value());
    CHECK_FALSE(events(std::string(1'000'000, '{')).has_value());
}

TEST_CASE("hostile: text that is not UTF-8 is refused") {
    for (const char* bytes : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x80\xaf"}) {
        CHECK_FALSE(events(std::string(R"({"event":"a)") + bytes + R"(","customer":"1"})").has_value());
        CHECK_FALSE(is_utf8(bytes));
    }
    CHECK_FALSE(events(R"({"event":"a","customer":"\ud800"})").has_value());
    CHECK(is_utf8("blåbærgrød 😀"));
}

TEST_CASE("hostile: HTTP noise never crashes the reader, and it never takes more than it was given") {
    std::mt19937 random(11);
    const std::string good =
        "POST /v1/events?a=%20b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: "
        "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n";
    for (int round = 0; round < 3000; ++round) {
        const std::string bytes = round % 10 == 0 ? good : damaged(good, random);
        RequestReader reader(1024, 1024);
        std::size_t begin = 0;
        std::size_t end = 0;
        while (end < bytes.size() && reader.state() != RequestReader::State::failed) {
            end = std::min(bytes.size(), end + random() % 20 + 1);
            const std::size_t used = reader.take(std::string_view(bytes).substr(begin, end - begin));
            REQUIRE(used <= end - begin);
            begin += used;
            if (reader.state() == RequestReader::State::complete) reader.finish();
        }
    }
}

TEST_CASE("hostile: LMTP noise never crashes the session") {
    std::mt19937 random(13);
    const std::string good =
        "LHLO x\r\nMAIL FROM:<a@b.dk> SIZE=10\r\nRCPT TO:<c@d.dk>\r\nDATA\r\nSubject: x\r\n\r\n..y\r\n.\r\nQUIT\r\n";
    for (int round = 0; round < 2000; ++round) {
        LmtpSession session("here", 200);
        const std::string bytes = damaged(good, random);
        for (std::size_t place = 0; place < bytes.size();) {
            const std::size_t n = random() % 9 + 1;
            session.take(std::string_view(bytes).substr(place, n));
            place += n;
            if (session.mail()) session.delivered({"250 2.1.5 ok"});
        }
        CHECK(session.output().starts_with("220 "));
        CHECK(session.kept() < 4096);
    }
}

TEST_CASE("hostile: form and header decoding takes any bytes") {
    CHECK(read_form("a=%zz&=x&b&c=%").at("a") == "%zz");
    CHECK(read_form("a=1&a=2").at("a") == "1");
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "k" + std::to_string(i) + "=v&";
    CHECK(read_form(many).size() == 200);
    CHECK_FALSE(base64_decoded("a$b=").has_value());
    CHECK_FALSE(base64_decoded("abcde").has_value());
    CHECK(base64_decoded("V1JJVEVLRVk6") == "WRITEKEY:");
}
