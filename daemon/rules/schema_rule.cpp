// The schema of a rule: its keys, its triggers, and what ends it.
#include "rules/schema_texts.hpp"

namespace dialogd::rules {

const std::string_view kRuleSchema = R"JSON(
  "type": "object",
  "additionalProperties": false,
  "required": ["rule", "trigger", "steps"],
  "properties": {
    "rule": {"type": "string", "minLength": 1, "description": "The rule's name: that of the file, without .yaml."},
    "about": {"$ref": "#/$defs/text", "description": "What it is for, to the next person."},
    "status": {"enum": ["live", "draft"], "description": "draft: decides and writes down, sends nothing."},
    "stage": {"$ref": "#/$defs/text", "description": "The stage of journey.yaml that the rule serves."},
    "topic": {"$ref": "#/$defs/text", "description": "A topic of the config. The customer must accept it, unless it is of kind service."},
    "priority": {"type": "integer", "minimum": 0, "maximum": 100, "description": "Who goes first when two rules want the same customer; 50 when not said."},
    "trigger": {
      "description": "What starts the rule: one trigger, or a list.",
      "oneOf": [
        {"$ref": "#/$defs/trigger"},
        {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/trigger"}}
      ]
    },
    "key": {"$ref": "#/$defs/expression", "description": "One open run for each value, as event.cart_id; without it, one for each customer."},
    "reenter": {"type": "string", "pattern": "^(never|always|after ([0-9]+(ms|s|m|h|d|w))+)$", "description": "May a customer go through it again? never, always, or after 7d counted from the last start."},
    "exit": {
      "description": "Events that end the run and cancel what it has not sent yet.",
      "oneOf": [
        {"$ref": "#/$defs/exit"},
        {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/exit"}}
      ]
    },
    "goal": {
      "type": "object",
      "additionalProperties": false,
      "required": ["event"],
      "description": "The event that it is all for.",
      "properties": {
        "event": {"$ref": "#/$defs/text"},
        "if": {"$ref": "#/$defs/expression"},
        "within": {"$ref": "#/$defs/duration", "description": "Counted from the start of the run; 7d when not said."},
        "value": {"$ref": "#/$defs/expression", "description": "What reaching it is worth, as event.total."}
      }
    },
    "holdout": {"type": "string", "pattern": "^(100|[0-9]{1,2})(\\.[0-9]+)?%$", "description": "The part of the customers whom the rule never contacts, to compare with: 5%. Always the same ones."},
    "on_change": {"enum": ["finish", "migrate", "exit"], "description": "Open runs when this file changes: go on with the old steps, go on at the step of the same name, or end."},
    "until": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?$", "description": "No new runs after this day."},
    "review": {"$ref": "#/$defs/duration", "description": "`dialogd check` warns when nobody has touched the file for so long."},
    "at_most": {
      "type": "object",
      "additionalProperties": false,
      "required": ["starts", "per"],
      "description": "A rule that starts more often than this is paused, and an alarm raised.",
      "properties": {
        "starts": {"type": "integer", "minimum": 1, "maximum": 1000000000},
        "per": {"$ref": "#/$defs/duration"}
      }
    },
    "existing": {
      "description": "Customers who fit already when the rule is new: left alone, or started over some days.",
      "oneOf": [
        {"const": "ignore"},
        {
          "type": "object",
          "additionalProperties": false,
          "required": ["start"],
          "properties": {"start": {"type": "boolean"}, "spread": {"$ref": "#/$defs/duration"}}
        }
      ]
    },
    "steps": {"$ref": "#/$defs/steps", "minItems": 1, "description": "What to do, one after the other."}
  })JSON";

}  // namespace dialogd::rules
