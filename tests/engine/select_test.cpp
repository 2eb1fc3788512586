// Which content is said: eligibility, language, value, draws.
#include "engine/select.hpp"

#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::engine;
using namespace dialogd::testing;

namespace {

const Instant kNow = at("2026-03-02T10:00:00Z");

struct Choice {
    House house;
    Customer customer;
    step::Pick pick = step::Pick::best;

    Selection of(std::vector<std::string> candidates, std::uint64_t draw = 0) {
        index(house.rules);
        const TurnScope scope(house.rules, customer, kNow);
        const SelectionTask task{candidates, pick, ChannelKind::email,    "offers", "rule",
                                 true,       draw, {CustomerNumber{7}, 1}};
        return select_content(house.rules, customer, task, scope);
    }
    Reason reason(const std::string& content) {
        const Selection selection = of({content});
        return selection.considered.at(0).reason;
    }
};

}  // namespace

TEST_CASE("select: of two the one of higher value is said, and each has its score") {
    Choice choice;
    choice.house.add_content("poor").value = constant(Value(1.0));
    choice.house.add_content("rich").value = constant(Value(2.0));
    const Selection selection = choice.of({"poor", "rich"});
    REQUIRE(selection.chosen);
    CHECK(selection.chosen->content->name == "rich");
    CHECK(selection.considered[0].reason == Reason::not_chosen);
    CHECK(selection.considered[0].probability == 0);
    CHECK(selection.considered[1].score == 2);
    CHECK(selection.considered[1].probability == 1);
}

TEST_CASE("select: ties, and even picks, are drawn by key, with the probability written down") {
    Choice choice;
    choice.house.add_content("rich").value = constant(Value(2.0));
    choice.pick = step::Pick::even;
    const auto said = [&](std::uint64_t draw) { return choice.of({"note", "rich"}, draw).chosen->content->name; };
    CHECK(said(0) == "note");
    CHECK(said(1) == "rich");
    CHECK(choice.of({"note", "rich"}, 1).considered[0].probability == 0.5);
    choice.pick = step::Pick::best;
    CHECK(said(0) == "rich");
}

TEST_CASE("select: what falls out says why") {
    Choice choice;
    choice.house.add_content("false").condition = constant(Value(false));
    choice.house.add_content("failing").condition = path("customer", "points");
    choice.house.add_content("odd").condition = constant(Value("yes"));
    choice.house.add_content("named", "Hello {{customer.first_name}} of {{customer.city}}.");
    choice.house.add_content("danish").words.clear();
    CHECK(choice.reason("false") == Reason::condition_false);
    CHECK(choice.reason("failing") == Reason::condition_failed);
    CHECK(choice.reason("odd") == Reason::condition_failed);
    CHECK(choice.reason("danish") == Reason::no_such_channel);
    CHECK(choice.reason("nowhere") == Reason::no_such_channel);
    CHECK(choice.of({"named"}).considered[0].reason == Reason::missing_variable);
    CHECK(choice.of({"named"}).considered[0].detail == "customer.city, customer.first_name");
}

TEST_CASE("select: cooldown and max_per_customer count what was sent and what waits") {
    Choice choice;
    Content& once = choice.house.add_content("once");
    once.cooldown = kDay;
    once.max_per_customer = 2;
    CHECK(choice.reason("once") == Reason::none);
    choice.customer.said = {{"once", 1, kNow - kDay}};
    CHECK(choice.reason("once") == Reason::none);
    choice.customer.said = {{"once", 1, kNow - kDay + Duration(1)}};
    CHECK(choice.reason("once") == Reason::cooldown);
    choice.customer.said = {{"once", 1, kNow - kDay}};
    OpenMessage waiting;
    waiting.content = "once";
    waiting.queued_at = kNow - kDay;
    choice.customer.messages = {waiting};
    CHECK(choice.reason("once") == Reason::max_per_customer);
}

TEST_CASE("select: the customer's language, its base, then the configured one; an own language goes first") {
    Choice choice;
    Content& both = choice.house.add_content("both");
    Words danish;
    danish.language = "da";
    danish.subject = words("Om");
    danish.text = words("Hej.");
    both.words.push_back(std::move(danish));
    choice.house.add_content("english").value = constant(Value(9.0));
    choice.customer.language = "da-DK";
    CHECK(choice.of({"both"}).chosen->words->language == "da");
    CHECK(choice.of({"english", "both"}).chosen->content->name == "both");
    choice.customer.language = "fi";
    CHECK(choice.of({"both"}).chosen->words->language == "en");
    CHECK(choice.of({"english", "both"}).chosen->content->name == "english");
    choice.house.rules.household.language = "sv";
    CHECK(choice.reason("both") == Reason::no_such_language);
}

TEST_CASE("select: variables, links and the company are there for the words") {
    Choice choice;
    Content& rich = choice.house.add_content("rich", "{{total}} {{company.name}} {{links.shop}} {{links.unsubscribe}}");
    rich.variables.push_back({"total", constant(Value("300 kr."))});
    rich.links.push_back({"shop", "https://shop.example/a", nullptr});
    const Selection selection = choice.of({"rich"});
    REQUIRE(selection.chosen);
    CHECK(selection.chosen->message.text ==
          "300 kr. Shop https://shop.example/a https://shop.example/u/unsubscribe-7-1");
}
