// People behind a queue: told in the same commit, answered through the fold alone, and reminded.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "app/admit.hpp"
#include "app/desk.hpp"
#include "app/round.hpp"
#include "engine/calendar.hpp"
#include "message/token.hpp"
#include "store/store.hpp"

using namespace dialogd;
using namespace dialogd::app;

namespace {

const Instant kNow = Instant{} + kDay * 20'000;

struct Shop {
    Shop() {
        folder = std::filesystem::temp_directory_path() / ("dialogd-desk-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
        auto loaded = engine::load_calendar();
        REQUIRE(loaded.has_value());
        calendar = std::move(*loaded);
        signer = message::make_signer({{1, std::string(32, 'k')}});
        rules.services.calendar = calendar.get();
        rules.services.signer = signer.get();
        rules.household.language = "en";
        rules.household.reply_domain = "dialog.shop.example";
        rules.household.channels = {{ChannelKind::email, "Shop <hej@shop.example>", true, {}},
                                    {ChannelKind::sms, "1234", true, {}}};
        rules.household.queues = {"service"};
        rules.hash = 1;
        index(rules);
        store::Settings settings;
        settings.folder = folder;
        settings.needs = rules.needs;
        auto opened = store::open(settings);
        REQUIRE(opened.has_value());
        store = std::move(*opened);
        desk = Desk({{"service", {"service@shop.example", kHour * 4}}});
    }
    ~Shop() {
        store.reset();
        std::filesystem::remove_all(folder);
    }
    Round round(Instant now = kNow) { return {*store, rules, now, Round::Around{nullptr, &desk}}; }
    // A customer whose dialogue was handed over.
    CustomerNumber handed_over(const std::string& id) {
        Round first = round();
        const CustomerNumber number = first.find_or_make(id);
        Profile profile;
        profile.email = id + "@example.com";
        REQUIRE(first.turn(number, profile).has_value());
        REQUIRE(first.turn(number, Handover{Handover::Act::opened, "service", "a torn sleeve", {}, {}, 0}).has_value());
        REQUIRE(first.commit().has_value());
        return number;
    }
    CustomerNumber queue() const { return store->find("dialogd:queue:service"); }
    // What somebody answers to the queue's message of that number.
    Admitted answer(Round& to, MessageNumber number, const std::string& text, const std::string& id = "<m@x>") {
        Reply reply;
        reply.from = "mette@shop.example";
        reply.id = id;
        reply.text = text;
        reply.message = number;
        intake::Arrival arrival;
        arrival.about.number = queue();
        arrival.about.message = number;
        arrival.input = reply;
        return admit(to, std::move(arrival));
    }

    std::filesystem::path folder;
    std::unique_ptr<const Calendar> calendar;
    std::unique_ptr<const Signer> signer;
    Ruleset rules;
    std::unique_ptr<Store> store;
    Desk desk;
};

Receipt receipt_of(ReceiptKind kind, std::uint32_t attempt) {
    Receipt receipt;
    receipt.message = 1;
    receipt.attempt = attempt;
    receipt.kind = kind;
    return receipt;
}

}  // namespace

TEST_CASE("desk: the mail to people is committed with the handover, and names whose dialogue it is") {
    Shop shop;
    const CustomerNumber anna = shop.handed_over("anna");
    const auto mail = shop.store->message(shop.queue(), 1);
    REQUIRE(mail.has_value());
    REQUIRE(mail->has_value());
    CHECK((*mail)->about == anna);
    CHECK((*mail)->to == "service@shop.example");
    CHECK((*mail)->text.find("a torn sleeve") != std::string::npos);
    CHECK((*mail)->text.find("anna@example.com") != std::string::npos);
    CHECK((*mail)->unsubscribe_url.empty());
    const auto entries = shop.store->history(shop.queue(), 10);
    for (const Entry& entry : *entries)
        if (const auto* queued = std::get_if<MessageQueued>(&entry.what)) CHECK(queued->subject.empty());
    Round thrown_away = shop.round();
    REQUIRE(thrown_away.turn(anna, Handover{Handover::Act::opened, "service", "again", {}, {}, 0}).has_value());
    CHECK_FALSE(shop.store->message(shop.queue(), 2)->has_value());
}

TEST_CASE("desk: a mail to people is tried, tried again and closed like any other, without a turn of any rule") {
    Shop shop;
    shop.handed_over("anna");
    Round first = shop.round();
    REQUIRE(first.turn(shop.queue(), Wake{1}).has_value());
    REQUIRE(first.sending().size() == 1);
    REQUIRE(first.turn(shop.queue(), receipt_of(ReceiptKind::deferred, 1)).has_value());
    REQUIRE(first.commit().has_value());
    CHECK(shop.store->load(shop.queue())->messages.size() == 1);
    Round early = shop.round(kNow + kMinute);
    REQUIRE(early.turn(shop.queue(), Wake{1}).has_value());
    CHECK(early.sending().empty());
    Round later = shop.round(kNow + kHour);
    REQUIRE(later.turn(shop.queue(), Wake{1}).has_value());
    REQUIRE(later.sending().size() == 1);
    CHECK(later.sending().front().attempt == 2);
    REQUIRE(later.turn(shop.queue(), receipt_of(ReceiptKind::accepted, 2)).has_value());
    REQUIRE(later.commit().has_value());
    CHECK(shop.store->load(shop.queue())->messages.empty());
}

TEST_CASE("desk: an answer goes to the customer and closes the dialogue; the same one again does nothing") {
    Shop shop;
    const CustomerNumber anna = shop.handed_over("anna");
    for (int i = 0; i < 2; ++i) {
        Round round = shop.round();
        const Admitted admitted = shop.answer(round, 1, "We send a new one.");
        CHECK_FALSE(admitted.error.has_value());
        CHECK_FALSE(admitted.dead.has_value());
        REQUIRE(round.commit().has_value());
        const auto sent = shop.store->message(anna, 1);
        REQUIRE(sent->has_value());
        CHECK((*sent)->text == "We send a new one.");
        CHECK((*sent)->to == "anna@example.com");
        CHECK_FALSE(shop.store->message(anna, 2)->has_value());
        CHECK(shop.store->load(anna)->handovers.empty());
    }
    // The words stand with the customer, and nowhere else.
    const auto history = shop.store->history(shop.queue(), 100);
    for (const Entry& entry : history.value())
        if (const auto* reply = std::get_if<Reply>(&entry.what)) CHECK(reply->text.empty());
}

TEST_CASE("desk: what the customer forbids is not sent by a person either, and people hear why") {
    Shop shop;
    const CustomerNumber anna = shop.handed_over("anna");
    Round round = shop.round();
    Preference stop;
    stop.stop_all = true;
    REQUIRE(round.turn(anna, stop).has_value());
    CHECK_FALSE(shop.answer(round, 1, "We send a new one.").error.has_value());
    REQUIRE(round.commit().has_value());
    CHECK_FALSE(shop.store->message(anna, 1)->has_value());
    CHECK((*shop.store->message(shop.queue(), 2))->text.find("not sent") != std::string::npos);
    CHECK(shop.store->load(anna)->handovers.size() == 1);
}

TEST_CASE("desk: who does not answer in time is told once, also over a restart") {
    Shop shop;
    shop.desk.note_opened(*shop.store, "service", CustomerNumber{7}, kNow);
    shop.desk.note_opened(*shop.store, "nobody", CustomerNumber{7}, kNow);
    CHECK(shop.desk.open().size() == 1);
    CHECK(shop.desk.overdue(kNow + kHour).empty());
    CHECK(shop.desk.next_overdue() == kNow + kHour * 4);
    Desk again({{"service", {"service@shop.example", kHour * 4}}});
    again.read(*shop.store);
    REQUIRE(again.overdue(kNow + kHour * 4).size() == 1);
    again.note_told(*shop.store, again.overdue(kNow + kHour * 4).front());
    CHECK(again.next_overdue() == kNever);
    Desk third({{"service", {"service@shop.example", kHour * 4}}});
    third.read(*shop.store);
    CHECK(third.overdue(kNow + kDay).empty());
    CHECK(third.open().size() == 1);
    third.note_closed(*shop.store, "service", CustomerNumber{7});
    CHECK(third.open().empty());
    CHECK(shop.store->facts("handover/").empty());
}
