// Replies: steering, answers, late and second ones, people.
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

// A question was asked by that channel, and has been sent.
struct Asked {
    House house;
    std::optional<World> world;

    explicit Asked(ChannelKind channel = ChannelKind::email, std::function<void(Rule&)> change = {}) {
        Rule rule = event_rule("ask", "surveys", "ping", steps(ask_step("question", kDay), send_step({"news"})));
        ask_of(rule, 0).send.channels = {channel};
        ask_of(rule, 0).answers[0].then = add_branch(rule, send_step({"note"}), 1);
        if (change) change(rule);
        house.add(std::move(rule));
        world.emplace(house.ready());
        world->event("ping");
        world->send_all();
        world->forget();
    }
};

}  // namespace

TEST_CASE("reply: a certain answer is saved, its steps are taken, and they continue the talk") {
    Asked asked;
    World& world = *asked.world;
    world.reply(ChannelKind::email, "8", 1);
    const Answered answered = world.all<Answered>().at(0);
    CHECK(answered.answer == "score");
    CHECK(answered.value == Value(8.0));
    CHECK_FALSE(answered.late);
    CHECK(find_attribute(world.customer, "nps")->value == Value(8.0));
    REQUIRE(world.count<MessageQueued>() == 2);
    CHECK(world.all<MessageQueued>()[0].content == "note");
    CHECK(world.all<MessageQueued>()[0].continuation);
    CHECK_FALSE(world.all<MessageQueued>()[0].counted);
    CHECK(world.turn.messages.at(0).in_reply_to == world.all<Reply>()[0].id);
    CHECK(world.customer.runs.empty());
}

TEST_CASE("reply: an unsure text goes to `any`, and without one to a person, and the question stays open") {
    Asked with;
    with.world->reply(ChannelKind::email, "unsure", 1);
    CHECK(with.world->all<Answered>().at(0).answer == "other");
    CHECK(with.world->all<Answered>()[0].value == Value("unsure"));
    Asked without(ChannelKind::email, [](Rule& rule) { ask_of(rule, 0).answers.pop_back(); });
    without.world->reply(ChannelKind::email, "unsure", 1);
    CHECK(without.world->count<Answered>() == 0);
    CHECK(without.world->all<ReplySetAside>().at(0).reason == "two answers fit");
    CHECK(without.world->all<Handover>().at(0).queue == "service");
    CHECK(without.world->customer.questions.at(0).open);
    CHECK(without.world->customer.runs.size() == 1);
}

TEST_CASE("reply: one reply may opt out and answer; STOP alone is no answer to `any`") {
    Asked both;
    both.world->reply(ChannelKind::email, "STOP 8", 1);
    CHECK(both.world->all<AddressStatus>().at(0).state == AddressState::no_marketing);
    CHECK(both.world->all<Answered>().at(0).value == Value(8.0));
    for (const MessageQueued& queued : both.world->all<MessageQueued>()) CHECK(queued.content == "_stopped");
    Asked alone;
    alone.world->reply(ChannelKind::email, "STOP", 1);
    CHECK(alone.world->count<Answered>() == 0);
    CHECK(alone.world->count<Handover>() == 0);
}

TEST_CASE("reply: STOP by SMS ends everything to that number; the confirmation is the last message") {
    House house;
    house.add(event_rule("service", "service", "ping", steps(send_step({"note"}))));
    std::get<step::Send>(house.rules.rules[0].steps[0].what).channels = {ChannelKind::sms};
    World world(house.ready());
    world.event("ping");
    world.reply(ChannelKind::sms, "STOP");
    CHECK(world.all<MessageDropped>().at(0).message == 1);
    CHECK(world.all<MessageQueued>().back().content == "_stopped");
    world.claim(2);
    CHECK(world.all<MessageSending>().at(0).message == 2);
    world.receipt(2, ReceiptKind::accepted);
    world.forget();
    world.event("ping");
    for (const char* text : {"STOP", "HELP", "only sms"}) world.reply(ChannelKind::sms, text);
    CHECK(world.count<MessageQueued>() == 0);
    world.reply(ChannelKind::sms, "START");
    CHECK(world.all<MessageQueued>().at(0).content == "_started");
    world.event("ping");
    CHECK(world.all<MessageQueued>().back().content == "note");
}

TEST_CASE("reply: STOP by SMS ends marketing to the customer's other numbers") {
    House house;
    World world(house.ready());
    Profile second;
    second.phone = "+4599887766";
    world.take(second);
    world.reply(ChannelKind::sms, "STOP");
    CHECK(world.all<AddressStatus>().at(0).address == "+4520123456");
    CHECK(world.all<AddressStatus>().at(0).state == AddressState::opted_out);
    CHECK(world.all<AddressStatus>().at(1).state == AddressState::no_marketing);
}

TEST_CASE("reply: stop all and everything, and START takes both back") {
    House house;
    World world(house.ready());
    world.reply(ChannelKind::email, "STOP ALL");
    CHECK(world.customer.marketing_stopped);
    CHECK_FALSE(world.customer.all_stopped);
    world.reply(ChannelKind::email, "EVERYTHING");
    CHECK(world.customer.all_stopped);
    CHECK(world.count<MessageQueued>() == 2);
    world.reply(ChannelKind::email, "EVERYTHING");
    CHECK(world.count<MessageQueued>() == 2);
    world.reply(ChannelKind::email, "START");
    CHECK_FALSE(world.customer.marketing_stopped);
    CHECK_FALSE(world.customer.all_stopped);
    CHECK(world.all<MessageQueued>().back().content == "_started");
}

TEST_CASE("reply: a preference is kept, confirmed, and needs no person") {
    House house;
    World world(house.ready());
    world.reply(ChannelKind::email, "only sms");
    CHECK(world.customer.channels == std::vector<ChannelKind>{ChannelKind::sms});
    CHECK(world.all<MessageQueued>().at(0).content == "_changed");
    CHECK(world.count<ReplySetAside>() == 0);
    world.reply(ChannelKind::email, "HELP");
    CHECK(world.all<MessageQueued>().back().content == "_help");
}

TEST_CASE("reply: nothing automatic is acted on, and a repeat changes nothing") {
    Asked asked;
    World& world = *asked.world;
    Reply reply;
    reply.from = "anna@example.com";
    reply.id = "auto";
    reply.text = "8";
    reply.message = 1;
    reply.automatic = true;
    world.take(reply);
    CHECK(world.count<Answered>() == 0);
    CHECK(world.all<ReplySetAside>().at(0).reason == "automatic");
    CHECK(world.take(reply).entries.empty());
}

TEST_CASE("reply: from an unproven sender nothing is saved, but an opt-out holds for the known address") {
    Asked asked;
    World& world = *asked.world;
    Reply reply;
    reply.from = "friend@example.net";
    reply.text = "8";
    reply.message = 1;
    reply.proven = false;
    world.take(reply);
    CHECK(world.count<Answered>() == 0);
    CHECK(world.all<ReplySetAside>().at(0).reason == "unproven sender");
    CHECK(world.count<Handover>() == 1);
    reply.text = "STOP";
    world.take(reply);
    CHECK(world.all<AddressStatus>().at(0).address == "anna@example.com");
    CHECK(world.all<MessageQueued>().at(0).to == "anna@example.com");
    world.forget();
    reply.text = "START";
    world.take(reply);
    CHECK(world.count<AddressStatus>() == 0);
}

TEST_CASE("reply: while a person has the dialogue it goes to them, and an opt-out holds all the same") {
    Asked asked;
    World& world = *asked.world;
    world.take(Handover{Handover::Act::opened, "service", {}, "eva", {}, 0});
    world.reply(ChannelKind::email, "8", 1);
    CHECK(world.count<Answered>() == 0);
    CHECK(world.all<ReplySetAside>().at(0).reason == "a person has the dialogue");
    world.reply(ChannelKind::email, "STOP", 1);
    CHECK(world.count<AddressStatus>() == 1);
}

TEST_CASE("reply: by SMS the open question is answered; two open ones by mail without a token are too many") {
    Asked sms(ChannelKind::sms);
    sms.world->reply(ChannelKind::sms, "8");
    CHECK(sms.world->count<Answered>() == 1);
    House house;
    for (const char* name : {"a", "b"}) house.add(event_rule(name, "surveys", "ping", steps(ask_step("question"))));
    World two(house.ready());
    two.event("ping");
    two.send_all();
    two.reply(ChannelKind::email, "8");
    CHECK(two.count<Answered>() == 0);
    CHECK(two.all<ReplySetAside>().at(0).reason == "several questions are open");
    two.take(Handover{Handover::Act::closed, "service", {}, "eva", {}, 0});
    two.reply(ChannelKind::email, "8", 2);
    CHECK(two.all<Answered>().at(0).message == 2);
}

TEST_CASE("reply: a late answer is saved; its steps are taken, in a run of their own, only when the rule says so") {
    Asked saves;
    saves.world->pass(kDay);
    saves.world->forget();
    saves.world->reply(ChannelKind::email, "8", 1);
    CHECK(saves.world->all<Answered>().at(0).late);
    CHECK(find_attribute(saves.world->customer, "nps") != nullptr);
    CHECK(saves.world->count<MessageQueued>() == 0);

    Asked runs(ChannelKind::email, [](Rule& rule) { ask_of(rule, 0).late = step::Ask::Late::run; });
    runs.world->pass(kDay);
    runs.world->forget();
    runs.world->reply(ChannelKind::email, "8", 1);
    CHECK(runs.world->all<RunStarted>().at(0).aside);
    // The answer's own step, and not what the rule goes on with: that was sent after the timeout.
    REQUIRE(runs.world->count<MessageQueued>() == 1);
    CHECK(runs.world->all<MessageQueued>()[0].content == "note");
    CHECK(runs.world->customer.runs.empty());
}

TEST_CASE("reply: without a token a text that only `any` would take does not answer a closed question") {
    Asked asked(ChannelKind::sms);
    World& world = *asked.world;
    world.pass(kDay);
    world.forget();
    world.reply(ChannelKind::sms, "when do you open?");
    CHECK(world.count<Answered>() == 0);
    CHECK(world.count<Handover>() == 1);
}

TEST_CASE("reply: a second answer replaces the value; its steps are taken only with again, a handover always") {
    Asked asked(ChannelKind::email,
                [](Rule& rule) { ask_of(rule, 0).answers[1].then = add_branch(rule, handover_step("service"), 1); });
    World& world = *asked.world;
    world.reply(ChannelKind::email, "3", 1);
    world.forget();
    world.reply(ChannelKind::email, "9", 1);
    CHECK(world.all<Answered>().at(0).again);
    CHECK(find_attribute(world.customer, "nps")->value == Value(9.0));
    CHECK(world.count<MessageQueued>() == 0);
    world.reply(ChannelKind::email, "no", 1);
    CHECK(world.all<Handover>().at(0).rule == "ask");

    Asked again(ChannelKind::email, [](Rule& rule) { ask_of(rule, 0).again_runs = true; });
    again.world->reply(ChannelKind::email, "3", 1);
    again.world->forget();
    again.world->reply(ChannelKind::email, "9", 1);
    REQUIRE(again.world->count<MessageQueued>() == 1);
    CHECK(again.world->all<MessageQueued>()[0].content == "note");
}

TEST_CASE("reply: an answer to a question that is still in the outbox is taken, and the question is not sent again") {
    House house;
    house.add(event_rule("ask", "surveys", "ping", steps(ask_step("question"))));
    World world(house.ready());
    world.event("ping");
    world.claim(1);
    world.receipt(1, ReceiptKind::deferred);  // but it did arrive
    world.reply(ChannelKind::email, "8", 1);
    CHECK(world.count<Answered>() == 1);
    CHECK(world.customer.messages.empty());
    CHECK(world.all<RunEnded>().at(0).reason == "done");
}

TEST_CASE("reply: a button says the answer") {
    Asked asked;
    World& world = *asked.world;
    Reply pressed;
    pressed.message = 1;
    pressed.answer = "no";
    world.take(pressed);
    CHECK(world.all<Answered>().at(0).answer == "no");
    CHECK(world.all<Answered>()[0].value == Value("no"));
}

TEST_CASE("reply: question.answered is an event of our own") {
    House house;
    house.add(event_rule("ask", "surveys", "ping", steps(ask_step("question"))));
    house.add(event_rule("listen", "service", "question.answered", steps(end_step("heard"))));
    World world(house.ready());
    world.event("ping");
    world.send_all();
    world.reply(ChannelKind::email, "8", 1);
    REQUIRE(world.count<Emitted>() == 1);
    CHECK(*world.all<Emitted>()[0].event.properties.find("value") == Value(8.0));
    CHECK(world.all<RunStarted>().back().rule == "listen");
}

TEST_CASE("reply: what is known is not asked, and the answer that left the value is named") {
    House house;
    Rule rule = event_rule("ask", "surveys", "ping", steps(ask_step("question")));
    step::Ask& ask = ask_of(rule, 0);
    ask.known_for = kDay * 10;
    for (Answer& answer : ask.answers) answer.save = "customer.room";
    house.add(std::move(rule));
    World world(house.ready());
    Profile known;
    known.attributes = Value(Value::Map{{Value("room"), Value("no")}});
    world.take(known);
    world.event("ping");
    CHECK(world.all<Answered>().at(0).known);
    CHECK(world.all<Answered>()[0].answer == "no");
    CHECK(world.count<MessageQueued>() == 0);
    world.pass(kDay * 10);
    world.event("ping");
    CHECK(world.count<MessageQueued>() == 1);
}

TEST_CASE("reply: an open question is answered, though many were asked and closed after it") {
    House house;
    house.add(event_rule("first", "service", "ping", steps(ask_step("question", kDay * 90))));
    house.add(event_rule("others", "service", "pong", steps(ask_step("question", kMinute))));
    World world(house.ready());
    world.event("ping");
    world.send_all();
    for (std::size_t i = 0; i < kMaxQuestions + 4; ++i) {
        world.event("pong");
        world.send_all();
        world.pass(kMinute);
    }
    CHECK(world.customer.questions.size() == kMaxQuestions);
    world.forget();
    world.reply(ChannelKind::email, "8", 1);
    REQUIRE(world.count<Answered>() == 1);
    CHECK(world.all<Answered>()[0].message == 1);
    CHECK_FALSE(world.all<Answered>()[0].late);
}

TEST_CASE("reply: a late answer to a run that goes on is no reason for what it says next") {
    House house;
    house.add(event_rule("ask", "surveys", "ping",
                         steps(ask_step("question", kHour), wait_step(kHour * 3), send_step({"note"}))));
    World world(house.ready());
    world.event("ping");
    world.send_all();
    world.pass(kHour * 2);
    world.reply(ChannelKind::email, "8", 1);
    CHECK(world.all<Answered>().at(0).late);
    world.pass(kHour * 3);
    REQUIRE(world.count<MessageQueued>() == 2);
    CHECK_FALSE(world.all<MessageQueued>()[1].continuation);
    CHECK(world.all<MessageQueued>()[1].counted);
}
