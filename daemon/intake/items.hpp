// The items of a request's body, one after the other, into a Batch.
#pragma once

#include "intake/batch.hpp"
#include "intake/json.hpp"

namespace dialogd::intake {

// `read(element, arrival, problem)` fills the arrival, or gives false with the problem. A bad item is in
// Batch::bad and does not sink the others. Fails when the body as a whole is no JSON (`invalid`) or
// holds more than kMostItems (`refused`).
template <class Read>
Result<Batch> read_items(JsonReader& json, std::string& body, Read read) {
    Batch batch;
    std::string problem;
    const Result<void> outcome =
        json.each_item(body, kMostItems, [&](std::size_t index, const JsonElement* element, std::string_view why_not) {
            problem = why_not;
            // Made in its place, and taken back when it is bad: no copy on the way that counts.
            Arrival& arrival = batch.arrivals.emplace_back();
            if (element != nullptr && read(*element, arrival, problem)) {
                batch.places.push_back(index);
                return;
            }
            batch.arrivals.pop_back();
            batch.bad.push_back({index, problem, {}});
        });
    if (!outcome) return outcome.error();
    return batch;
}

}  // namespace dialogd::intake
