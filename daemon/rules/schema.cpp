// Puts a schema together: its head, its own keys, and the definitions that it refers to.
#include "rules/schema.hpp"

#include "rules/schema_texts.hpp"

namespace dialogd::rules {

const std::string_view kDefinitions = R"JSON(
    "duration": {
      "type": "string",
      "pattern": "^([0-9]+(ms|s|m|h|d|w))+$",
      "description": "A time span: 30s, 5m, 2h, 7d, 2w, 1d12h."
    },
    "offset": {
      "type": "string",
      "pattern": "^-?([0-9]+(ms|s|m|h|d|w))+$",
      "description": "A time span, with a minus for before: -3d."
    },
    "clock": {
      "type": "string",
      "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$",
      "description": "A time of the day, in quotes: \"09:00\". It is the customer's own time."
    },
    "text": {"type": ["string", "number", "boolean"], "minLength": 1},
    "texts": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}},
    "identifier": {
      "type": "string",
      "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
      "description": "Letters, digits and _: conditions say it behind a dot."
    },
    "expression": {
      "type": ["string", "boolean", "number"],
      "minLength": 1,
      "description": "An expression in CEL, such as event.total >= 200. One with `: `, ` #` or a leading ! goes into single quotes."
    },
    "channel": {"enum": ["email", "sms"]},
    "rate": {"type": "string", "pattern": "^[1-9][0-9]*/[smh]$", "description": "Messages in a second, minute or hour: 200/s."},
    "uncertain": {"enum": ["at_least_once", "at_most_once"], "description": "Again, or not, when it is not known whether it arrived."}
)JSON";

namespace {

std::string complete(std::string_view title, std::string_view keys, std::string_view definitions) {
    std::string text = "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": \"";
    text += title;
    text += "\",";
    text += keys;
    text += ",\n  \"$defs\": {";
    text += kDefinitions;
    text += definitions;
    text += "  }\n}\n";
    return text;
}

}  // namespace

std::string schema(std::string_view kind) {
    if (kind == "rule") return complete("A rule of dialogd", kRuleSchema, kStepsSchema);
    if (kind == "content") return complete("A content of dialogd: content.yaml", kContentSchema, "");
    if (kind == "vocabulary")
        return complete("The names that rules may use: vocabulary.yaml", kVocabularySchema, kFieldSchema);
    if (kind == "journey") return complete("The stages of the customer journey: journey.yaml", kJourneySchema, "");
    if (kind == "segments") return complete("Conditions with a name: segments.yaml", kSegmentsSchema, "");
    if (kind == "config") return complete("The configuration of dialogd", kConfigSchema, kConfigDefinitions);
    return {};
}

}  // namespace dialogd::rules
