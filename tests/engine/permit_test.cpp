// Consent, opt-outs, topics, pauses, addresses.
#include "engine/permit.hpp"

#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::engine;
using namespace dialogd::testing;

namespace {

const Instant kNow = at("2026-03-02T10:00:00Z");

Reason reason(const Customer& customer, bool marketing = true, ChannelKind channel = ChannelKind::email,
              std::string_view to = {}) {
    const auto no = forbidden(customer, {channel, "offers", marketing, to}, kNow);
    return no ? no->reason : Reason::none;
}

void say(Customer& customer, bool given, std::optional<ChannelKind> channel = {}) {
    apply(Needs{}, customer, Consent{"offers", channel, given, "text", "api", kNow}, kNow);
}

Customer anna() {
    Customer customer;
    Profile profile;
    profile.email = "anna@example.com";
    profile.phone = "+4520123456";
    apply(Needs{}, customer, profile, kNow);
    return customer;
}

}  // namespace

TEST_CASE("permit: no consent entry, no marketing; service needs none") {
    Customer customer = anna();
    CHECK(reason(customer) == Reason::no_consent);
    CHECK(reason(customer, false) == Reason::none);
    say(customer, true);
    CHECK(reason(customer) == Reason::none);
}

TEST_CASE("permit: a word on one channel goes before a word on all, and a later word on all settles both") {
    Customer customer = anna();
    say(customer, true);
    say(customer, false, ChannelKind::sms);
    CHECK(reason(customer) == Reason::none);
    CHECK(reason(customer, true, ChannelKind::sms) == Reason::no_consent);
    say(customer, true, ChannelKind::sms);
    say(customer, false);  // withdrawn everywhere, also where it was given on its own
    CHECK(reason(customer) == Reason::no_consent);
    CHECK(reason(customer, true, ChannelKind::sms) == Reason::no_consent);
}

TEST_CASE("permit: topics, pauses and stops hold marketing; everything holds service too") {
    Customer customer = anna();
    say(customer, true);
    customer.topics_off = {"offers"};
    CHECK(reason(customer) == Reason::topic_off);
    customer.topics_off.clear();
    customer.paused_until = kNow + kDay;
    CHECK(reason(customer) == Reason::paused);
    CHECK(forbidden(customer, {ChannelKind::email, "offers", true, {}}, kNow)->until == kNow + kDay);
    CHECK(reason(customer, false) == Reason::none);
    customer.paused_until = kNow;
    CHECK(reason(customer) == Reason::none);
    customer.marketing_stopped = true;
    CHECK(reason(customer) == Reason::opted_out);
    CHECK(reason(customer, false) == Reason::none);
    customer.all_stopped = true;
    CHECK(reason(customer, false) == Reason::opted_out);
}

TEST_CASE("permit: the state of the address decides, and only the newest address is used") {
    Customer customer = anna();
    say(customer, true);
    const auto mark = [&](AddressState state) {
        apply(Needs{}, customer, AddressStatus{ChannelKind::email, "anna@example.com", state, "why"}, kNow);
    };
    mark(AddressState::no_marketing);
    CHECK(reason(customer) == Reason::opted_out);
    CHECK(reason(customer, false) == Reason::none);
    mark(AddressState::suppressed);
    CHECK(reason(customer, false) == Reason::address_suppressed);
    Profile moved;
    moved.email = "anna@example.org";
    apply(Needs{}, customer, moved, kNow);
    CHECK(reason(customer) == Reason::none);
    CHECK(usable_address(customer, ChannelKind::email, true)->value == "anna@example.org");
    CHECK(reason(customer, true, ChannelKind::email, "anna@example.com") == Reason::address_suppressed);
    CHECK(reason(customer, true, ChannelKind::email, "somebody@example.com") == Reason::no_address);
}

TEST_CASE("permit: of two customers who become one, the stricter consent wins") {
    Customer customer = anna();
    customer.number = CustomerNumber{7};
    say(customer, true, ChannelKind::sms);
    Join join;
    join.absorbed = CustomerNumber{8};
    join.into = customer.number;
    join.consents = {{"offers", std::nullopt, false, kNow}};
    apply(Needs{}, customer, join, kNow);
    CHECK(reason(customer) == Reason::no_consent);
    CHECK(reason(customer, true, ChannelKind::sms) == Reason::no_consent);
}

TEST_CASE("permit: an old yes that is imported late does not undo a newer no") {
    const Instant now = at("2026-03-02T10:00:00Z");
    Customer customer;
    apply(Needs{}, customer, Profile{{}, "anna@example.com", {}, {}, {}, "api"}, now);
    apply(Needs{}, customer, Consent{"offers", std::nullopt, false, "no", "page", now}, now);
    apply(Needs{}, customer, Consent{"offers", std::nullopt, true, "yes", "import", now - kDay * 700}, now + kHour);
    CHECK_FALSE(consents(customer, "offers", ChannelKind::email));
    apply(Needs{}, customer, Consent{"offers", ChannelKind::email, true, "yes", "import", now - kDay}, now + kHour);
    CHECK_FALSE(consents(customer, "offers", ChannelKind::email));
    apply(Needs{}, customer, Consent{"offers", std::nullopt, true, "yes", "page", now + kHour}, now + kHour);
    CHECK(consents(customer, "offers", ChannelKind::email));
}

TEST_CASE("permit: of two customers who are joined the stricter consent stands, whoever gave it") {
    const Instant now = at("2026-03-02T10:00:00Z");
    const auto joined = [&](ConsentState ours, ConsentState theirs) {
        Customer customer;
        customer.number = CustomerNumber{1};
        customer.consents = {std::move(ours)};
        Join join;
        join.absorbed = CustomerNumber{2};
        join.into = CustomerNumber{1};
        join.consents = {std::move(theirs)};
        apply(Needs{}, customer, join, now);
        return customer;
    };
    const ConsentState yes{"offers", std::nullopt, true, now}, no{"offers", std::nullopt, false, now - kDay};
    const ConsentState mail_yes{"offers", ChannelKind::email, true, now};
    const ConsentState mail_no{"offers", ChannelKind::email, false, now};
    CHECK_FALSE(consents(joined(yes, no), "offers", ChannelKind::email));
    CHECK_FALSE(consents(joined(no, yes), "offers", ChannelKind::email));
    CHECK_FALSE(consents(joined(no, mail_yes), "offers", ChannelKind::email));
    CHECK_FALSE(consents(joined(mail_yes, no), "offers", ChannelKind::email));
    CHECK_FALSE(consents(joined(yes, mail_no), "offers", ChannelKind::email));
    CHECK(consents(joined(yes, mail_no), "offers", ChannelKind::sms));
    CHECK(consents(joined(yes, mail_yes), "offers", ChannelKind::email));
}
