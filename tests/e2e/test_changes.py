#!/usr/bin/env python3
"""Rules that change under customers, names that customers go by, and what could not be understood."""
import base64
import json
import signal
import sqlite3
import unittest

from rules import ORDER, TEMPLATES, rules
from support import Case, wait_for

FOLDER = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}}
WAIT = """\
rule: %s
about: Waits for long.
topic: service
trigger: {event: %s}
reenter: always
steps:
  - wait: 30d
  - send: {content: receipt, channel: email}
"""
LOOK_BACK = """\
rule: regular
about: Thanks to who comes often.
topic: service
trigger:
  event: order.placed
  if: history.count("shop.visited", "60d") >= 2
reenter: always
steps:
  - send: {content: receipt, channel: email}
"""


class Rules(Case):
    def reload(self, d):
        before = d.metric("dialogd_reloads_total")
        d.process.send_signal(signal.SIGHUP)
        wait_for(lambda: d.metric("dialogd_reloads_total") == before + 1)

    def facts(self, d, prefix):
        with sqlite3.connect(d.folder / "data/dialogd.sqlite") as db:
            return sorted(bytes(row[0]).decode() if isinstance(row[0], bytes) else row[0]
                          for row in db.execute("SELECT name FROM facts") if bytes(row[0]).decode().startswith(prefix))

    def test_open_runs_hear_that_their_rule_has_changed_or_gone_and_nobody_else_does(self):
        both = {**rules(), "long.yaml": WAIT % ("long", "long.began"), "other.yaml": WAIT % ("other", "other.began")}
        d = self.daemon(channels=FOLDER, rules=both, templates=TEMPLATES, language="en").start()
        d.event("long.began", {"id": "a", "email": "a@example.com"}, id="1")
        d.event("other.began", {"id": "b", "email": "b@example.com"}, id="2")
        d.rules.joinpath("long.yaml").write_text((WAIT % ("long", "long.began")).replace("30d", "31d"))
        self.reload(d)
        wait_for(lambda: d.entries("a", "rules_changed"))
        d.stop()
        d.rules.joinpath("other.yaml").unlink()
        d.start()
        wait_for(lambda: d.entries("b", "rules_changed"))
        self.assertEqual(len(d.entries("b", "rules_changed")), 1)
        d.stop()

    def test_texts_of_rules_that_nobody_goes_by_are_forgotten_and_a_rule_that_comes_back_is_new(self):
        d = self.daemon(channels=FOLDER, rules={**rules(), "long.yaml": WAIT % ("long", "long.began")}, templates=TEMPLATES,
                        language="en").start()
        d.event("long.began", {"id": "a", "email": "a@example.com"}, id="1")
        d.rules.joinpath("long.yaml").unlink()
        d.rules.joinpath("order.yaml").write_text(ORDER["order.yaml"].replace("A receipt, and", "The receipt and"))
        self.reload(d)
        # long's text stays for the run of a; of order.yaml only the new one does.
        wait_for(lambda: len(self.facts(d, "rule/order/")) == 1)
        self.assertEqual(len(self.facts(d, "rule/long/")), 1)
        self.assertEqual(self.facts(d, "live/long"), [])
        self.assertEqual(self.facts(d, "live/order"), ["live/order"])
        d.rules.joinpath("long.yaml").write_text(WAIT % ("long", "long.began"))
        self.reload(d)
        self.assertEqual(self.facts(d, "live/long"), ["live/long"])
        d.stop()

    def test_new_rules_that_look_back_further_know_what_was_before_them(self):
        d = self.daemon(channels=FOLDER, rules=rules(), templates=TEMPLATES, language="en").start()
        for n in range(3):
            d.event("shop.visited", {"id": "a", "email": "a@example.com"}, id=f"v{n}")
        d.event("shop.visited", {"id": "b", "email": "b@example.com"}, id="v9")
        d.rules.joinpath("regular.yaml").write_text(LOOK_BACK)
        self.reload(d)
        for customer in ("a", "b"):
            d.event("order.placed", {"id": customer}, id=f"o-{customer}", order_id="1")
            wait_for(lambda: d.entries(customer, "run_started", rule="order"))
        self.assertEqual(len(d.entries("a", "run_started", rule="regular")), 1)
        self.assertEqual(d.entries("b", "run_started", rule="regular"), [])
        d.stop()
        d.start()
        self.assertEqual(len(d.entries("a", "run_started", rule="regular")), 1)
        d.stop()


class Names(Case):
    def test_a_customer_is_read_by_an_id_with_a_slash_by_address_and_by_number(self):
        d = self.daemon(channels=FOLDER, rules=rules(), templates=TEMPLATES, language="en").start()
        status, answer, _ = d.request("PUT", "/v1/customers/a%2Fb", {"email": "Anna@example.com", "phone": "+4520123456"})
        self.assertEqual(status // 100, 2, answer)
        for name in ("a%2Fb", "email:anna@example.com", "email:ANNA@example.com", "phone:+4520123456", "phone:20123456"):
            status, answer = d.get(f"/v1/customers/{name}")
            self.assertEqual(status, 200, (name, answer))
            self.assertEqual(json.loads(answer)["id"], "a/b")
        self.assertTrue(d.history("a%2Fb"))
        self.assertEqual(d.get("/v1/customers/email:nobody@example.com")[0], 404)
        self.assertEqual(d.get("/v1/customers/a/b")[0], 404)
        d.event("x", {"email": "new@example.com"}, id="1")
        self.assertEqual(json.loads(d.get("/v1/customers/email:new@example.com")[1])["id"], "email:new@example.com")
        d.stop()

    def test_the_scheme_of_a_key_is_written_in_any_case_and_basic_has_it_as_user(self):
        d = self.daemon(channels=FOLDER, rules=rules(), templates=TEMPLATES, language="en").start()
        basic = base64.b64encode(f"{d.key}:".encode()).decode()
        wrong = base64.b64encode(b"nobody:").decode()
        for header, wanted in ((f"bearer {d.key}", 200), (f"BEARER {d.key}", 200), (f"Basic {basic}", 200), (f"basic {basic}", 200),
                               (f"Basic {wrong}", 401), (d.key, 401), ("", 401)):
            self.assertEqual(d.request("GET", "/v1/rules", headers={"Authorization": header})[0], wanted, header)
        d.stop()


class DeadLetters(Case):
    def letters(self, d):
        with sqlite3.connect(d.folder / "data/dialogd.sqlite") as db:
            return db.execute("SELECT count(*) FROM dead_letters").fetchone()[0]

    def test_what_segment_sends_wrong_is_kept_when_it_is_answered(self):
        d = self.daemon(channels=FOLDER, rules=rules(), templates=TEMPLATES, language="en").start()
        body = {"batch": [{"type": "track", "userId": "1", "event": "e"}, {"type": "track", "userId": "1"}]}
        for n in range(1, 21):
            status, answer, _ = d.request("POST", "/v1/batch", body)
            self.assertEqual(status, 200, answer)
            self.assertEqual(self.letters(d), n)
        d.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
