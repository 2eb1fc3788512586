// What holds for every body that intake reads into a Batch.
#pragma once

#include "fuzz/property.hpp"
#include "intake/batch.hpp"
#include "intake/text.hpp"

namespace dialogd::fuzz {

inline const std::function<std::optional<std::string>(std::string_view)> kPhone =
    [](std::string_view text) -> std::optional<std::string> {
    if (text.size() < 9 || text.size() > 16 || text.front() != '+') return std::nullopt;
    for (const char c : text.substr(1))
        if (c < '0' || c > '9') return std::nullopt;
    return std::string(text);
};

inline intake::Sender sender() {
    return {"shop", Instant(std::chrono::seconds(1'795'000'000)), &kPhone};
}

inline void check(const Result<intake::Batch>& batch) {
    if (!batch) {
        must(!batch.error().message.empty(), "an error says what is wrong");
        return;
    }
    must(batch->arrivals.size() == batch->places.size(), "each arrival has its place");
    must(batch->arrivals.size() + batch->bad.size() <= intake::kMostItems, "there are no more items than allowed");
    for (const intake::BadItem& item : batch->bad) must(!item.error.empty(), "a bad item says what is wrong");
    for (const intake::Arrival& arrival : batch->arrivals) {
        const intake::About& about = arrival.about;
        must(!about.id.empty() || !about.anonymous_id.empty() || !about.email.empty() || !about.phone.empty(),
             "an arrival is about somebody");
        if (const auto* event = std::get_if<Event>(&arrival.input)) {
            must(intake::is_name(event->name), "an event has a name");
            must(intake::is_utf8(event->name) && intake::is_utf8(event->id), "texts are UTF-8");
            to_json(event->properties);
        }
    }
}

}  // namespace dialogd::fuzz
