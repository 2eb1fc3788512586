// Rules that change under open runs, that somebody pauses, and answers that are taken together.
#include "engine/buttons.hpp"
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

TEST_CASE("pause: held sends are looked at less and less often while nobody resumes them") {
    House house;
    house.add(event_rule("offer", "offers", "ping", steps(send_step({"note"}, kDay * 30))));
    house.rules.paused.contents = {"note"};
    World world(house.ready());
    world.event("ping");
    world.pass(kDay * 10);
    CHECK(world.count<Decision>() < 80);
    CHECK(world.count<MessageQueued>() == 0);
    house.rules.paused = {};
    world.pass(kHour * 4);
    CHECK(world.count<MessageQueued>() == 1);
}

TEST_CASE("pause: after it is resumed a plain look frees what was held, also when it looks too early") {
    House house;
    house.add(event_rule("offer", "offers", "ping", steps(send_step({"note"}, kDay * 30))));
    World world(house.ready());
    house.rules.paused.contents = {"note"};
    world.event("ping");
    world.pass(kDay);
    house.rules.paused = {};
    CHECK(next_wake(house.rules, world.customer) <= world.now);
    world.take(Wake{});
    CHECK(world.count<MessageQueued>() == 1);
    CHECK(next_wake(house.rules, world.customer) > world.now);
}

TEST_CASE("answers: those taken together in a nested question go on where the outer ones left off") {
    House house;
    Rule rule = event_rule("ask", "surveys", "ping", steps(ask_step("question"), set_step("customer.end", Value(1.0))));
    step::Ask& outer = ask_of(rule, 0);
    outer.pick_all = true;
    outer.answers.clear();
    for (const char* name : {"a", "b"}) {
        Answer answer;
        answer.match.name = name;
        answer.match.words = {"both"};
        outer.answers.push_back(std::move(answer));
    }
    // The first answer's branch asks again; the second one sets.
    const std::int32_t second = add_branch(rule, set_step("customer.b", Value(1.0)), 1);
    const std::int32_t inner_set = add_branch(rule, set_step("customer.inner", Value(1.0)), 1);
    const std::int32_t inner_other = add_branch(rule, set_step("customer.other", Value(1.0)), 1);
    const std::int32_t first = add_branch(rule, ask_step("news"), 1);
    step::Ask& inner = ask_of(rule, static_cast<std::size_t>(first));
    inner.pick_all = true;
    inner.answers.clear();
    for (const std::int32_t then : {inner_set, inner_other}) {
        Answer answer;
        answer.match.name = then == inner_set ? "c" : "d";
        answer.match.words = {"both"};
        answer.then = then;
        inner.answers.push_back(std::move(answer));
    }
    ask_of(rule, 0).answers[0].then = first;
    ask_of(rule, 0).answers[1].then = second;
    house.add(std::move(rule));
    World world(house.ready());
    world.event("ping");
    world.send_all();
    world.reply(ChannelKind::email, "both", 1);
    world.send_all();
    CHECK(world.count<AttributeSet>() == 0);
    world.reply(ChannelKind::email, "both", 2);
    std::vector<std::string> names;
    for (const AttributeSet& set : world.all<AttributeSet>()) names.push_back(set.name);
    CHECK(names == std::vector<std::string>{"inner", "other", "b", "end"});
    CHECK(world.customer.runs.empty());
}

TEST_CASE("buttons: by SMS numbers stand for answers, unless the answer is a number anyway") {
    House house;
    step::Ask ask;
    for (const char* name : {"price", "size"}) {
        Answer answer;
        answer.match.name = name;
        answer.button_fallback = std::string("The ") + name;
        answer.buttons = {{"da", std::string("Det ") + name}};
        ask.answers.push_back(std::move(answer));
    }
    const auto sms = engine::buttons_of(house.rules, ask, ChannelKind::sms, "en", {CustomerNumber{7}, 3});
    REQUIRE(sms.size() == 2);
    CHECK(*sms[1].find("label") == Value("The size"));
    CHECK(*sms[1].find("number") == Value(std::int64_t{2}));
    const auto mail = engine::buttons_of(house.rules, ask, ChannelKind::email, "da-DK", {CustomerNumber{7}, 3});
    CHECK(*mail[0].find("label") == Value("Det price"));
    CHECK(*mail[0].find("url") == Value("https://shop.example/a/answer-7-3?b=price"));
    const auto named = [&](std::string_view text) {
        std::string names;
        for (const Answer* answer : engine::numbered_answers(ask, text)) names += answer->match.name + " ";
        return names;
    };
    CHECK(named(" 2) ") == "size ");
    for (const char* none : {"3", "0", "2 of them", "", ".", "and", "1 and 2", "1.2", "2 2"})
        CHECK(named(none).empty());
    ask.pick_all = true;
    for (const char* both : {"1 and 2", "2 og 1.", "#1, #2", "1+2", "1 OCH 2", "2\n1"})
        CHECK(named(both) == "price size ");
    CHECK(named("2 & 2") == "size ");
    for (const char* none : {"1 and 3", "1 or 2", "1.2", "and 1", "12"}) CHECK(named(none).empty());
    Answer score;
    score.match.name = "score";
    score.match.number = AnswerMatcher::Range{0, 10};
    ask.answers.push_back(std::move(score));
    CHECK(engine::buttons_of(house.rules, ask, ChannelKind::sms, "en", {}).empty());
    CHECK(named("2").empty());
}
