// The schema's definitions of triggers, exits and steps.
#include "rules/schema_texts.hpp"

namespace dialogd::rules {

const std::string_view kStepsSchema = R"JSON(,
    "weekly": {
      "type": "string",
      "pattern": "^(daily|((mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?)(, *(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?)*) +([01]?[0-9]|2[0-3]):[0-5][0-9]$",
      "description": "Days and a time, each customer's own: mon,thu 09:00, mon-fri 09:00 or daily 09:00."
    },
    "trigger": {
      "type": "object",
      "oneOf": [
        {
          "required": ["event"], "additionalProperties": false,
          "description": "When such an event comes in.",
          "properties": {"event": {"$ref": "#/$defs/text"}, "if": {"$ref": "#/$defs/expression"}}
        },
        {
          "required": ["absent", "for"], "additionalProperties": false,
          "description": "When such an event has stayed away for so long, counted from the last one, or from another event.",
          "properties": {
            "absent": {"$ref": "#/$defs/text"}, "for": {"$ref": "#/$defs/duration"}, "since": {"$ref": "#/$defs/text"},
            "if": {"$ref": "#/$defs/expression"}, "key": {"$ref": "#/$defs/expression"}
          }
        },
        {
          "required": ["date"], "additionalProperties": false,
          "description": "On a day that the customer has, as customer.birthday.",
          "properties": {
            "date": {"$ref": "#/$defs/expression"}, "every": {"const": "year"},
            "offset": {"type": "string", "pattern": "^-?[0-9]+(d|w)$", "description": "Whole days: -3d is three days before."},
            "at": {"$ref": "#/$defs/clock"}, "if": {"$ref": "#/$defs/expression"}
          }
        },
        {
          "required": ["schedule"], "additionalProperties": false,
          "description": "At fixed times, each customer's own.",
          "properties": {
            "schedule": {
              "oneOf": [
                {"$ref": "#/$defs/weekly"},
                {"type": "array", "minItems": 1, "maxItems": 50, "items": {"$ref": "#/$defs/weekly"}},
                {
                  "type": "object", "additionalProperties": false, "required": ["once"],
                  "properties": {
                    "once": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[ T]([01]?[0-9]|2[0-3]):[0-5][0-9]$"},
                    "spread": {"$ref": "#/$defs/duration", "description": "Over how long, so that nothing bursts."}
                  }
                }
              ]
            },
            "if": {"$ref": "#/$defs/expression"}
          }
        },
        {
          "required": ["becomes"], "additionalProperties": false,
          "description": "When the condition turns from false to true.",
          "properties": {"becomes": {"$ref": "#/$defs/expression"}}
        },
        {
          "required": ["keyword"], "additionalProperties": false,
          "description": "When a customer writes one of these words first.",
          "properties": {
            "keyword": {"oneOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "maxItems": 100, "uniqueItems": true, "items": {"$ref": "#/$defs/text"}}]},
            "if": {"$ref": "#/$defs/expression"}
          }
        }
      ]
    },
    "exit": {
      "type": "object", "additionalProperties": false, "required": ["event"],
      "properties": {"event": {"$ref": "#/$defs/text"}, "if": {"$ref": "#/$defs/expression"}}
    },
    "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
    "step": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "name": {"$ref": "#/$defs/text", "description": "Needed for on_change: migrate."},
        "wait": {"$ref": "#/$defs/wait"},
        "send": {"$ref": "#/$defs/send"},
        "ask": {"$ref": "#/$defs/ask"},
        "choose": {"$ref": "#/$defs/choose"},
        "set": {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^(customer|run)\\.[A-Za-z_][A-Za-z0-9_]*$"}, "description": "Keeps values: customer.NAME for good, run.NAME for this run. `= EXPRESSION` computes one."},
        "consent": {
          "type": "object", "additionalProperties": false, "required": ["topic", "say"],
          "description": "Writes down a yes or no to a topic. The proof is the question and the answer.",
          "properties": {"topic": {"$ref": "#/$defs/text"}, "say": {"enum": ["yes", "no"]}}
        },
        "prefer": {
          "type": "object", "additionalProperties": false, "minProperties": 1,
          "description": "What the customer wishes: how often at most, and by which channel.",
          "properties": {
            "limit": {
              "type": "object", "additionalProperties": false, "required": ["max", "per"],
              "properties": {"max": {"type": "integer", "minimum": 1, "maximum": 128}, "per": {"$ref": "#/$defs/duration"}}
            },
            "channels": {"oneOf": [{"$ref": "#/$defs/channel"}, {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/$defs/channel"}}]}
          }
        },
        "emit": {
          "type": "object", "additionalProperties": false, "required": ["event"],
          "description": "An event of our own, for other rules, and for a webhook of the config.",
          "properties": {
            "event": {"$ref": "#/$defs/text"}, "properties": {"type": "object"}, "webhook": {"$ref": "#/$defs/identifier"}
          }
        },
        "handover": {
          "type": "object", "additionalProperties": false, "required": ["queue"],
          "description": "A person takes over. Until they are done, marketing waits.",
          "properties": {"queue": {"$ref": "#/$defs/text"}, "note": {"$ref": "#/$defs/text"}}
        },
        "end": {"type": ["string", "null"], "description": "Ends the run; the text says why, for the history."}
      },
      "oneOf": [
        {"required": ["wait"]}, {"required": ["send"]}, {"required": ["ask"]}, {"required": ["choose"]},
        {"required": ["set"]}, {"required": ["consent"]}, {"required": ["prefer"]}, {"required": ["emit"]},
        {"required": ["handover"]}, {"required": ["end"]}
      ]
    },
    "wait": {
      "description": "A duration; until a time; or for an event.",
      "oneOf": [
        {"$ref": "#/$defs/duration"},
        {
          "type": "object", "additionalProperties": false, "required": ["until"],
          "properties": {
            "until": {"$ref": "#/$defs/expression", "description": "\"09:00\", or an expression that gives a time."},
            "offset": {"$ref": "#/$defs/offset"}, "at": {"$ref": "#/$defs/clock"}
          }
        },
        {
          "type": "object", "additionalProperties": false, "required": ["event"],
          "dependentRequired": {"else": ["timeout"]},
          "properties": {
            "event": {"$ref": "#/$defs/text"}, "if": {"$ref": "#/$defs/expression"},
            "timeout": {"$ref": "#/$defs/duration"}, "then": {"$ref": "#/$defs/steps"}, "else": {"$ref": "#/$defs/steps"}
          }
        }
      ]
    },
    "contents": {"description": "What to say: one content, or several to choose from.", "oneOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/$defs/text"}}]},
    "channels": {
      "description": "preferred (as the customer prefers), one channel, or a list to try in that order.",
      "oneOf": [{"enum": ["preferred", "email", "sms"]}, {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/$defs/channel"}}]
    },
    "send": {
      "type": "object", "additionalProperties": false, "required": ["content"], "dependentRequired": {"on_failed": ["channel"]},
      "description": "Says one content: the best of those that fit this customer now.",
      "properties": {
        "content": {"$ref": "#/$defs/contents"},
        "pick": {"enum": ["best", "even"], "description": "best: the worthiest; even: each as often as the others."},
        "channel": {"$ref": "#/$defs/channels"},
        "expires": {"$ref": "#/$defs/duration", "description": "Not worth saying later than this; 3d when not said."},
        "on_failed": {"const": "next", "description": "After a failure, try the next channel of the list."},
        "not_sent": {"$ref": "#/$defs/steps", "description": "When it was held back for too long, or dropped."}
      }
    },
    "ask": {
      "type": "object", "additionalProperties": false, "required": ["content", "answers"], "dependentRequired": {"on_failed": ["channel"]},
      "description": "Asks, and waits for the answer.",
      "properties": {
        "content": {"$ref": "#/$defs/contents"},
        "pick": {"enum": ["best", "even", "all"], "description": "all: several answers that fit are all taken."},
        "channel": {"$ref": "#/$defs/channels"},
        "expires": {"$ref": "#/$defs/duration"},
        "on_failed": {"const": "next"},
        "not_sent": {"$ref": "#/$defs/steps", "description": "When it was not sent. Without it, the run ends."},
        "timeout": {"$ref": "#/$defs/duration", "description": "Counted from when the question was sent; 3d when not said."},
        "known_for": {"$ref": "#/$defs/duration", "description": "Don't ask when the answer is known and younger than this."},
        "answers": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/$defs/answer"}},
        "no_answer": {"$ref": "#/$defs/steps"},
        "late": {"enum": ["save", "run", "handover"], "description": "An answer after the timeout: only kept, its steps too, or to a person."},
        "again": {"enum": ["save", "run"], "description": "A second answer: only kept, or its steps too."}
      }
    },
    "answer": {
      "type": "object", "additionalProperties": false, "required": ["name"],
      "oneOf": [
        {"required": ["words"]}, {"required": ["is"]}, {"required": ["number"]}, {"required": ["date"]},
        {"required": ["email"]}, {"required": ["phone"]}, {"required": ["pattern"]}, {"required": ["any"]}
      ],
      "properties": {
        "name": {"$ref": "#/$defs/identifier"},
        "words": {"type": "array", "minItems": 1, "maxItems": 500, "items": {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": 200}, "description": "Whole words and phrases, in all languages that customers write."},
        "is": {"enum": ["agree", "refuse"], "description": "Yes or no, in Danish, Swedish, Norwegian and English."},
        "number": {
          "type": "object", "additionalProperties": false, "required": ["min", "max"],
          "description": "A number in these bounds, also in words.",
          "properties": {"min": {"type": "number"}, "max": {"type": "number"}, "buttons": {"type": "boolean", "description": "A row of buttons, 11 at most."}}
        },
        "date": {"const": true, "description": "A day: friday, 3. maj, 2026-05-03."},
        "email": {"const": true, "description": "An e-mail address."},
        "phone": {"const": true, "description": "A telephone number."},
        "pattern": {"type": "string", "minLength": 1, "maxLength": 250, "description": "RE2; its first group is the value."},
        "any": {"const": true, "description": "Whatever fits nothing else."},
        "button": {
          "description": "A label, or one for each language.",
          "oneOf": [
            {"type": "string", "minLength": 1, "maxLength": 60},
            {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}, "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 60}}
          ]
        },
        "save": {"type": "string", "pattern": "^customer\\.[A-Za-z_][A-Za-z0-9_]*$", "description": "Keeps the answer with the customer: customer.NAME."},
        "then": {"$ref": "#/$defs/steps"}
      }
    },
    "choose": {
      "type": "array", "minItems": 1,
      "description": "The first branch whose condition is true.",
      "items": {
        "oneOf": [
          {"type": "object", "additionalProperties": false, "required": ["if", "then"], "properties": {"if": {"$ref": "#/$defs/expression"}, "then": {"$ref": "#/$defs/steps"}}},
          {"type": "object", "additionalProperties": false, "required": ["else"], "properties": {"else": {"$ref": "#/$defs/steps"}}}
        ]
      }
    }
)JSON";

}  // namespace dialogd::rules
