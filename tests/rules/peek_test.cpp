// What the engine's scopes show where it stands is what they say when they are asked.
#include <doctest/doctest.h>

#include "engine/scope.hpp"

using namespace dialogd;
using engine::ContentScope;
using engine::TurnScope;

namespace {

Value map_of(std::vector<std::pair<std::string, Value>> fields) {
    Value::Map map;
    for (auto& [name, value] : fields) map.emplace_back(Value(name), std::move(value));
    return map;
}

// A peek may leave it open; what it says is what select says.
void compare(const Scope& scope, const std::string& root, const std::string& field) {
    CAPTURE(root);
    CAPTURE(field);
    const auto seen = scope.peek({root, field});
    if (!seen) return;
    std::optional<Value> asked;
    if (root == "run.event") {
        const Value whole = scope.select("run", "event").value();
        if (const Value* value = whole.find(field)) asked = *value;
    } else {
        asked = scope.select(root, field);
    }
    REQUIRE((*seen != nullptr) == asked.has_value());
    if (asked) CHECK(**seen == *asked);
}

}  // namespace

TEST_CASE("peek: what stands somewhere is what select gives, and what has to be made is left open") {
    Ruleset rules;
    Customer customer;
    customer.id = "c1";
    customer.attributes = {{"first_name", Value("Anna"), "api", {}},
                           {"language_level", Value(2.0), "api", {}},
                           {"email", Value("her own word"), "api", {}}};
    Event event{"ping", "e1", "test", {}, map_of({{"n", Value(1.0)}, {"id", Value("own")}}), 0};
    Run run;
    run.event = event;
    run.variables = {{"tier", Value("gold"), {}, {}}};
    Reply reply;
    reply.text = "hi";
    const TurnScope whole = TurnScope(rules, customer, {}).with(&event).with(&run).with(&reply);
    const TurnScope bare(rules, customer, {});
    ContentScope content(whole, "en");
    content.set("total", Value("300"));
    content.set("links", map_of({{"cart", Value("https://shop.example")}}));
    for (const Scope* scope : std::initializer_list<const Scope*>{&whole, &bare, &content}) {
        for (const char* root : {"customer", "event", "run", "reply", "links"})
            for (const char* field : {"first_name", "email", "phone", "id", "language", "created", "n", "name", "time",
                                      "event", "answers", "tier", "text", "cart", "missing"})
                compare(*scope, root, field);
        CHECK_FALSE(scope->peek({"customer", "language"}).has_value());
        CHECK_FALSE(scope->peek({"customer", ""}).has_value());
        CHECK(*scope->peek({"customer", "first_name"}).value() == Value("Anna"));
    }
    for (const char* field : {"n", "id", "name", "time", "missing"}) compare(whole, "run.event", field);
    CHECK(*whole.peek({"run.event", "id"}).value() == Value("own"));
    CHECK(whole.peek({"run.event", "missing"}).value() == nullptr);
    CHECK_FALSE(bare.peek({"run.event", "n"}).has_value());  // no run: more than a property that is not there
    CHECK(bare.peek({"event", "n"}).value() == nullptr);
    CHECK(*content.peek({"total", ""}).value() == Value("300"));
    CHECK(content.peek({"links", "checkout"}).value() == nullptr);
}
