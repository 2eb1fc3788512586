// What is said about a customer: events, profiles, consents, wishes, and who an anonymous one was.
#include "app/admit.hpp"

#include <algorithm>

#include "app/admit_answers.hpp"
#include "app/who.hpp"

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
    Admission(Round& round, Arrival& arrival) : round_(round), about_(arrival.about), input_(arrival.input) {}

    Admitted take() {
        write_addresses_alike();
        if (about_.id.starts_with(kOwnIds)) return {invalid("customer: ids that begin with dialogd: are our own"), {}};
        if (auto wrong = std::visit(Check{round_.rules()}, input_)) return {std::move(wrong), {}};
        if (auto* reply = std::get_if<Reply>(&input_)) return admit_reply(round_, about_, *reply);
        if (auto* receipt = std::get_if<Receipt>(&input_)) return admit_receipt(round_, about_, *receipt);
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

    Admitted take_other() {
        const CustomerNumber number = name_customer(round_, about_);
        if (number == CustomerNumber::nobody)
            return {invalid("customer: an id, an anonymous_id, an email or a phone is needed"), {}};
        if (Result<void> joined = join_what_was_anonymous(round_, number, about_); !joined) return {joined.error(), {}};
        if (auto* event = std::get_if<Event>(&input_)) {
            rename(round_.rules().aliases, *event);
            if (Result<void> known = learn_addresses(number, event->source); !known) return {known.error(), {}};
        }
        if (auto* profile = std::get_if<Profile>(&input_)) {
            profile->attributes = renamed(profile->attributes, round_.rules().aliases.attributes);
            if (profile->email.empty()) profile->email = about_.email;
            if (profile->phone.empty()) profile->phone = about_.phone;
            return taken(take_profile(number, *profile));
        }
        if (auto* status = std::get_if<AddressStatus>(&input_); status != nullptr && status->address.empty())
            return {invalid("address: which one is meant?"), {}};
        return taken(round_.turn(number, input_));
    }

    Result<void> learn_addresses(CustomerNumber number, const std::string& source) {
        if (about_.email.empty() && about_.phone.empty()) return {};
        const Result<const Customer*> state = round_.state(number);
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
        const bool had_email = holds(number, ChannelKind::email, profile.email);
        const bool had_phone = holds(number, ChannelKind::sms, profile.phone);
        if (Result<void> outcome = round_.turn(number, profile); !outcome) return outcome;
        if (!had_email)
            if (Result<void> told = tell_what_was_erased(number, ChannelKind::email, profile.email); !told) return told;
        if (!had_phone)
            if (Result<void> told = tell_what_was_erased(number, ChannelKind::sms, profile.phone); !told) return told;
        for (const auto& [channel, value] :
             {std::pair<ChannelKind, const std::string&>{ChannelKind::email, profile.email},
              {ChannelKind::sms, profile.phone}}) {
            if (value.empty()) continue;
            if (Result<void> told = tell_what_holds(number, channel, value); !told) return told;
        }
        return {};
    }

    bool holds(CustomerNumber number, ChannelKind channel, const std::string& value) {
        const Result<const Customer*> state = round_.state(number);
        return state && std::any_of((*state)->addresses.begin(), (*state)->addresses.end(),
                                    [&](const Address& a) { return a.channel == channel && a.value == value; });
    }

    // Somebody comes with the address of one who was erased: what that one wanted no more does not begin again.
    Result<void> tell_what_was_erased(CustomerNumber number, ChannelKind channel, const std::string& value) {
        if (value.empty()) return {};
        const std::optional<Address> word = round_.suppressed(channel, value);
        if (!word) return {};
        return round_.turn(number, AddressStatus{channel, value, word->state, word->reason});
    }

    Result<void> tell_what_holds(CustomerNumber number, ChannelKind channel, const std::string& value) {
        for (const CustomerNumber other : round_.holders(channel, value)) {
            if (other == number) continue;
            const Result<const Customer*> theirs = round_.state(other);
            if (!theirs) return theirs.error();
            for (const Address& address : (*theirs)->addresses)
                if (address.channel == channel && address.value == value && address.state != AddressState::usable)
                    return round_.turn(number, AddressStatus{channel, value, address.state, address.reason});
        }
        return {};
    }

    // Segment's alias: an anonymous id is this customer. Two who are both identified are never joined.
    Admitted take_join(const Join& wanted) {
        if (round_.find(wanted.absorbed_id) != CustomerNumber::nobody)
            return {Error{ErrorCode::conflict,
                          "previous id: `" + wanted.absorbed_id +
                              "` is a customer too; two who are identified are not joined",
                          {}},
                    {}};
        const CustomerNumber number = name_customer(round_, about_);
        if (number == CustomerNumber::nobody) return {invalid("customer: an id is needed"), {}};
        return taken(absorb(round_, number, "anonymous:" + wanted.absorbed_id));
    }

    Round& round_;
    About& about_;
    Input& input_;
};

}  // namespace

Admitted admit(Round& round, Arrival arrival) {
    return Admission(round, arrival).take();
}

}  // namespace dialogd::app
