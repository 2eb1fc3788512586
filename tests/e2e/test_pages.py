#!/usr/bin/env python3
"""The customers' pages: what is set there holds in the next decision, and a link that is only followed changes nothing."""
import html.parser
import json
import re
import unittest
import urllib.parse

from rules import TEMPLATES, rules
from support import Case, needs, wait_for

needs("smtp-sink")

WHY = """\
rule: why
about: Why not?
topic: surveys
trigger:
  event: cart.left
reenter: always
steps:
  - ask:
      content: why
      channel: email
      answers:
        - name: price
          words: [expensive]
          button: {en: Too expensive}
          then:
            - set: {customer.price_sensitive: true}
        - name: size
          words: [small]
          button: {en: Too small}
"""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


SCORE = """\
rule: rate
about: How was it?
topic: surveys
trigger:
  event: visit.over
reenter: always
steps:
  - ask:
      content: score
      channel: email
      answers:
        - name: score
          number: {min: 0, max: 10, buttons: true}
"""


class Form(html.parser.HTMLParser):
    """The fields of a page's form for saving, as a browser would send them."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.inside, self.select = [], False, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.inside = "steer" in (attributes.get("class") or "")
        if not self.inside:
            return
        if tag == "input" and (attributes.get("type") not in ("checkbox", "radio") or "checked" in attributes):
            self.fields.append((attributes["name"], attributes.get("value") or ""))
        if tag == "select":
            self.select = attributes["name"]
        if tag == "option" and "selected" in attributes:
            self.fields.append((self.select, attributes["value"]))


class Pages(Case):
    def setUp(self):
        super().setUp()
        self.relay = self.sink()
        words = {**TEMPLATES, "why/content.yaml": "about: A question.\n", "why/email.en.md": "Subject: Why not?\n\nWhat held you back?\n",
                 "_partials/footer_text.txt": "{{#links.preferences}}Decide: {{links.preferences}}{{/links.preferences}}\n"}
        self.d = self.daemon(channels={"email": self.smtp(self.relay)}, rules={**rules(), "why.yaml": WHY, "rate.yaml": SCORE}, templates=words,
                             language="en").start()

    def mail(self, customer, event, subject):
        address = f"{customer}@example.com"
        self.d.customer(customer, email=address)
        self.d.event(event, {"id": customer}, id=f"{event}-{customer}")
        return wait_for(lambda: [mail for mail in self.relay.to(address) if mail.subject == subject])[0]

    def link(self, mail, kind):
        return re.search(rf"https://dialog\.shop\.example(/{kind}/[^\s>]+)", mail.text()).group(1)

    def post(self, path, **fields):
        status, page, _ = self.d.request("POST", path, urllib.parse.urlencode(fields, doseq=True), FORM, port=self.d.web)
        return status, page

    def test_what_is_set_holds_in_the_next_decision(self):
        path = self.link(self.mail("anna", "news.due", "News"), "p")
        status, page = self.d.get(path, port=self.d.web)
        self.assertEqual(status, 200)
        self.assertIn("<form", page)
        self.assertNotIn("anna@example.com", page)
        self.assertEqual(self.d.entries("anna", "preference"), [], "a link that is followed changes nothing")
        status, page = self.post(path, act="stop_marketing")
        self.assertEqual(status, 200, page)
        wait_for(lambda: self.d.entries("anna", "preference"))
        self.d.event("news.due", {"id": "anna"}, id="n2")
        wait_for(lambda: self.d.entries("anna", "decision", rule="news", outcome="dropped"))
        self.assertEqual(len(self.relay.to("anna@example.com")), 1)

    def test_a_pause_in_the_past_is_refused_and_nothing_is_half_applied(self):
        path = self.link(self.mail("bo", "news.due", "News"), "p")
        status, page = self.post(path, act="save", pause="date", pause_date="2001-01-01")
        self.assertEqual(status, 400, page)
        self.assertEqual(self.d.entries("bo", "preference"), [])

    def test_a_button_answers_once_its_form_is_sent(self):
        mail = self.mail("cai", "cart.left", "Why not?")
        path = self.link(mail, "a")
        self.assertIn("Too expensive", mail.text())
        self.assertIn("Too expensive", mail.html())
        status, page = self.d.get(path, port=self.d.web)
        self.assertEqual(status, 200)
        self.assertIn("Too small", page)
        self.assertEqual(self.d.entries("cai", "answered"), [], "a scanner follows links")
        price = re.search(r'name="choice" value="([^"]*price)" checked', page).group(1)
        for _ in range(2):
            status, page = self.post(path, choice=price)
            self.assertEqual(status, 200, page)
        answered = wait_for(lambda: self.d.entries("cai", "answered", answer="price"))
        self.assertEqual(len(answered), 1, "the same answer sent twice is one answer")
        wait_for(lambda: self.d.entries("cai", "attribute_set", name="price_sensitive"))

    def test_a_button_answers_the_question_of_its_own_mail(self):
        first = self.mail("eva", "cart.left", "Why not?")
        self.d.event("order.delivered", {"id": "eva"}, id="d-eva", order_id="1")
        wait_for(lambda: [mail for mail in self.relay.to("eva@example.com") if mail.subject == "How was it?"])
        status, page = self.post(self.link(first, "a"), choice="c:size")
        self.assertEqual(status, 200, page)
        answered = wait_for(lambda: self.d.entries("eva", "answered"))
        self.assertEqual([(entry["rule"], entry["answer"]) for entry in answered], [("why", "size")])

    def test_start_on_a_page_behind_a_link_begins_nothing(self):
        mail = self.mail("hal", "cart.left", "Why not?")
        self.post(re.search(r"https://dialog\.shop\.example(/u/\w+)", str(mail.message["List-Unsubscribe"])).group(1))
        wait_for(lambda: self.d.entries("hal", "address_status", state="no_marketing"))
        status, page = self.post(self.link(mail, "a"), text="START")
        self.assertEqual(status, 200)
        self.assertIn("Nothing has begun again", page)
        self.assertIn('href="/p/', page)
        self.assertEqual(self.d.entries("hal", "reply"), [])
        self.assertEqual(self.d.entries("hal", "address_status", state="usable"), [])
        # From their own address it does.
        self.d.lmtp_send("hal@example.com", mail.reply_to, f"From: hal@example.com\r\nTo: {mail.reply_to}\r\nMessage-ID: <1@x>\r\n"
                         "Subject: Re\r\n\r\nSTART\r\n")
        wait_for(lambda: self.d.entries("hal", "address_status", state="usable"))

    def test_stop_beside_a_choice_is_heard(self):
        mail = self.mail("ida", "cart.left", "Why not?")
        status, _ = self.post(self.link(mail, "a"), choice="c:price", text="STOP")
        self.assertEqual(status, 200)
        self.assertTrue(self.d.entries("ida", "answered", answer="price"))
        self.assertTrue(self.d.entries("ida", "address_status", state="no_marketing"))

    def test_an_old_form_brings_nothing_back(self):
        path = self.link(self.mail("jon", "news.due", "News"), "p")
        fields = Form(self.d.get(path, port=self.d.web)[1]).fields
        self.assertIn(("topic", "offers"), fields)
        self.d.request("POST", "/v1/customers/jon/consents", {"topic": "offers", "given": False, "text": "No", "source": "call"})
        self.d.request("PUT", "/v1/customers/jon/preferences", {"paused_until": "2099-01-01T00:00:00Z"})
        status, page = self.post(path, **{name: [v for n, v in fields if n == name] for name, _ in fields})
        self.assertEqual(status, 200, page)
        self.assertEqual([c.get("given", False) for c in self.d.entries("jon", "consent", topic="offers")], [True, False])
        self.assertEqual(len(self.d.entries("jon", "preference")), 1)

    def test_what_is_written_beside_a_number_reaches_a_person_once(self):
        path = self.link(self.mail("kim", "visit.over", "How was it?"), "a")
        for _ in range(3):
            status, page = self.post(path, choice="n:3", text="The sleeve was torn")
            self.assertEqual(status, 200, page)
        self.assertEqual([r.get("comment") for r in self.d.entries("kim", "reply")], ["The sleeve was torn"])
        self.assertEqual([h["note"] for h in self.d.entries("kim", "handover")], ["The sleeve was torn"])
        self.assertEqual([a["value"] for a in self.d.entries("kim", "answered")], [3])

    def test_what_is_written_beside_a_number_is_kept_where_nobody_waits_for_it(self):
        self.d.stop()
        alone = {name: value for name, value in self.d.settings.items() if name != "unmatched"}
        self.d.config.write_text(json.dumps(alone))
        self.d.start()
        path = self.link(self.mail("lea", "visit.over", "How was it?"), "a")
        self.post(path, choice="n:3", text="The sleeve was torn")
        self.assertEqual([r.get("comment") for r in self.d.entries("lea", "reply")], ["The sleeve was torn"])
        self.assertEqual(self.d.entries("lea", "handover"), [])

    def test_a_link_takes_no_complaint_back(self):
        path = self.link(self.mail("fie", "news.due", "News"), "p")
        self.d.request("PUT", "/v1/customers/fie/preferences", {"stop_marketing": True})
        status, page = self.d.get(path, port=self.d.web)
        self.assertNotIn('value="start"', page)
        self.post(path, act="start")
        self.d.event("news.due", {"id": "fie"}, id="n2")
        wait_for(lambda: self.d.entries("fie", "decision", rule="news", outcome="dropped"))

    def test_a_page_is_no_way_to_send_many_mails(self):
        path = self.link(self.mail("gry", "cart.left", "Why not?"), "a")
        codes = [self.post(path, text="help" + "!" * n)[0] for n in range(40)]
        self.assertEqual(codes[-1], 429)
        self.assertLessEqual(codes.count(200), 30)

    def test_links_that_do_not_do_say_so(self):
        path = self.link(self.mail("dan", "news.due", "News"), "p")
        other = path.replace("/p/", "/a/")
        broken = path[:-1] + ("a" if path[-1] != "a" else "b")
        for wrong, status in ((other, 403), (broken, 403), ("/nothing", 404)):
            got, page = self.d.get(wrong, port=self.d.web)
            self.assertEqual(got, status, wrong)
            self.assertIn("<h1", page)
        got, _ = self.post(path, act="save", topics="x" * 70000)
        self.assertEqual(got, 413)


if __name__ == "__main__":
    unittest.main(verbosity=2)
