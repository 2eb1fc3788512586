// The dialogue against a made-up server that reads one byte after the other and answers as a script says,
// in every order of answers and refusals, with reads and writes cut anywhere and connections lost anywhere.
// The reference is the table itself, applied to one message after the other.
#include <doctest/doctest.h>

#include <map>
#include <random>

#include "channels/smtp_dialogue.hpp"

using namespace dialogd;
using namespace dialogd::channels;

namespace {

using Random = std::mt19937;

struct Script {  // for one message: reply codes
    int mail = 250, rcpt = 250, data = 354, dot = 250;
};

// A server that keeps to RFC 5321: what follows from a refusal it refuses by itself, except that it may take
// DATA without a recipient.
class Server {
public:
    Server(std::vector<Script> scripts, bool takes_empty) : scripts_(std::move(scripts)), takes_empty_(takes_empty) {}

    void read(std::string_view bytes) {
        for (const char c : bytes) {
            line_ += c;
            if (!line_.ends_with("\r\n")) continue;
            const std::string line = line_.substr(0, line_.size() - 2);
            line_.clear();
            if (!closed) in_data_ ? take_content(line) : take_command(line);
        }
    }

    std::string answers;                        // to be read by the client
    std::map<MessageNumber, std::size_t> ends;  // where in `answers` the answer to the final dot ends
    std::map<MessageNumber, int> copies;
    std::map<MessageNumber, std::string> contents;
    bool closed = false;
    int empty_mails_for_somebody = 0;

private:
    void say(int code) {
        answers += std::to_string(code) + "-first line\r\n" + std::to_string(code) + " " + std::to_string(code / 100) +
                   ".1.1 second line\r\n";
        if (code == 421) closed = true;
    }
    const Script& script() const { return scripts_.at(number_ - 1); }
    void take_command(const std::string& line) {
        if (line.starts_with("MAIL FROM:<")) {
            REQUIRE(!sender_);  // nested MAIL
            number_ = static_cast<MessageNumber>(std::stoul(line.substr(11)));
            recipient_ = false;
            sender_ = script().mail == 250;
            say(script().mail);
        } else if (line.starts_with("RCPT TO:<")) {
            recipient_ = sender_ && script().rcpt == 250;
            say(sender_ ? script().rcpt : 503);
        } else if (line == "DATA") {
            const int code = recipient_ ? script().data : sender_ && takes_empty_ ? 354 : 503;
            in_data_ = code == 354;
            content_.clear();
            say(code);
        } else if (line == "RSET") {
            sender_ = false;
            say(250);
        } else if (line == "QUIT") {
            say(221);
            closed = true;
        } else {
            FAIL("the client says ", line);
        }
    }
    void take_content(const std::string& line) {
        if (line != ".") {
            content_ += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
            return;
        }
        in_data_ = false;
        sender_ = false;
        if (!recipient_) return say(554);
        if (content_.empty()) ++empty_mails_for_somebody;
        ++copies[number_];
        contents[number_] = content_;
        say(script().dot);
        ends[number_] = answers.size();
    }

    std::vector<Script> scripts_;
    bool takes_empty_;
    std::string line_, content_;
    MessageNumber number_ = 0;
    bool sender_ = false, recipient_ = false, in_data_ = false;
};

// The table, for a message whose every answer came.
ReceiptKind by_the_table(const Script& script) {
    for (const int code : {script.mail, script.rcpt, script.data, script.dot}) {
        if (code / 100 == 4) return ReceiptKind::deferred;
        if (code / 100 == 5) return ReceiptKind::failed;
    }
    return ReceiptKind::accepted;
}

int pick(Random& random, std::initializer_list<int> codes) {
    return *(codes.begin() + random() % codes.size());
}

Outgoing message(MessageNumber number, std::size_t size) {
    Outgoing outgoing;
    outgoing.message = number;
    outgoing.return_path = std::to_string(number) + "@y.example";
    outgoing.to = "kunde@x.example";
    for (std::size_t i = 0; outgoing.bytes.size() < size; ++i) {
        outgoing.bytes += (i % 3 == 0 ? "." : "") + std::to_string(i) + "\r\n" + (i % 5 == 0 ? ".\r\n" : "");
    }
    return outgoing;
}

struct Talk {
    std::vector<Script> scripts;
    bool pipelined = true;
    std::size_t size = 20;
    bool lossy = false;
    unsigned seed = 0;
};

void check_endings(const Talk& talk, const Server& server, std::size_t read, bool lost,
                   std::vector<std::optional<SmtpEnding>>& endings) {
    for (std::size_t i = 0; i < endings.size(); ++i) {
        if (!endings[i]) continue;
        const auto number = static_cast<MessageNumber>(i + 1);
        const auto& ending = *endings[i];
        const int copies = server.copies.contains(number) ? server.copies.at(number) : 0;
        CAPTURE(number);
        CHECK(copies <= 1);
        const bool answered = server.ends.contains(number) && server.ends.at(number) <= read;
        if (!lost || answered) CHECK((ending.verdict.kind == by_the_table(talk.scripts[i]) || ending.untouched));
        if (copies == 1 && !answered) CHECK(ending.verdict.kind == ReceiptKind::uncertain);
        if (copies == 1) CHECK_FALSE(ending.untouched);
        if (ending.verdict.kind == ReceiptKind::accepted) CHECK(copies == 1);
        if (copies == 1) CHECK(server.contents.at(number) == message(number, talk.size).bytes);
        if (!lost) CHECK(ending.verdict.kind != ReceiptKind::uncertain);
    }
    CHECK(server.empty_mails_for_somebody == 0);
}

// One connection's life. Each message must end exactly once.
void play(const Talk& talk) {
    Random random(talk.seed);
    CAPTURE(talk.seed);
    Server server(talk.scripts, random() % 2 == 0);
    SmtpOffers offers;
    offers.pipelining = talk.pipelined;
    SmtpDialogue dialogue(offers);
    std::vector<std::optional<SmtpEnding>> endings(talk.scripts.size());
    std::size_t submitted = 0, ended = 0, read = 0;
    bool lost = false;
    const auto collect = [&] {
        for (auto& ending : dialogue.take_endings()) {
            auto& place = endings.at(ending.outgoing.message == 0 ? 0 : ending.outgoing.message - 1);
            REQUIRE(!place.has_value());
            place = std::move(ending);
            ++ended;
        }
    };
    for (int moves = 0; ended < submitted || (submitted < talk.scripts.size() && !dialogue.over()); ++moves) {
        REQUIRE(moves < 200'000);
        if (dialogue.takes() && submitted < talk.scripts.size() && random() % 2 == 0) {
            ++submitted;
            dialogue.submit(message(static_cast<MessageNumber>(submitted), talk.size));
        }
        if (dialogue.wants_to_write() && random() % 2 == 0) {
            const auto piece = dialogue.offer();
            const std::size_t count = random() % (piece.size() + 1);
            if (talk.lossy && random() % 40 == 0) {
                // TLS: nothing was taken, says the library, and the server has read all of it.
                server.read(piece.substr(0, random() % 2 == 0 ? piece.size() : count));
                lost = true;
                dialogue.lose("lost");
            } else {
                server.read(piece.substr(0, count));
                dialogue.wrote(count);
            }
        }
        if (!lost && read < server.answers.size()) {
            const std::size_t count = 1 + random() % std::min<std::size_t>(40, server.answers.size() - read);
            dialogue.read(std::string_view(server.answers).substr(read, count));
            read += count;
        } else if (!lost && server.closed && !dialogue.over()) {
            dialogue.lose("closed");
        }
        collect();
    }
    check_endings(talk, server, read, lost, endings);
}

}  // namespace

TEST_CASE("dialogue: every order of answers for two messages gives what the table says") {
    unsigned seed = 0;
    for (const bool pipelined : {true, false}) {
        for (const int mail : {250, 450, 550}) {
            for (const int rcpt : {250, 452, 550}) {
                for (const int data : {354, 451, 554}) {
                    for (const int dot : {250, 451, 554}) {
                        play({{{mail, rcpt, data, dot}, {}, {}}, pipelined, 20, false, ++seed});
                        play({{{}, {mail, rcpt, data, dot}, {}}, pipelined, 20, false, ++seed});
                    }
                }
            }
        }
    }
}

TEST_CASE("dialogue: random scripts, cuts and losses never hide a copy") {
    Random random(20261124);
    for (unsigned seed = 1; seed <= 1500; ++seed) {
        Talk talk;
        talk.seed = seed;
        talk.pipelined = random() % 3 != 0;
        talk.lossy = random() % 2 == 0;
        talk.size = seed % 100 == 0 ? 150'000 : 1 + random() % 200;
        const std::size_t messages = 1 + random() % (talk.size > 1000 ? 2 : 8);
        for (std::size_t i = 0; i < messages; ++i) {
            Script script;
            if (random() % 4 == 0) script.mail = pick(random, {421, 450, 550});
            if (random() % 4 == 0) script.rcpt = pick(random, {421, 450, 550});
            if (random() % 4 == 0) script.data = pick(random, {421, 451, 554});
            if (random() % 4 == 0) script.dot = pick(random, {421, 451, 554});
            talk.scripts.push_back(script);
        }
        play(talk);
    }
}

TEST_CASE("dialogue: answers may be cut at every byte") {
    const std::string answers =
        "250 2.1.0 ok\r\n250-2.1.5 a\r\n250 2.1.5 b\r\n354 go\r\n250-2.0.0 Ok:\r\n250 2.0.0 queued as 9A\r\n";
    const std::size_t go = answers.find("354 go\r\n") + 8;
    for (std::size_t cut = 0; cut <= answers.size(); ++cut) {
        CAPTURE(cut);
        SmtpOffers offers;
        offers.pipelining = true;
        SmtpDialogue dialogue(offers);
        dialogue.submit(message(1, 20));
        const auto say_all = [&] {
            while (dialogue.wants_to_write()) dialogue.wrote(dialogue.offer().size());
        };
        std::size_t at = 0;
        for (const std::size_t end : {std::min(cut, go), go, std::max(cut, go), answers.size()}) {
            say_all();
            dialogue.read(answers.substr(at, end - at));
            at = end;
        }
        const auto endings = dialogue.take_endings();
        REQUIRE(endings.size() == 1);
        CHECK(endings[0].verdict.kind == ReceiptKind::accepted);
        CHECK(endings[0].verdict.status == "2.0.0");
        CHECK(endings[0].verdict.reference == "9A");
    }
}
