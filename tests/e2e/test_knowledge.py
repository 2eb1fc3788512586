#!/usr/bin/env python3
"""What we know about a customer: asked for on their page, sent to their own address, and good once. And double opt-in."""
import email
import email.policy
import html
import json
import re
import time
import unittest
import urllib.parse

from support import Case, wait_for

CHANNELS = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Page(Case):
    def setUp(self):
        super().setUp()
        self.d = self.daemon(channels=CHANNELS, language="en", time_zone="UTC").start()

    def mails(self, address, content):
        found = []
        for path in sorted((self.d.folder / "data/outbox").glob(f"*-{content}-*.eml")):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if mail["To"] == address:
                found.append(mail)
        return found

    def mail(self, address, content, count=1):
        return wait_for(lambda: self.mails(address, content)[count - 1:])[0]

    def text(self, mail):
        return mail.get_body(("plain",)).get_content()

    def link(self, mail, kind):
        return re.search(rf"https://dialog\.shop\.example(/{kind}/[^\s>)]+)", self.text(mail)).group(1)

    def post(self, path, **fields):
        status, page, headers = self.d.request("POST", path, urllib.parse.urlencode(fields, doseq=True), FORM, port=self.d.web)
        return status, html.unescape(page)

    def page(self, path):
        status, page = self.d.get(path, port=self.d.web)
        return status, html.unescape(page)

    def customer(self, name):
        """One with an invoice, a name and a price sensitivity, and the link to their page."""
        self.d.customer(name, email=f"{name}@example.com", language="en", attributes={"first_name": name.title(), "country": "DK"})
        self.d.event("invoice.sent", {"id": name}, id=f"i-{name}", invoice_id="77", total=300, currency="DKK")
        return self.link(self.mail(f"{name}@example.com", "invoice"), "p")

    def knowledge(self, name):
        preferences = self.customer(name)
        status, page = self.post(preferences, act="send_link")
        self.assertEqual(status, 200, page)
        self.assertIn("The link is on its way", page)
        self.assertNotIn(f"{name}@example.com", page, "the page may be a stranger's")
        mail = self.mail(f"{name}@example.com", "what-we-know")
        self.assertNotIn("List-Unsubscribe", mail)
        return self.link(mail, "k")

    def opened(self, path):
        status, page = self.post(path, act="open")
        self.assertEqual(status, 200, page)
        return re.search(r'name="visit" value="([^"]+)"', page).group(1), page

    def test_all_of_it_is_there_with_where_it_came_from(self):
        path = self.knowledge("anna")
        status, page = self.page(path)
        self.assertEqual(status, 200)
        self.assertIn("The link works once", page)
        self.assertNotIn("anna@example.com", page, "a scanner that follows the link sees nothing")
        visit, page = self.opened(path)
        for shown in ("anna@example.com", "Anna", "First name", "From Shop", "Invoice 77", "Sent"):
            self.assertIn(shown, page)
        # A second time it opens nothing, by whom ever.
        self.assertEqual(self.page(path)[0], 410)
        status, page = self.post(path, act="open")
        self.assertEqual(status, 410)
        self.assertIn("opens once only", page)
        self.assertEqual(self.post(path, act="download", visit="")[0], 410)
        self.assertEqual(self.post(path, act="download", visit=visit[:-1] + ("a" if visit[-1] != "a" else "b"))[0], 410)
        self.d.stop()
        self.d.start()
        self.assertEqual(self.page(path)[0], 410, "it is remembered over a restart")

    def test_a_detail_is_corrected_and_deleted(self):
        path = self.knowledge("bo")
        visit, _ = self.opened(path)
        status, page = self.post(path, act="correct", visit=visit, name="first_name", value="Bodil")
        self.assertEqual(status, 200, page)
        self.assertIn("That is saved", page)
        self.assertIn("From you, on this page", page)
        known = {a["name"]: a for a in json.loads(self.d.get("/v1/customers/bo")[1])["attributes"]}
        self.assertEqual((known["first_name"]["value"], known["first_name"]["source"]), ("Bodil", "page"))
        status, page = self.post(path, act="remove", visit=visit, name="country")
        self.assertEqual(status, 200, page)
        known = [a["name"] for a in json.loads(self.d.get("/v1/customers/bo")[1])["attributes"]]
        self.assertEqual(known, ["first_name"])
        status, page = self.post(path, act="correct", visit=visit, name="first_name", value="")
        self.assertEqual(status, 400)
        status, page = self.post(path, act="correct", visit=visit, name="no_such", value="x")
        self.assertEqual(status, 400)

    def test_download_has_all_of_it(self):
        path = self.knowledge("cai")
        visit, _ = self.opened(path)
        status, text, headers = self.d.request("POST", path, urllib.parse.urlencode({"act": "download", "visit": visit}), FORM, port=self.d.web)
        self.assertEqual(status, 200)
        self.assertIn("attachment", headers["Content-Disposition"])
        copy = json.loads(text)
        self.assertEqual(copy["format"], "dialogd-customer-1")
        self.assertEqual(copy["customer"]["id"], "cai")
        self.assertIn("Here is invoice 77", copy["messages"][0]["text"])

    def test_erasing_asks_once_more_and_then_it_is_gone(self):
        path = self.knowledge("dan")
        visit, _ = self.opened(path)
        status, page = self.post(path, act="erase", visit=visit)
        self.assertEqual(status, 200)
        self.assertIn("Erase everything about you?", page)
        status, page = self.post(path, act="erase_confirmed", visit=visit)
        self.assertEqual(status, 400, "the box is not ticked")
        self.assertEqual(self.d.get("/v1/customers/dan")[0], 200)
        status, page = self.post(path, act="erase_confirmed", visit=visit, sure="yes")
        self.assertEqual(status, 200, page)
        self.assertIn("Everything about you is erased", page)
        self.assertEqual(self.d.get("/v1/customers/dan")[0], 404)
        self.assertEqual(self.post(path, act="show", visit=visit)[0], 404)
        for file in self.d.folder.rglob("*"):
            if file.is_file():
                self.assertNotIn(b"dan@example.com", file.read_bytes(), file)

    def test_a_link_that_does_not_do_helps_to_a_new_one(self):
        preferences = self.customer("eva")
        broken = preferences[:-1] + ("a" if preferences[-1] != "a" else "b")
        for wrong in (broken, preferences.replace("/p/", "/k/"), preferences.replace("/p/", "/a/")):
            status, page = self.page(wrong)
            self.assertEqual(status, 403, wrong)
            self.assertIn('action="/link"', page)
        status, page = self.post("/link", address="no address")
        self.assertEqual(status, 400)
        said = [self.post("/link", address=address) for address in ("Eva@Example.com", "stranger@example.com")]
        self.assertEqual([status for status, _ in said], [200, 200])
        self.assertEqual(said[0][1], said[1][1], "the page does not say whether it knows the address")
        mail = self.mail("eva@example.com", "what-we-know")
        self.opened(self.link(mail, "k"))
        self.assertEqual(self.page(self.link(mail, "p"))[0], 200)
        # Not as often as somebody likes.
        for _ in range(5):
            time.sleep(1.05)  # a link is told by its second
            self.assertEqual(self.post("/link", address="eva@example.com")[0], 200)
        self.assertEqual(len(self.mails("eva@example.com", "what-we-know")), 3)
        self.assertEqual(self.d.get("/v1/customers/email:stranger@example.com")[0], 404)

    def test_who_holds_a_link_can_not_fill_the_inbox_of_its_owner(self):
        preferences = self.customer("ina")
        codes = []
        for _ in range(5):
            codes.append(self.post(preferences, act="send_link")[0])
            time.sleep(1.05)
        self.assertEqual(codes, [200, 200, 200, 429, 429])
        self.assertEqual(len(self.mails("ina@example.com", "what-we-know")), 3)

    def test_a_link_holds_for_half_an_hour(self):
        path = self.knowledge("fie")
        self.d.stop()
        self.d.start("--clock", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 31 * 60)))
        status, page = self.page(path)
        self.assertEqual(status, 410)
        self.assertIn('action="/link"', page)
        self.assertEqual(self.post(path, act="open")[0], 410)

    def test_without_the_rule_it_is_offered_nowhere(self):
        preferences = self.customer("gry")
        self.assertIn('value="send_link"', self.page(preferences)[1])
        self.d.rules.joinpath("what-we-know.yaml").unlink()
        self.d.request("POST", "/v1/reload")
        self.assertNotIn('value="send_link"', self.page(preferences)[1])
        self.assertEqual(self.post("/link", address="gry@example.com")[0], 404)
        self.assertNotIn('action="/link"', self.page("/p/x")[1])

    def test_double_opt_in_is_confirmed_by_the_button_and_not_by_a_scanner(self):
        self.d.event("newsletter.requested", {"email": "hal@example.com"}, id="n1")
        mail = self.mail("hal@example.com", "confirm-subscription")
        path = self.link(mail, "a")
        status, page = self.page(path)
        self.assertEqual(status, 200)
        who = "email:hal@example.com"
        self.assertEqual(self.d.entries(who, "consent"), [])
        status, page = self.post(path, choice="c:confirmed")
        self.assertEqual(status, 200, page)
        given = wait_for(lambda: self.d.entries(who, "consent", topic="offers"))
        self.assertEqual([c["given"] for c in given], [True])
        self.assertIn("May Shop send you offers and news by email?", given[0]["text"])
        self.d.event("newsletter.requested", {"email": "hal@example.com"}, id="n2")
        wait_for(lambda: self.d.entries(who, "not_started", rule="double-opt-in"))
        self.assertEqual(len(self.mails("hal@example.com", "confirm-subscription")), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
