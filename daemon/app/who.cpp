// Names, and who stands behind them.
#include "app/who.hpp"

#include <algorithm>

namespace dialogd::app {

namespace {

constexpr int kMostSteps = 8;  // nobody is joined into a chain that is longer

// What a customer is called of whom only that is known.
std::string id_of_anonymous(const std::string& anonymous_id) {
    return "anonymous:" + anonymous_id;
}
std::string id_of_address(ChannelKind channel, const std::string& address) {
    return (channel == ChannelKind::email ? "email:" : "phone:") + address;
}

CustomerNumber by_address(Round& round, ChannelKind channel, const std::string& address) {
    const std::vector<CustomerNumber> holders = round.holders(channel, address);
    if (!holders.empty()) return follow(round, *std::min_element(holders.begin(), holders.end()));
    return follow(round, round.find_or_make(id_of_address(channel, address)));
}

CustomerNumber find_by_address(Store& store, ChannelKind channel, const std::string& address) {
    const std::vector<CustomerNumber> holders = store.with_address(channel, address, 1);
    return holders.empty() ? store.find(id_of_address(channel, address)) : holders.front();
}

// What they did not want goes along: the stricter word wins.
Preference stops_of(const Customer& theirs) {
    Preference wishes;
    wishes.source = "joined";
    if (theirs.marketing_stopped) wishes.stop_marketing = true;
    if (theirs.all_stopped) wishes.stop_all = true;
    if (theirs.paused_until > theirs.last_turn) wishes.paused_until = theirs.paused_until;
    if (theirs.limit.max > 0) wishes.limit = theirs.limit;
    wishes.topics_off = theirs.topics_off;
    return wishes;
}

}  // namespace

CustomerNumber follow(Round& round, CustomerNumber number) {
    for (int step = 0; step < kMostSteps; ++step) {
        const Result<const Customer*> state = round.state(number);
        if (!state || (*state)->joined_into == CustomerNumber::nobody) break;
        number = (*state)->joined_into;
    }
    return number;
}

CustomerNumber name_customer(Round& round, const intake::About& about) {
    if (about.number != CustomerNumber::nobody) return follow(round, about.number);
    if (!about.id.empty()) return follow(round, round.find_or_make(about.id));
    if (!about.anonymous_id.empty()) return follow(round, round.find_or_make(id_of_anonymous(about.anonymous_id)));
    if (!about.email.empty()) return by_address(round, ChannelKind::email, about.email);
    if (!about.phone.empty()) return by_address(round, ChannelKind::sms, about.phone);
    return CustomerNumber::nobody;
}

CustomerNumber find_customer(Store& store, const intake::About& about) {
    CustomerNumber number = about.number;
    if (!about.id.empty())
        number = store.find(about.id);
    else if (!about.anonymous_id.empty())
        number = store.find(id_of_anonymous(about.anonymous_id));
    else if (!about.email.empty())
        number = find_by_address(store, ChannelKind::email, about.email);
    else if (!about.phone.empty())
        number = find_by_address(store, ChannelKind::sms, about.phone);
    for (int step = 0; number != CustomerNumber::nobody && step < kMostSteps; ++step) {
        const Result<Customer> customer = store.load(number);
        if (!customer || customer->joined_into == CustomerNumber::nobody) break;
        number = customer->joined_into;
    }
    return number;
}

Result<void> join_what_was_anonymous(Round& round, CustomerNumber number, const intake::About& about) {
    if (about.id.empty()) return {};
    for (const std::string& former :
         {about.anonymous_id.empty() ? std::string() : id_of_anonymous(about.anonymous_id),
          about.email.empty() ? std::string() : id_of_address(ChannelKind::email, about.email),
          about.phone.empty() ? std::string() : id_of_address(ChannelKind::sms, about.phone)}) {
        if (former.empty()) continue;
        if (Result<void> outcome = absorb(round, number, former); !outcome) return outcome;
    }
    return {};
}

Result<void> absorb(Round& round, CustomerNumber number, const std::string& former) {
    const CustomerNumber absorbed = round.find(former);
    if (absorbed == CustomerNumber::nobody || absorbed == number) return {};
    const Result<const Customer*> theirs = round.state(absorbed);
    if (!theirs) return theirs.error();
    if ((*theirs)->joined_into != CustomerNumber::nobody) return {};
    Join join;
    join.absorbed_id = former;
    join.absorbed = absorbed;
    join.into = number;
    join.attributes = (*theirs)->attributes;
    join.consents = (*theirs)->consents;
    join.addresses = (*theirs)->addresses;
    const Preference wishes = stops_of(**theirs);
    if (Result<void> outcome = round.turn(number, join); !outcome) return outcome;
    if (Result<void> outcome = round.turn(number, wishes); !outcome) return outcome;
    return round.turn(absorbed, join);
}

}  // namespace dialogd::app
