// Takes a story's inputs, one after the other, and looks closely at what each turn leaves.
#include "stories/world.hpp"

#include <utility>

#include "stories/story.hpp"

namespace dialogd::stories {

namespace {

bool same(const Turn& a, const Turn& b) {
    return a.entries == b.entries && a.messages == b.messages && a.wake_at == b.wake_at;
}

Customer nobody_yet(const std::string& id) {
    Customer customer;
    customer.number = CustomerNumber{1};
    customer.id = id;
    return customer;
}

void must(const Result<void>& outcome) {
    if (!outcome) throw Failed{outcome.error().message};
}

}  // namespace

World::World(const Ruleset& rules, const std::string& id, Instant start, bool manual)
    : Rehearsal(rules, nobody_yet(id), start, manual ? Delivery::manual : Delivery::at_once), folded_(customer_) {}

void World::write_out_and_read_back() {
    std::string bytes;
    store::encode(customer_, names_, bytes);
    Result<Customer> read = store::decode_customer(bytes, names_);
    if (!read) throw Failed{"the state can't be read back: " + to_string(read.error())};
    if (!(*read == customer_)) throw Failed{"the state is another one when it is read back"};
    customer_ = std::move(*read);
}

Turn World::turn_of(const Input& input) {
    write_out_and_read_back();
    Turn turn = take_turn(rules_, customer_, input, now());
    if (!same(turn, take_turn(rules_, customer_, input, now()))) throw Failed{"the same turn came out differently"};
    Customer after = customer_;
    for (const EntryBody& entry : turn.entries) apply(rules_.needs, after, entry, now());
    if (!(turn.after == after)) throw Failed{"the turn's customer is not the fold of its entries"};
    return turn;
}

void World::wrote(const EntryBody& entry, bool is_input) {
    std::string bytes;
    store::encode(entry, names_, bytes);
    const auto read = store::decode_entry(static_cast<std::uint8_t>(entry.index()), bytes, names_);
    if (!read) throw Failed{"an entry can't be read back: " + to_string(read.error())};
    if (!(*read == entry)) throw Failed{"an entry is another one when it is read back: " + std::string(kind_of(entry))};
    apply(rules_.needs, folded_, *read, now());
    if (const auto* queued = std::get_if<MessageQueued>(&entry); queued != nullptr && queued->question)
        last_question_ = queued->message;
    if (!is_input) step_.entries.push_back(entry);
}

void World::take(const Input& input) {
    must(Rehearsal::take(input));
}

void World::wait(Duration duration) {
    must(Rehearsal::wait(duration));
}

void World::be_down(Duration duration) {
    must(Rehearsal::be_down(duration));
}

Step World::take_step() {
    return std::exchange(step_, {});
}

void World::check_fold() {
    if (!(folded_ == customer_)) throw Failed{"the fold of the history is not the state"};
    write_out_and_read_back();
}

}  // namespace dialogd::stories
