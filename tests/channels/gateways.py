#!/usr/bin/env python3
"""Plays Twilio, 46elks and GatewayAPI as their documentation has them: refuses what they would refuse, and signs
what it calls back.

  gateways.py PORT

What is asked for decides by the last digits of the number: 211 no valid number, 614 no mobile, 610 has opted out,
402 no credit, 429 and 428 too many (Retry-After in seconds, and as a date), 503 down, 999 drops the connection after
the request, 998 never answers, 997 takes half a second. GET /say/GATEWAY/message|receipt?url=…&secret=…&… makes it call a webhook, and answers
with the status that it got. Every request that it has taken whole is a line on its output: path and form or JSON.
"""
import base64
import email.utils
import hashlib
import hmac
import http.server
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ACCOUNT, TOKEN = "AC0123456789abcdef0123456789abcdef", "twilio-token"
ELKS_USER, ELKS_PASSWORD = "u0123", "elks-password"
API_TOKEN = "gwapi.token"


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def twilio_signature(token, url, form):
    said = url + "".join(k + v for k, v in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def jwt(secret, payload):
    def b64(octets):
        return base64.urlsafe_b64encode(octets).rstrip(b"=")
    said = b64(json.dumps({"typ": "JWT", "alg": "HS256"}).encode()) + b"." + b64(json.dumps(payload).encode())
    return (said + b"." + b64(hmac.new(secret.encode(), said, hashlib.sha256).digest())).decode()


def is_e164(number):
    return number.startswith("+") and number[1:].isdigit() and 8 <= len(number) <= 16


class Gateway(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        octets = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        kind = self.headers.get("Content-Type", "")
        said = json.loads(body) if kind == "application/json" else urllib.parse.parse_qs(body, strict_parsing=True)
        print(self.path, json.dumps(said), flush=True)
        if kind == "application/x-www-form-urlencoded":
            said = {name: values[0] for name, values in said.items() if len(values) == 1}
        number = str(said.get("To") or said.get("to") or said["recipients"][0]["msisdn"])
        if number.endswith("999"):
            self.close_connection = True
            return
        if number.endswith("997"):
            time.sleep(0.5)
        if number.endswith("998"):
            time.sleep(3)
            self.close_connection = True
            return
        for end, when in (("429", "2"), ("428", email.utils.formatdate(time.time() + 30, usegmt=True))):
            if number.endswith(end):
                return self.answer(429, {"code": 20429, "message": "Too Many Requests", "status": 429}, [("Retry-After", when)])
        if number.endswith("503"):
            return self.answer(503, "down for a moment")
        if self.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return self.twilio(said, kind, number)
        if self.path == "/a1/sms":
            return self.elks(said, kind, number)
        if self.path == "/rest/mtsms":
            return self.gatewayapi(said, kind, number)
        self.answer(404, {"code": 20404, "message": "The requested resource was not found", "status": 404})

    def twilio(self, said, kind, number):
        def no(status, code, message):
            self.answer(status, {"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status})
        if self.headers.get("Authorization") != basic(ACCOUNT, TOKEN):
            return no(401, 20003, "Authenticate")
        if kind != "application/x-www-form-urlencoded" or not said.get("Body"):
            return no(400, 21602, "Message body is required.")
        if not is_e164(number) or number.endswith("211"):
            return no(400, 21211, f"The 'To' number {number} is not a valid phone number.")
        if number.endswith("614"):
            return no(400, 21614, f"'To' number is not a valid mobile number: {number}")
        if number.endswith("610"):
            return no(400, 21610, "Attempt to send to unsubscribed recipient")
        if number.endswith("402"):
            return no(403, 20005, "Account is not active")
        if "StatusCallback" in said and not urllib.parse.urlsplit(said["StatusCallback"]).hostname:
            return no(400, 21609, "Invalid 'StatusCallback' URL")
        self.answer(201, {"sid": "SM" + "0" * 31 + "1", "status": "queued", "to": number, "from": said["From"],
                          "body": said["Body"], "error_code": None, "account_sid": ACCOUNT, "num_segments": "1"})

    def elks(self, said, kind, number):
        if self.headers.get("Authorization") != basic(ELKS_USER, ELKS_PASSWORD):
            return self.answer(401, "API access requires Basic HTTP authentication")
        if kind != "application/x-www-form-urlencoded" or not {"from", "message"} <= said.keys():
            return self.answer(400, "Missing parameter")
        if not is_e164(number) or number.endswith(("211", "614")):
            return self.answer(400, "Invalid to number")
        if number.endswith("610"):
            return self.answer(400, "Message refused")
        if number.endswith("402"):
            return self.answer(403, "Not enough credits")
        self.answer(200, {"status": "created", "direction": "outgoing", "from": said["from"], "created": "2026-11-24T12:00:00.123456",
                          "parts": 1, "to": number, "cost": 3500, "message": said["message"], "id": "s70df59406a1b4643b96f3f91e0bfb7b0"})

    def gatewayapi(self, said, kind, number):
        def no(status, code, message):
            self.answer(status, {"code": code, "incident_uuid": "d8127429-fa0c-4316-b1f2-e610c3958f43", "message": message, "variables": []})
        if self.headers.get("Authorization") != "Token " + API_TOKEN:
            return no(401, "0x0211", "Invalid password")
        recipient = said["recipients"][0]["msisdn"]
        if kind != "application/json" or not isinstance(recipient, int) or not said.get("message"):
            return no(422, "0x0308", "Invalid JSON request body")
        if not said["message"].isascii() and said.get("encoding") != "UCS2" and not set(said["message"]) <= set("æøåÆØÅ" + "".join(map(chr, range(32, 127)))):
            return no(422, "0x0308", "not GSM-7")
        if number.endswith(("211", "614")):
            return no(422, "0x0308", f"Invalid MSISDN {number}")
        if number.endswith("610"):
            return no(403, "0x0215", f"MSISDN {number} blacklisted")
        if number.endswith("402"):
            return no(403, "0x0216", "Insufficient credit")
        self.answer(200, {"ids": [421332671], "usage": {"countries": {"DK": 1}, "currency": "DKK", "total_cost": 0.12}})

    def do_GET(self):
        split = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(split.query, keep_blank_values=True))
        _, say, gateway, what = split.path.split("/")
        assert say == "say"
        url, secret = asked["url"], asked["secret"]
        headers = {}
        if gateway == "twilio":
            form = [("MessageSid", asked["id"]), ("AccountSid", ACCOUNT), ("From", asked["from"]), ("To", "+4512345678"), ("ApiVersion", "2010-04-01")]
            form += [("Body", asked["text"]), ("NumMedia", "0")] if what == "message" else [("MessageStatus", asked["status"]), ("ErrorCode", asked["code"])]
            body = urllib.parse.urlencode([pair for pair in form if pair[1]])
            headers["X-Twilio-Signature"] = twilio_signature(secret, url, urllib.parse.parse_qsl(body))
        elif gateway == "46elks":
            form = {"id": asked["id"], "from": asked["from"], "to": "+4512345678"}
            form.update({"direction": "incoming", "message": asked["text"], "created": "2026-11-24T10:00:00.741000"} if what == "message"
                        else {"status": asked["status"], "delivered": "2026-11-24T10:00:01.000000"})
            body = urllib.parse.urlencode(form)
            if what == "message":
                headers["Authorization"] = basic("dialogd", secret)
        else:
            payload = {"id": int(asked["id"]), "msisdn": int(asked["from"].strip("+"))}
            payload.update({"receiver": 4512345678, "message": asked["text"], "senttime": 1795514400, "webhook_label": "test", "sender": None} if what == "message"
                           else {"time": 1795514400, "status": asked["status"], "userref": asked["token"], "error": None, "code": asked["code"] or None})
            body = json.dumps(payload)
            headers.update({"X-Gwapi-Signature": jwt(secret, payload), "Content-Type": "application/json"})
        request = urllib.request.Request(url, body.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        self.answer(200, str(status))


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Gateway).serve_forever()
