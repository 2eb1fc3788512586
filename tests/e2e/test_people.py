#!/usr/bin/env python3
"""People: a dialogue is handed over by mail, answered from any mail program, and nothing else interferes meanwhile."""
import email
import email.policy
import http.server
import json
import re
import threading
import unittest
import urllib.parse

from rules import TEMPLATES, rules
from support import Case, wait_for

STAFF = "service@shop.example"
CHANNELS = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}, "sms": {"type": "folder", "from": "1234"}}
CALL = """\
rule: call
about: Somebody wants to be called.
topic: service
trigger: {event: call.wanted}
key: event.at
reenter: always
steps:
  - handover: {queue: service, note: wants to be called}
"""


class Gateway:
    """Takes SMS as Kannel does."""

    def __init__(self):
        self.received = []
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                gateway.received.append(urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query))
                self.send_response(202)
                self.end_headers()
                self.wfile.write(b"0: Accepted for delivery")

            def log_message(self, *arguments):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class People(Case):
    def start(self, **settings):
        self.d = self.daemon(channels=CHANNELS, rules={**rules(), "call.yaml": CALL}, templates=TEMPLATES, language="en", **settings).start()
        self.outbox = self.d.folder / "data/outbox"
        return self.d

    def mails(self, to):
        found = []
        for path in sorted(self.outbox.glob("*.eml")):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if mail["To"] == to:
                found.append(mail)
        return found

    def mail(self, to, count=1):
        return wait_for(lambda: self.mails(to)[count - 1:])[0]

    @staticmethod
    def text(mail):
        return mail.get_body(("plain",)).get_content()

    def write(self, sender, to, words, message_id, *headers):
        head = "".join(header + "\r\n" for header in headers)
        self.d.lmtp_send(sender, to, f"From: {sender}\r\nTo: {to}\r\nMessage-ID: <{message_id}@elsewhere.example>\r\n"
                         f"Subject: Re: How was it?\r\n{head}\r\n{words}\r\n")

    def asked(self, name):
        """A customer who was asked something, and the mail that asked."""
        self.d.customer(name, email=f"{name}@example.com", attributes={"first_name": name.title()})
        self.d.event("order.delivered", {"id": name}, id=f"d-{name}", order_id="1")
        return self.mail(f"{name}@example.com")

    def handed_over(self, name):
        asked = self.asked(name)
        self.write(f"{name}@example.com", str(asked["Reply-To"]), "The left sleeve is torn, what now?", f"{name}-1")
        wait_for(lambda: self.d.entries(name, "handover", queue="service"))
        return wait_for(lambda: [m for m in self.mails(STAFF) if name in str(m["Subject"])])[0]

    def test_the_mail_to_staff_has_the_dialogue_and_its_answer_goes_to_the_customer(self):
        self.start()
        to_staff = self.handed_over("anna")
        for part in ("How was it?", "The left sleeve is torn", "other words", "anna@example.com", "first_name: Anna"):
            self.assertIn(part, self.text(to_staff))
        self.assertIsNone(to_staff["List-Unsubscribe"])
        # From another address than the queue's, from a program that quotes what it answers.
        self.write("mette@shop.example", str(to_staff["Reply-To"]),
                   "Dear Anna, we send a new one.\r\n\r\nMette\r\n\r\nOn Monday Shop wrote:\r\n> A customer needs a person.\r\n> anna@example.com", "m1")
        answer = self.mail("anna@example.com", 2)
        self.assertIn("Dear Anna, we send a new one.", self.text(answer))
        self.assertNotIn("needs a person", self.text(answer), "what staff were told stays with them")
        self.assertEqual(answer["In-Reply-To"], "<anna-1@elsewhere.example>")
        self.assertEqual(answer["Subject"], "Re: How was it?")
        self.assertNotEqual(answer["Reply-To"], to_staff["Reply-To"])
        closed = wait_for(lambda: self.d.entries("anna", "handover", act="closed"))
        self.assertEqual([c["by"] for c in closed], ["mette@shop.example"])
        wait_for(lambda: self.d.entries("anna", "receipt", message=2, kind="accepted"))
        # It is part of the dialogue: what the customer answers to it comes to the same people.
        self.write("anna@example.com", str(answer["Reply-To"]), "Thank you, that is kind of you all", "anna-2")
        again = wait_for(lambda: [m for m in self.mails(STAFF) if "that is kind of you" in self.text(m)])[0]
        self.assertIn("Dear Anna, we send a new one.", self.text(again))

    def test_the_same_mail_twice_is_one_answer_and_an_automatic_one_is_none(self):
        self.start()
        to = str(self.handed_over("bo")["Reply-To"])
        self.write("mette@shop.example", to, "I am away until Monday", "m0", "Auto-Submitted: auto-replied")
        for _ in range(2):
            self.write("mette@shop.example", to, "Here you are", "m1")
        self.mail("bo@example.com", 2)
        self.write("mette@shop.example", to, "One more thing", "m2")
        self.mail("bo@example.com", 3)
        self.assertEqual([self.text(m).strip() for m in self.mails("bo@example.com")[1:]], ["Here you are", "One more thing"])

    def test_marketing_waits_until_it_is_closed_and_their_replies_go_to_that_person(self):
        self.start()
        to = str(self.handed_over("cai")["Reply-To"])
        self.d.event("news.due", {"id": "cai"}, id="n1")
        wait_for(lambda: self.d.entries("cai", "decision", rule="news", outcome="held", reason="handover_open"))
        asked = self.mails("cai@example.com")[0]
        self.write("cai@example.com", str(asked["Reply-To"]), "9", "cai-2")
        more = wait_for(lambda: [m for m in self.mails(STAFF) if "written again" in self.text(m)])[0]
        self.assertIn("\n    9\r\n", self.text(more))
        self.assertEqual(self.d.entries("cai", "answered", answer="score"), [])
        self.assertEqual(json.loads(self.d.get("/v1/handovers")[1])[0]["customer"], "cai")
        self.assertEqual(self.d.metric("dialogd_handovers_open"), 1)
        self.write("mette@shop.example", to, "Close.", "m1")
        self.assertEqual(str(self.mail("cai@example.com", 2)["Subject"]), "News")
        self.assertEqual(len(self.mails("cai@example.com")), 2, "CLOSE alone is no answer")
        wait_for(lambda: json.loads(self.d.get("/v1/handovers")[1]) == [])
        self.assertEqual(self.d.metric("dialogd_handovers_open"), 0)

    def test_who_has_only_a_phone_is_answered_by_sms(self):
        self.start()
        self.d.customer("dan", phone="+4520123456")
        self.d.event("call.wanted", {"id": "dan"}, id="c1", at="1")
        to_staff = self.mail(STAFF)
        self.assertIn("wants to be called", str(to_staff["Subject"]))
        self.write("mette@shop.example", str(to_staff["Reply-To"]), "We call you at ten.", "m1")
        sms = wait_for(lambda: list(self.outbox.glob("*.txt")))
        self.assertEqual(sms[0].read_text(), "From: 1234\nTo: +4520123456\n\nWe call you at ten.")

    def test_who_wrote_by_sms_is_answered_by_sms(self):
        gateway = Gateway()
        self.addCleanup(gateway.stop)
        sms = {"type": "gateway", "provider": "kannel", "url": f"http://127.0.0.1:{gateway.port}/cgi-bin/sendsms", "from": "1234"}
        self.d = self.daemon(channels={"email": CHANNELS["email"], "sms": sms}, rules=rules(), templates=TEMPLATES, language="en").start()
        self.outbox = self.d.folder / "data/outbox"
        self.d.customer("kim", email="kim@example.com", phone="+4520123456")
        said = urllib.parse.urlencode({"from": "+4520123456", "to": "1234", "text": "Is the shop open on Sunday?", "charset": "UTF-8", "id": "s1"})
        self.assertEqual(self.d.get(f"/in/kannel/message?{said}", port=self.d.web)[0], 200)
        to_staff = self.mail(STAFF)
        self.assertIn("Is the shop open on Sunday?", self.text(to_staff))
        self.write("mette@shop.example", str(to_staff["Reply-To"]), "Yes, from ten.", "m1")
        sent = wait_for(lambda: gateway.received)
        self.assertIn(("Yes, from ten.", "+4520123456"), [(q["text"][0], q["to"][0]) for q in sent])
        wait_for(lambda: self.d.entries("kim", "receipt", kind="accepted"))
        self.assertEqual(self.mails("kim@example.com"), [])

    def test_what_an_opt_out_forbids_a_person_cannot_send_either(self):
        self.start()
        to = str(self.handed_over("eva")["Reply-To"])
        self.d.request("PUT", "/v1/customers/eva/preferences", {"stop_all": True})
        self.write("mette@shop.example", to, "Here you are", "m1")
        told = wait_for(lambda: [m for m in self.mails(STAFF) if "was not sent" in self.text(m)])[0]
        self.assertIn("opted_out", self.text(told))
        self.assertEqual(len(self.mails("eva@example.com")), 1)
        self.assertEqual(self.d.entries("eva", "handover", act="closed"), [])

    def test_who_does_not_answer_in_time_is_told_once_more_also_over_a_restart(self):
        self.start(queues={"service": {"email": STAFF, "answer_within": "3s"}})
        self.handed_over("fie")
        self.d.stop()
        self.d.start()
        late = wait_for(lambda: [m for m in self.mails(STAFF) if "Nobody has answered yet" in self.text(m)])
        self.assertEqual(self.d.metric("dialogd_handovers_overdue"), 1)
        self.assertTrue(json.loads(self.d.get("/v1/handovers")[1])[0]["overdue"])
        self.write("mette@shop.example", str(late[0]["Reply-To"]), "Sorry! Here you are", "m1")
        self.mail("fie@example.com", 2)
        wait_for(lambda: self.d.metric("dialogd_handovers_overdue") == 0)
        self.assertEqual(len(self.mails(STAFF)), 2)

    def test_erasing_takes_what_staff_were_told_along(self):
        self.start()
        to = str(self.handed_over("gry")["Reply-To"])
        self.assertEqual(self.d.request("DELETE", "/v1/customers/gry")[0], 200)
        for path in self.d.folder.rglob("*"):
            if path.is_file():
                for text in (b"gry@example.com", b"left sleeve", b"Gry"):
                    self.assertNotIn(text, path.read_bytes(), path)
        self.write("mette@shop.example", to, "Here you are", "m1")
        wait_for(lambda: self.d.dead_letters() == 1)
        self.asked("hal")
        self.assertEqual(self.d.request("DELETE", "/v1/customers/dialogd:queue:service")[0], 404)

    def test_nobody_outside_uses_our_own_ids(self):
        self.start()
        status, answer, _ = self.d.request("PUT", "/v1/customers/dialogd:queue:service", {"email": "x@example.com"})
        self.assertEqual(status // 100, 4, answer)


class WasItYou(Case):
    def setUp(self):
        super().setUp()
        self.d = self.daemon(channels={"email": CHANNELS["email"]}, language="en").start()

    mails = People.mails
    mail = People.mail
    text = staticmethod(People.text)
    write = People.write

    def press(self, mail, answer):
        path = re.search(r"https://dialog\.shop\.example(/a/[^\s>)]+)", self.text(mail)).group(1)
        status, page, _ = self.d.request("POST", path, urllib.parse.urlencode({"choice": f"c:{answer}"}),
                                         {"Content-Type": "application/x-www-form-urlencoded"}, port=self.d.web)
        self.assertEqual(status, 200, page)

    def test_the_known_address_is_asked_once_and_a_yes_adds_the_other(self):
        self.outbox = self.d.folder / "data/outbox"
        self.d.customer("ida", email="ida@example.com", language="en")
        self.d.event("invoice.sent", {"id": "ida"}, id="i1", invoice_id="7", total=300, currency="DKK")
        to = str(self.mail("ida@example.com")["Reply-To"])
        for n in range(2):
            self.write("ida@work.example", to, "Where do I find it?", f"w{n}")
        asked = self.mail("ida@example.com", 2)
        self.assertIn("ida@work.example", self.text(asked))
        wait_for(lambda: len(self.d.entries("ida", "reply", proven=True)) == 0 and len(self.d.entries("ida", "reply")) == 2)
        self.assertEqual(self.mails("ida@work.example"), [], "nothing goes to an address that nobody has confirmed")
        self.press(asked, "mine")
        addresses = wait_for(lambda: [a["value"] for a in json.loads(self.d.get("/v1/customers/ida")[1])["addresses"]][1:] and
                             json.loads(self.d.get("/v1/customers/ida")[1])["addresses"])
        self.assertEqual([a["value"] for a in addresses], ["ida@example.com", "ida@work.example"])
        self.write("ida@work.example", to, "It is me again", "w9")
        wait_for(lambda: self.d.entries("ida", "reply", proven=True))
        self.assertEqual(len(self.mails("ida@example.com")), 2, "asked once")

    def test_a_no_changes_nothing(self):
        self.outbox = self.d.folder / "data/outbox"
        self.d.customer("jon", email="jon@example.com", language="en")
        self.d.event("invoice.sent", {"id": "jon"}, id="i1", invoice_id="7", total=300, currency="DKK")
        self.write("stranger@else.example", str(self.mail("jon@example.com")["Reply-To"]), "Mine now", "s1")
        asked = self.mail("jon@example.com", 2)
        self.press(asked, "stranger")
        wait_for(lambda: self.d.entries("jon", "answered", answer="stranger"))
        self.assertEqual(len(json.loads(self.d.get("/v1/customers/jon")[1])["addresses"]), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
