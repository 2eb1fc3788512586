// One customer under a made-up clock: takes inputs, lets time pass. For stories, and for trying a rule.
#pragma once

#include "dialogd/turn.hpp"

namespace dialogd::engine {

// Pure: the clock goes only where `wait` takes it. What is made to be sent is claimed when its time has come, and
// accepted by the other side at once, unless it is `manual`.
class Rehearsal {
public:
    enum class Delivery : std::uint8_t { at_once, manual };

    // `rules` outlives it.
    Rehearsal(const Ruleset& rules, Customer customer, Instant start, Delivery delivery = Delivery::at_once);
    virtual ~Rehearsal() = default;
    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;

    // Takes one input now, and then what may be sent. An error is a bug of the engine: something goes in circles.
    Result<void> take(const Input& input);
    // Lets time pass; what falls due meanwhile is taken in order.
    Result<void> wait(Duration duration);
    // The daemon is down: time passes, and nobody looks before its end.
    Result<void> be_down(Duration duration);

    const Customer& customer() const { return customer_; }
    Instant now() const { return now_; }
    // When something falls due next; kNever when nothing does.
    Instant next_due() const;

protected:
    // Before an entry or message is kept; each may look closer.
    virtual Turn turn_of(const Input& input);
    virtual void wrote(const EntryBody& entry, bool is_input) = 0;  // the customer has it applied
    virtual void made(Message message) = 0;

    const Ruleset& rules_;
    Customer customer_;

private:
    Result<void> deliver();

    Instant now_;
    Delivery delivery_;
    std::uint64_t written_ = 0;  // entries, ever
};

}  // namespace dialogd::engine
