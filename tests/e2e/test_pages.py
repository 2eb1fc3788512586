#!/usr/bin/env python3
"""The customers' pages: what is set there holds in the next decision, and a link that is only followed changes nothing."""
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


class Pages(Case):
    def setUp(self):
        super().setUp()
        self.relay = self.sink()
        words = {**TEMPLATES, "why/content.yaml": "about: A question.\n", "why/email.en.md": "Subject: Why not?\n\nWhat held you back?\n",
                 "_partials/footer_text.txt": "{{#links.preferences}}Decide: {{links.preferences}}{{/links.preferences}}\n"}
        self.d = self.daemon(channels={"email": self.smtp(self.relay)}, rules={**rules(), "why.yaml": WHY}, templates=words,
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
