#!/usr/bin/env python3
"""`dialogd try`: a dialogue typed in, and the story that it becomes."""
import os
import re
import subprocess
import unittest

from support import PROGRAM, ROOT, Case, Dialogd

CHANNELS = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"},
            "sms": {"type": "folder", "from": "1234"}}
STORIES = os.environ.get("DIALOGD_STORIES")
BEGIN = ("--at", "2026-03-02T10:00:00Z")

DRAFT = """rule: tips
about: Tips.
status: draft
stage: use
topic: offers
trigger: {event: order.delivered}
steps:
  - wait: 1h
  - ask:
      content: cart-why
      answers:
        - name: price
          words: [expensive]
          then:
            - set: {customer.price_sensitive: true}
            - send: {content: cart-cheaper}
        - name: other
          any: true
"""


class Try(Case):
    def setUp(self):
        super().setUp()
        self.d = Dialogd(self.folder / "d", CHANNELS, language="en")

    def hold(self, rule, lines, *arguments, config=None):
        done = subprocess.run([PROGRAM, "try", rule, "--config", str(config or self.d.config), *BEGIN, *arguments],
                              input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def test_the_dialogue_about_a_basket(self):
        out = self.hold("abandoned-cart", ["/wait 2h", "/wait 2d", "too expensive", "/state", "/why", "/quit", "never read"])
        for part in ("→ cart.abandoned", "Mon 2 Mar 2026 13:00", "e-mail to anna@example.com", "They can answer: price",
                     "◂ by e-mail: too expensive", "cart-why: price", "price_sensitive = true", "cart-cheaper",
                     "cart_reason"):
            self.assertIn(part, out)
        self.assertNotIn("never read", out)
        self.assertNotIn("\x1b", out)

    def test_time_passes_until_something_happens(self):
        out = self.hold("abandoned-cart", ["/wait"])
        self.assertIn("e-mail to anna@example.com", out)

    def test_a_stop_is_obeyed_and_said(self):
        # By mail it ends marketing by mail; by SMS it ends everything to that number.
        out = self.hold("abandoned-cart", ["/wait 2h", "/stop", "/wait 3d", "/stop", "/event cart.abandoned total=300", "/wait 9d"])
        _, by_mail, by_sms = re.split(r"◂ by [A-Za-z-]+: STOP\n", out)
        self.assertIn("is no_marketing", by_mail)
        self.assertEqual(by_mail.count("e-mail to"), 1)  # the confirmation
        self.assertIn("SMS to", by_mail)
        self.assertIn("is opted_out", by_sms)
        self.assertEqual(by_sms.count("SMS to") + by_sms.count("e-mail to"), 1)

    def test_an_event_ends_the_run(self):
        out = self.hold("abandoned-cart", ["/event order.placed total=300 cart_id=1001", "/event ordr.placed",
                                           "/event order.placed totl=3", "/wait 4d"])
        self.assertIn("exit: order.placed", out)
        self.assertIn("did you mean `order.placed`", out)
        self.assertIn("did you mean `total`", out)
        self.assertNotIn("e-mail to", out)

    def test_language_and_attributes(self):
        out = self.hold("abandoned-cart", ["/wait 2h"], "--language", "da", "--attribute", "first_name=Bo")
        self.assertIn("Hej Bo", out)

    def test_mistakes_are_helped(self):
        done = subprocess.run([PROGRAM, "try", "abandoned-crt", "--config", str(self.d.config)], input="",
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("did you mean `abandoned-cart`", done.stderr)
        out = self.hold("abandoned-cart", ["/wiat 2h", "/wait soon", "/event", "/help", "sms: STOP"])
        self.assertIn("did you mean `/wait`", out)
        self.assertIn("◂ by SMS: STOP", out)

    def test_a_draft_speaks_as_if_it_were_live(self):
        (self.d.rules / "tips.yaml").write_text(DRAFT)
        out = self.hold("tips", ["/wait 1h"])
        self.assertIn("is a draft", out)
        self.assertIn("e-mail to", out)

    @unittest.skipUnless(STORIES, "skipped: DIALOGD_STORIES names no program")
    def test_what_was_tried_becomes_a_story_that_holds(self):
        (self.d.rules / "tips.yaml").write_text(DRAFT)
        lines = ["/wait 2h", "/wait 2d", "too expensive", "sms: only by sms", "/event order.placed total=300", "/wait 20d", "/stop"]
        careful = Dialogd(self.folder / "careful", CHANNELS, caps=[{"max": 1, "per": "7d"}], gather="5m",
                          quiet_hours={"from": "20:00", "to": "08:00"}, language="da")
        for name, config, rule in (("basket", self.d.config, "abandoned-cart"), ("tips", self.d.config, "tips"),
                                   ("welcome", self.d.config, "welcome"), ("careful", careful.config, "abandoned-cart")):
            story = self.folder / f"{name}.yaml"
            out = self.hold(rule, lines, "--save", str(story), config=config)
            self.assertIn("as a story", out)
            done = subprocess.run([STORIES, str(story)], cwd=ROOT, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, f"{rule}: {done.stdout}")
            # And it can fail: a wait that is left out is noticed.
            story.write_text(story.read_text().replace("\n  - wait: 2h\n    expect", "\n  - wait: 1m\n    expect"))
            done = subprocess.run([STORIES, str(story)], cwd=ROOT, capture_output=True, text=True, timeout=60)
            if rule == "abandoned-cart":
                self.assertEqual(done.returncode, 1, done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
