#!/usr/bin/env python3
"""An event becomes an SMS at each gateway that ships, and the customer's answer and the receipts come back signed:
in any order, repeated, for messages that nobody knows, and forged."""
import json
import pathlib
import subprocess
import sys
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from rules import TEMPLATES, rules  # noqa: E402
from support import Case, free_port, wait_for, wait_for_port  # noqa: E402

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
GATEWAYS = {
    "twilio": {"path": f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", "user": ACCOUNT, "password": "twilio-token", "secret": None},
    "46elks": {"path": "/a1/sms", "user": "u0123", "password": "elks-password", "secret": "own-secret"},
    "gatewayapi": {"path": "/rest/mtsms", "user": None, "password": "gwapi.token", "secret": "hook-token"},
}
STATUS = {"twilio": "delivered", "46elks": "delivered", "gatewayapi": "DELIVERED"}


class GatewayLoop(Case):
    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.log = self.folder / "gateways"
        with open(self.log, "wb") as log:
            party = subprocess.Popen([sys.executable, pathlib.Path(__file__).with_name("gateways.py"), str(self.port)], stdout=log, stderr=log)
        self.addCleanup(lambda: (party.terminate(), party.wait()))
        wait_for_port(self.port)

    def asked(self):
        return [line.split(" ", 1) for line in self.log.read_text().splitlines() if line.startswith("/")]

    def say(self, gateway, what, url, secret, **more):
        fields = {"url": url, "secret": secret, "id": "77", "from": "+4520123456", "token": "", "code": "", "status": "", **more}
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/say/{gateway}/{what}?{urllib.parse.urlencode(fields)}", timeout=20) as answer:
            return answer.read().decode()

    def loop(self, name):
        known = GATEWAYS[name]
        secret = known["secret"] or known["password"]
        (self.folder / f"password-{name}").write_text(known["password"] + "\n")
        (self.folder / f"secret-{name}").write_text(secret + "\n")
        channel = {"type": "gateway", "provider": name, "url": f"http://127.0.0.1:{self.port}{known['path']}", "from": "+4512345678",
                   "password_file": str(self.folder / f"password-{name}")}
        if known["user"]:
            channel["user"] = known["user"]
        if known["secret"]:
            channel["secret_file"] = str(self.folder / f"secret-{name}")
        d = self.daemon(channels={"sms": channel, "email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}},
                        rules=rules("sms"), templates=TEMPLATES, language="en").start()
        before = len(self.asked())
        d.customer("anna", phone="+45 20 12 34 56")
        d.event("order.delivered", {"id": "anna"}, id="d1", order_id="1")
        said = json.loads(wait_for(lambda: self.asked()[before:])[0][1])
        wait_for(lambda: d.entries("anna", "receipt", kind="accepted"))
        callback = (said.get("StatusCallback") or said.get("whendelivered") or [f"http://127.0.0.1:{d.web}/in/{name}/receipt"])[0]
        token = said.get("userref") or urllib.parse.parse_qs(urllib.parse.urlsplit(callback).query)["token"][0]
        for _ in range(2):  # it repeats itself
            self.assertEqual(self.say(name, "receipt", callback, secret, token=token, status=STATUS[name]), "200")
        wait_for(lambda: d.entries("anna", "receipt", kind="delivered"))
        self.assertEqual(d.dead_letters(), 0)
        unknown = callback.replace(token, "a" * 39)
        self.assertEqual(self.say(name, "receipt", unknown, secret, token="a" * 39, status=STATUS[name]), "200")
        wait_for(lambda: d.dead_letters() == 1)
        if name != "46elks":  # its proof stands in the address that we gave it
            self.assertEqual(self.say(name, "receipt", callback, "forged", token=token, status=STATUS[name]), "403")
        inbound = f"http://127.0.0.1:{d.web}/in/{name}/message"
        self.assertEqual(self.say(name, "message", inbound, "forged", text="1"), "403")
        for _ in range(2):
            self.assertEqual(self.say(name, "message", inbound, secret, text="8"), "200")
        wait_for(lambda: d.entries("anna", "answered", answer="score"))
        wait_for(lambda: len(self.asked()) == before + 2)
        self.assertIn("Thank you for the 8.", self.asked()[-1][1])
        self.assertEqual(len(d.entries("anna", "reply")), 1)
        self.assertEqual(d.entries("anna", "attribute_set", name="nps")[0]["value"], 8)
        self.assertNotIn("20123456", d.log())
        d.stop()

    def test_twilio(self):
        self.loop("twilio")

    def test_46elks(self):
        self.loop("46elks")

    def test_gatewayapi(self):
        self.loop("gatewayapi")


if __name__ == "__main__":
    unittest.main(verbosity=2)
