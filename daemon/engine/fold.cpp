// The parts of the fold that take more than a line: attributes, addresses, what is remembered.
#include "engine/fold.hpp"

#include <algorithm>

namespace dialogd::engine {

void set_attribute(Customer& customer, const std::string& name, const Value& value, const std::string& source,
                   Instant at) {
    auto place = std::lower_bound(customer.attributes.begin(), customer.attributes.end(), name,
                                  [](const Attribute& a, const std::string& wanted) { return a.name < wanted; });
    const bool there = place != customer.attributes.end() && place->name == name;
    if (value.is_null()) {
        if (there) customer.attributes.erase(place);
    } else if (there) {
        *place = {name, value, source, at};
    } else if (customer.attributes.size() < kMaxAttributes) {
        customer.attributes.insert(place, {name, value, source, at});
    }
}

// The first address of a channel is the one that is used: a new one goes in front, the old one stays
// known, so that a reply from it is still theirs.
void set_address(Customer& customer, ChannelKind channel, const std::string& value) {
    if (value.empty()) return;
    auto same = [&](const Address& a) { return a.channel == channel && a.value == value; };
    const auto known = std::find_if(customer.addresses.begin(), customer.addresses.end(), same);
    if (known != customer.addresses.end()) {
        std::rotate(customer.addresses.begin(), known, known + 1);
        return;
    }
    // STOP ends marketing by SMS to all of their numbers, also to those that come after it.
    const bool stopped =
        channel == ChannelKind::sms &&
        std::any_of(customer.addresses.begin(), customer.addresses.end(), [](const Address& a) {
            return a.channel == ChannelKind::sms && a.state != AddressState::usable && a.reason == kStopReason;
        });
    customer.addresses.insert(customer.addresses.begin(),
                              {channel, value, stopped ? AddressState::no_marketing : AddressState::usable,
                               stopped ? kStopReason : std::string()});
    if (customer.addresses.size() > kMaxAddresses) customer.addresses.pop_back();
}

Run* find_run(Customer& customer, RunNumber number) {
    for (Run& run : customer.runs)
        if (run.number == number) return &run;
    return nullptr;
}

AskedQuestion* find_question(Customer& customer, MessageNumber message) {
    for (AskedQuestion& question : customer.questions)
        if (question.message == message) return &question;
    return nullptr;
}

OpenMessage* find_message(Customer& customer, MessageNumber number) {
    for (OpenMessage& message : customer.messages)
        if (message.number == number) return &message;
    return nullptr;
}

void close_message(Customer& customer, MessageNumber number) {
    const OpenMessage* message = find_message(customer, number);
    if (message == nullptr) return;
    const RunNumber run = message->run;
    std::erase_if(customer.messages, [&](const OpenMessage& m) { return m.number == number; });
    const bool last = std::none_of(customer.messages.begin(), customer.messages.end(),
                                   [&](const OpenMessage& m) { return m.run == run; });
    if (last) std::erase_if(customer.done, [&](const Run& r) { return r.number == run; });
}

// A message that the customer did not get takes no place under the caps, and asked nothing.
void give_back(Customer& customer, MessageNumber number) {
    std::erase_if(customer.contacts, [&](const Contact& c) { return c.message == number; });
    std::erase_if(customer.questions, [&](const AskedQuestion& q) { return q.message == number; });
}

void remember_event(const Needs& needs, Customer& customer, const Event& event, Instant at) {
    const auto window =
        std::lower_bound(needs.windows.begin(), needs.windows.end(), event.name,
                         [](const Needs::Window& w, const std::string& name) { return w.event < name; });
    if (window == needs.windows.end() || window->event != event.name) return;
    auto& list = customer.remembered;
    const auto place = std::upper_bound(list.begin(), list.end(), event.time,
                                        [](Instant time, const Remembered& r) { return time < r.time; });
    list.insert(place, {event.name, event.time, event.properties, event.depth});
    // Forget what is older than its window, but for the last of each name.
    const auto last_of_name = [&](std::size_t i) {
        for (std::size_t k = i + 1; k < list.size(); ++k)
            if (list[k].name == list[i].name) return false;
        return true;
    };
    std::vector<Remembered> kept;
    kept.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const bool young = list[i].name != event.name || list[i].time > at - window->keep;
        if (young || last_of_name(i)) kept.push_back(std::move(list[i]));
    }
    list = std::move(kept);
    keep_newest(list, kMaxRemembered);
}

void remember_seen(const Needs& needs, Customer& customer, std::uint64_t hash, Instant at) {
    auto& seen = customer.seen;
    const auto first_young =
        std::find_if(seen.begin(), seen.end(), [&](const SeenEvent& s) { return s.at > at - needs.seen_for; });
    seen.erase(seen.begin(), first_young);
    seen.push_back({hash, at});
    keep_newest(seen, kMaxSeenEvents);
}

// Counts a content as said once it may have reached the customer.
void count_as_said(Customer& customer, const std::string& content, Instant at) {
    if (content.empty()) return;
    for (Said& said : customer.said) {
        if (said.content != content) continue;
        ++said.times;
        said.last = at;
        return;
    }
    customer.said.push_back({content, 1, at});
    keep_newest(customer.said, kMaxSaid);
}

void take_back_said(Customer& customer, MessageNumber number) {
    auto& contacts = customer.contacts;
    const auto gone =
        std::find_if(contacts.begin(), contacts.end(), [&](const Contact& c) { return c.message == number; });
    if (gone == contacts.end() || gone->bounced) return;
    gone->bounced = true;
    const auto said = std::find_if(customer.said.begin(), customer.said.end(),
                                   [&](const Said& s) { return s.content == gone->content; });
    if (said == customer.said.end()) return;
    if (--said->times == 0) {
        customer.said.erase(said);
        return;
    }
    // When it was last said before that: contacts are remembered longer than any cooldown.
    said->last = {};
    for (const Contact& contact : contacts)
        if (contact.content == said->content && !contact.bounced && find_message(customer, contact.message) == nullptr)
            said->last = std::max(said->last, contact.at);
}

Duration retry_after(CustomerNumber customer, MessageNumber message, std::uint32_t attempts) {
    constexpr Duration kBase = kMinute * 5;
    constexpr Duration kCap = kHour * 4;
    const std::uint32_t doublings = std::min(attempts > 0 ? attempts - 1 : 0U, 10U);
    const Duration plain = std::min(Duration(kBase.count() << doublings), kCap);
    // Keyed jitter of a fifth either way, so that a relay that comes back is not met by all at once.
    const std::uint64_t draw =
        hash_text("retry", to_integer(customer) * 1'000'003ULL + message * 1'009ULL + attempts) % 4'001ULL;
    return plain * (8'000 + static_cast<std::int64_t>(draw)) / 10'000;
}

}  // namespace dialogd::engine
