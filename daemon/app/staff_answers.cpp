// Finds the customer, the channel and the address, and closes the dialogue.
#include "app/staff_answers.hpp"

#include <algorithm>

#include "app/desk.hpp"
#include "app/staff_letter.hpp"
#include "app/who.hpp"
#include "engine/fold.hpp"
#include "engine/permit.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kLookedBack = 1'000;  // entries, for what they wrote last
constexpr std::size_t kMostSms = 918;       // six parts of GSM-7: who has more to say writes a mail

// Where the customer wrote from last; else where they are reached.
struct Way {
    ChannelKind channel = ChannelKind::email;
    std::string to;
    std::string subject;
    std::string in_reply_to;
};

std::optional<Way> last_written(const std::vector<Entry>& entries, const Customer& customer) {
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        const auto* reply = std::get_if<Reply>(&entry->what);
        if (reply == nullptr || !reply->proven || reply->automatic) continue;
        const bool theirs = std::any_of(customer.addresses.begin(), customer.addresses.end(), [&](const Address& a) {
            return a.channel == reply->channel && a.value == reply->from;
        });
        if (!theirs) continue;
        return Way{reply->channel, reply->from, reply->subject, reply->id.starts_with('<') ? reply->id : std::string()};
    }
    return std::nullopt;
}

std::vector<Way> ways_to(Store& store, const Customer& customer) {
    std::vector<Way> ways;
    if (const auto entries = store.history(customer.number, kLookedBack))
        if (std::optional<Way> last = last_written(*entries, customer)) ways.push_back(std::move(*last));
    std::vector<ChannelKind> order = customer.channels;
    for (const ChannelKind kind : {ChannelKind::email, ChannelKind::sms})
        if (std::find(order.begin(), order.end(), kind) == order.end()) order.push_back(kind);
    for (const ChannelKind kind : order)
        if (const Address* address = find_address(customer, kind)) ways.push_back({kind, address->value, {}, {}});
    return ways;
}

bool only_closes(std::string text) {
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '.' || c == '!'; });
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    constexpr std::string_view kWords[] = {"close", "luk", "lukk", "stäng", "stÄng"};
    return std::find(std::begin(kWords), std::end(kWords), text) != std::end(kWords);
}

std::string answered_subject(const std::string& subject, const std::string& company) {
    if (subject.empty()) return company;
    return subject.size() > 3 && subject[2] == ':' ? subject : "Re: " + subject;
}

class StaffAnswer {
public:
    StaffAnswer(Round& round, std::string queue, CustomerNumber about, const Reply& reply)
        : round_(round), queue_(std::move(queue)), customer_(about), reply_(reply) {}

    Result<void> take() {
        const Result<const Customer*> state = round_.state(customer_);
        if (!state) return state.error();
        const Customer customer = **state;
        if (!only_closes(reply_.text)) {
            std::string why;
            const std::optional<Way> way = open_way(customer, why);
            if (!way) return round_.tell_people(customer_, {StaffLetter::Why::not_sent, queue_, why, {}});
            if (Result<void> sent = round_.send_by_hand(customer_, message_by(*way, customer)); !sent) return sent;
        }
        // Also where it was closed before: then this says who answered last.
        return round_.turn(customer_, Handover{Handover::Act::closed, queue_, {}, reply_.from, {}, 0});
    }

private:
    std::optional<Way> open_way(const Customer& customer, std::string& why) const {
        for (Way& way : ways_to(round_.store(), customer)) {
            if (round_.rules().find_channel(way.channel) == nullptr) continue;
            const auto no = engine::forbidden(customer, engine::Wish{way.channel, {}, false, way.to}, round_.now());
            const bool too_long = way.channel == ChannelKind::sms && reply_.text.size() > kMostSms;
            if (!no && !too_long) return std::move(way);
            if (why.empty()) why = no ? std::string(to_text(no->reason)) : "too long for an SMS";
        }
        if (why.empty()) why = "no address";
        return std::nullopt;
    }

    Message message_by(const Way& way, const Customer& customer) const {
        const Household& house = round_.rules().household;
        Message message;
        message.channel = way.channel;
        message.to = way.to;
        message.content = "answer-by-a-person";
        message.reply_domain = house.reply_domain;
        message.date = round_.now();
        message.language = customer.language.empty() ? house.language : customer.language;
        message.time_zone = customer.time_zone.empty() ? house.time_zone : customer.time_zone;
        message.marketing = false;
        message.text = reply_.text;
        if (way.channel == ChannelKind::email) {
            message.subject = answered_subject(way.subject, house.company);
            message.in_reply_to = way.in_reply_to;
        }
        return message;
    }

    Round& round_;
    std::string queue_;
    CustomerNumber customer_;
    const Reply& reply_;
};

}  // namespace

Admitted admit_staff_answer(Round& round, CustomerNumber queue, const Reply& reply) {
    const Result<const Customer*> state = round.state(queue);
    if (!state) return {state.error(), {}};
    const std::string name = (*state)->id.substr(kQueueIds.size());
    const std::uint64_t hash = engine::reply_hash(reply);
    const bool again = std::any_of((*state)->seen.begin(), (*state)->seen.end(),
                                   [hash](const SeenEvent& seen) { return seen.hash == hash; });
    if (again && !reply.id.empty()) return {};
    if (reply.automatic) return {};
    const Result<std::optional<Message>> asked = round.store().message(queue, reply.message);
    if (!asked) return {asked.error(), {}};
    if (!*asked || (*asked)->about == CustomerNumber::nobody) return {{}, "an answer to no mail about a dialogue"};
    const CustomerNumber about = follow(round, (*asked)->about);
    const Result<const Customer*> customer = round.state(about);
    if (!customer) return {customer.error(), {}};
    if ((*customer)->created == Instant{}) return {{}, "an answer to a customer who was erased"};
    if (reply.text.find_first_not_of(" \t\r\n") == std::string::npos) return {{}, "an answer without words"};
    // That it was taken, and by whom; the words stand in the customer's history.
    Reply noted = reply;
    noted.text.clear();
    noted.subject.clear();
    if (Result<void> kept = round.keep_entry(queue, std::move(noted)); !kept) return {kept.error(), {}};
    if (Result<void> taken = StaffAnswer(round, name, about, reply).take(); !taken) return {taken.error(), {}};
    return {};
}

}  // namespace dialogd::app
