// Section 11 of the design, "Who is who": ids, addresses, anonymous ids that turn out to be somebody.
#include "app/admit.hpp"

#include <algorithm>

namespace dialogd::app {

namespace {

using intake::About;
using intake::Arrival;

Error invalid(std::string message) {
    return {ErrorCode::invalid, std::move(message), {}};
}

Value renamed(const Value& value, const Aliases::Names& names) {
    const Value::Map* map = value.map();
    if (map == nullptr || names.empty()) return value;
    const auto is_known_otherwise = [&](const auto& entry) {
        return entry.first.text() != nullptr && names.contains(*entry.first.text());
    };
    if (std::none_of(map->begin(), map->end(), is_known_otherwise)) return value;
    Value::Map result;
    result.reserve(map->size());
    for (const auto& [key, item] : *map) {
        const auto name = key.text() == nullptr ? names.end() : names.find(*key.text());
        if (name == names.end())
            result.emplace_back(key, item);
        else if (value.find(name->second) == nullptr)
            result.emplace_back(Value(name->second), item);
    }
    return Value(std::move(result));
}

void rename(const Aliases& aliases, Event& event) {
    if (const auto name = aliases.events.find(event.name); name != aliases.events.end()) event.name = name->second;
    if (const auto names = aliases.properties.find(event.name); names != aliases.properties.end())
        event.properties = renamed(event.properties, names->second);
}

// Checks that need the rules. Each names the field and what would be right.
struct Check {
    const Ruleset& rules;

    std::optional<Error> topic(const std::string& name) const {
        if (rules.find_topic(name) != nullptr) return std::nullopt;
        std::string known;
        for (const auto& [topic, _] : rules.household.topics) known += (known.empty() ? "" : ", ") + topic;
        return invalid("topic: there is no topic `" + name + "`; known are " + known);
    }
    std::optional<Error> zone(const std::string& name) const {
        if (name.empty() || rules.services.calendar->knows(name)) return std::nullopt;
        return invalid("time_zone: `" + name + "` is no time zone; an IANA name such as Europe/Copenhagen is needed");
    }

    std::optional<Error> operator()(const Consent& consent) const { return topic(consent.topic); }
    std::optional<Error> operator()(const Profile& profile) const { return zone(profile.time_zone); }
    std::optional<Error> operator()(const Preference& preference) const {
        for (const auto* list : {&preference.topics_on, &preference.topics_off})
            for (const std::string& name : *list)
                if (auto wrong = topic(name)) return wrong;
        return std::nullopt;
    }
    template <class Other>
    std::optional<Error> operator()(const Other&) const {
        return std::nullopt;
    }
};

class Admission {
public:
    Admission(Batch& batch, Arrival& arrival) : batch_(batch), about_(arrival.about), input_(arrival.input) {}

    Admitted take() {
        write_addresses_alike();
        if (auto wrong = std::visit(Check{batch_.rules()}, input_)) return {std::move(wrong), {}};
        if (auto* reply = std::get_if<Reply>(&input_)) return take_reply(*reply);
        if (auto* receipt = std::get_if<Receipt>(&input_)) return take_receipt(*receipt);
        if (const auto* join = std::get_if<Join>(&input_)) return take_join(*join);
        return take_other();
    }

private:
    // Nobody means two people by Anna@ and anna@: addresses are kept and compared in lower case.
    void write_addresses_alike() {
        lower(about_.email);
        if (auto* profile = std::get_if<Profile>(&input_)) lower(profile->email);
        if (auto* reply = std::get_if<Reply>(&input_); reply != nullptr && reply->channel == ChannelKind::email)
            lower(reply->from);
        if (auto* status = std::get_if<AddressStatus>(&input_);
            status != nullptr && status->channel == ChannelKind::email)
            lower(status->address);
    }
    static void lower(std::string& address) {
        for (char& c : address)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }

    Admitted taken(const Result<void>& outcome) {
        if (!outcome) return {outcome.error(), {}};
        return {};
    }

    // ------------------------------------------------------------------ events and what is said about a customer
    Admitted take_other() {
        const CustomerNumber number = name_customer();
        if (number == CustomerNumber::nobody)
            return {invalid("customer: an id, an anonymous_id, an email or a phone is needed"), {}};
        if (Result<void> joined = join_what_was_anonymous(number); !joined) return {joined.error(), {}};
        if (auto* event = std::get_if<Event>(&input_)) {
            rename(batch_.rules().aliases, *event);
            if (Result<void> known = learn_addresses(number, event->source); !known) return {known.error(), {}};
        }
        if (auto* profile = std::get_if<Profile>(&input_)) {
            profile->attributes = renamed(profile->attributes, batch_.rules().aliases.attributes);
            if (profile->email.empty()) profile->email = about_.email;
            if (profile->phone.empty()) profile->phone = about_.phone;
            return taken(take_profile(number, *profile));
        }
        if (auto* status = std::get_if<AddressStatus>(&input_); status != nullptr && status->address.empty())
            return {invalid("address: which one is meant?"), {}};
        return taken(batch_.turn(number, input_));
    }

    CustomerNumber name_customer() {
        if (about_.number != CustomerNumber::nobody) return follow(about_.number);
        if (!about_.id.empty()) return follow(batch_.find_or_make(about_.id));
        if (!about_.anonymous_id.empty()) return follow(batch_.find_or_make("anonymous:" + about_.anonymous_id));
        if (!about_.email.empty()) return by_address(ChannelKind::email, about_.email);
        if (!about_.phone.empty()) return by_address(ChannelKind::sms, about_.phone);
        return CustomerNumber::nobody;
    }

    // Whoever has been joined to somebody else is that somebody from then on.
    CustomerNumber follow(CustomerNumber number) {
        constexpr int kMostSteps = 8;  // nobody is joined into a chain that is longer
        for (int step = 0; step < kMostSteps; ++step) {
            const Result<const Customer*> state = batch_.state(number);
            if (!state || (*state)->joined_into == CustomerNumber::nobody) break;
            number = (*state)->joined_into;
        }
        return number;
    }

    CustomerNumber by_address(ChannelKind channel, const std::string& address) {
        const std::vector<CustomerNumber> holders = batch_.holders(channel, address);
        if (!holders.empty()) return follow(*std::min_element(holders.begin(), holders.end()));
        return follow(batch_.find_or_make((channel == ChannelKind::email ? "email:" : "phone:") + address));
    }

    Result<void> learn_addresses(CustomerNumber number, const std::string& source) {
        if (about_.email.empty() && about_.phone.empty()) return {};
        const Result<const Customer*> state = batch_.state(number);
        if (!state) return state.error();
        const auto has = [&](ChannelKind channel, const std::string& value) {
            const auto& list = (*state)->addresses;
            return value.empty() || std::any_of(list.begin(), list.end(), [&](const Address& a) {
                       return a.channel == channel && a.value == value;
                   });
        };
        if (has(ChannelKind::email, about_.email) && has(ChannelKind::sms, about_.phone)) return {};
        Profile profile;
        profile.email = about_.email;
        profile.phone = about_.phone;
        profile.source = source;
        return take_profile(number, profile);
    }

    // A new address may be one that somebody else has opted out of.
    Result<void> take_profile(CustomerNumber number, const Profile& profile) {
        if (Result<void> outcome = batch_.turn(number, profile); !outcome) return outcome;
        for (const auto& [channel, value] :
             {std::pair<ChannelKind, const std::string&>{ChannelKind::email, profile.email},
              {ChannelKind::sms, profile.phone}}) {
            if (value.empty()) continue;
            if (Result<void> told = tell_what_holds(number, channel, value); !told) return told;
        }
        return {};
    }

    Result<void> tell_what_holds(CustomerNumber number, ChannelKind channel, const std::string& value) {
        for (const CustomerNumber other : batch_.holders(channel, value)) {
            if (other == number) continue;
            const Result<const Customer*> theirs = batch_.state(other);
            if (!theirs) return theirs.error();
            for (const Address& address : (*theirs)->addresses)
                if (address.channel == channel && address.value == value && address.state != AddressState::usable)
                    return batch_.turn(number, AddressStatus{channel, value, address.state, address.reason});
        }
        return {};
    }

    // Segment's alias: an anonymous id is this customer. Two who are both identified are never joined.
    Admitted take_join(const Join& wanted) {
        if (batch_.find(wanted.absorbed_id) != CustomerNumber::nobody)
            return {Error{ErrorCode::conflict,
                          "previous id: `" + wanted.absorbed_id +
                              "` is a customer too; two who are identified are not joined",
                          {}},
                    {}};
        const CustomerNumber number = name_customer();
        if (number == CustomerNumber::nobody) return {invalid("customer: an id is needed"), {}};
        return taken(absorb(number, "anonymous:" + wanted.absorbed_id));
    }

    Result<void> join_what_was_anonymous(CustomerNumber number) {
        if (about_.id.empty()) return {};
        for (const std::string& former :
             {about_.anonymous_id.empty() ? std::string() : "anonymous:" + about_.anonymous_id,
              about_.email.empty() ? std::string() : "email:" + about_.email,
              about_.phone.empty() ? std::string() : "phone:" + about_.phone}) {
            if (former.empty()) continue;
            if (Result<void> outcome = absorb(number, former); !outcome) return outcome;
        }
        return {};
    }

    Result<void> absorb(CustomerNumber number, const std::string& former) {
        const CustomerNumber absorbed = batch_.find(former);
        if (absorbed == CustomerNumber::nobody || absorbed == number) return {};
        const Result<const Customer*> theirs = batch_.state(absorbed);
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
        if (Result<void> outcome = batch_.turn(number, join); !outcome) return outcome;
        if (Result<void> outcome = batch_.turn(number, wishes); !outcome) return outcome;
        return batch_.turn(absorbed, join);
    }

    // What they did not want goes along: the stricter word wins.
    static Preference stops_of(const Customer& theirs) {
        Preference wishes;
        wishes.source = "joined";
        if (theirs.marketing_stopped) wishes.stop_marketing = true;
        if (theirs.all_stopped) wishes.stop_all = true;
        if (theirs.paused_until > theirs.last_turn) wishes.paused_until = theirs.paused_until;
        if (theirs.limit.max > 0) wishes.limit = theirs.limit;
        wishes.topics_off = theirs.topics_off;
        return wishes;
    }

    // ------------------------------------------------------------------ replies and receipts
    Admitted take_reply(Reply& reply) {
        const CustomerNumber number = whose_reply(reply);
        if (number == CustomerNumber::nobody) return {{}, "nobody known wrote this"};
        const Result<const Customer*> state = batch_.state(number);
        if (!state) return {state.error(), {}};
        const auto& addresses = (*state)->addresses;
        reply.proven = std::any_of(addresses.begin(), addresses.end(), [&](const Address& a) {
            return a.channel == reply.channel && a.value == reply.from;
        });
        return taken(batch_.turn(number, reply));
    }

    // By token, else by the sender's address: of several who share it, the one who was written to last.
    CustomerNumber whose_reply(Reply& reply) {
        if (about_.number != CustomerNumber::nobody) {
            const CustomerNumber number = follow(about_.number);
            reply.message = number == about_.number ? about_.message : 0;  // messages are counted for each customer
            return number;
        }
        CustomerNumber found = CustomerNumber::nobody;
        Instant newest{};
        for (const CustomerNumber known : batch_.holders(reply.channel, reply.from)) {
            const CustomerNumber holder = follow(known);
            const Result<const Customer*> state = batch_.state(holder);
            if (!state) continue;
            Instant last = (*state)->created;
            for (const Contact& contact : (*state)->contacts)
                if (contact.channel == reply.channel) last = std::max(last, contact.at);
            for (const AskedQuestion& question : (*state)->questions)
                if (question.channel == reply.channel && question.open) last = kNever;  // a question waits for it
            if (found != CustomerNumber::nobody && last <= newest) continue;
            found = holder;
            newest = last;
        }
        if (found != CustomerNumber::nobody) reply.matched_by = MatchedBy::address;
        return found;
    }

    Admitted take_receipt(Receipt& receipt) {
        if (about_.number == CustomerNumber::nobody && !about_.token.empty()) {
            const auto token = batch_.rules().services.signer->verify("message", about_.token);
            if (token) {
                about_.number = token->customer;
                receipt.message = token->number;
            }
        }
        if (about_.number == CustomerNumber::nobody) return {{}, "a receipt for no message of ours"};
        if (Result<void> outcome = batch_.turn(about_.number, receipt); !outcome) return taken(outcome);
        const CustomerNumber survivor = follow(about_.number);
        if (receipt.kind != ReceiptKind::complained || survivor == about_.number) return {};
        Preference stop;
        stop.stop_marketing = true;
        stop.source = "complaint";
        return taken(batch_.turn(survivor, stop));
    }

    Batch& batch_;
    About& about_;
    Input& input_;
};

}  // namespace

Admitted admit(Batch& batch, Arrival arrival) {
    return Admission(batch, arrival).take();
}

}  // namespace dialogd::app
