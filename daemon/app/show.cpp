// The words of `dialogd history` and `dialogd explain`.
#include "app/show.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace dialogd::app {

namespace {

std::string in_quotes(const std::string& text, std::size_t most = 120) {
    std::string shown;
    for (const char c : text) shown.push_back(c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    if (shown.size() > most) {
        std::size_t cut = most;
        while (cut > 0 && (static_cast<unsigned char>(shown[cut]) & 0xC0U) == 0x80U) --cut;  // not inside a character
        shown = shown.substr(0, cut) + "…";
    }
    return "\"" + shown + "\"";
}

std::string with(const std::string& text, const std::string& detail) {
    return detail.empty() ? text : text + ": " + detail;
}

std::string run_name(const std::string& rule, RunNumber run) {
    return rule + " #" + std::to_string(run);
}

std::string message_name(MessageNumber message) {
    return "message " + std::to_string(message);
}

std::string local_text(Instant instant, const Calendar& calendar, std::string_view zone) {
    const LocalTime t = calendar.local(instant, zone);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d", t.year, t.month, t.day, t.minute / 60,
                  t.minute % 60, t.second);
    return text.data();
}

std::string wish_of(const Preference& preference, const Calendar& calendar, std::string_view zone) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (preference.channels) {
        std::string list;
        for (const ChannelKind channel : *preference.channels)
            list += (list.empty() ? "" : ", then ") + std::string(to_text(channel));
        add("channels: " + list);
    }
    if (preference.limit)
        add(preference.limit->max == 0
                ? "no limit of their own"
                : "at most " + std::to_string(preference.limit->max) + " per " + to_text(preference.limit->per));
    if (preference.paused_until)
        add(*preference.paused_until <= Instant{}
                ? "no pause"
                : "pause until " + local_text(*preference.paused_until, calendar, zone).substr(0, 16));
    if (preference.quiet_hours) add("quiet hours of their own");
    for (const std::string& topic : preference.topics_off) add("not " + topic);
    for (const std::string& topic : preference.topics_on) add(topic + " again");
    if (!preference.language.empty()) add("language " + preference.language);
    if (preference.stop_marketing) add(*preference.stop_marketing ? "no marketing at all" : "marketing again");
    if (preference.stop_all) add(*preference.stop_all ? "nothing at all any more" : "messages again");
    return text;
}

// One overload for each kind of entry.
struct Say {
    const Calendar& calendar;
    std::string_view zone;

    std::string when(Instant instant) const { return local_text(instant, calendar, zone).substr(0, 16); }

    std::string operator()(const Event& e) const {
        const std::string properties = to_json(e.properties);
        return "event     " + e.name + (properties == "null" || properties == "{}" ? "" : " " + properties);
    }
    std::string operator()(const Emitted& e) const {
        return "event     " + e.event.name + " (our own" + (e.rule.empty() ? "" : ", by " + e.rule) + ")";
    }
    std::string operator()(const Reply& r) const {
        return std::string("reply     by ") + std::string(to_text(r.channel)) + (r.automatic ? ", automatic" : "") +
               (r.proven ? "" : ", from an address that is not theirs") + ": " + in_quotes(r.text) +
               (r.comment.empty() ? "" : ", and beside it " + in_quotes(r.comment));
    }
    std::string operator()(const Receipt& r) const {
        std::string text = "receipt   " + message_name(r.message) + " " + std::string(to_text(r.kind));
        if (r.attempt > 1) text += " (attempt " + std::to_string(r.attempt) + ")";
        if (!r.status.empty()) text += " " + r.status;
        return with(text, r.detail);
    }
    std::string operator()(const Profile& p) const {
        std::string text = "profile   ";
        const std::string attributes = to_json(p.attributes);
        if (!p.email.empty()) text += "email " + p.email + " ";
        if (!p.phone.empty()) text += "phone " + p.phone + " ";
        if (!p.language.empty()) text += "language " + p.language + " ";
        if (!p.time_zone.empty()) text += "time zone " + p.time_zone + " ";
        if (attributes != "null" && attributes != "{}") text += attributes;
        return text;
    }
    std::string operator()(const Consent& c) const {
        return "consent   " + std::string(c.given ? "yes" : "no") + " to " + c.topic +
               (c.channel ? " by " + std::string(to_text(*c.channel)) : "") + ", from " + c.source +
               (c.text.empty() ? "" : ": " + in_quotes(c.text));
    }
    std::string operator()(const Preference& p) const {
        return "wish      " + wish_of(p, calendar, zone) + (p.source.empty() ? "" : " (from " + p.source + ")");
    }
    std::string operator()(const AddressStatus& s) const {
        return with("address   " + s.address + " is " + std::string(to_text(s.state)), s.reason);
    }
    std::string operator()(const Join& j) const { return "joined    with " + j.absorbed_id; }
    std::string operator()(const Handover& h) const {
        return with("handover  " + std::string(h.act == Handover::Act::opened ? "to the queue " : "closed: ") + h.queue,
                    h.note);
    }
    std::string operator()(const RulesChanged&) const { return "rules     changed"; }
    std::string operator()(const Dropped& d) const {
        const std::string what = d.all ? "everything" : d.rule.empty() ? d.content : d.rule;
        return "dropped   " + what + (d.by.empty() ? "" : ", by " + d.by);
    }
    std::string operator()(const RunStarted& r) const {
        return "run       " + run_name(r.rule, r.run) + " started by " + r.event.name +
               (r.key.empty() ? "" : " for " + r.key) + (r.holdout ? ", in holdout: nothing is sent" : "");
    }
    std::string operator()(const RunMoved& r) const {
        std::string text = "run       " + run_name(r.rule, r.run);
        switch (r.waiting) {
            case Waiting::nothing: text += " goes on"; break;
            case Waiting::time: text += " waits"; break;
            case Waiting::event: text += " waits for an event"; break;
            case Waiting::place: text += " waits for its turn to send"; break;
            case Waiting::confirm: text += " waits until its question is sent"; break;
            case Waiting::answer: text += " waits for the answer"; break;
        }
        return r.until == kNever || r.until == Instant{} ? text : text + " until " + when(r.until);
    }
    std::string operator()(const RunEnded& r) const {
        return with("run       " + run_name(r.rule, r.run) + " ended", r.reason);
    }
    std::string operator()(const GoalReached& g) const {
        return "goal      " + run_name(g.rule, g.run) + " reached" +
               (g.value == 0 ? "" : ", worth " + to_text(Value(g.value)));
    }
    std::string operator()(const AbsenceChecked& a) const {
        return with("absence   " + a.rule + (a.fired ? " fired" : " did not fire"), a.why_not);
    }
    std::string operator()(const TimeChecked& t) const {
        return with("time      " + t.rule + (t.fired ? " fired" : " did not fire"), t.why_not);
    }
    std::string operator()(const ConditionTurned& c) const {
        return "condition of " + c.rule + " is " + (c.value ? "true" : "false") + " now";
    }
    std::string operator()(const RunBranched& r) const {
        return "run       " + run_name(r.rule, r.run) + " has steps of " + std::to_string(r.later.size()) +
               " further answers before it";
    }
    std::string operator()(const NotStarted& n) const { return with("no run    of " + n.rule, n.reason); }
    std::string operator()(const Answered& a) const {
        std::string text = "answer    " + (a.content.empty() ? a.rule : a.content) + ": " + a.answer;
        const std::string value = to_text(a.value);
        if (!value.empty() && value != a.answer && value != a.text) text += " = " + value;
        return text + (a.late ? " (late)" : "") + (a.again ? " (again)" : "") + (a.known ? " (known before)" : "");
    }
    std::string operator()(const ReplySetAside& r) const { return with("set aside the reply", r.reason); }
    std::string operator()(const AttributeSet& a) const {
        return "known     " + std::string(a.of_run ? "run." : "") + a.name + " = " + to_text(a.value) +
               (a.rule.empty() ? "" : " (by " + a.rule + ")");
    }
    std::string operator()(const Decision& d) const {
        std::string text =
            "decision  " + (d.rule.empty() ? std::string("dialogd") : d.rule) + ": " + std::string(to_text(d.outcome));
        if (d.outcome == Decision::Outcome::chosen)
            return text + " " + d.content + (d.channel ? " by " + std::string(to_text(*d.channel)) : "") +
                   (d.continuation ? ", going on with their reply" : "");
        text += ", " + std::string(to_text(d.reason));
        if (!d.detail.empty()) text += " (" + d.detail + ")";
        if (d.outcome == Decision::Outcome::held) text += ", looked at again " + when(d.until);
        return text;
    }
    std::string operator()(const MessageQueued& m) const {
        return "message   " + std::to_string(m.message) + ": " + m.content + " by " + std::string(to_text(m.channel)) +
               " in " + m.language + (m.subject.empty() ? "" : ", " + in_quotes(m.subject));
    }
    std::string operator()(const MessageSending& m) const {
        return "sending   " + message_name(m.message) + (m.attempt > 1 ? ", attempt " + std::to_string(m.attempt) : "");
    }
    std::string operator()(const MessageDropped& m) const {
        return with("dropped   " + message_name(m.message) + ", " + std::string(to_text(m.reason)), m.detail);
    }
    std::string operator()(const MessageHeld& m) const {
        return "held      " + message_name(m.message) + ", " + std::string(to_text(m.reason)) + ", until " +
               when(m.until);
    }
};

std::string considered_line(const Considered& c, bool chosen) {
    std::string text = std::string("      ") + (chosen ? "* " : "- ") + c.content;
    if (!c.language.empty()) text += " (" + c.language + ")";
    if (c.reason == Reason::none || c.reason == Reason::not_chosen) {
        std::array<char, 64> numbers{};
        std::snprintf(numbers.data(), numbers.size(), ": worth %g, probability %.3g", c.score, c.probability);
        text += numbers.data();
        if (c.reason == Reason::not_chosen) text += ", not chosen";
    } else {
        text += ": " + std::string(to_text(c.reason));
        if (!c.detail.empty()) text += " (" + c.detail + ")";
    }
    return text + "\n";
}

}  // namespace

std::string describe(const EntryBody& what, const Calendar& calendar, std::string_view zone) {
    return std::visit(Say{calendar, zone}, what);
}

std::string show_history(const std::vector<Entry>& entries, const Calendar& calendar, std::string_view zone) {
    std::string out;
    std::string before;
    for (const Entry& entry : entries) {
        const std::string at = local_text(entry.at, calendar, zone);
        out += (at == before ? std::string(at.size(), ' ') : at) + "  " + describe(entry.what, calendar, zone) + "\n";
        before = at;
    }
    return out;
}

std::string show_decisions(const std::vector<Entry>& entries, const Calendar& calendar, std::string_view zone) {
    std::string out;
    for (const Entry& entry : entries) {
        const bool no_run = std::holds_alternative<NotStarted>(entry.what);
        const auto* decision = std::get_if<Decision>(&entry.what);
        if (decision == nullptr && !no_run) continue;
        out += local_text(entry.at, calendar, zone) + "  " + describe(entry.what, calendar, zone) + "\n";
        if (decision == nullptr) continue;
        for (const Considered& considered : decision->considered)
            out += considered_line(considered, considered.content == decision->content);
    }
    return out;
}

}  // namespace dialogd::app
