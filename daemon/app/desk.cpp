// Facts: "handover/17/service" is the time since when, and "told" when it is overdue.
#include "app/desk.hpp"

#include <spdlog/spdlog.h>

#include <charconv>

namespace dialogd::app {

namespace {

constexpr std::string_view kFact = "handover/";
constexpr std::string_view kTold = " told";

std::string fact_of(const std::string& queue, CustomerNumber customer) {
    return std::string(kFact) + std::to_string(to_integer(customer)) + "/" + queue;
}

std::optional<OpenDialogue> read_dialogue(std::string_view name, std::string_view value) {
    name.remove_prefix(kFact.size());
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    std::uint64_t number = 0;
    std::from_chars(name.data(), name.data() + slash, number);
    OpenDialogue dialogue;
    dialogue.customer = CustomerNumber{number};
    dialogue.queue = name.substr(slash + 1);
    dialogue.told = value.ends_with(kTold);
    if (dialogue.told) value.remove_suffix(kTold.size());
    const Result<Instant> at = parse_instant(value);
    if (!at || number == 0) return std::nullopt;
    dialogue.at = *at;
    return dialogue;
}

}  // namespace

const QueueConfig* Desk::find(std::string_view queue) const {
    const auto found = queues_.find(std::string(queue));
    return found == queues_.end() ? nullptr : &found->second;
}

void Desk::read(const Store& store) {
    for (const auto& [name, value] : store.facts(kFact))
        if (auto dialogue = read_dialogue(name, value)) open_[name] = std::move(*dialogue);
}

void Desk::keep(Store& store, const std::string& name, const OpenDialogue& dialogue) {
    const Result<void> kept =
        store.keep_fact(name, to_text(dialogue.at) + std::string(dialogue.told ? kTold : std::string_view()));
    if (!kept) spdlog::warn("an open dialogue is not noted for its reminder: {}", kept.error().message);
}

void Desk::note_opened(Store& store, const std::string& queue, CustomerNumber customer, Instant at) {
    const std::string name = fact_of(queue, customer);
    if (find(queue) == nullptr || open_.contains(name)) return;
    const OpenDialogue& dialogue = open_[name] = {queue, customer, at, false};
    keep(store, name, dialogue);
}

void Desk::note_closed(Store& store, const std::string& queue, CustomerNumber customer) {
    const std::string name = fact_of(queue, customer);
    if (open_.erase(name) == 0) return;
    if (const Result<void> gone = store.forget_fact(name); !gone)
        spdlog::warn("a closed dialogue is still noted: {}", gone.error().message);
}

void Desk::note_told(Store& store, const OpenDialogue& dialogue) {
    const std::string name = fact_of(dialogue.queue, dialogue.customer);
    const auto found = open_.find(name);
    if (found == open_.end()) return;
    found->second.told = true;
    keep(store, name, found->second);
}

Instant Desk::due(const OpenDialogue& dialogue) const {
    const QueueConfig* queue = find(dialogue.queue);
    return queue == nullptr ? kNever : dialogue.at + queue->answer_within;
}

std::vector<OpenDialogue> Desk::overdue(Instant now) const {
    std::vector<OpenDialogue> late;
    for (const auto& [name, dialogue] : open_)
        if (!dialogue.told && due(dialogue) <= now) late.push_back(dialogue);
    return late;
}

Instant Desk::next_overdue() const {
    Instant next = kNever;
    for (const auto& [name, dialogue] : open_)
        if (!dialogue.told) next = std::min(next, due(dialogue));
    return next;
}

void Desk::tell(Metrics& metrics, Instant now) const {
    std::uint64_t late = 0;
    for (const auto& [name, dialogue] : open_) late += is_overdue(dialogue, now) ? 1 : 0;
    metrics.open_handovers = open_.size();
    metrics.overdue_handovers = late;
}

}  // namespace dialogd::app
