// The schema of dialogd.yaml.
#include "rules/schema_texts.hpp"

namespace dialogd::rules {

const std::string_view kConfigSchema = R"JSON(
  "type": "object",
  "additionalProperties": false,
  "required": ["data", "public_url", "company", "rules", "templates", "topics", "channels"],
  "properties": {
    "data": {"$ref": "#/$defs/file", "description": "The folder that has everything: history, states, messages."},
    "http": {"$ref": "#/$defs/listen", "description": "Where the API listens: 127.0.0.1:8080."},
    "web": {"$ref": "#/$defs/listen", "description": "Where customers' pages and providers' webhooks listen."},
    "lmtp": {"$ref": "#/$defs/listen", "description": "Where the mail server hands replies over: 127.0.0.1:2424, or unix:/run/dialogd/lmtp."},
    "imap": {
      "type": "object", "additionalProperties": false, "required": ["url", "user", "password_file"],
      "description": "A mailbox that replies are fetched from.",
      "properties": {
        "url": {"type": "string", "pattern": "^imaps?://[^/@]+$", "description": "imaps://mail.shop.example"},
        "tls": {"enum": ["none", "opportunistic", "required"], "description": "required when not said."},
        "user": {"$ref": "#/$defs/text"}, "password_file": {"$ref": "#/$defs/file"}, "ca_file": {"$ref": "#/$defs/file"},
        "mailbox": {"type": "string", "pattern": "^[ -~]+$", "description": "INBOX when not said."},
        "processed": {"type": "string", "pattern": "^[ -~]+$", "description": "Where mails go once they are taken: Processed."},
        "every": {"$ref": "#/$defs/duration", "description": "How often it is looked into: 1m."}
      },
      "if": {"properties": {"url": {"pattern": "^imap://", "not": {"pattern": "^imap://(127\\.|localhost|\\[::1\\])"}}}},
      "then": {"properties": {"tls": {"const": "required"}}}
    },
    "public_url": {"type": "string", "pattern": "^https?://", "description": "The address of the customers' pages, as they see it."},
    "reply_domain": {"type": "string", "pattern": "^[^ @<>]+$", "description": "Behind the @ of Reply-To; the host of public_url when not said."},
    "company": {
      "type": "object", "additionalProperties": false, "required": ["name"],
      "description": "Who writes: templates say {{company.name}}.",
      "properties": {
        "name": {"type": "string", "minLength": 1}, "address": {"type": "string"},
        "country": {"type": "string", "pattern": "^[A-Z]{2}$", "description": "Of telephone numbers without a country code: DK, SE, NO."}
      }
    },
    "language": {"$ref": "#/$defs/language", "description": "For customers whose language is not known, or not spoken."},
    "time_zone": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_+/-]*$", "description": "For customers whose zone is not known: Europe/Copenhagen."},
    "rules": {"$ref": "#/$defs/file", "description": "The folder with the rules."},
    "templates": {"$ref": "#/$defs/file", "description": "The folder with the contents."},
    "keys_file": {"$ref": "#/$defs/file", "description": "The keys that links and tokens are signed with. Keep it in backups: lost keys break old links."},
    "state_megabytes": {"type": "integer", "minimum": 16, "maximum": 1048576, "description": "Memory for customers' states."},
    "topics": {
      "type": "object",
      "description": "What customers say yes or no to.",
      "additionalProperties": {
        "type": "object", "additionalProperties": false, "required": ["kind"],
        "properties": {
          "kind": {"enum": ["marketing", "service"], "description": "marketing needs consent and counts under the caps; service does neither."},
          "name": {"type": "object", "propertyNames": {"$ref": "#/$defs/language"}, "additionalProperties": {"type": "string", "minLength": 1}, "description": "As customers see it, by language."}
        }
      }
    },
    "channels": {
      "type": "object", "additionalProperties": false, "minProperties": 1,
      "properties": {
        "email": {
          "type": "object", "required": ["type", "from"],
          "properties": {"type": {"enum": ["smtp", "folder"], "description": "folder writes .eml files, and sends nothing."}},
          "oneOf": [
            {
              "additionalProperties": false, "required": ["url"],
              "properties": {
                "type": {"const": "smtp"}, "from": {"$ref": "#/$defs/mailbox"},
                "url": {"type": "string", "pattern": "^smtps?://", "description": "smtp://127.0.0.1:25"},
                "tls": {"enum": ["none", "opportunistic", "required"], "description": "required when not said."},
                "user": {"$ref": "#/$defs/text"}, "password_file": {"$ref": "#/$defs/file"}, "ca_file": {"$ref": "#/$defs/file"},
                "connections": {"$ref": "#/$defs/connections"},
                "rate": {"$ref": "#/$defs/rate"}, "uncertain": {"$ref": "#/$defs/uncertain"}
              },
              "if": {"required": ["user"], "properties": {"url": {"not": {"pattern": "^smtps://"}}}},
              "then": {"properties": {"tls": {"const": "required"}}}
            },
            {
              "additionalProperties": false,
              "properties": {
                "type": {"const": "folder"}, "from": {"$ref": "#/$defs/mailbox"}, "folder": {"$ref": "#/$defs/file"},
                "rate": {"$ref": "#/$defs/rate"}, "uncertain": {"$ref": "#/$defs/uncertain"}
              }
            }
          ]
        },
        "sms": {
          "type": "object", "required": ["type", "from"],
          "properties": {"type": {"enum": ["gateway", "folder"], "description": "folder writes .txt files, and sends nothing."}},
          "oneOf": [
            {
              "additionalProperties": false, "required": ["provider"],
              "properties": {
                "type": {"const": "gateway"}, "from": {"$ref": "#/$defs/sender"},
                "provider": {"type": "string", "description": "kannel, twilio, 46elks, gatewayapi, or a file of your own."},
                "url": {"type": "string", "pattern": "^https?://", "description": "When not said, the one in the provider's file."},
                "user": {"$ref": "#/$defs/text"}, "password_file": {"$ref": "#/$defs/file"}, "ca_file": {"$ref": "#/$defs/file"},
                "secret_file": {"$ref": "#/$defs/file"},
                "can_receive": {"type": "boolean", "description": "false: a name as sender, to which nobody can answer."},
                "connections": {"$ref": "#/$defs/connections"},
                "rate": {"$ref": "#/$defs/rate"}, "uncertain": {"$ref": "#/$defs/uncertain"}
              }
            },
            {
              "additionalProperties": false,
              "properties": {
                "type": {"const": "folder"}, "from": {"$ref": "#/$defs/sender"}, "folder": {"$ref": "#/$defs/file"},
                "rate": {"$ref": "#/$defs/rate"}, "uncertain": {"$ref": "#/$defs/uncertain"}
              }
            }
          ]
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
    "deliver_only": {
      "type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1, "pattern": "^[^*]*[*]?[^*]*$"},
      "description": "In staging: only these addresses get messages; all others are recorded and not sent."
    },
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
    "rules_watch": {"type": "boolean", "description": "Reload by itself when files of rules or templates change. Default: false."}
  })JSON";

const std::string_view kConfigDefinitions = R"JSON(,
    "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
    "file": {"type": "string", "minLength": 1},
    "listen": {"type": "string", "pattern": "^(unix:.+|.*:[0-9]{1,5})$"},
    "mailbox": {"type": "string", "pattern": "^[^\\u0000-\\u001f]*@[^\\u0000-\\u001f]*$", "description": "Shop <hej@dialog.shop.example>"},
    "sender": {"type": ["string", "integer"], "description": "A number in quotes, or a name of up to 11 letters."},
    "connections": {"type": "integer", "minimum": 1, "maximum": 256}
)JSON";

}  // namespace dialogd::rules
