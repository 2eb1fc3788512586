#!/usr/bin/env python3
"""`dialogd preview`, `eval` and `schema`: what people who write rules and content look at."""
import json
import subprocess
import unittest

from rules import TEMPLATES, rules
from support import PROGRAM, Case, Dialogd, wait_for

CHANNELS = {"email": {"type": "folder", "from": "Shop Ø <hej@dialog.shop.example>"},
            "sms": {"type": "folder", "from": "1234"}}


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)


class Shipped(Case):
    """The rules and templates that ship."""

    def setUp(self):
        super().setUp()
        self.d = Dialogd(self.folder / "d", CHANNELS)
        self.config = ("--config", str(self.d.config))

    def preview(self, content, *arguments):
        done = run("preview", content, "--json", *self.config, *arguments)
        self.assertEqual(done.stderr, "")
        return done.returncode, json.loads(done.stdout)

    def test_every_content_shows_in_every_language_and_channel_it_has(self):
        for folder in sorted(self.d.templates.iterdir()):
            if folder.name in ("_layouts", "_partials") or not folder.is_dir():
                continue
            files = [f for f in folder.iterdir() if f.suffix in (".md", ".txt", ".html")]
            wanted = {tuple(f.name.split(".")[:2]) for f in files}
            code, shown = self.preview(folder.name)
            self.assertEqual(code, 0, shown)
            self.assertEqual({(v["channel"], v["language"]) for v in shown["variants"]}, wanted, folder.name)
            for variant in shown["variants"]:
                self.assertTrue(variant["eligible"], (folder.name, variant.get("why")))
                self.assertNotIn("{{", variant["text"])
                self.assertEqual([n["name"] for n in variant["names"] if n["needed"]], [])

    def test_headers_are_those_that_serve_sends(self):
        _, shown = self.preview("cart-reminder", "--language", "da")
        mail = next(v for v in shown["variants"] if v["channel"] == "email")
        headers = {h["name"]: h["value"] for h in mail["headers"]}
        self.assertEqual(headers["From"], "Shop Ø <hej@dialog.shop.example>")
        self.assertEqual(headers["Subject"], mail["subject"])
        self.assertRegex(headers["List-Unsubscribe"], r"^<https://dialog\.shop\.example/u/\w+>, ?<mailto:unsubscribe\+\w+@")
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual(headers["Feedback-ID"], "abandoned-cart:cart-reminder:offers:dialog.shop.example")
        self.assertRegex(headers["Reply-To"], r"^reply\+\w{39}@dialog\.shop\.example$")
        self.assertRegex(mail["return_path"], r"^bounce\+\w{39}@dialog\.shop\.example$")
        self.assertTrue(mail["preheader"])
        self.assertIn(mail["preheader"], mail["html"])
        service = self.preview("invoice", "--language", "da", "--channel", "email")[1]["variants"][0]
        self.assertNotIn("List-Unsubscribe", {h["name"] for h in service["headers"]})

    def test_where_each_name_came_from(self):
        sample = self.folder / "sample.json"
        sample.write_text(json.dumps({"customer": {"first_name": "Bo"}, "event": {"total": 250, "currency": "DKK"}}))
        _, shown = self.preview("cart-reminder", "--sample", str(sample), "--language", "en", "--channel", "email")
        names = {n["name"]: n for n in shown["variants"][0]["names"]}
        self.assertIn("Hello Bo,", shown["variants"][0]["text"])
        self.assertEqual((names["customer.first_name"]["value"], names["customer.first_name"]["from"]),
                         ("Bo", "attribute (of the sample file)"))
        self.assertTrue(names["total"]["from"].startswith("computed: has(run.event.total)"))
        self.assertIn("250", names["total"]["value"])
        self.assertEqual(names["company.name"]["from"], "the configuration")
        self.assertEqual(names["links.cart"]["value"], "https://shop.example/cart")
        self.assertEqual(names["name"]["from"], "each of run.event.items")

    def test_an_sms_is_counted(self):
        _, shown = self.preview("invoice", "--channel", "sms", "--language", "da")
        sms = shown["variants"][0]
        self.assertEqual((sms["encoding"], sms["from"]), ("GSM-7", "1234"))
        self.assertEqual(sms["segments"], 1 if sms["units"] <= 160 else -(-sms["units"] // 153))
        text = run("preview", "invoice", "--channel", "sms", *self.config).stdout
        self.assertIn("GSM-7", text)

    def test_pages_stand_side_by_side(self):
        pages = self.folder / "pages"
        done = run("preview", "cart-reminder", "--html", str(pages), *self.config)
        self.assertEqual((done.returncode, done.stdout), (0, f"{pages}/index.html\n"), done.stderr)
        index = (pages / "index.html").read_text()
        mails = sorted(f.name for f in pages.glob("cart-reminder.*.html"))
        self.assertEqual(index.count("<iframe"), len(mails))
        self.assertGreater(len(mails), 1)
        self.assertIn("<!doctype html>", (pages / mails[0]).read_text().lower())

    def test_a_misspelt_name_is_helped(self):
        done = run("preview", "cart-remnder", *self.config)
        self.assertEqual(done.returncode, 1)
        self.assertIn("did you mean `cart-reminder`", done.stderr)
        done = run("preview", "cart-reminder", "--language", "fi", *self.config)
        self.assertEqual(done.returncode, 1)
        self.assertIn("email in da", done.stderr)

    def test_a_broken_rule_is_named_with_its_place(self):
        rule = self.d.rules / "abandoned-cart.yaml"
        rule.write_text(rule.read_text().replace("topic: offers", "topic: ofers"))
        done = run("preview", "cart-reminder", *self.config)
        self.assertEqual(done.returncode, 1)
        self.assertIn("rules/abandoned-cart.yaml:", done.stderr)

    def test_a_schema_for_each_kind_of_file(self):
        for kind in ("rule", "content", "vocabulary", "journey", "segments", "config"):
            done = run("schema", kind)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("$schema", json.loads(done.stdout))
        done = run("schema", "--out", str(self.folder / "schemas"))
        self.assertEqual((done.returncode, len(list((self.folder / "schemas").glob("*.schema.json")))), (0, 6))
        done = run("schema", "rul")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean `rule`", done.stderr)
        self.assertEqual(run("schema").returncode, 2)


class Eval(Case):
    def setUp(self):
        super().setUp()
        self.d = Dialogd(self.folder / "d", CHANNELS)

    def eval(self, expression, *arguments):
        return run("eval", expression, "--config", str(self.d.config), *arguments)

    def test_the_value_and_that_of_each_part(self):
        done = self.eval('event.total >= 200 && customer.country in ["DK", "SE"]',
                         "--event", '{"name": "cart.abandoned", "total": 150}')
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()[1:]
        self.assertEqual(lines[0], 'false  event.total >= 200 && customer.country in ["DK", "SE"]')
        self.assertIn("├ false  event.total >= 200", lines)
        self.assertIn("│ └ 150  event.total", lines)
        self.assertIn('  ├ "DK"  customer.country', lines)
        tree = json.loads(self.eval("1.0 + event.total", "--json", "--event",
                                    '{"name": "cart.abandoned", "total": 150}').stdout)
        self.assertEqual((tree["value"], tree["parts"][0]["text"], tree["parts"][0]["value"]), (151, "event.total", 150))

    def test_a_mistake_has_a_caret_under_its_place(self):
        done = self.eval("event.total >= ) 200")
        self.assertEqual(done.returncode, 1)
        lines = done.stderr.splitlines()
        self.assertEqual((lines[0], lines[1]), ("  event.total >= ) 200", " " * 17 + "^"), done.stderr)

    def test_a_name_that_the_vocabulary_lacks_is_a_warning(self):
        done = self.eval("event.totl >= 200", "--event", '{"name": "cart.abandoned", "totl": 300}')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("warning:", done.stderr)
        self.assertIn("total", done.stderr)
        self.assertTrue(done.stdout.splitlines()[1].startswith("true"))

    def test_what_can_not_be_evaluated_says_why(self):
        done = self.eval("event.total > 1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--event", done.stderr)
        self.assertEqual(self.eval("true", "--at", "yesterday").returncode, 2)

    def test_a_real_customer_with_all_that_is_looked_back_at(self):
        d = self.daemon(channels=CHANNELS, rules=rules(), templates=TEMPLATES, language="en").start()
        for number in range(3):
            d.event("order.placed", {"id": "a", "email": "a@example.com"}, id=str(number), order_id=str(number))
        wait_for(lambda: len(d.entries("a", "event")) == 3)
        for name in ("a", "A@example.com"):
            done = run("eval", 'history.count("order.placed", "30d")', "--customer", name, "--config", str(d.config))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(done.stdout.splitlines()[1].startswith("3  "), done.stdout)
        done = run("eval", "true", "--customer", "nobody", "--config", str(d.config))
        self.assertEqual(done.returncode, 1)
        self.assertIn("no customer `nobody`", done.stderr)
        shown = json.loads(run("preview", "receipt", "--customer", "a", "--json", "--config", str(d.config)).stdout)
        self.assertEqual((shown["variants"][0]["to"], shown["variants"][0]["subject"]), ("a@example.com", "Your order 2"))
        missing = run("preview", "receipt", "--config", str(d.config))
        self.assertEqual(missing.returncode, 1)
        self.assertRegex(missing.stdout, r"run\.event\.order_id +missing")
        d.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
