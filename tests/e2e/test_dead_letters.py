#!/usr/bin/env python3
"""`dialogd dead-letters`: what nothing could be made of, beside the running daemon."""
import json
import subprocess
import unittest

from rules import TEMPLATES, rules
from support import PROGRAM, Case, wait_for

CHANNELS = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}}
MAIL = ("From: somebody@example.com\r\nTo: reply+{token}@dialog.shop.example\r\nSubject: Hello\r\n"
        "Message-ID: <x1@example.com>\r\n\r\nWho are you?\r\n").format(token="a" * 39)


def run(*arguments):
    return subprocess.run([PROGRAM, "dead-letters", *arguments], capture_output=True, text=True, timeout=60)


class DeadLetters(Case):
    def test_list_and_show(self):
        d = self.daemon(channels=CHANNELS, rules=rules(), templates=TEMPLATES, language="en").start()
        config = ("--config", str(d.config))
        self.assertIn("no dead letters", run("list", *config).stdout)
        d.lmtp_send("somebody@example.com", f"reply+{'a' * 39}@dialog.shop.example", MAIL)
        wait_for(lambda: json.loads(run("list", "--json", *config).stdout))
        listed = json.loads(run("list", "--json", *config).stdout)
        self.assertEqual((len(listed), listed[0]["source"]), (1, "lmtp"))
        self.assertIn("not made by us", listed[0]["reason"])
        number = str(listed[0]["number"])
        told = run("list", *config).stdout
        self.assertIn("#" + number, told)
        self.assertIn("lmtp", told)
        shown = run("show", number, *config)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("Who are you?", shown.stdout)
        self.assertIn("not made by us", shown.stderr)
        whole = json.loads(run("show", number, "--json", *config).stdout)
        self.assertEqual(whole["bytes"], len(whole["body"].encode()))
        read = subprocess.run([PROGRAM, "parse-mail"], input=shown.stdout, capture_output=True, text=True, timeout=30)
        self.assertEqual(json.loads(read.stdout)["from"], "somebody@example.com")
        d.stop()
        # And when the daemon is down.
        self.assertEqual(len(json.loads(run("list", "--json", *config).stdout)), 1)
        missing = run("show", "99", *config)
        self.assertEqual(missing.returncode, 1)
        self.assertIn("99", missing.stderr)
        self.assertEqual(run(*config).returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
