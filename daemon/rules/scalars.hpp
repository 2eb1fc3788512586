// Reads a YAML node as what a key wants: text, a duration, a number, a name, a time of day.
//
// Each gives nothing after having said what is wrong and what would be right. `key` is the word that
// messages name.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/time.hpp"
#include "rules/findings.hpp"
#include "rules/yaml.hpp"

namespace dialogd::rules {

// A map's keys are among `known`. False when the node is no map.
bool check_keys(const YamlNode& node, std::string_view what, std::initializer_list<std::string_view> known,
                Findings& findings);

// The text of a scalar that is there and not empty.
std::optional<std::string> read_text(const YamlNode& node, std::string_view key, Findings& findings);
// A list of such texts, not empty; a single text counts as a list of one when `or_one`.
std::vector<std::string> read_texts(const YamlNode& node, std::string_view key, Findings& findings,
                                    bool or_one = false);
// One of few words.
std::optional<std::string> read_choice(const YamlNode& node, std::string_view key,
                                       std::initializer_list<std::string_view> choices, Findings& findings);
// Letters, digits and _, not beginning with a digit: what conditions can say behind a dot.
std::optional<std::string> read_identifier(const YamlNode& node, std::string_view key, Findings& findings);
bool is_identifier(std::string_view text);
bool is_language(std::string_view text);  // BCP 47: da, nb, pt-BR

enum class Sign : std::uint8_t { positive, not_negative, any };
std::optional<Duration> read_duration(const YamlNode& node, std::string_view key, Findings& findings,
                                      Sign sign = Sign::positive);
std::optional<std::int64_t> read_integer(const YamlNode& node, std::string_view key, std::int64_t min, std::int64_t max,
                                         Findings& findings);
std::optional<double> read_number(const YamlNode& node, std::string_view key, Findings& findings);
std::optional<bool> read_boolean(const YamlNode& node, std::string_view key, Findings& findings);
// "09:00" as minutes of the day.
std::optional<std::int32_t> read_time_of_day(const YamlNode& node, std::string_view key, Findings& findings);
std::optional<std::int32_t> parse_time_of_day(std::string_view text);

std::optional<double> parse_number(std::string_view text);  // finite, all of the text
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace dialogd::rules
