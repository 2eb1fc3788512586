// What a due send comes to: judged without writing anything, then queued, held or dropped.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/select.hpp"
#include "engine/taking.hpp"

namespace dialogd::engine {

// One due send, with all that is looked up once. Points into the rules only, so it survives writes.
struct DueSend {
    RunNumber run = 0;
    const Rule* rule = nullptr;
    std::int32_t at = -1;
    const Step* step = nullptr;
    const step::Send* send = nullptr;
    const step::Ask* ask = nullptr;  // null: a plain send
    bool marketing = true;
    bool continuation = false;  // on the channel that they wrote on; on another one it begins something
    ChannelKind wrote_on = ChannelKind::email;
    std::string wrote_from;          // continuation: the address of theirs that the reply came from
    Instant since{};                 // when it fell due
    std::vector<ChannelKind> tried;  // on these it has failed
    Instant expires{};
};

// Why it does not go now.
struct Finding {
    Decision::Outcome outcome = Decision::Outcome::dropped;
    Reason reason = Reason::none;
    std::string detail;
    Instant until{};  // held
};

struct Judgement {
    DueSend due;
    std::optional<Finding> finding;  // set unless it may go
    ChannelKind channel = ChannelKind::email;
    std::string to;
    std::optional<Chosen> chosen;  // set if it may go
    std::vector<Considered> considered;

    bool goes() const { return chosen.has_value(); }
    // Marketing that we begin waits for what else falls due, and competes with it.
    bool competes(Duration gather) const { return due.marketing && !due.continuation && gather > Duration{}; }
};

// Writes nothing. The run is open and its rule is there.
Judgement judge(const Taking& taking, RunNumber run, std::int32_t at);

// Writes the message of a judgement that goes into the outbox. Gives the step to go on with; nothing
// when it is a question: the run waits for its confirmation.
std::optional<std::int32_t> queue(Taking& taking, Judgement judgement);

// Holds the run at its place, at most until the send expires, and says why.
void hold(Taking& taking, const Judgement& judgement, Finding finding);

// Holds or drops a send that does not go, as its finding says. As `queue`.
std::optional<std::int32_t> settle(Taking& taking, const Judgement& judgement);

// The send of a `send` or an `ask`; null for other steps.
const step::Send* send_of(const Step& step);

Decision decision_for(const DueSend& due, const Finding& finding);

}  // namespace dialogd::engine
