// The counters as Prometheus reads them.
#include "app/metrics.hpp"

namespace dialogd::app {

namespace {

void line(std::string& out, const char* name, const char* type, const char* help, std::uint64_t value) {
    out.append("# HELP dialogd_").append(name).append(" ").append(help).append("\n# TYPE dialogd_").append(name);
    out.append(" ")
        .append(type)
        .append("\ndialogd_")
        .append(name)
        .append(" ")
        .append(std::to_string(value))
        .append("\n");
}

}  // namespace

void count(Metrics& metrics, const EntryBody& entry) {
    if (std::holds_alternative<Event>(entry))
        ++metrics.events;
    else if (std::holds_alternative<MessageQueued>(entry))
        ++metrics.queued_messages;
    else if (std::holds_alternative<Reply>(entry))
        ++metrics.replies;
    else if (std::holds_alternative<Answered>(entry))
        ++metrics.answers;
    else if (const auto* receipt = std::get_if<Receipt>(&entry))
        ++metrics.receipts.at(static_cast<std::size_t>(receipt->kind));
    else if (const auto* handover = std::get_if<Handover>(&entry))
        metrics.handovers += handover->act == Handover::Act::opened ? 1 : 0;
    else if (const auto* status = std::get_if<AddressStatus>(&entry))
        metrics.opt_outs += status->state == AddressState::usable ? 0 : 1;
}

void tell_paused(Metrics& metrics, const Paused& paused) {
    metrics.everything_paused = paused.all ? 1 : 0;
    const std::lock_guard lock(metrics.paused_mutex);
    metrics.paused_rules = paused.rules;
}

std::string to_prometheus(const Metrics& m) {
    std::string out;
    line(out, "events_total", "counter", "Events taken.", m.events);
    line(out, "inputs_total", "counter", "Inputs taken: events, replies, receipts, profiles and the rest.", m.inputs);
    line(out, "refused_total", "counter", "Inputs that were not understood.", m.refused);
    line(out, "turns_total", "counter", "Turns taken.", m.turns);
    line(out, "entries_total", "counter", "Entries written to the history.", m.entries);
    line(out, "commits_total", "counter", "Transactions committed.", m.commits);
    line(out, "commit_failures_total", "counter", "Transactions that failed, for example because the disk is full.",
         m.commit_failures);
    out.append(
        "# HELP dialogd_commit_seconds_total Time spent committing.\n# TYPE dialogd_commit_seconds_total counter\n");
    out.append("dialogd_commit_seconds_total ")
        .append(std::to_string(static_cast<double>(m.commit_micros) / 1e6))
        .append("\n");
    line(out, "read_failures_total", "counter", "States that could not be read when it was their turn; tried again.",
         m.read_failures);
    line(out, "queue_full_total", "counter", "Requests answered 429.", m.queue_full);
    line(out, "messages_queued_total", "counter", "Messages put into the outbox.", m.queued_messages);
    line(out, "attempts_total", "counter", "Attempts to send.", m.attempts);
    out.append("# HELP dialogd_receipts_total What became of messages.\n# TYPE dialogd_receipts_total counter\n");
    for (std::size_t kind = 0; kind < m.receipts.size(); ++kind)
        out.append("dialogd_receipts_total{kind=\"")
            .append(to_text(static_cast<ReceiptKind>(kind)))
            .append("\"} ")
            .append(std::to_string(m.receipts[kind]))
            .append("\n");
    line(out, "replies_total", "counter", "Replies from customers.", m.replies);
    line(out, "answers_total", "counter", "Replies understood as the answer to a question.", m.answers);
    line(out, "handovers_total", "counter", "Dialogues handed over to people.", m.handovers);
    line(out, "handovers_open", "gauge", "Dialogues that people have now.", m.open_handovers);
    line(out, "handovers_overdue", "gauge", "Those that nobody has answered in time.", m.overdue_handovers);
    line(out, "opt_outs_total", "counter", "Addresses that were opted out.", m.opt_outs);
    line(out, "dead_letters_total", "counter", "What could not be attributed or understood.", m.dead_letters);
    line(out, "reloads_total", "counter", "Rules and templates read again.", m.reloads);
    line(out, "reload_failures_total", "counter", "Reloads refused because of mistakes.", m.reload_failures);
    line(out, "waiting_inputs", "gauge", "Inputs that wait for their turn.", m.waiting_inputs);
    line(out, "outbox_messages", "gauge", "Messages that wait for an attempt.", m.outbox);
    line(out, "customers", "gauge", "Customers known.", m.customers);
    line(out, "disk_trouble", "gauge", "1 while nothing can be written.", m.disk_trouble);
    line(out, "rules_broken", "gauge", "1 while the rules on disk have mistakes and the old ones are kept.",
         m.reload_broken);
    line(out, "everything_paused", "gauge", "1 while everything is paused.", m.everything_paused);
    out.append("# HELP dialogd_rules_paused Rules that are paused.\n# TYPE dialogd_rules_paused gauge\n");
    const std::lock_guard lock(m.paused_mutex);
    for (const std::string& rule : m.paused_rules)
        out.append("dialogd_rules_paused{rule=\"").append(rule).append("\"} 1\n");
    return out;
}

}  // namespace dialogd::app
