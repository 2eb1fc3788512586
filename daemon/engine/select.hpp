// Of the candidates of a send: which are eligible, and which is chosen.
#pragma once

#include <optional>
#include <vector>

#include "engine/scope.hpp"

namespace dialogd::engine {

struct Chosen {
    const Content* content = nullptr;
    const Words* words = nullptr;
    double value = 0;
    Message message;  // rendered: subject, text, html and what they were made from
};

struct Selection {
    std::vector<Considered> considered;  // one for each candidate
    std::optional<Chosen> chosen;
};

struct SelectionTask {
    const std::vector<std::string>& candidates;
    step::Pick pick = step::Pick::best;
    ChannelKind channel = ChannelKind::email;
    std::string_view topic;
    std::string_view rule;
    bool capped = false;             // caps on content and tag hold it
    std::uint64_t draw = 0;          // keyed: ties, and even picks
    Token token;                     // of the message to be, for its links
    const step::Ask* ask = nullptr;  // the question that it asks, for its buttons
};

// Pure; writes nothing. `scope` is the run's.
Selection select_content(const Ruleset& rules, const Customer& customer, const SelectionTask& task, const Scope& scope);

}  // namespace dialogd::engine
