#!/usr/bin/env python3
"""What must not stop it: bad requests, a relay that is down, a rule with a mistake, kill -9 in a burst."""
import json
import signal
import threading
import time
import unittest

from rules import TEMPLATES, rules
from support import Case, free_port, needs, wait_for

needs("smtp-sink")
FOLDER = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}}


class BadInput(Case):
    def setUp(self):
        super().setUp()
        self.d = self.daemon(channels=FOLDER, rules=rules(), templates=TEMPLATES, language="en").start()

    def test_one_bad_event_does_not_sink_the_others(self):
        lines = [json.dumps({"event": "order.placed", "id": "1", "customer": {"id": "a"}}), "{not json",
                 json.dumps({"event": "order.placed", "id": "2"}), json.dumps({"event": "order.placed", "id": "3", "customer": {"id": "b"}})]
        status, answer, _ = self.d.request("POST", "/v1/events", "\n".join(lines), {"Content-Type": "application/x-ndjson"})
        self.assertEqual(status, 200, answer)
        self.assertEqual(json.loads(answer)["accepted"], 2, answer)
        self.assertEqual(len(json.loads(answer)["errors"]), 2, answer)
        self.assertEqual(len(self.d.entries("b", "event")), 1)

    def test_an_event_with_nothing_right_is_a_400_that_says_why(self):
        status, answer, _ = self.d.request("POST", "/v1/events", '{"event": "x"}')
        self.assertEqual(status, 400)
        self.assertIn("customer", answer)

    def test_a_body_that_is_too_large_is_a_413(self):
        status, _, _ = self.d.request("POST", "/v1/events", " " * (5 << 20))
        self.assertEqual(status, 413)

    def test_without_a_key_nothing_is_taken(self):
        self.assertEqual(self.d.request("POST", "/v1/events", "{}", {"Authorization": "Bearer nonsense"})[0], 401)
        self.assertEqual(self.d.request("GET", "/v1/customers/a", headers={"Authorization": ""})[0], 401)

    def test_a_consent_to_an_unknown_topic_is_refused_by_name(self):
        status, answer, _ = self.d.request("POST", "/v1/customers/a/consents", {"topic": "ofers", "given": True, "text": "yes"})
        self.assertIn(status, (400, 422), answer)
        self.assertIn("ofers", answer)

    def test_a_repeated_event_changes_nothing(self):
        for _ in range(3):
            self.d.event("order.placed", {"id": "r", "email": "r@example.com"}, id="same", order_id="1")
        self.assertEqual(len(self.d.entries("r", "event")), 1)
        self.assertEqual(len(self.d.entries("r", "message_queued")), 1)

    def test_a_broken_reload_keeps_the_old_rules(self):
        self.d.rules.joinpath("order.yaml").write_text("rule: order\ntrigger: {evnt: order.placed}\nsteps: []\n")
        self.d.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.d.metric("dialogd_reload_failures_total") == 1)
        self.assertEqual(self.d.metric("dialogd_rules_broken"), 1)
        self.assertIn("evnt", self.d.log())
        self.d.event("order.placed", {"id": "k", "email": "k@example.com"}, id="k1", order_id="1")
        wait_for(lambda: self.d.entries("k", "message_queued"))
        self.d.rules.joinpath("order.yaml").write_text(rules()["order.yaml"].replace("A receipt, and", "The receipt and"))
        self.d.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.d.metric("dialogd_reloads_total") == 1)
        self.assertEqual(self.d.metric("dialogd_rules_broken"), 0)


class Overload(Case):
    def test_more_than_can_wait_is_a_429_with_retry_after(self):
        d = self.daemon(channels=FOLDER, rules=rules(), templates=TEMPLATES, language="en").start()
        body = "\n".join(json.dumps({"event": "noise", "customer": {"id": f"c{i}"}}) for i in range(10_000))
        seen = []

        def push():
            for _ in range(4):
                status, _, headers = d.request("POST", "/v1/events", body, {"Content-Type": "application/x-ndjson"})
                seen.append((status, headers.get("Retry-After") or headers.get("retry-after")))
        threads = [threading.Thread(target=push) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertTrue(all(status in (200, 429) for status, _ in seen), seen)
        self.assertTrue(all(after for status, after in seen if status == 429), seen)
        taken = sum(10_000 for status, _ in seen if status == 200)
        self.assertEqual(d.metric("dialogd_events_total"), taken)
        d.stop()


class RelayTrouble(Case):
    def test_a_relay_that_is_down_is_tried_again_and_nothing_stops(self):
        d = self.daemon(channels={"email": {"type": "smtp", "url": f"smtp://127.0.0.1:{free_port()}", "tls": "none",
                                            "from": "Shop <hej@dialog.shop.example>"}}, rules=rules(), templates=TEMPLATES, language="en").start()
        d.event("order.placed", {"id": "a", "email": "a@example.com"}, id="1", order_id="1")
        wait_for(lambda: d.entries("a", "receipt", kind="deferred"))
        d.event("order.placed", {"id": "b", "email": "b@example.com"}, id="2", order_id="2")
        self.assertEqual(len(d.entries("b", "event")), 1)
        d.stop()

    def test_an_address_that_does_not_exist_is_not_written_to_again(self):
        relay = self.sink("-f", "RCPT", "-B", "550 5.1.1 User unknown")
        d = self.daemon(channels={"email": self.smtp(relay)}, rules=rules(), templates=TEMPLATES, language="en").start()
        d.event("order.placed", {"id": "a", "email": "a@example.com"}, id="1", order_id="1")
        wait_for(lambda: d.entries("a", "receipt", kind="failed", status="5.1.1"))
        wait_for(lambda: d.entries("a", "address_status", state="suppressed"))
        d.event("order.placed", {"id": "a"}, id="2", order_id="2")
        wait_for(lambda: d.entries("a", "decision", outcome="dropped"))
        d.stop()


class Crash(Case):
    def test_after_kill_9_in_a_burst_every_message_is_accounted_for(self):
        relay = self.sink()
        d = self.daemon(channels={"email": self.smtp(relay, connections=4)}, rules=rules(), templates=TEMPLATES, language="en").start()
        acknowledged = set()

        def push(worker):
            for i in range(40):
                ids = [f"w{worker}-{i}-{k}" for k in range(25)]
                body = "\n".join(json.dumps({"event": "order.placed", "id": x, "customer": {"id": x, "email": f"{x}@example.com"},
                                             "properties": {"order_id": x}}) for x in ids)
                try:
                    if d.request("POST", "/v1/events", body, {"Content-Type": "application/x-ndjson"})[0] == 200:
                        acknowledged.update(ids)
                except (OSError, ValueError, AttributeError, __import__("http").client.HTTPException):
                    return
        threads = [threading.Thread(target=push, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        wait_for(lambda: len(acknowledged) > 500, 30, 0.01)
        d.kill()
        for thread in threads:
            thread.join()
        self.assertLess(len(acknowledged), 4_000, "the burst was over before the kill")
        d.start()
        # What is uncertain waits for its next attempt, five minutes from now; the rest goes out at once.
        wait_for(lambda: d.metric("dialogd_outbox_messages") == d.metric('dialogd_receipts_total{kind="uncertain"}') and
                 d.metric("dialogd_waiting_inputs") == 0, 60)
        time.sleep(1)
        received = {}
        for mail in relay.mails():
            received[mail.recipient] = received.get(mail.recipient, 0) + 1
        for x in sorted(acknowledged):
            history = d.history(x)
            kinds = [entry["kind"] for entry in history]
            self.assertEqual(kinds.count("event"), 1, f"{x}: {kinds}")
            self.assertEqual(kinds.count("message_queued"), 1, f"{x}: {kinds}")
            uncertain = sum(1 for e in history if e["kind"] == "receipt" and e["what"]["kind"] == "uncertain")
            copies = received.get(f"{x}@example.com", 0)
            self.assertLessEqual(copies, 1 + uncertain, f"{x}: {kinds}")
        quiet = [x for x in acknowledged if f"{x}@example.com" not in received and not d.entries(x, "receipt", kind="uncertain")]
        self.assertEqual(quiet, [], "acknowledged, certain, and never sent")
        d.stop()

    def test_a_stop_and_a_start_change_nothing(self):
        relay = self.sink()
        d = self.daemon(channels={"email": self.smtp(relay)}, rules=rules(), templates=TEMPLATES, language="en").start()
        d.event("order.placed", {"id": "a", "email": "a@example.com"}, id="1", order_id="1")
        wait_for(lambda: d.entries("a", "receipt", kind="accepted"))
        before = d.history("a")
        d.stop()
        d.start()
        self.assertEqual(d.history("a"), before)
        d.event("order.placed", {"id": "a"}, id="1", order_id="1")
        self.assertEqual(d.history("a"), before, "the id of an event is known over a restart")
        self.assertEqual(len(relay.to("a@example.com")), 1)
        d.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
