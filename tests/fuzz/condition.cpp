// Conditions: they compile or are refused, and evaluate the same twice.
#include "rules/condition.hpp"
#include "fuzz/property.hpp"
#include "rules/cel/scope.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const testing::PlainScope scope = [] {
        testing::PlainScope made;
        made.at = Instant(std::chrono::seconds(1'795'000'000));
        const auto text = [](const char* what) { return Value(std::string_view(what)); };
        made.roots["customer"] = Value(Value::Map{{text("name"), text("Søren")},
                                                  {text("nps"), Value(9.0)},
                                                  {text("tags"), Value(Value::List{text("a"), text("b")})},
                                                  {text("vip"), Value(true)}});
        made.roots["event"] = Value(Value::Map{{text("total"), Value(1299.5)}, {text("id"), text("o-1")}});
        made.events = {{"order.placed", made.at - kDay, Value(Value::Map{{text("total"), Value(200.0)}})}};
        return made;
    }();
    const auto program = rules::compile_expression(fuzz::text_of(bytes, size), {.condition = false});
    if (!program) {
        fuzz::must(!program.error().message.empty(), "a refusal says what is wrong");
        return 0;
    }
    const auto once = program.value()->evaluate(scope);
    const auto twice = program.value()->evaluate(scope);
    fuzz::must(once.has_value() == twice.has_value(), "a condition has one outcome");
    if (once) fuzz::must(to_json(*once) == to_json(*twice), "a condition has one value");
    return 0;
}
