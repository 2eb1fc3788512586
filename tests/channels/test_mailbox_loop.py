#!/usr/bin/env python3
"""An event becomes a mail at a real sink, the answer lies in Dovecot's mailbox, is fetched by IMAP and makes the next
step happen; over a restart and a kill nothing is lost, and nothing counts twice."""
import os
import pathlib
import pwd
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from rules import TEMPLATES, rules  # noqa: E402
from support import SHARED, Case, free_port, needs, wait_for, wait_for_port  # noqa: E402

needs("smtp-sink", "dovecot")


class Dovecot:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.process = None
        for part in ("run", "state", "mail/replies/new", "mail/replies/cur", "mail/replies/tmp"):
            (folder / part).mkdir(parents=True)
        (folder / "users").write_text("replies:{PLAIN}secret\n")
        conf = (SHARED / "parties/dovecot.conf").read_text().replace("@DIR@", str(folder))
        (folder / "dovecot.conf").write_text(conf.replace("10143", str(self.port)).replace("10024", str(free_port())))
        self.own()

    def own(self):
        mail = pwd.getpwnam("mail")
        for path in [self.folder / "mail", *(self.folder / "mail").rglob("*")]:
            os.chown(path, mail.pw_uid, mail.pw_gid)

    def start(self):
        self.process = subprocess.Popen(["dovecot", "-F", "-c", self.folder / "dovecot.conf"])
        wait_for_port(self.port)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def deliver(self, sender, recipient, body, name):
        mail = f"From: {sender}\r\nTo: {recipient}\r\nSubject: Re: How was it?\r\nMessage-ID: <{name}@example.com>\r\n\r\n{body}\r\n"
        path = self.folder / "mail/replies/tmp" / name
        path.write_bytes(mail.encode())
        self.own()
        path.rename(self.folder / "mail/replies/new" / name)

    def lying(self, box="."):
        return [p for part in ("new", "cur") for p in (self.folder / "mail/replies" / box / part).glob("*")]


@unittest.skipUnless((SHARED / "parties/dovecot.conf").exists() and os.geteuid() == 0, "no folder with parties, or not root")
class MailboxLoop(Case):
    def test_an_answer_in_a_mailbox_makes_the_next_step_happen_once(self):
        relay = self.sink()
        dovecot = Dovecot(self.folder / "dovecot")
        self.addCleanup(dovecot.stop)
        (self.folder / "password").write_text("secret\n")
        d = self.daemon(channels={"email": self.smtp(relay)}, rules=rules(), templates=TEMPLATES, language="en",
                        imap={"url": f"imap://127.0.0.1:{dovecot.port}", "tls": "none", "user": "replies",
                              "password_file": str(self.folder / "password"), "every": "1s"}).start()
        d.customer("anna", email="anna@example.com")
        d.event("order.delivered", {"id": "anna"}, id="d1", order_id="1")
        asked = wait_for(lambda: relay.to("anna@example.com"))[0]
        # The server is not there yet: the daemon goes on trying.
        dovecot.start()
        dovecot.deliver("Anna <anna@example.com>", asked.reply_to, "9\r\n\r\nOn Monday Shop wrote:\r\n> From 0 to 10, how was it?", "1.a.x")
        wait_for(lambda: relay.to("anna@example.com")[1:], 40)
        wait_for(lambda: len(dovecot.lying(".Processed")) == 1)
        self.assertEqual(dovecot.lying(), [])
        self.assertEqual(len(d.entries("anna", "answered", answer="score")), 1)
        # The same mail again: moved back by hand, or delivered twice by a relay.
        dovecot.deliver("Anna <anna@example.com>", asked.reply_to, "9", "1.a.x")
        wait_for(lambda: len(dovecot.lying(".Processed")) == 2)
        self.assertEqual(len(d.entries("anna", "reply")), 1)
        dovecot.deliver("stranger@example.net", "hej@dialog.shop.example", "hello", "2.b.x")
        wait_for(lambda: d.dead_letters() == 1)
        # Killed, with an answer in the mailbox: it is taken after the start.
        d.kill()
        dovecot.deliver("Anna <anna@example.com>", asked.reply_to, "7", "3.c.x")
        d.start()
        wait_for(lambda: len(d.entries("anna", "reply")) == 2, 30)
        wait_for(lambda: dovecot.lying() == [])
        log = d.log()
        self.assertIn("the mailbox can't be read now", log)
        self.assertNotIn("anna@example.com", log)
        d.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
