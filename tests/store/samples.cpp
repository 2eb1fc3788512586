// Values for the tests of the store.
#include "store/samples.hpp"

#include <bit>

namespace dialogd::test {

namespace {

Instant at(std::int64_t hours) {
    return Instant(std::chrono::hours(497'000 + hours));
}

Event basket() {
    Event event;
    event.name = "cart.abandoned";
    event.id = "evt-8127";
    event.source = "shop";
    event.time = at(0);
    event.properties = Value::Map{{"cart_id", "c-55"}, {"total", 349.5}, {"items", Value::List{"shoes", "socks"}}};
    return event;
}

}  // namespace

Value random_value(Draw& draw, int depth) {
    switch (draw.below(depth > 0 ? 11 : 9)) {
        case 0: return nullptr;
        case 1: return draw.one_in(2);
        case 2: return std::bit_cast<std::int64_t>(draw.any());
        case 3: return draw.any();
        case 4:
            return draw.one_in(2) ? static_cast<double>(draw.below(5000))
                                  : static_cast<double>(draw.any()) / 3.0 - 1e18;
        case 5: return draw.text(40);
        case 6: return Bytes{draw.text(20)};
        case 7:
            return Timestamp{static_cast<std::int64_t>(draw.below(1'000'000'000)) - 500,
                             static_cast<std::int32_t>(draw.below(1'000'000'000))};
        case 8:
            return Span{-static_cast<std::int64_t>(draw.below(1000)),
                        -static_cast<std::int32_t>(draw.below(1'000'000'000))};
        case 9: {
            Value::List list;
            for (std::uint64_t n = draw.below(5); n > 0; --n) list.push_back(random_value(draw, depth - 1));
            return list;
        }
        default: {
            Value::Map map;
            for (std::uint64_t n = draw.below(5); n > 0; --n)
                map.emplace_back(draw.word() + std::to_string(n), random_value(draw, depth - 1));
            return map;
        }
    }
}

std::vector<EntryBody> one_of_each() {
    Profile profile{Value::Map{{"first_name", "Ida"}, {"vip", true}, {"age", std::int64_t{41}}},
                    "ida@x.example",
                    "+4520304050",
                    "da",
                    "Europe/Copenhagen",
                    "api"};
    Preference preference;
    preference.channels = std::vector{ChannelKind::sms, ChannelKind::email};
    preference.limit = Limit{1, kDay * 7};
    preference.paused_until = at(100);
    preference.quiet_hours = QuietHours{1200, 480};
    preference.topics_off = {"offers"};
    preference.language = "da";
    preference.source = "page";
    preference.stop_marketing = false;
    Join join;
    join.absorbed_id = "anon-1";
    join.absorbed = CustomerNumber{7};
    join.attributes = {{"size", 42.0, "api", at(1)}};
    join.consents = {{"offers", ChannelKind::email, false, at(2)}};
    join.addresses = {{ChannelKind::sms, "+4511", AddressState::opted_out, "STOP"}};
    Decision decision{3,
                      "abandoned-cart",
                      1,
                      Decision::Outcome::held,
                      Reason::cap,
                      "3 per 7d",
                      at(5),
                      ChannelKind::email,
                      "cart-help",
                      9,
                      true,
                      {{"cart-help", "da", Reason::none, "", 2.5, 1.0},
                       {"cart-cheaper", "da", Reason::missing_variable, "customer.size", 0, 0}}};
    MessageQueued queued{9,
                         3,
                         "abandoned-cart",
                         1,
                         "cart-help",
                         "da",
                         "offers",
                         ChannelKind::email,
                         "ida@x.example",
                         "Din kurv",
                         true,
                         true,
                         false,
                         true,
                         false,
                         at(24)};
    return {
        basket(),
        Reply{ChannelKind::email, "ida@x.example", "reply+t@d.example", "<1@x>", "Re: Din kurv", "for dyrt", 9,
              MatchedBy::token, false, true, "price", at(3)},
        Receipt{9, 2, ReceiptKind::bounced, "5.1.1", "no such user", true, "shop", "250 q1", at(4)},
        profile,
        Consent{"offers", ChannelKind::sms, true, "Ja tak", "form", at(1)},
        preference,
        AddressStatus{ChannelKind::sms, "+4520304050", AddressState::opted_out, "STOP"},
        join,
        Handover{Handover::Act::closed, "service", "asked about the basket", "anna@shop.example", "abandoned-cart", 3},
        RulesChanged{0x1122334455667788},
        RunStarted{3, "abandoned-cart", 0xabcdef, "c-55", basket(), true, at(168)},
        RunMoved{3, "abandoned-cart", 2, 0x99, Waiting::answer, at(72), 9},
        RunEnded{3, "abandoned-cart", "exit: order.placed"},
        GoalReached{3, "abandoned-cart", 349.5},
        AbsenceChecked{"win-back", "k", at(9), true, "holdout"},
        NotStarted{"abandoned-cart", "c-55", "open run"},
        Answered{3, "abandoned-cart", 9, "cart-why", "price", "for dyrt", "for dyrt", true, true, true,
                 "ida@x.example"},
        ReplySetAside{"unproven sender", 9},
        AttributeSet{"price_sensitive", true, "abandoned-cart", 3, true},
        Emitted{basket(), "abandoned-cart", 3, "crm"},
        decision,
        queued,
        MessageSending{9, 1},
        MessageDropped{9, Reason::expired, "too late"},
        MessageHeld{9, Reason::quiet_hours, at(12)},
        Dropped{"abandoned-cart", "cart-help", true, "eva@shop.example"},
        TimeChecked{"win-back", 1, at(9), at(10), true, "holdout"},
        ConditionTurned{"win-back", 1, 0x5566, true, true},
        RunBranched{3, "abandoned-cart", {{4, 7}, {4, 9}}},
    };
}

Customer typical_customer() {
    Customer customer;
    customer.number = CustomerNumber{48'211};
    customer.id = "c-100048211";
    customer.created = at(-9000);
    customer.last_turn = at(0);
    customer.language = "da";
    customer.addresses = {{ChannelKind::email, "ida.jensen@mail.example", AddressState::usable, ""},
                          {ChannelKind::sms, "+4520304050", AddressState::usable, ""}};
    customer.attributes = {{"country", "DK", "api", at(-9000)},
                           {"first_name", "Ida", "api", at(-9000)},
                           {"nps", 9.0, "rule:after-purchase", at(-400)}};
    customer.consents = {{"offers", std::nullopt, true, at(-9000)}};
    customer.last_run = 12;
    customer.last_message = 17;
    Run run;
    run.number = 12;
    run.rule = "abandoned-cart";
    run.version = 0x1234567890abcdef;
    run.key = "c-55";
    run.event = basket();
    run.started = at(0);
    run.step = 1;
    run.step_key = 0xfedcba0987654321;
    run.waiting = Waiting::time;
    run.until = at(2);
    run.since = at(0);
    customer.runs = {run};
    for (MessageNumber i = 14; i <= 17; ++i)
        customer.contacts.push_back(
            {i, at(-400 + static_cast<std::int64_t>(i)), ChannelKind::email, "offers", "welcome", "cart-help", true});
    customer.said = {{"cart-help", 4, at(-383)}};
    customer.started = {{0x77aa77aa77aa77aa, at(0)}};
    customer.remembered = {{"order.placed", at(-500), Value::Map{{"total", 120.0}, {"order_id", "o-1"}}}};
    customer.seen = {{0x1111aaaa2222bbbb, at(-3)}, {0x3333cccc4444dddd, at(0)}};
    return customer;
}

Message typical_message() {
    Message message;
    message.number = 9;
    message.to = "ida.jensen@mail.example";
    message.from = "Shop <hej@dialog.shop.example>";
    message.token = "abcdefghijklmnopqrstuvwxyz0123456789abc";
    message.reply_domain = "dialog.shop.example";
    message.date = at(3);
    message.language = "da";
    message.content = "cart-help";
    message.topic = "offers";
    message.subject = "Din kurv";
    message.text = "Hej Ida,\n\nDer ligger stadig noget i din kurv.\n";
    message.html = "<html><body><p>Hej Ida,</p><p>Der ligger stadig noget i din kurv.</p></body></html>";
    message.unsubscribe_url = "https://dialog.shop.example/u/abc";
    message.list_id = "offers.dialog.shop.example";
    message.feedback_id = "abandoned-cart:cart-help:offers:shop";
    message.time_zone = "Europe/Copenhagen";
    return message;
}

}  // namespace dialogd::test
