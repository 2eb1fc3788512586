#!/usr/bin/env python3
"""The commands as a person uses them: help, exit codes, and the demo."""
import json
import subprocess
import time
import unittest

from rules import TEMPLATES, rules
from support import PROGRAM, ROOT, Case, Dialogd, wait_for

FOLDER = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}}


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)


class Commands(Case):
    def test_each_command_has_help_and_wrong_usage_is_2(self):
        for command in ([], ["serve"], ["check"], ["history"], ["explain"], ["key"], ["key", "add"], ["version"]):
            done = run(*command, "--help")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Usage", done.stdout)
        for wrong in ([], ["sreve"], ["history"], ["serve", "--pace", "fast"]):
            done = run(*wrong)
            self.assertEqual(done.returncode, 2, wrong)
            self.assertTrue(done.stderr)
        self.assertRegex(run("version").stdout, r"^dialogd \d+\.\d+\.\d+\n$")

    def test_check_names_every_mistake_with_its_place(self):
        broken = dict(rules())
        broken["order.yaml"] = broken["order.yaml"].replace("content: receipt", "content: reciept")
        broken["news.yaml"] = broken["news.yaml"].replace("topic: offers", "topic: ofers")
        d = Dialogd(self.folder / "d", FOLDER, broken, TEMPLATES, language="en")
        done = run("check", "--config", str(d.config))
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stdout, r"rules/order\.yaml:\d+:\d+: .*reciept.*receipt")
        self.assertRegex(done.stdout, r"rules/news\.yaml:\d+:\d+: .*ofers.*offers")
        listed = json.loads(run("check", "--json", "--config", str(d.config)).stdout)
        self.assertEqual(sum(1 for one in listed if one["kind"] == "error"), 2, listed)

    def test_what_ships_has_no_mistakes(self):
        d = Dialogd(self.folder / "d", {**FOLDER, "sms": {"type": "folder", "from": "1234"}})
        done = run("check", "--config", str(d.config))
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertIn("no mistakes", done.stdout)

    def test_a_misspelt_key_of_the_configuration_is_78(self):
        d = Dialogd(self.folder / "d", FOLDER, rules(), TEMPLATES, language="en")
        d.config.write_text(d.config.read_text().replace('"public_url"', '"pubilc_url"'))
        for command in ("check", "serve"):
            done = run(command, "--config", str(d.config))
            self.assertEqual(done.returncode, 78, done.stdout + done.stderr)
            self.assertIn("public_url", done.stdout + done.stderr)

    def test_history_and_explain_tell_a_dialogue_beside_the_daemon(self):
        d = self.daemon(channels=FOLDER, rules=rules(), templates=TEMPLATES, language="en").start()
        d.event("order.placed", {"id": "a", "email": "a@example.com"}, id="1", order_id="1")
        wait_for(lambda: d.entries("a", "receipt", kind="accepted"))
        told = run("history", "a", "--config", str(d.config))
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn("receipt by email", told.stdout)
        self.assertEqual(json.loads(run("history", "a", "--json", "--config", str(d.config)).stdout), d.history("a"))
        why = run("explain", "a", "--config", str(d.config))
        self.assertIn("order: chosen receipt by email", why.stdout)
        nobody = run("history", "nobody", "--config", str(d.config))
        self.assertEqual(nobody.returncode, 1)
        self.assertIn("nobody", nobody.stderr)
        second = run("serve", "--config", str(d.config))
        self.assertEqual(second.returncode, 1, second.stderr)
        d.stop()

    def test_a_made_up_clock_sends_nothing_real(self):
        d = Dialogd(self.folder / "d", {"email": {"type": "smtp", "url": "smtp://127.0.0.1:1", "tls": "none", "from": "a@b.example"}},
                    rules(), TEMPLATES, language="en")
        done = run("serve", "--config", str(d.config), "--clock", "2026-03-02T10:00:00Z", "--pace", "60")
        self.assertEqual(done.returncode, 78)
        self.assertIn("folder", done.stderr)


@unittest.skipUnless(PROGRAM == ROOT / "build/release/dialogd", "the demo runs the release build")
class Demo(Case):
    def test_the_demo_tells_its_story(self):
        begin = time.monotonic()
        done = subprocess.run([ROOT / "scripts/demo"], capture_output=True, text=True, timeout=120)
        print(f"the demo took {time.monotonic() - begin:.1f} s")
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])
        for part in ("kurv", "Det var for dyrt", "max en gang om ugen, og kun sms", "cart-cheaper", "channels: sms, at most 1 per 7d"):
            self.assertIn(part, done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
