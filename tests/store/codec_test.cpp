// The codec: round trips, bytes of old versions, and bytes that nobody wrote.
#include <doctest/doctest.h>

#include <array>

#include "store/codec.hpp"
#include "store/golden.hpp"
#include "store/samples.hpp"

namespace dialogd::store {

using namespace dialogd::test;

namespace {

std::string encoded(const auto& value, NameTable& names) {
    std::string bytes;
    encode(value, names, bytes);
    return bytes;
}

std::string hex(std::string_view bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += kDigits[static_cast<unsigned char>(c) >> 4U];
        out += kDigits[static_cast<unsigned char>(c) & 15U];
    }
    return out;
}

std::string unhex(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    return out;
}

// Tags that a struct names, in order.
struct Tags {
    std::vector<int> tags;
    void operator()(int tag, const char*, auto&) { tags.push_back(tag); }
    void name(int tag, const char*, auto&) { tags.push_back(tag); }
    void names(int tag, const char*, auto&) { tags.push_back(tag); }
};
template <class T>
bool tags_rise() {
    T value;
    Tags seen;
    T::each_field(value, seen);
    int last = 0;
    for (const int tag : seen.tags) {
        if (tag <= last || tag > 63) return false;
        last = tag;
    }
    return true;
}
template <std::size_t... Kinds>
bool all_tags_rise(std::index_sequence<Kinds...>) {
    return (tags_rise<std::variant_alternative_t<Kinds, EntryBody>>() && ...);
}

}  // namespace

TEST_CASE("codec: random customers, entries and messages come back as they were") {
    NameTable names;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        Draw draw(seed);
        const auto customer = random_struct<Customer>(draw);
        const auto customer_again = decode_customer(encoded(customer, names), names);
        REQUIRE(customer_again.has_value());
        CHECK(customer_again.value() == customer);
        const EntryBody entry = random_entry(draw);
        const auto entry_again = decode_entry(static_cast<std::uint8_t>(entry.index()), encoded(entry, names), names);
        REQUIRE(entry_again.has_value());
        CHECK(entry_again.value() == entry);
        const auto message = random_struct<Message>(draw);
        const auto message_again = decode_message(encoded(message, names), names);
        REQUIRE(message_again.has_value());
        CHECK(message_again.value() == message);
    }
}

TEST_CASE("codec: what holds nothing takes no bytes, also where a struct lies in a struct") {
    NameTable names;
    CHECK(encoded(Customer{}, names).empty());
    CHECK(encoded(EntryBody(Emitted{}), names).empty());
    // Yes by default: absence must not mean no.
    Reply doubtful;
    doubtful.proven = false;
    const auto again = decode_entry(1, encoded(EntryBody(doubtful), names), names);
    REQUIRE(again.has_value());
    CHECK(std::get<Reply>(again.value()) == doubtful);
}

TEST_CASE("codec: an optional that holds zero is not one that holds nothing") {
    NameTable names;
    Preference preference;
    preference.stop_all = false;
    preference.channels.emplace();
    preference.limit.emplace();
    preference.paused_until = Instant{};
    const auto again = decode_entry(5, encoded(EntryBody(preference), names), names);
    REQUIRE(again.has_value());
    CHECK(std::get<Preference>(again.value()) == preference);
}

TEST_CASE("codec: numbers that are no whole numbers keep every bit") {
    NameTable names;
    for (const double v : {0.1, -0.0, 1e300, 9.007199254740993e15, -12.0, 1.0 / 0.0}) {
        AttributeSet set;
        set.value = v;
        const auto again = decode_entry(18, encoded(EntryBody(set), names), names);
        REQUIRE(again.has_value());
        const double got = *std::get<AttributeSet>(again.value()).value.number();
        CHECK(std::bit_cast<std::uint64_t>(got) == std::bit_cast<std::uint64_t>(v));
    }
}

TEST_CASE("codec: each kind of entry is still read from the bytes of the first version") {
    NameTable names;
    for (const char* name : kGoldenNames) names.intern(name);
    const std::vector<EntryBody> expected = one_of_each();
    REQUIRE(std::variant_size_v<EntryBody> == expected.size());
    REQUIRE(kGoldenEntries.size() == expected.size());
    for (std::size_t kind = 0; kind < expected.size(); ++kind) {
        CAPTURE(kind);
        REQUIRE(expected[kind].index() == kind);
        const auto body = decode_entry(static_cast<std::uint8_t>(kind), unhex(kGoldenEntries[kind]), names);
        REQUIRE(body.has_value());
        CHECK(body.value() == expected[kind]);
    }
    const auto customer = decode_customer(unhex(kGoldenCustomer), names);
    REQUIRE(customer.has_value());
    CHECK(customer.value() == typical_customer());
    const auto message = decode_message(unhex(kGoldenMessage), names);
    REQUIRE(message.has_value());
    CHECK(message.value() == typical_message());
}

TEST_CASE("codec: this version writes the golden bytes") {
    // A new field at its default must not change them; when one is set, add golden bytes beside the old ones.
    NameTable names;
    std::string lines;
    for (const EntryBody& entry : one_of_each()) lines += "\"" + hex(encoded(entry, names)) + "\",\n";
    lines += hex(encoded(typical_customer(), names)) + "\n";
    lines += hex(encoded(typical_message(), names)) + "\n";
    std::string expected;
    for (const char* entry : kGoldenEntries) expected += "\"" + std::string(entry) + "\",\n";
    expected += std::string(kGoldenCustomer) + "\n" + kGoldenMessage + "\n";
    std::string known;
    for (std::uint32_t n = 1; n <= names.size(); ++n) known += "\"" + std::string(names.text(n)) + "\", ";
    CAPTURE(known);
    CHECK(lines == expected);
}

TEST_CASE("codec: tags rise in every struct, so that one pass reads them") {
    CHECK(all_tags_rise(std::make_index_sequence<std::variant_size_v<EntryBody>>()));
    CHECK(tags_rise<Customer>());
    CHECK(tags_rise<Message>());
    CHECK(tags_rise<Run>());
    CHECK(tags_rise<OpenMessage>());
    CHECK(tags_rise<Contact>());
    CHECK(tags_rise<AskedQuestion>());
    CHECK(tags_rise<Considered>());
    CHECK(tags_rise<Attribute>());
}

TEST_CASE("codec: fields of a newer version are skipped, before and behind the known ones") {
    NameTable names;
    std::string bytes = encoded(EntryBody(MessageSending{9, 3}), names);
    bytes += unhex(
        "a00107"
        "a50108"
        "0102030405060708");  // tag 40: a varint; then tag 41, cut into a key and a word
    bytes.resize(bytes.size() - 11);
    bytes += unhex(
        "a501"
        "0102030405060708"
        "aa0103616263");  // tag 41: a word; tag 42: a block
    const auto again = decode_entry(22, bytes, names);
    REQUIRE(again.has_value());
    CHECK(std::get<MessageSending>(again.value()) == MessageSending{9, 3});
    // ReplySetAside knows tags 1 and 2; MessageDropped has 3 as well.
    const auto fewer = decode_entry(17, encoded(EntryBody(ReplySetAside{"x", 4}), names) + unhex("0c05"), names);
    REQUIRE(fewer.has_value());
    CHECK(std::get<ReplySetAside>(fewer.value()) == ReplySetAside{"x", 4});
}

TEST_CASE("codec: a kind that this version does not know is refused as newer") {
    NameTable names;
    const auto body = decode_entry(200, "", names);
    REQUIRE(!body.has_value());
    CHECK(body.error().code == ErrorCode::newer);
}

TEST_CASE("codec: a name that was never given is an error") {
    NameTable names;
    NameTable others;
    const auto bytes = encoded(EntryBody(RunEnded{1, "welcome", "done"}), names);
    CHECK(!decode_entry(12, bytes, others).has_value());
    CHECK(decode_entry(12, bytes, names).has_value());
}

TEST_CASE("codec: bytes cut off anywhere give an error or a value, and damaged ones never crash") {
    NameTable names;
    Draw draw(7);
    for (int round = 0; round < 40; ++round) {
        const std::string whole = encoded(random_struct<Customer>(draw), names);
        for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / 50) {
            const auto cut = decode_customer(std::string_view(whole).substr(0, length), names);
            if (!cut) CHECK(cut.error().code == ErrorCode::internal);
        }
        for (int i = 0; i < 60; ++i) {
            std::string bytes = whole;
            for (std::uint64_t n = draw.below(4) + 1; n > 0 && !bytes.empty(); --n)
                bytes[draw.below(bytes.size())] = static_cast<char>(draw.below(256));
            (void)decode_customer(bytes, names);
            (void)decode_entry(static_cast<std::uint8_t>(draw.below(25)), bytes, names);
            (void)decode_message(bytes, names);
        }
    }
}

TEST_CASE("codec: a cut in the middle of a field is an error") {
    NameTable names;
    const std::string whole = encoded(EntryBody(ReplySetAside{"unproven sender", 9}), names);
    CHECK(!decode_entry(17, std::string_view(whole).substr(0, 5), names).has_value());
    CHECK(!decode_entry(17, whole + whole, names).has_value());  // tags begin again
}

TEST_CASE("codec: a few bytes that claim a huge list are refused before memory is taken") {
    NameTable names;
    // Customer.runs (tag 19), a block of 300,003 bytes: 300,000 empty runs, which would be 150 MB.
    std::string bytes = unhex(
        "4e"
        "e3a712"
        "e0a712");
    bytes += std::string(300'000, '\0');
    const auto customer = decode_customer(bytes, names);
    REQUIRE(!customer.has_value());
    CHECK(customer.error().code == ErrorCode::internal);
}

TEST_CASE("codec: values nested beyond the bound are cut to null, and nested bytes beyond it are refused") {
    NameTable names;
    Value deep = "bottom";
    for (int i = 0; i < kMaxValueDepth + 20; ++i) deep = Value::List{deep};
    AttributeSet set;
    set.value = deep;
    CHECK(decode_entry(18, encoded(EntryBody(set), names), names).has_value());
    std::string hostile;
    for (int i = 0; i < 100'000; ++i) hostile += unhex("0b01");
    std::string bytes = unhex("0a");  // tag 2, a block
    bytes += unhex("c09a0c") + hostile;
    CHECK(!decode_entry(18, bytes, names).has_value());
}

TEST_CASE("codec: a full table of names writes them out, and keys from outside leave half of it free") {
    NameTable names;
    for (std::uint32_t i = 0; i < kMaxNames + 10; ++i) {
        AttributeSet set;
        set.value = Value::Map{{"key" + std::to_string(i), true}};
        std::string bytes;
        if (i < kMaxKeyNames + 5) encode(EntryBody(set), names, bytes);
    }
    CHECK(names.size() == kMaxKeyNames);
    for (std::uint32_t i = 0; i < kMaxNames; ++i) names.intern("name" + std::to_string(i));
    CHECK(names.size() == kMaxNames);
    CHECK(names.intern("one more") == 0);
    const RunEnded ended{1, "a rule that came late", "done"};
    const auto again = decode_entry(12, encoded(EntryBody(ended), names), names);
    REQUIRE(again.has_value());
    CHECK(std::get<RunEnded>(again.value()) == ended);
}

}  // namespace dialogd::store
