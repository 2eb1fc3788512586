#!/usr/bin/env python3
"""Two daemons that are each other's customer: what one writes, the other gets as a reply. They soon fall silent."""
import email
import email.policy
import smtplib
import threading
import time
import unittest

from rules import TEMPLATES, rules
from support import Case, needs, wait_for

needs("smtp-sink")

# The answer has the word that asks for it: nothing but the daemon stands between this rule and a talk without end.
KEYWORD = {"hours.yaml": """\
rule: hours
about: When we are open.
topic: service
trigger: {keyword: [opening hours]}
reenter: always
steps:
  - send: {content: hours}
"""}
HOURS = {
    "hours/content.yaml": "about: When we are open.\n",
    "hours/email.en.md": "Subject: Our opening hours\n\nOpening hours, from nine to five. And yours?\n",
    "hours/sms.en.txt": "Opening hours, from nine to five. And yours?\n",
}
MOST = 2  # messages of each, behind the one that began
QUIET = 3  # seconds without a mail are silence: the daemon answers within milliseconds


class Shuttle(threading.Thread):
    """Carries each mail that one daemon sends to the other one's LMTP, to the address it was sent to."""

    def __init__(self, pairs, hide_automation):
        super().__init__(daemon=True)
        self.pairs = pairs  # (sink, the daemon that gets its mails, the address at which it does)
        self.hide_automation = hide_automation
        self.carried = [0 for _ in pairs]
        self.last = time.monotonic()
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(0.02):
            for i, (sink, to, address) in enumerate(self.pairs):
                for mail in sink.to(address)[self.carried[i]:]:
                    self.carry(mail, to)
                    self.carried[i] += 1
                    self.last = time.monotonic()

    def carry(self, mail, to):
        message = email.message_from_bytes(mail.octets, policy=email.policy.SMTP)
        for name in list(message.keys()):
            automation = name.lower() in ("auto-submitted", "x-auto-response-suppress", "list-id", "list-unsubscribe",
                                          "list-unsubscribe-post", "feedback-id")
            if name.startswith("X-") and name.endswith("-Args") or self.hide_automation and automation:
                del message[name]
        with smtplib.LMTP("127.0.0.1", to.lmtp) as client:
            client.sendmail(mail.return_path, [mail.recipient], message.as_bytes())

    def wait_for_silence(self):
        try:
            wait_for(lambda: time.monotonic() - self.last > QUIET, 30)
        finally:
            self.ended.set()
            self.join(10)


class TwoDaemons(Case):
    def pair(self):
        daemons, sinks = [], []
        for name in ("a", "b"):
            sinks.append(self.sink())
            channel = {"type": "smtp", "url": f"smtp://127.0.0.1:{sinks[-1].port}", "tls": "none",
                       "from": f"Shop {name} <hello@{name}.example>"}
            daemons.append(self.daemon(channels={"email": channel}, rules={**rules(), **KEYWORD}, language="en",
                                       templates={**TEMPLATES, **HOURS}, reply_domain=f"{name}.example").start())
        for daemon, other in zip(daemons, "ba"):
            daemon.customer("other", email=f"hello@{other}.example")
        return daemons, sinks

    def talk(self, begin, hide_automation):
        daemons, sinks = self.pair()
        shuttle = Shuttle([(sinks[0], daemons[1], "hello@b.example"), (sinks[1], daemons[0], "hello@a.example")],
                          hide_automation)
        shuttle.start()
        for daemon, name, other in zip(daemons, "ab", "ba"):
            begin(daemon, f"hello@{name}.example", f"hello@{other}.example")
        wait_for(lambda: all(shuttle.carried))
        try:
            shuttle.wait_for_silence()
        except AssertionError:
            pass  # what they have told each other says more
        for daemon, sink, other in zip(daemons, sinks, "ba"):
            told = [mail.subject for mail in sink.to(f"hello@{other}.example")]
            self.assertLessEqual(len(told), 1 + MOST, told)
            self.assertTrue(daemon.entries("other", "reply"), "what came was kept")
        return daemons, sinks

    @staticmethod
    def ask(daemon, _, __):
        daemon.event("order.delivered", {"id": "other"}, id="d1", order_id="1")

    @staticmethod
    def write(daemon, its_address, sender):
        daemon.lmtp_send(sender, its_address, f"From: {sender}\r\nTo: {its_address}\r\nSubject: Hi\r\n"
                         "Message-ID: <begin@mail.example>\r\n\r\nOpening hours?\r\n")

    def test_questions(self):
        self.talk(self.ask, False)

    def test_questions_that_do_not_say_that_they_are_automatic(self):
        self.talk(self.ask, True)

    def test_a_keyword_whose_answer_has_it(self):
        self.talk(self.write, False)

    def test_a_keyword_whose_answer_has_it_and_does_not_say_that_it_is_automatic(self):
        self.talk(self.write, True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
