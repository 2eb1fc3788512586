// The lines of `dialogd try`.
#include "app/conversation_show.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "app/show.hpp"
#include "message/segments.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kWidth = 68;
constexpr std::size_t kWordsShown = 2;  // of each answer: the first are the likeliest

// Told by the message itself, or by what follows.
bool is_noise(const EntryBody& what) {
    if (const auto* receipt = std::get_if<Receipt>(&what)) return receipt->kind == ReceiptKind::accepted;
    if (const auto* decision = std::get_if<Decision>(&what)) return decision->outcome == Decision::Outcome::chosen;
    if (const auto* moved = std::get_if<RunMoved>(&what))
        return moved->waiting == Waiting::confirm || moved->waiting == Waiting::place ||
               moved->waiting == Waiting::nothing;
    return std::holds_alternative<MessageQueued>(what);
}

std::string coloured(const EntryBody& what, const std::string& text, const Paint& paint) {
    if (const auto* decision = std::get_if<Decision>(&what))
        return decision->outcome == Decision::Outcome::held ? paint.yellow(text) : paint.red(text);
    if (std::holds_alternative<Answered>(what) || std::holds_alternative<GoalReached>(what)) return paint.green(text);
    if (std::holds_alternative<MessageDropped>(what) || std::holds_alternative<ReplySetAside>(what))
        return paint.red(text);
    if (std::holds_alternative<MessageHeld>(what) || std::holds_alternative<NotStarted>(what))
        return paint.yellow(text);
    return paint.dim(text);
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size() && i < kWordsShown; ++i)
        text += (text.empty() ? "\"" : ", \"") + words[i] + "\"";
    return text;
}

std::string number(double value) {
    return to_text(Value(value));
}

std::string answer_text(const AnswerMatcher& match) {
    std::string how;
    if (!match.words.empty()) how = listed(match.words);
    if (match.is == AnswerMatcher::Is::agree) how = "\"yes\"";
    if (match.is == AnswerMatcher::Is::refuse) how = "\"no thanks\"";
    if (match.number) how = number(match.number->min) + " to " + number(match.number->max);
    if (match.form == AnswerMatcher::Form::date) how = "a day";
    if (match.form == AnswerMatcher::Form::email) how = "an e-mail address";
    if (match.form == AnswerMatcher::Form::phone) how = "a phone number";
    if (!match.pattern.empty()) how = "what fits " + match.pattern;
    if (match.any) how = "anything else";
    return match.name + " (" + how + ")";
}

}  // namespace

std::string_view ConversationView::zone() const {
    const std::string& own = conversation_.customer().time_zone;
    return own.empty() ? std::string_view(rules_.household.time_zone) : std::string_view(own);
}

std::string ConversationView::when(Instant at) const {
    static constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const LocalTime t = rules_.services.calendar->local(at, zone());
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s %d %s %d %02d:%02d", kDays[static_cast<std::size_t>(t.weekday - 1) % 7],
                  t.day, kMonths[static_cast<std::size_t>(t.month - 1) % 12], t.year, t.minute / 60, t.minute % 60);
    return text.data();
}

std::string ConversationView::message(const Message& message) const {
    const bool mail = message.channel == ChannelKind::email;
    std::string head = std::string(mail ? "e-mail" : "SMS") + " to " + message.to;
    if (!mail) {
        const std::size_t segments = message::sms_shape(message.text).segments;
        head += ", " + std::to_string(segments) + (segments == 1 ? " segment" : " segments");
    }
    const std::string bar = paint_.blue("  │ ");
    std::string out = paint_.blue("  ┌ " + head) + paint_.dim("   " + message.content) + "\n";
    if (mail) out += bar + paint_.bold(harmless(message.subject)) + "\n" + bar + "\n";
    std::string text = wrapped(harmless(message.text), kWidth, "");
    while (text.ends_with("\n\n")) text.pop_back();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        out += bar + shortened(text.substr(at, end - at), kWidth + 8) + "\n";
        at = end + 1;
    }
    return out + paint_.blue("  └") + "\n" + answers(message.number);
}

std::string ConversationView::answers(MessageNumber message) const {
    for (const AskedQuestion& question : conversation_.customer().questions) {
        if (question.message != message) continue;
        const Rule* rule = rules_.find_version(question.rule, question.version);
        if (rule == nullptr || static_cast<std::size_t>(question.step) >= rule->steps.size()) continue;
        const auto* ask = std::get_if<step::Ask>(&rule->steps[static_cast<std::size_t>(question.step)].what);
        if (ask == nullptr) continue;
        std::string text;
        for (const Answer& answer : ask->answers) text += (text.empty() ? "" : ", ") + answer_text(answer.match);
        return paint_.green(wrapped("They can answer: " + text, kWidth + 4, "  "));
    }
    return {};
}

std::string ConversationView::line(const Entry& entry) const {
    if (const auto* sending = std::get_if<MessageSending>(&entry.what))
        if (const Message* one = conversation_.message(sending->message)) return message(*one);
    if (is_noise(entry.what)) return {};
    const std::string text = shortened(harmless(describe(entry.what, *rules_.services.calendar, zone())), 200);
    return "  " + coloured(entry.what, text, paint_) + "\n";
}

std::string ConversationView::news(const std::vector<Entry>& entries) {
    std::string out;
    for (const Entry& entry : entries) {
        const std::string text = line(entry);
        if (text.empty()) continue;
        if (const std::string at = when(entry.at); at != shown_) {
            out += paint_.bold(at) + "\n";
            shown_ = at;
        }
        out += text;
    }
    return out;
}

std::string ConversationView::why() const {
    const auto& history = conversation_.history();
    const auto last = std::find_if(history.rbegin(), history.rend(), [](const Entry& entry) {
        return std::holds_alternative<Decision>(entry.what) || std::holds_alternative<NotStarted>(entry.what);
    });
    if (last == history.rend()) return "  Nothing has been decided yet.\n";
    return show_decisions({*last}, *rules_.services.calendar, zone());
}

std::string ConversationView::next() const {
    const Instant due = conversation_.next_due();
    if (due == kNever) return "  Nothing is waiting.\n";
    return "  Next by itself: " + when(due) + ", in " +
           to_text(
               std::max(Duration{}, std::chrono::ceil<std::chrono::seconds>(due - conversation_.now()) + Duration{})) +
           " (/wait)\n";
}

std::string ConversationView::state() const {
    const Customer& c = conversation_.customer();
    std::string out = "  " + paint_.bold(c.id) + ", language " +
                      (c.language.empty() ? rules_.household.language : c.language) + ", it is " +
                      when(conversation_.now()) + "\n";
    const auto row = [&](const std::string& name, const std::string& value) {
        out += "  " + paint_.dim(padded(name, 18)) + value + "\n";
    };
    for (const Address& a : c.addresses)
        row(a.channel == ChannelKind::email ? "e-mail" : "phone",
            a.value +
                (a.state == AddressState::usable ? "" : ", " + std::string(to_text(a.state)) + " (" + a.reason + ")"));
    for (const Attribute& a : c.attributes)
        row(a.name, shortened(harmless(to_text(a.value)), 50) + paint_.dim("  " + a.source));
    for (const ConsentState& consent : c.consents)
        row("consent", std::string(consent.given ? "yes" : "no") + " to " + consent.topic);
    for (const std::string& topic : c.topics_off) row("does not want", topic);
    if (c.limit.max > 0) row("own limit", std::to_string(c.limit.max) + " per " + to_text(c.limit.per));
    if (c.paused_until > conversation_.now()) row("pause until", when(c.paused_until));
    if (c.marketing_stopped || c.all_stopped) row("stopped", c.all_stopped ? "everything" : "all marketing");
    for (const Run& run : c.runs)
        row("run", run.rule + " #" + std::to_string(run.number) + ", waits for " + std::string(to_text(run.waiting)) +
                       (run.until == kNever ? "" : " until " + when(run.until)));
    for (const OpenMessage& m : c.messages)
        row("in the outbox", m.content + " by " + std::string(to_text(m.channel)) + ", not before " + when(m.next_at));
    for (const OpenHandover& handover : c.handovers) row("with a person", "queue " + handover.queue);
    return out + next();
}

}  // namespace dialogd::app
