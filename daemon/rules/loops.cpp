// Rules that set each other off: a graph with a rule for each node and an event for each edge, and the circles in it.
#include <algorithm>
#include <map>

#include "rules/doubts.hpp"

namespace dialogd::rules {

namespace {

// How one rule starts another.
struct Edge {
    std::size_t to = 0;
    std::string event;
    Where where;           // of the step that makes the event
    bool emitted = false;  // by `emit`; else an event of dialogd's own
    bool choosy = false;   // the trigger has a condition
};

// The events that a step makes, sooner or later, when nobody else does anything but answer.
std::vector<std::pair<std::string, bool>> events_of(const Step& step) {
    if (const auto* emit = std::get_if<step::Emit>(&step.what)) return {{emit->event, true}};
    if (std::holds_alternative<step::Send>(step.what)) return {{"message.sent", false}};
    if (std::holds_alternative<step::Ask>(step.what)) return {{"message.sent", false}, {"question.answered", false}};
    if (std::holds_alternative<step::ChangeConsent>(step.what)) return {{"consent.changed", false}};
    return {};
}

class Circles {
public:
    Circles(const std::vector<Rule>& rules, Findings& findings)
        : rules_(rules), findings_(findings), edges_(rules.size()), state_(rules.size(), State::unseen) {
        std::multimap<std::string, std::pair<std::size_t, bool>, std::less<>> started_by;
        for (std::size_t r = 0; r < rules.size(); ++r)
            for (const Trigger& trigger : rules[r].triggers)
                if (trigger.kind == Trigger::Kind::event)
                    started_by.emplace(trigger.event, std::pair{r, trigger.condition != nullptr});
        for (std::size_t r = 0; r < rules.size(); ++r)
            for (const Step& step : rules[r].steps)
                for (const auto& [event, emitted] : events_of(step)) {
                    const auto [from, to] = started_by.equal_range(event);
                    for (auto at = from; at != to; ++at)
                        edges_[r].push_back({at->second.first, event, step.where, emitted, at->second.second});
                }
    }

    // Depth first; each edge to a rule that is still open closes a circle. Each rule is opened once, and the
    // stack is our own: a chain may be as long as there are rules.
    void find() {
        for (std::size_t rule = 0; rule < rules_.size(); ++rule) visit(rule);
    }

private:
    enum class State : std::uint8_t { unseen, open, done };

    void visit(std::size_t from) {
        if (state_[from] != State::unseen) return;
        std::vector<std::size_t> next{0};
        path_ = {{from, nullptr}};
        state_[from] = State::open;
        while (!path_.empty()) {
            const std::size_t at = path_.back().first;
            if (next.back() == edges_[at].size()) {
                state_[at] = State::done;
                path_.pop_back();
                next.pop_back();
                continue;
            }
            const Edge& edge = edges_[at][next.back()++];
            if (state_[edge.to] == State::open) say(edge);
            if (state_[edge.to] != State::unseen) continue;
            state_[edge.to] = State::open;
            path_.emplace_back(edge.to, &edge);
            next.push_back(0);
        }
    }

    void say(const Edge& closing) {
        const auto first =
            std::find_if(path_.begin(), path_.end(), [&](const auto& one) { return one.first == closing.to; });
        std::vector<const Edge*> edges;
        for (auto one = first + 1; one != path_.end(); ++one) edges.push_back(one->second);
        edges.push_back(&closing);
        std::string way = rules_[first->first].name;
        const Rule* stops = nullptr;
        bool doubtful = false;
        for (const Edge* edge : edges) {
            const Rule& rule = rules_[edge->to];
            way += " → " + edge->event + " → " + rule.name;
            if (rule.reenter.kind == Reenter::Kind::never && rule.key == nullptr) stops = &rule;
            doubtful = doubtful || (!edge->emitted && edge->choosy);
        }
        // dialogd's own events come with all that is said: a condition or an end is what makes such a rule right.
        const bool own = std::any_of(edges.begin(), edges.end(), [](const Edge* edge) { return !edge->emitted; });
        if (own && (doubtful || stops != nullptr)) return;
        if (std::find(said_.begin(), said_.end(), way) != said_.end()) return;
        said_.push_back(way);
        findings_.warning(closing.where,
                          (edges.size() == 1 ? "the rule starts itself: " : "rules start each other in a circle: ") +
                              way +
                              (stops != nullptr ? "; it ends only because `" + stops->name + "` never starts again"
                                                : "; it goes on for ever unless a condition ends it"));
    }

    const std::vector<Rule>& rules_;
    Findings& findings_;
    std::vector<std::vector<Edge>> edges_;
    std::vector<State> state_;
    std::vector<std::pair<std::size_t, const Edge*>> path_;  // a rule, and how we came to it
    std::vector<std::string> said_;
};

}  // namespace

void check_loops(const std::vector<Rule>& rules, Findings& findings) {
    Circles(rules, findings).find();
}

}  // namespace dialogd::rules
