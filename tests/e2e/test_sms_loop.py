#!/usr/bin/env python3
"""An event becomes an SMS at a made-up mobile network behind a real Kannel; the answer comes back through it."""
import pathlib
import subprocess
import time
import unittest

from rules import TEMPLATES, rules
from support import Case, free_port, needs, wait_for, wait_for_port

needs("bearerbox", "smsbox")
FAKESMSC = pathlib.Path("/usr/lib/kannel/test/fakesmsc")

CONF = """\
group = core
admin-port = {admin}
admin-interface = "127.0.0.1"
admin-password = adminpw
smsbox-port = {boxes}
smsbox-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
log-file = "bearerbox.log"
log-level = 1
store-type = spool
store-location = "spool"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
port = {network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {send}
sendsms-interface = "127.0.0.1"
sendsms-chars = "0123456789 +-"
global-sender = 1234
log-file = "smsbox.log"
log-level = 1
http-request-retry = 2
http-queue-delay = 1

group = sendsms-user
username = dialogd
password = secret
max-messages = 10
concatenation = true
omit-empty = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
omit-empty = true
get-url = "http://127.0.0.1:{web}/in/kannel/message?from=%p&to=%P&text=%b&charset=%C&coding=%c&id=%I&smsc=%i&ts=%T"
"""


class Kannel:
    def __init__(self, folder, web):
        self.folder = folder
        (folder / "spool").mkdir(parents=True)
        self.send = free_port()
        self.network = free_port()
        boxes = free_port()
        (folder / "kannel.conf").write_text(CONF.format(admin=free_port(), boxes=boxes, network=self.network, send=self.send, web=web))
        self.processes = [self._run("bearerbox", "-v", "4", "kannel.conf")]
        wait_for_port(boxes)
        self.processes.append(self._run("smsbox", "-v", "4", "kannel.conf"))
        wait_for_port(self.send)

    def _run(self, *command):
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def phones(self, *messages):
        """The network: hands these in, one after the other, and prints what comes to the phones."""
        # Kannel's fake SMSC speaks to one network at a time.
        if len(self.processes) > 2:
            self.processes[-1].terminate()
            self.processes[-1].wait(10)
            time.sleep(1)
        path = self.folder / f"phones{len(self.processes)}"
        with open(path, "wb") as log:
            self.processes.append(subprocess.Popen(
                [FAKESMSC, "-H", "127.0.0.1", "-r", str(self.network), "-i", "0.5", "-m", str(len(messages)), *messages],
                cwd=self.folder, stdout=log, stderr=log))
        return path

    def stop(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


@unittest.skipUnless(FAKESMSC.exists(), "Kannel's made-up network is not installed (Debian: kannel-extras)")
class SmsLoop(Case):
    def test_an_answer_by_sms_makes_the_next_step_happen(self):
        web = free_port()
        kannel = Kannel(self.folder / "kannel", web)
        self.addCleanup(kannel.stop)
        (self.folder / "password").write_text("secret\n")
        d = self.daemon(channels={"sms": {"type": "gateway", "provider": "kannel", "url": f"http://127.0.0.1:{kannel.send}/cgi-bin/sendsms",
                                          "user": "dialogd", "password_file": str(self.folder / "password"), "from": "1234"},
                                  "email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}},
                        rules=rules("sms"), templates=TEMPLATES, language="en", web=f"127.0.0.1:{web}")
        d.web = web
        d.start()
        network = kannel.phones("4520999999 1234 data hello+from+nobody")
        d.customer("anna", phone="+45 20 12 34 56")
        d.event("order.delivered", {"id": "anna"}, id="d1", order_id="1")
        wait_for(lambda: d.entries("anna", "receipt", kind="accepted"), 20)
        wait_for(lambda: "how was it" in network.read_text(errors="replace").lower(), 20)
        self.assertIn("20123456", network.read_text(errors="replace"))
        wait_for(lambda: d.dead_letters() == 1, 20)
        answered = kannel.phones("4520123456 1234 data 8")
        wait_for(lambda: d.entries("anna", "answered", answer="score"), 20)
        self.assertEqual(d.entries("anna", "attribute_set", name="nps")[0]["value"], 8)
        wait_for(lambda: len(d.entries("anna", "receipt", kind="accepted")) == 2, 20)
        wait_for(lambda: "Thank you for the 8." in network.read_text(errors="replace") + answered.read_text(errors="replace"), 20)
        kannel.phones("4520123456 1234 data STOP")
        wait_for(lambda: d.entries("anna", "address_status", state="opted_out"), 20)
        kinds = [entry["kind"] for entry in d.history("anna")]
        self.assertLess(kinds.index("message_sending"), kinds.index("reply"))
        self.assertLess(kinds.index("reply"), kinds.index("answered"))
        d.stop()

    def test_a_gateway_that_is_down_is_tried_again_later(self):
        d = self.daemon(channels={"sms": {"type": "gateway", "provider": "kannel", "url": f"http://127.0.0.1:{free_port()}/cgi-bin/sendsms",
                                          "from": "1234"}}, rules={"ask.yaml": rules("sms")["ask.yaml"]},
                        templates={k: v for k, v in TEMPLATES.items() if k.split("/")[0] in ("score", "thanks") and "email" not in k},
                        language="en").start()
        d.customer("bo", phone="+4520123457")
        d.event("order.delivered", {"id": "bo"}, id="d1", order_id="1")
        wait_for(lambda: d.entries("bo", "receipt", kind="deferred"))
        time.sleep(0.5)
        self.assertEqual(len(d.entries("bo", "message_sending")), 1)
        d.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
