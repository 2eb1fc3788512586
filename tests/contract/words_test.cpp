// The enumerations' words: each has one, no two share it, and those of the stored kinds stay as they are.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>

#include "dialogd/turn.hpp"

using namespace dialogd;

namespace {

template <class Enum>
std::set<std::string_view> words_of(int count) {
    std::set<std::string_view> words;
    for (int i = 0; i < count; ++i) words.insert(to_text(static_cast<Enum>(i)));
    return words;
}

template <std::size_t... I>
std::string kinds(std::index_sequence<I...>) {
    std::string all;
    ((all += std::string(kind_of(EntryBody(std::in_place_index<I>))) + " "), ...);
    return all;
}

}  // namespace

TEST_CASE("words: each enumerator has its own") {
    CHECK(words_of<Reason>(static_cast<int>(Reason::continuation_used) + 1).size() ==
          static_cast<std::size_t>(Reason::continuation_used) + 1);
    CHECK(words_of<ReceiptKind>(8).size() == 8);
    CHECK(words_of<AddressState>(4).size() == 4);
    CHECK(words_of<Waiting>(6).size() == 6);
    CHECK(words_of<MatchedBy>(4).size() == 4);
    CHECK(words_of<Decision::Outcome>(3).size() == 3);
    CHECK(words_of<OpenMessage::State>(3).size() == 3);
    CHECK(words_of<Handover::Act>(2).size() == 2);
}

TEST_CASE("words: the reasons are called what they are") {
    CHECK(to_text(Reason::none) == "none");
    CHECK(to_text(Reason::lost_to) == "lost_to");
    CHECK(to_text(Reason::quiet_hours) == "quiet_hours");
    CHECK(to_text(Reason::run_left) == "run_left");
    CHECK(to_text(Reason::continuation_used) == "continuation_used");
    CHECK(to_text(Waiting::answer) == "answer");
    CHECK(to_text(ReceiptKind::clicked) == "clicked");
}

TEST_CASE("words: channels are read back") {
    CHECK(parse_channel(to_text(ChannelKind::email)) == ChannelKind::email);
    CHECK(parse_channel(to_text(ChannelKind::sms)) == ChannelKind::sms);
    CHECK_FALSE(parse_channel("SMS"));
}

TEST_CASE("words: the kinds of entries are stored by their order, so the order stays") {
    CHECK(kinds(std::make_index_sequence<25>()) ==
          "event reply receipt profile consent preference address_status join handover rules_changed run_started "
          "run_moved "
          "run_ended goal_reached absence_checked not_started answered reply_set_aside attribute_set emitted decision "
          "message_queued message_sending message_dropped message_held ");
    CHECK(std::variant_size_v<EntryBody> >= 25);
}

TEST_CASE("words: a customer's attributes and addresses are found by name and channel") {
    Customer customer;
    customer.attributes = {{"nps", Value(9.0), "api", Instant{}}};
    customer.addresses = {{ChannelKind::email, "new@example.com", AddressState::suppressed, {}},
                          {ChannelKind::email, "old@example.com", AddressState::usable, {}}};
    CHECK(find_attribute(customer, "nps") == &customer.attributes[0]);
    CHECK(find_attribute(customer, "np") == nullptr);
    CHECK(find_address(customer, ChannelKind::email)->value == "new@example.com");
    CHECK(find_address(customer, ChannelKind::sms) == nullptr);
}
