// The part of a round that is about people: what they are told, and what they answer.
//
// Their messages are entries and words like all others, in the same commit as what they are about; they go through
// the fold, and never through a turn, so that no rule, cap or consent has a say in them.
#include <algorithm>
#include <deque>

#include <spdlog/spdlog.h>

#include "app/desk.hpp"
#include "app/round.hpp"
#include "app/staff_letter.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kMostWaiting = 1'000;  // mails to one queue: nobody reads more
constexpr std::size_t kLookedBack = 300;     // entries
constexpr std::size_t kMostWords = 20;       // messages whose words are looked up: each is a walk
constexpr Duration kWorthReading = kDay * 7;

const OpenMessage* find_open(const Customer& customer, MessageNumber number) {
    for (const OpenMessage& message : customer.messages)
        if (message.number == number) return &message;
    return nullptr;
}

Message mail_to(const Ruleset& rules, std::string to, Instant now) {
    const Household& house = rules.household;
    Message message;
    message.to = std::move(to);
    message.reply_domain = house.reply_domain;
    message.date = now;
    message.language = house.language;
    message.marketing = false;
    message.time_zone = house.time_zone;
    return message;
}

}  // namespace

void Round::append(Commit& commit, EntryBody what) {
    apply(rules_.needs, commit.customer, what, commit.at);
    touched_.insert(commit.customer.number);
    note(commit, what);
    commit.entries.push_back(std::move(what));
}

// What the fold alone does for a queue: an attempt begins, or ends.
void Round::take_for_queue(Commit& commit, const Input& input) {
    if (const auto* receipt = std::get_if<Receipt>(&input)) {
        if (receipt->kind == ReceiptKind::failed || receipt->kind == ReceiptKind::bounced)
            spdlog::error("a mail to `{}` did not arrive: {} {}", commit.customer.id, receipt->status, receipt->detail);
        return append(commit, *receipt);
    }
    const auto* wake = std::get_if<Wake>(&input);
    const OpenMessage* message = wake == nullptr ? nullptr : find_open(commit.customer, wake->claim);
    if (message == nullptr || message->state == OpenMessage::State::sending || message->next_at > commit.at) return;
    if (message->expires <= commit.at) return append(commit, MessageDropped{message->number, Reason::expired, {}});
    append(commit, MessageSending{message->number, message->attempts + 1});
}

void Round::send_by_hand(Commit& commit, Message message, bool continuation) {
    const ChannelSettings* settings = rules_.find_channel(message.channel);
    message.number = commit.customer.last_message + 1;
    message.from = settings->from;
    message.token = rules_.services.signer->sign("message", {commit.customer.number, message.number});
    message.feedback_id = "dialogd:" + message.content + "::" + message.reply_domain;
    MessageQueued queued;
    queued.message = message.number;
    queued.content = message.content;
    queued.language = message.language;
    queued.channel = message.channel;
    queued.to = message.to;
    // What is about a customer stands in the words, which go when that customer is erased.
    if (message.about == CustomerNumber::nobody) queued.subject = message.subject;
    queued.marketing = false;
    queued.continuation = continuation;
    queued.retry_uncertain = settings->at_least_once.value_or(message.channel == ChannelKind::email);
    queued.expires = commit.at + kWorthReading;
    append(commit, std::move(queued));
    commit.messages.push_back(std::move(message));
}

// The newest of it; also what this round has made.
std::vector<web::Spoken> Round::dialogue_with(CustomerNumber number) {
    Result<std::vector<Entry>> entries = store_.history(number, kLookedBack);
    if (!entries) return {};
    const auto place = places_.find(number);
    const Commit* commit = place == places_.end() ? nullptr : &commits_[place->second];
    if (commit != nullptr)
        for (const EntryBody& what : commit->entries)
            entries->push_back({Position::none, Position::none, number, commit->at, what});
    std::deque<Message> kept;
    std::size_t passed = 0;
    const auto messages = std::count_if(entries->begin(), entries->end(), [](const Entry& entry) {
        return std::holds_alternative<MessageQueued>(entry.what);
    });
    return web::conversation_of(*entries, [&](MessageNumber wanted) -> const Message* {
        if (++passed + kMostWords <= static_cast<std::size_t>(messages)) return nullptr;
        if (commit != nullptr)
            for (const Message& message : commit->messages)
                if (message.number == wanted) return &message;
        Result<std::optional<Message>> found = store_.message(number, wanted);
        return found && *found ? &kept.emplace_back(std::move(**found)) : nullptr;
    });
}

Result<void> Round::tell_people(CustomerNumber number, const StaffLetter& letter) {
    const QueueConfig* queue = desk_ == nullptr ? nullptr : desk_->find(letter.queue);
    if (queue == nullptr || rules_.find_channel(ChannelKind::email) == nullptr) return {};
    const Result<const Customer*> state = this->state(number);
    if (!state) return state.error();
    StaffLetter whole = letter;
    whole.within = to_text(queue->answer_within);
    const StaffWords words = words_for_staff(whole, **state, dialogue_with(number), rules_);
    const Result<Commit*> opened = open(find_or_make(std::string(kQueueIds) + letter.queue));
    if (!opened) return opened.error();
    Commit& commit = **opened;
    const Address* known = find_address(commit.customer, ChannelKind::email);
    if (known == nullptr || known->value != queue->email) {
        Profile profile;
        profile.email = queue->email;
        profile.source = "config";
        append(commit, std::move(profile));
    }
    if (commit.customer.messages.size() >= kMostWaiting) {
        spdlog::error("the queue `{}` is not told of a dialogue: {} mails to it wait already", letter.queue,
                      kMostWaiting);
        return {};
    }
    Message message = mail_to(rules_, queue->email, commit.at);
    message.content = "handover";
    message.subject = words.subject;
    message.text = words.text;
    message.about = number;
    send_by_hand(commit, std::move(message), false);
    return {};
}

// What the turn has given to people.
void Round::tell_people() {
    for (Untold& one : std::exchange(to_people_, {})) tell_or_keep(std::move(one));
}

void Round::tell_or_keep(Untold one) {
    const Result<void> told = tell_people(one.customer, one.letter);
    if (told) return;
    spdlog::error("the queue `{}` is told of a dialogue later: {}", one.letter.queue, told.error().message);
    untold_.push_back(std::move(one));
}

Result<void> Round::send_by_hand(CustomerNumber number, Message message) {
    const Result<Commit*> opened = open(number);
    if (!opened) return opened.error();
    send_by_hand(**opened, std::move(message), true);
    return {};
}

Result<void> Round::keep_entry(CustomerNumber queue, EntryBody what) {
    const Result<Commit*> opened = open(queue);
    if (!opened) return opened.error();
    append(**opened, std::move(what));
    return {};
}

void Round::note_people(const Commit& commit, const EntryBody& entry) {
    const CustomerNumber number = commit.customer.number;
    if (const auto* handover = std::get_if<Handover>(&entry)) {
        if (handover->act != Handover::Act::opened) return;
        to_people_.push_back({number, {StaffLetter::Why::opened, handover->queue, handover->note, {}}});
    } else if (const auto* aside = std::get_if<ReplySetAside>(&entry)) {
        if (aside->reason != "a person has the dialogue") return;
        for (const OpenHandover& open : commit.customer.handovers)
            to_people_.push_back({number, {StaffLetter::Why::wrote, open.queue, {}, {}}});
    }
}

}  // namespace dialogd::app
