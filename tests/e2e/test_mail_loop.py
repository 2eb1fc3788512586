#!/usr/bin/env python3
"""An event becomes a mail at a real sink, the answer comes back by LMTP and makes the next step happen."""
import subprocess
import unittest

from rules import TEMPLATES, rules
from support import Case, needs, wait_for

needs("smtp-sink", "swaks")


class MailLoop(Case):
    def setUp(self):
        super().setUp()
        self.relay = self.sink()
        self.d = self.daemon(channels={"email": self.smtp(self.relay)}, rules=rules(), templates=TEMPLATES, language="en").start()

    def ask(self, customer, address):
        self.d.customer(customer, email=address)
        self.d.event("order.delivered", {"id": customer}, id=f"d-{customer}", order_id="1")
        return wait_for(lambda: self.relay.to(address))[0]

    def swaks(self, sender, recipient, body, *more):
        done = subprocess.run(["swaks", "--protocol", "LMTP", "--server", f"127.0.0.1:{self.d.lmtp}", "--from", sender, "--to",
                               recipient, "--header", "Subject: Re: How was it?", "--body", body, *more],
                              capture_output=True, text=True, timeout=30)
        return done.returncode, done.stdout

    def test_an_answer_by_mail_makes_the_next_step_happen(self):
        asked = self.ask("anna", "anna@example.com")
        self.assertEqual(asked.subject, "How was it?")
        self.assertIn("how was it? æøå", asked.text())
        self.assertTrue(asked.return_path.startswith("bounce+"), asked.return_path)
        self.assertEqual(asked.message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        code, said = self.swaks("anna@example.com", asked.reply_to, "9\\n\\nOn Monday Shop wrote:\\n> From 0 to 10, how was it?")
        self.assertEqual(code, 0, said)
        thanks = wait_for(lambda: self.relay.to("anna@example.com")[1:])[0]
        self.assertIn("Thank you for the 9.", thanks.text())
        self.assertTrue(thanks.message["In-Reply-To"], "an answer to a reply names it")
        wait_for(lambda: self.d.entries("anna", "receipt", message=2, kind="accepted"))
        kinds = [entry["kind"] for entry in self.d.history("anna")]
        told = ["profile", "consent", "event", "run_started", "decision", "message_queued", "message_sending", "receipt", "reply",
                "answered", "attribute_set", "decision", "message_queued", "run_ended", "message_sending", "receipt"]
        position = -1
        for kind in told:
            self.assertIn(kind, kinds[position + 1:], f"{kind} after {kinds[:position + 1]}")
            position = kinds.index(kind, position + 1)

    def test_a_reply_with_a_forged_token_is_kept_and_changes_nothing(self):
        asked = self.ask("bo", "bo@example.com")
        forged = asked.reply_to.replace("reply+", "reply+a") if asked.reply_to[6] != "a" else asked.reply_to.replace("reply+a", "reply+b")
        code, _ = self.swaks("bo@example.com", forged[:6] + forged[7:], "9")
        self.assertEqual(code, 0)
        wait_for(lambda: self.d.dead_letters() == 1)
        self.assertEqual(self.d.entries("bo", "reply"), [])

    def test_a_reply_from_nobody_we_know_is_a_dead_letter(self):
        code, _ = self.swaks("stranger@example.net", "hej@dialog.shop.example", "hello")
        self.assertEqual(code, 0)
        wait_for(lambda: self.d.dead_letters() == 1)

    def test_a_friend_who_answers_a_forwarded_mail_changes_nothing(self):
        asked = self.ask("cia", "cia@example.com")
        self.swaks("friend@example.net", asked.reply_to, "2")
        wait_for(lambda: self.d.entries("cia", "reply_set_aside"))
        self.assertEqual(self.d.entries("cia", "answered"), [])

    def test_stop_ends_marketing_and_is_confirmed_once(self):
        asked = self.ask("dan", "dan@example.com")
        self.swaks("dan@example.com", asked.reply_to, "stop")
        wait_for(lambda: self.d.entries("dan", "address_status", state="no_marketing"))
        wait_for(lambda: len(self.relay.to("dan@example.com")) == 2)
        self.d.event("news.due", {"id": "dan"}, id="n1")
        wait_for(lambda: self.d.entries("dan", "decision", rule="news", outcome="dropped"))
        self.assertEqual(len(self.relay.to("dan@example.com")), 2)

    def test_what_is_no_mail_is_a_dead_letter(self):
        self.d.lmtp_send("x@example.com", "hej@dialog.shop.example", b"\x00\x00\x00\xff\xfe\x00")
        wait_for(lambda: self.d.dead_letters() == 1)
        self.assertEqual(self.d.get("/healthz")[0], 200)

    def test_one_click_unsubscribes_and_a_scanner_does_not(self):
        asked = self.ask("eva", "eva@example.com")
        url = asked.message["List-Unsubscribe"].split(">")[0].strip("<")
        path = url[len("https://dialog.shop.example"):]
        status, page = self.d.get(path, port=self.d.web)
        self.assertEqual(status, 200)
        self.assertIn("<button", page)
        self.assertEqual(self.d.entries("eva", "address_status"), [])
        for _ in range(2):
            status, _, _ = self.d.request("POST", path, "List-Unsubscribe=One-Click",
                                          {"Content-Type": "application/x-www-form-urlencoded"}, port=self.d.web)
            self.assertEqual(status, 200)
        self.assertTrue(self.d.entries("eva", "address_status", state="no_marketing"))
        self.assertEqual(self.d.get(path[:-1] + ("a" if path[-1] != "a" else "b"), port=self.d.web)[0], 403)


if __name__ == "__main__":
    unittest.main(verbosity=2)
