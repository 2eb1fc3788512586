// The schema of dialogd.yaml.
#include "rules/schema_texts.hpp"

namespace dialogd::rules {

const std::string_view kConfigSchema = R"JSON(
  "type": "object",
  "additionalProperties": false,
  "required": ["data", "public_url", "company", "rules", "templates", "topics", "channels"],
  "properties": {
    "data": {"type": "string", "minLength": 1, "description": "The folder that has everything: history, states, messages."},
    "http": {"type": "string", "description": "Where the API listens: 127.0.0.1:8080."},
    "web": {"type": "string", "description": "Where customers' pages and providers' webhooks listen."},
    "lmtp": {"type": "string", "description": "Where the mail server hands replies over: 127.0.0.1:2424, or unix:/run/dialogd/lmtp."},
    "public_url": {"type": "string", "pattern": "^https?://", "description": "The address of the customers' pages, as they see it."},
    "reply_domain": {"type": "string", "pattern": "^[^ @<>]+$", "description": "Behind the @ of Reply-To; the host of public_url when not said."},
    "authserv_id": {"type": "string", "description": "The name that our mail server signs its Authentication-Results with."},
    "company": {
      "type": "object", "additionalProperties": false, "required": ["name"],
      "description": "Who writes: templates say {{company.name}}.",
      "properties": {
        "name": {"type": "string", "minLength": 1}, "address": {"type": "string"},
        "country": {"type": "string", "pattern": "^[A-Z]{2}$", "description": "Of telephone numbers without a country code: DK, SE, NO."}
      }
    },
    "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "description": "For customers whose language is not known, or not spoken."},
    "time_zone": {"type": "string", "description": "For customers whose zone is not known: Europe/Copenhagen."},
    "rules": {"type": "string", "description": "The folder with the rules."},
    "templates": {"type": "string", "description": "The folder with the contents."},
    "keys_file": {"type": "string", "description": "The keys that links and tokens are signed with. Keep it in backups: lost keys break old links."},
    "state_megabytes": {"type": "integer", "minimum": 16, "maximum": 1048576, "description": "Memory for customers' states."},
    "topics": {
      "type": "object",
      "description": "What customers say yes or no to.",
      "additionalProperties": {
        "type": "object", "additionalProperties": false, "required": ["kind"],
        "properties": {
          "kind": {"enum": ["marketing", "service"], "description": "marketing needs consent and counts under the caps; service does neither."},
          "name": {"type": "object", "additionalProperties": {"type": "string"}, "description": "As customers see it, by language."}
        }
      }
    },
    "channels": {
      "type": "object", "additionalProperties": false, "minProperties": 1,
      "properties": {
        "email": {
          "type": "object", "additionalProperties": false, "required": ["type", "from"],
          "properties": {
            "type": {"enum": ["smtp", "folder"], "description": "folder writes .eml files, and sends nothing."},
            "from": {"type": "string", "pattern": "@"}, "folder": {"type": "string"},
            "url": {"type": "string", "description": "smtp://127.0.0.1:25"},
            "tls": {"enum": ["none", "opportunistic", "required"]},
            "user": {"type": "string"}, "password_file": {"type": "string"}, "ca_file": {"type": "string"},
            "connections": {"type": "integer", "minimum": 1, "maximum": 256},
            "rate": {"$ref": "#/$defs/rate"}, "uncertain": {"$ref": "#/$defs/uncertain"}
          }
        },
        "sms": {
          "type": "object", "additionalProperties": false, "required": ["type", "from"],
          "properties": {
            "type": {"enum": ["gateway", "folder"]},
            "from": {"type": ["string", "integer"]}, "folder": {"type": "string"},
            "provider": {"type": "string", "description": "kannel, twilio, 46elks, gatewayapi, or a file of your own."},
            "url": {"type": "string"}, "user": {"type": "string"}, "password_file": {"type": "string"},
            "ca_file": {"type": "string"}, "secret_file": {"type": "string"},
            "can_receive": {"type": "boolean", "description": "false: a name as sender, to which nobody can answer."},
            "connections": {"type": "integer", "minimum": 1, "maximum": 256},
            "rate": {"$ref": "#/$defs/rate"}, "uncertain": {"$ref": "#/$defs/uncertain"}
          }
        }
      }
    },
    "caps": {
      "type": "array",
      "description": "How often a customer may be contacted.",
      "items": {
        "type": "object", "additionalProperties": false, "required": ["max", "per"],
        "properties": {
          "max": {"type": "integer", "minimum": 1, "maximum": 128},
          "per": {"anyOf": [{"enum": ["day", "week", "month"]}, {"$ref": "#/$defs/duration"}]},
          "channel": {"$ref": "#/$defs/channel"}, "topic": {"type": "string"}, "tag": {"type": "string"},
          "rule": {"type": "string"}, "content": {"type": "string"}
        }
      }
    },
    "quiet_hours": {
      "type": "object", "additionalProperties": false, "required": ["from", "to"],
      "description": "Nothing goes between these times, each customer's own.",
      "properties": {"from": {"$ref": "#/$defs/clock"}, "to": {"$ref": "#/$defs/clock"}}
    },
    "gather": {"$ref": "#/$defs/duration", "description": "What falls due within this time competes: the best goes."},
    "late_after": {"$ref": "#/$defs/duration", "description": "An event older than this joins the history and triggers nothing."},
    "queues": {
      "type": "object",
      "description": "People who take over.",
      "additionalProperties": {
        "type": "object", "additionalProperties": false, "required": ["email"],
        "properties": {"email": {"type": "string", "pattern": "@"}, "answer_within": {"$ref": "#/$defs/duration"}}
      }
    },
    "unmatched": {
      "type": "object", "additionalProperties": false, "required": ["queue"],
      "description": "Who reads the replies that nothing understands.",
      "properties": {"queue": {"type": "string"}}
    },
    "webhooks": {
      "type": "object",
      "description": "Where `emit` may post its events, signed as Standard Webhooks.",
      "additionalProperties": {
        "type": "object", "additionalProperties": false, "required": ["url"],
        "properties": {"url": {"type": "string", "pattern": "^https?://"}, "secret_file": {"type": "string"}}
      }
    },
    "deliver_only": {"type": "array", "items": {"type": "string"}, "description": "In staging: only these are written to, as \"*@shop.example\"; everybody else is recorded."},
    "rules_watch": {"type": "boolean", "description": "Reload by itself when files of rules or templates change. Default: false."},
    "imap": {"type": "object", "description": "A mailbox that replies are fetched from."},
    "tls": {"type": "object", "description": "Certificate and key, where no proxy has them."},
    "journal": {"type": ["string", "boolean", "object"], "description": "Opt-outs and erasures, kept apart from backups."}
  })JSON";

}  // namespace dialogd::rules
