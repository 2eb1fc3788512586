#!/usr/bin/env python3
"""Real client libraries, from npm: Segment's, RudderStack's and CloudEvents'. What they send becomes the right entries."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from support import ROOT, Case, needs, wait_for

needs("node", "npm")
SOURCE = ROOT / "tests/intake/clients"
CLIENTS = pathlib.Path(os.environ.get("DIALOGD_CLIENTS", ROOT / "build/clients"))


def install():
    """The packages of the lock file, in the build folder; once."""
    CLIENTS.mkdir(parents=True, exist_ok=True)
    same = all((CLIENTS / name).exists() and (CLIENTS / name).read_bytes() == (SOURCE / name).read_bytes()
               for name in ("package.json", "package-lock.json"))
    for name in ("package.json", "package-lock.json", "send.mjs"):
        shutil.copy(SOURCE / name, CLIENTS / name)
    if same and (CLIENTS / "node_modules/cloudevents").exists():
        return
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=CLIENTS, capture_output=True, text=True,
                          timeout=400)
    if done.returncode != 0:
        print("skipped: the client libraries could not be installed:", done.stderr[-400:])
        sys.exit(77)


class Clients(Case):
    def test_what_the_libraries_send_becomes_the_right_entries(self):
        d = self.daemon(channels={"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"},
                                  "sms": {"type": "folder", "from": "1234"}}).start()
        done = subprocess.run(["node", "send.mjs", f"http://127.0.0.1:{d.http}", d.key], cwd=CLIENTS, capture_output=True, text=True,
                              timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        # Segment: names as the vocabulary has them, addresses as ours, the anonymous one joined.
        self.assertEqual(d.entries("segment-1", "event", name="order.placed")[0]["properties"]["total"], 1299.5)
        profile = d.entries("segment-1", "profile")[0]
        self.assertEqual((profile["email"], profile["phone"], profile["attributes"]["first_name"]),
                         ("segment-1@example.org", "+4520123451", "Søren"))
        wait_for(lambda: d.entries("segment-1", "join"))
        self.assertTrue(d.entries("segment-1", "run_started", rule="after-purchase"))
        # RudderStack, gzip and plain.
        for customer in ("rudder-gzip-1", "rudder-plain-1"):
            self.assertEqual(len(d.entries(customer, "event", name="order.placed")), 1, customer)
        # CloudEvents in their three modes.
        ids = [event["id"] for event in d.entries("cloud-1", "event", name="order.placed")]
        self.assertEqual(sorted(ids), ["c-1", "c-2", "c-3", "c-4"])
        d.stop()


if __name__ == "__main__":
    install()
    unittest.main(verbosity=2)
