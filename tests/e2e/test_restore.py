#!/usr/bin/env python3
"""A data folder that comes back from a backup meets the opt-outs that stand beside it, and keeps to them."""
import json
import shutil
import unittest

from rules import TEMPLATES, rules
from support import Case, wait_for

CHANNELS = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"},
            "sms": {"type": "folder", "from": "Shop"}}
KEPT = ("opt-outs", "suppressed", "suppression-key")


class Restored(Case):
    def setUp(self):
        super().setUp()
        self.d = self.daemon(channels=CHANNELS, rules=rules(), templates=TEMPLATES, language="en").start()
        self.data = self.d.folder / "data"
        for who in ("anna", "bo", "cilla", "dan"):
            self.d.customer(who, email=f"{who}@example.com", phone=f"+45201234{len(who)}{ord(who[0]) % 10}")
        self.d.stop()
        self.backup = self.folder / "backup"
        shutil.copytree(self.data, self.backup)
        self.d.start()

    def restore(self):
        """As the handbook says: the backup's folder, and the newer ones of the files that stand beside the store."""
        newer = {name: (self.data / name).read_bytes() for name in KEPT if (self.data / name).exists()}
        shutil.rmtree(self.data)
        shutil.copytree(self.backup, self.data)
        for name, octets in newer.items():
            (self.data / name).write_bytes(octets)

    def state(self, who):
        return json.loads(self.d.get(f"/v1/customers/{who}")[1])

    def prefer(self, who, **preference):
        status, answer, _ = self.d.request("PUT", f"/v1/customers/{who}/preferences", preference)
        self.assertEqual(status // 100, 2, answer)

    def test_what_was_refused_after_the_backup_is_refused(self):
        self.prefer("anna", stop_marketing=True)
        self.prefer("bo", topics_off=["surveys"])
        self.d.request("POST", "/v1/customers/cilla/consents",
                       {"topic": "offers", "given": False, "text": "No more", "source": "form"})
        # Dan has changed his mind since: the last word counts.
        self.prefer("dan", topics_off=["offers"])
        self.prefer("dan", topics_on=["offers"])
        # Eva came after the backup, and is not in it.
        self.d.customer("eva", email="eva@example.com")
        self.prefer("eva", stop_marketing=True)
        self.d.stop()
        words = (self.data / "opt-outs").read_text()
        for who in ("anna", "bo@", "cilla", "eva"):
            self.assertNotIn(who, words)
        self.restore()
        self.d.start()
        self.assertTrue(self.state("anna").get("marketing_stopped"))
        self.assertEqual(self.state("bo").get("topics_off"), ["surveys"])
        no = [c for c in self.state("cilla")["consents"] if c["topic"] == "offers" and not c.get("given")]
        self.assertEqual(len(no), 1)
        self.assertFalse(self.state("dan").get("topics_off"))
        self.assertIn("3 customers had said no", self.d.log())
        said = self.d.entries("anna", "preference", source="opt-outs")
        self.assertEqual(len(said), 1)
        # And nothing is sent to who has refused it.
        for who in ("anna", "dan"):
            self.d.event("order.placed", {"id": who}, id=f"o-{who}", order_id="1")
            self.d.event("order.delivered", {"id": who}, id=f"d-{who}", order_id="1")
        wait_for(lambda: self.d.entries("dan", "decision"))
        # A second start says nothing once more.
        self.d.stop()
        self.d.start()
        self.assertEqual(len(self.d.entries("anna", "preference", source="opt-outs")), 1)
        self.assertEqual(self.d.log().count("had said no"), 1)

    def test_a_crash_takes_nothing_back(self):
        self.prefer("anna", stop_marketing=True)
        self.prefer("anna", stop_marketing=False)
        self.prefer("bo", stop_marketing=True)
        self.d.kill()
        self.d.start()
        self.assertFalse(self.state("anna").get("marketing_stopped"))
        self.assertTrue(self.state("bo").get("marketing_stopped"))
        self.assertNotIn("had said no", self.d.log())


if __name__ == "__main__":
    unittest.main(verbosity=2)
