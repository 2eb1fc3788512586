// The schemas of content.yaml, vocabulary.yaml, journey.yaml and segments.yaml.
#include "rules/schema_texts.hpp"

namespace dialogd::rules {

const std::string_view kFieldSchema = R"JSON(,
    "type": {"enum": ["string", "number", "int", "bool", "timestamp", "list", "map"]},
    "field": {
      "description": "A type, or {type: string, also: [names that other systems use], about: what it is}.",
      "oneOf": [
        {"$ref": "#/$defs/type"},
        {
          "type": "object", "additionalProperties": false, "required": ["type"],
          "properties": {"type": {"$ref": "#/$defs/type"}, "also": {"$ref": "#/$defs/texts"}, "about": {"$ref": "#/$defs/text"}}
        }
      ]
    }
)JSON";

const std::string_view kContentSchema = R"JSON(
  "type": ["object", "null"],
  "additionalProperties": false,
  "properties": {
    "about": {"$ref": "#/$defs/text", "description": "What it is, to the next person."},
    "if": {"$ref": "#/$defs/expression", "description": "Only for customers for whom this is true."},
    "value": {"$ref": "#/$defs/expression", "description": "What saying it is worth: of several contents the worthiest goes."},
    "cooldown": {"$ref": "#/$defs/duration", "description": "Not again to the same customer within that time."},
    "max_per_customer": {"type": "integer", "minimum": 1, "maximum": 1000000, "description": "Not more often than that."},
    "tags": {"$ref": "#/$defs/texts", "description": "For caps: {max: 1, per: 30d, tag: offer}."},
    "variables": {
      "type": "object",
      "description": "NAME: EXPRESSION, for what needs logic, as money(run.event.total, run.event.currency).",
      "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "not": {"enum": ["customer", "event", "run", "reply", "now", "history", "segment", "company", "language", "links", "subject", "preheader", "body"]}},
      "additionalProperties": {"$ref": "#/$defs/expression"}
    },
    "links": {
      "type": "object",
      "description": "NAME: URL. Templates say {{links.NAME}}; clicks are counted.",
      "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "not": {"enum": ["unsubscribe", "preferences"]}},
      "additionalProperties": {"type": "string", "minLength": 1}
    }
  })JSON";

const std::string_view kVocabularySchema = R"JSON(
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "customer": {
      "type": "object",
      "description": "Attributes of customers, each with its type.",
      "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "not": {"enum": ["id", "email", "phone", "language", "time_zone", "created"]}},
      "additionalProperties": {"$ref": "#/$defs/field"}
    },
    "events": {
      "type": "object",
      "description": "Events that come in, and those that rules emit. dialogd's own need no line here.",
      "propertyNames": {"not": {"enum": ["customer.created", "consent.changed", "message.sent", "message.clicked", "message.bounced", "question.answered", "handover.closed"]}},
      "additionalProperties": {
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": {
          "also": {"$ref": "#/$defs/texts", "description": "What other systems call it."},
          "about": {"$ref": "#/$defs/text"},
          "properties": {"type": "object", "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}, "additionalProperties": {"$ref": "#/$defs/field"}}
        }
      }
    }
  })JSON";

const std::string_view kJourneySchema = R"JSON(
  "type": "object",
  "additionalProperties": false,
  "required": ["stages"],
  "properties": {
    "stages": {
      "type": "array",
      "description": "The stages in order. A rule names the one that it serves.",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["name"],
        "properties": {
          "name": {"$ref": "#/$defs/text"},
          "about": {"$ref": "#/$defs/text", "description": "Where the customer is."},
          "mindset": {"$ref": "#/$defs/text", "description": "What they think and feel."},
          "goal": {"$ref": "#/$defs/text", "description": "What is reached when it goes well."},
          "touchpoints": {"$ref": "#/$defs/texts", "description": "Where they meet us."}
        }
      }
    }
  })JSON";

const std::string_view kSegmentsSchema = R"JSON(
  "type": "object",
  "description": "A name and a condition on each line. Rules and contents say segment.NAME.",
  "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
  "additionalProperties": {"$ref": "#/$defs/expression"})JSON";

}  // namespace dialogd::rules
