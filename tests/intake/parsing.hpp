// What the parser tests share: a sender, and short ways to read a text.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "intake/cloudevents.hpp"
#include "intake/events.hpp"
#include "intake/segment.hpp"

namespace dialogd::intake {

inline Instant at(const char* text) {
    return parse_instant(text).value();
}

// As the app's, but simple: a plus and digits, or eight Danish digits.
inline std::optional<std::string> phone_number(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
    if (text.starts_with("+") && digits.size() >= 8) return "+" + digits;
    if (digits.size() == 8 && text.size() == 8) return "+45" + digits;
    return std::nullopt;
}

inline const std::function<std::optional<std::string>(std::string_view)> kPhone = phone_number;

inline Sender sender() {
    return {"shop", at("2026-11-24T12:00:00Z"), &kPhone};
}

inline Result<Batch> events(std::string body) {
    JsonReader json;
    return read_events(json, body, sender());
}

inline Result<Batch> segment(std::string_view call, std::string body) {
    JsonReader json;
    return read_segment(json, call, body, sender());
}

inline const Event& event_of(const Batch& batch, std::size_t index = 0) {
    REQUIRE(batch.arrivals.size() > index);
    REQUIRE(std::holds_alternative<Event>(batch.arrivals[index].input));
    return std::get<Event>(batch.arrivals[index].input);
}

inline std::string only_error(const Result<Batch>& batch) {
    REQUIRE(batch.has_value());
    CHECK(batch->arrivals.empty());
    REQUIRE(batch->bad.size() == 1);
    return batch->bad.front().error;
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// The folder of shared cases; empty when it is not here.
inline std::filesystem::path shared_folder() {
    const char* named = std::getenv("DIALOGD_SHARED");
    const std::filesystem::path folder =
        named != nullptr ? std::filesystem::path(named) : std::filesystem::path(DIALOGD_SOURCE_DIR) / ".." / "shared";
    return std::filesystem::is_directory(folder) ? folder : std::filesystem::path();
}

}  // namespace dialogd::intake
