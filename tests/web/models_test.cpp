// What the pages show, out of a customer and a history.
#include <doctest/doctest.h>

#include "web/samples.hpp"

namespace dialogd::web {

TEST_CASE("models: an address is masked for everybody but its owner") {
    CHECK(masked(ChannelKind::email, "astrid@example.dk") == "a•••@e•••.dk");
    CHECK(masked(ChannelKind::email, "ø@æ.example.co.uk") == "ø•••@æ•••.uk");
    CHECK(masked(ChannelKind::email, "no address") == "•••");
    CHECK(masked(ChannelKind::email, "@") == "•••@•••");
    CHECK(masked(ChannelKind::sms, "+4520304078") == "•••• 78");
    CHECK(masked(ChannelKind::sms, "1") == "•••• ");
}

TEST_CASE("models: channels stand in the customer's order, those not used last") {
    Customer customer = Samples{}.customer();
    customer.channels = {ChannelKind::sms};
    const PreferenceModel model =
        preference_model(Samples{}.frame(), Samples{}.household(), calendar(), customer, "/p");
    REQUIRE(model.channels.size() == 2);
    CHECK(model.channels[0].kind == ChannelKind::sms);
    CHECK(model.channels[0].used);
    CHECK_FALSE(model.channels[1].used);
}

TEST_CASE("models: a topic is on when it is consented and not switched off; service is on by itself") {
    Customer customer = Samples{}.customer();
    const auto on = [&](std::string_view name) {
        const auto model = preference_model(Samples{}.frame(), Samples{}.household(), calendar(), customer, "/p");
        for (const TopicLine& topic : model.topics)
            if (topic.name == name) return topic.on;
        return false;
    };
    CHECK(on("offers"));
    CHECK_FALSE(on("surveys"));
    CHECK(on("service"));
    customer.topics_off = {"offers"};
    CHECK_FALSE(on("offers"));
}

TEST_CASE("models: no link goes to an address that bounces or is not there") {
    Customer customer = Samples{}.customer();
    customer.addresses[0].state = AddressState::suppressed;
    const auto model = preference_model(Samples{}.frame(), Samples{}.household(), calendar(), customer, "/p");
    CHECK(model.own_email.empty());
    CHECK(std::holds_alternative<FieldErrors>(read_preferences({{{"act", "send_link"}}}, model)));
}

TEST_CASE("models: the dialogue has both sides, and what became of each") {
    Message words;
    words.text = "How was it?";
    MessageQueued asked;
    asked.message = 1;
    asked.subject = "A question";
    MessageQueued held;
    held.message = 2;
    Receipt delivered, accepted;
    delivered.message = accepted.message = 1;
    delivered.kind = ReceiptKind::delivered;
    accepted.kind = ReceiptKind::accepted;
    MessageDropped dropped;
    dropped.message = 2;
    Reply reply;
    reply.text = "Good";
    Answered answered;
    std::vector<Entry> entries;
    for (EntryBody body : std::vector<EntryBody>{asked, delivered, accepted, reply, answered, held, dropped}) {
        Entry entry;
        entry.what = std::move(body);
        entries.push_back(std::move(entry));
    }
    const auto lines = conversation_of(entries, [&](MessageNumber n) { return n == 1 ? &words : nullptr; });
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].by_us);
    CHECK(lines[0].text == "How was it?");
    CHECK(lines[0].outcome == "outcome_delivered");  // an `accepted` that comes late changes nothing
    CHECK_FALSE(lines[1].by_us);
    CHECK(lines[1].outcome == "outcome_understood");
    CHECK(lines[2].outcome == "outcome_dropped");
}

TEST_CASE("models: a long dialogue shows its newest 500 lines") {
    std::vector<Entry> entries(600);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        Reply reply;
        reply.text = std::to_string(i);
        entries[i].what = reply;
    }
    const auto lines = conversation_of(entries, [](MessageNumber) { return nullptr; });
    REQUIRE(lines.size() == 500);
    CHECK(lines.front().text == "100");
}

}  // namespace dialogd::web
