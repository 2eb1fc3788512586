#!/usr/bin/env python3
"""A customer takes everything along, and is forgotten: no file of the daemon's has a word of theirs afterwards."""
import json
import pathlib
import re
import sqlite3
import subprocess
import unittest

from rules import TEMPLATES, rules
from support import PROGRAM, Case, wait_for

CHANNELS = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}}
NAME, ADDRESS, OLD, PHONE, WORDS = "Xenia Quistgaard", "xenia@quistgaard.example", "xq@old.example", "+4520998877", "the violet umbrella"
TRACES = [NAME, "Xenia", "xenia@quistgaard", "xq@old", "20998877", "violet umbrella", "id-of-xenia", "device-of-xenia"]


class Forgotten(Case):
    def setUp(self):
        super().setUp()
        words = {**TEMPLATES, "receipt/email.en.md": "Subject: Thank you, {{customer.name}}\n\nDear {{customer.name}}, thank you.\n"}
        self.d = self.daemon(channels=CHANNELS, rules=rules(), templates=words, language="en").start()
        self.outbox = self.d.folder / "data/outbox"
        self.config = ("--config", str(self.d.config))
        self.key = self.folder / "admin.key"
        self.key.write_text(self.d.key + "\n")

    def files_with(self, texts):
        """Which file of all that the daemon has holds which text, also as UTF-16 or quoted-printable would write it."""
        found = []
        for path in self.d.folder.rglob("*"):
            if not path.is_file() or path == self.d.config:
                continue
            octets = path.read_bytes().lower()
            found += [(str(path.relative_to(self.d.folder)), text) for text in texts
                      if text.lower().encode() in octets or text.lower().encode("utf-16-le") in octets]
        return found

    def mails(self):
        return [path for path in self.outbox.glob("*.eml")]

    def live_a_little(self):
        """Anonymous first, then known; two addresses, a purchase, a question, an answer; and a bystander."""
        self.d.event("page.viewed", {"anonymous_id": "device-of-xenia"}, id="v1", note=WORDS)
        self.d.event("signed.up", {"id": "id-of-xenia", "anonymous_id": "device-of-xenia"}, id="s1")
        self.d.customer("id-of-xenia", email=OLD, phone=PHONE, attributes={"name": NAME})
        self.d.customer("id-of-xenia", email=ADDRESS)
        self.d.customer("bo", email="bo@example.com", attributes={"name": "Bo"})
        for who in ("id-of-xenia", "bo"):
            self.d.event("order.placed", {"id": who}, id=f"o-{who}", order_id="1", gift=WORDS if who != "bo" else "")
            self.d.event("order.delivered", {"id": who}, id=f"d-{who}", order_id="1")
        wait_for(lambda: len(self.mails()) == 4)
        asked = next(path.read_text() for path in self.mails() if f"To: {ADDRESS}" in path.read_text() and "score" in path.name)
        to = re.search(r"Reply-To: (\S+)", asked).group(1)
        mail = f"From: {NAME} <{{}}>\r\nTo: {to}\r\nMessage-ID: <{{}}@x>\r\nSubject: Re: How was it?\r\n\r\nI left {WORDS} there\r\n"
        self.d.lmtp_send(ADDRESS, to, mail.format(ADDRESS, 1))
        wait_for(lambda: self.d.entries("id-of-xenia", "handover"))
        self.d.lmtp_send(ADDRESS, "reply+" + "a" * 39 + "@dialog.shop.example", mail.format(ADDRESS, 2))
        self.d.lmtp_send(OLD, "reply+" + "a" * 39 + "@dialog.shop.example", mail.format(OLD, 3))
        wait_for(lambda: self.d.dead_letters() == 2)
        wait_for(lambda: len(self.d.entries("id-of-xenia", "receipt", kind="accepted")) == 2)
        wait_for(lambda: len(self.mails()) == 5)  # people were told

    def erase(self):
        return self.d.request("DELETE", "/v1/customers/id-of-xenia")

    def test_after_erasing_no_file_has_a_word_of_theirs(self):
        self.live_a_little()
        found = {text for _, text in self.files_with(TRACES)}
        self.assertEqual(found, set(TRACES), "the test looks for what is there")
        status, answer, _ = self.erase()
        self.assertEqual(status, 200, answer)
        self.assertEqual(json.loads(answer)["files"], 3)
        self.assertEqual(self.files_with(TRACES), [])
        self.assertEqual(self.d.get("/v1/customers/id-of-xenia")[0], 404)
        self.assertEqual(self.erase()[0], 404)
        # Nobody else lost anything, and the daemon goes on, also over a restart.
        self.assertEqual(len(self.mails()), 2)
        self.d.stop()
        self.assertEqual(self.files_with(TRACES), [])
        self.d.start()
        self.assertEqual(len(self.d.entries("bo", "receipt")), 2)
        self.d.event("order.placed", {"id": "bo"}, id="o2", order_id="2")
        wait_for(lambda: len(self.mails()) == 3)

    def test_what_stays_is_a_keyed_hash_and_nothing_begins_again_by_it(self):
        self.live_a_little()
        self.assertEqual(self.erase()[0], 200)
        lines = (self.d.folder / "data/suppressed").read_text().splitlines()
        self.assertEqual(sorted(line.split()[1:3] for line in lines),
                         [["email", "no_marketing"], ["email", "no_marketing"], ["sms", "no_marketing"]])
        self.assertEqual({len(line.split()[3]) for line in lines}, {64})
        self.assertEqual((self.d.folder / "data/suppression-key").stat().st_mode & 0o777, 0o600)
        self.d.stop()
        self.d.start()
        # The shop sends the old list again: a consent of before is no new one.
        self.d.customer("new-id", email=ADDRESS.upper())
        self.assertEqual([s["state"] for s in self.d.entries("new-id", "address_status")], ["no_marketing"])
        self.d.event("news.due", {"id": "new-id"}, id="n1")
        wait_for(lambda: self.d.entries("new-id", "decision", rule="news", outcome="dropped", reason="opted_out"))
        # Their own START takes it back, for good.
        self.d.lmtp_send(ADDRESS, "hej@dialog.shop.example",
                         f"From: {ADDRESS}\r\nTo: hej@dialog.shop.example\r\nMessage-ID: <9@x>\r\nSubject: x\r\n\r\nSTART\r\n")
        wait_for(lambda: self.d.entries("new-id", "address_status", state="usable"))
        self.d.customer("third-id", email=ADDRESS)
        self.assertEqual(self.d.entries("third-id", "address_status"), [])

    def test_links_and_answers_of_before_lead_nowhere(self):
        self.live_a_little()
        mail = next(path.read_text() for path in self.mails() if f"To: {ADDRESS}" in path.read_text() and "score" in path.name)
        to = re.search(r"Reply-To: (\S+)", mail).group(1)
        link = re.search(r"List-Unsubscribe: <https://dialog.shop.example(/u/\w+)", mail).group(1)
        self.assertEqual(self.erase()[0], 200)
        self.assertEqual(self.d.get(link, port=self.d.web)[0], 404)
        self.assertEqual(self.d.request("POST", link, "", port=self.d.web)[0], 404)
        self.d.lmtp_send(ADDRESS, to, f"From: {ADDRESS}\r\nTo: {to}\r\nMessage-ID: <4@x>\r\nSubject: Re\r\n\r\n9\r\n")
        wait_for(lambda: self.d.dead_letters() == 3)
        self.assertEqual(self.d.get("/v1/customers/email:" + ADDRESS)[0], 404)

    def test_erasing_needs_an_admin_and_a_whole_customer(self):
        self.d.customer("bo", email="bo@example.com")
        made = subprocess.run([PROGRAM, "key", "add", "reader", "--scope", "read,write", *self.config], capture_output=True, text=True)
        weak = {"Authorization": f"Bearer {made.stdout.strip()}"}
        wait_for(lambda: self.d.request("GET", "/v1/customers/bo", headers=weak)[0] == 200)  # keys are looked at each second
        self.assertEqual(self.d.request("DELETE", "/v1/customers/bo", headers=weak)[0], 403)
        self.assertEqual(self.d.request("DELETE", "/v1/customers/bo", headers={"Authorization": ""})[0], 401)
        self.assertEqual(self.d.request("DELETE", "/v1/customers/bo/history")[0], 404)
        self.assertEqual(self.d.get("/v1/customers/bo")[0], 200)

    def test_a_reader_of_the_store_does_not_keep_the_words_for_ever(self):
        self.live_a_little()
        reader = sqlite3.connect(self.d.folder / "data/dialogd.sqlite", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchone()
        self.d.event("order.placed", {"id": "bo"}, id="o2", order_id="2")  # a frame behind the reader's
        status, answer, _ = self.erase()
        self.assertEqual(status, 202, answer)
        reader.close()
        wait_for(lambda: self.files_with(TRACES) == [], 30)

    def test_by_command_through_the_daemon_and_without_it(self):
        def run(*arguments):
            return subprocess.run([PROGRAM, *arguments, *self.config], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        self.live_a_little()
        self.assertEqual(run("erase", "id-of-xenia").returncode, 2, "nobody said that it is meant")
        no_key = run("erase", "id-of-xenia", "--yes")
        self.assertEqual(no_key.returncode, 1)
        self.assertIn("--key-file", no_key.stderr)
        self.assertEqual(run("erase", "nobody", "--yes", "--key-file", self.key).returncode, 1)
        done = run("erase", f"email:{ADDRESS}", "--yes", "--key-file", self.key)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.files_with(TRACES), [])
        self.d.stop()
        done = run("erase", "bo", "--yes")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.files_with(["bo@example.com"]), [])
        self.assertEqual(run("export", "bo").returncode, 1)
        self.d.start()
        self.assertEqual(self.d.get("/v1/customers/bo")[0], 404)


class Copies(Case):
    def setUp(self):
        super().setUp()
        self.d = self.daemon(channels=CHANNELS, rules=rules(), templates=TEMPLATES, language="en").start()
        self.config = ("--config", str(self.d.config))

    def test_a_copy_has_all_of_it_and_reads_the_same_by_api_and_command(self):
        self.d.customer("anna", email="anna@example.com", attributes={"name": "Anna"})
        self.d.event("order.placed", {"id": "anna"}, id="o1", order_id="1")
        wait_for(lambda: self.d.entries("anna", "receipt"))
        status, text = self.d.get("/v1/customers/anna/export")
        self.assertEqual(status, 200, text)
        copy = json.loads(text)
        self.assertEqual(copy["format"], "dialogd-customer-1")
        self.assertEqual(copy["customer"]["addresses"][0]["value"], "anna@example.com")
        self.assertEqual([a["name"] for a in copy["customer"]["attributes"]], ["name"])
        self.assertEqual(copy["consents"][0]["text"], "Ja tak")
        self.assertIn("Thank you for order 1.", copy["messages"][0]["text"])
        self.assertNotIn("token", copy["messages"][0])
        self.assertEqual([entry["kind"] for entry in copy["history"]], [entry["kind"] for entry in self.d.history("anna")])
        command = subprocess.run([PROGRAM, "export", "email:anna@example.com", *self.config], capture_output=True, text=True, timeout=60)
        self.assertEqual(command.returncode, 0, command.stderr)
        other = json.loads(command.stdout)
        self.assertEqual({**other, "made": ""}, {**copy, "made": ""})
        self.assertEqual(self.d.get("/v1/customers/nobody/export")[0], 404)

    def test_consents_go_out_with_their_proof_and_come_in_again_elsewhere(self):
        self.d.customer("anna", email="anna@example.com")
        self.d.customer("bo", email="bo@example.com", consents=("offers",))
        self.d.request("POST", "/v1/customers/bo/consents", {"topic": "offers", "given": False, "text": "Nej tak", "source": "phone"})
        out = subprocess.run([PROGRAM, "consents", "export", *self.config], capture_output=True, text=True, timeout=60)
        self.assertEqual(out.returncode, 0, out.stderr)
        lines = [json.loads(line) for line in out.stdout.splitlines()]
        self.assertEqual([(c["customer"], c["topic"], c["given"]) for c in lines],
                         [("anna", "offers", True), ("anna", "surveys", True), ("bo", "offers", True), ("bo", "offers", False)])
        self.assertEqual(lines[3]["text"], "Nej tak")
        file = self.folder / "consents.jsonl"
        file.write_text(out.stdout + '{"customer":"cai","topic":"no_such","given":true,"text":"x"}\n')
        other = self.daemon(channels=CHANNELS, rules=rules(), templates=TEMPLATES, language="en").start()
        key = self.folder / "write.key"
        key.write_text(other.key)
        took = subprocess.run([PROGRAM, "consents", "import", file, "--config", other.config, "--key-file", key],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(took.returncode, 1)
        self.assertIn("4 consents taken, 1 refused", took.stdout)
        self.assertIn("line 5", took.stderr)
        again = subprocess.run([PROGRAM, "consents", "export", "--config", other.config], capture_output=True, text=True, timeout=60)
        self.assertEqual(again.stdout, out.stdout)
        other.event("news.due", {"id": "bo", "email": "bo@example.com"}, id="1")
        wait_for(lambda: other.entries("bo", "decision", rule="news", outcome="dropped", reason="no_consent"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
