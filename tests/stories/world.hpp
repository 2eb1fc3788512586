// The customer of a story: takes inputs, lets time pass, keeps the history.
//
// Before every input the state is written out and read back, and each turn is taken twice: so every
// story also tells that nothing is lost on a crash, and that a turn is pure.
#pragma once

#include <vector>

#include "engine/rehearsal.hpp"
#include "store/codec.hpp"

namespace dialogd::stories {

// What the turns of one step left.
struct Step {
    std::vector<EntryBody> entries;  // without the inputs' own
    std::vector<Message> messages;
};

// Its calls throw Failed.
class World : private engine::Rehearsal {
public:
    World(const Ruleset& rules, const std::string& id, Instant start, bool manual);

    // Takes one input now. Unless messages are delivered by hand, those that may go are sent at once.
    void take(const Input& input);
    void claim(MessageNumber message) { take(Wake{message}); }
    // Lets time pass; what falls due meanwhile is taken in order.
    void wait(Duration duration);
    // Time passes while the daemon is down.
    void be_down(Duration duration);

    // What has come since the last call.
    Step take_step();

    using Rehearsal::customer;
    using Rehearsal::now;
    MessageNumber last_question() const { return last_question_; }

    // The fold of all entries, each written out and read back, is the state.
    void check_fold();

private:
    Turn turn_of(const Input& input) override;
    void wrote(const EntryBody& entry, bool is_input) override;
    void made(Message message) override { step_.messages.push_back(std::move(message)); }
    void write_out_and_read_back();

    Customer folded_;  // by the entries as they were read back
    store::NameTable names_;
    Step step_;
    MessageNumber last_question_ = 0;
};

}  // namespace dialogd::stories
