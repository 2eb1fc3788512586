#!/usr/bin/env python3
"""Opting out beats everything: also what a sender has taken already and holds, because the other side does not answer."""
import contextlib
import http.server
import json
import socket
import threading
import time
import unittest

from rules import TEMPLATES, rules
from support import Case, free_port, wait_for


class StalledRelay:
    """Speaks SMTP with pipelining, and keeps its answers to DATA back until let_go()."""

    def __init__(self):
        self.going = threading.Event()
        self.data_asked = threading.Event()
        self.received = []  # recipients of whole mails
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, contextlib.suppress(OSError):
            stream = connection.makefile("rwb", buffering=0)
            stream.write(b"220 stalled ESMTP\r\n")
            recipient = None
            while line := stream.readline():
                word = line[:4].upper()
                if word == b"EHLO":
                    stream.write(b"250-stalled\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
                elif word == b"RCPT":
                    recipient = line.split(b"<")[1].split(b">")[0].decode()
                    stream.write(b"250 ok\r\n")
                elif word == b"DATA":
                    self.data_asked.set()
                    self.going.wait(60)
                    stream.write(b"354 go on\r\n")
                    while (content := stream.readline()) != b".\r\n":
                        if not content:
                            return
                    self.received.append(recipient)
                    stream.write(b"250 taken\r\n")
                elif word == b"QUIT":
                    return stream.write(b"221 bye\r\n")
                else:
                    stream.write(b"250 ok\r\n")

    def let_go(self):
        self.going.set()

    def stop(self):
        self.going.set()
        self.listener.close()


class StalledGateway:
    """Takes SMS by HTTP (Kannel's way), and answers none before let_go()."""

    def __init__(self):
        self.going = threading.Event()
        self.asked = threading.Event()
        self.received = []
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                gateway.received.append(self.path)
                gateway.asked.set()
                gateway.going.wait(60)
                self.send_response(202)
                self.end_headers()
                self.wfile.write(b"0: Accepted for delivery")

            def log_message(self, *arguments):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def let_go(self):
        self.going.set()

    def stop(self):
        self.going.set()
        self.server.shutdown()
        self.server.server_close()


def no(topic):
    return {"topic": topic, "given": False, "text": "Nej tak", "source": "form"}


class UnderWay(Case):
    def test_a_mail_that_the_relay_has_not_got_yet_is_dropped_before_the_opt_out_is_answered(self):
        relay = StalledRelay()
        self.addCleanup(relay.stop)
        d = self.daemon(channels={"email": {"type": "smtp", "url": f"smtp://127.0.0.1:{relay.port}", "tls": "none", "connections": 1,
                                            "from": "Shop <hej@dialog.shop.example>"}},
                        rules=rules(), templates=TEMPLATES, language="en").start()
        for name in ("first", "second"):  # one whose envelope is said, one that waits behind it
            d.customer(name, email=f"{name}@example.com")
            d.event("news.due", {"id": name}, id=name)
            wait_for(lambda: d.entries(name, "message_sending"))
        relay.data_asked.wait(10)
        for name in ("second", "first"):
            status, answer, _ = d.request("POST", f"/v1/customers/{name}/consents", no("offers"))
            self.assertEqual(status // 100, 2, answer)
        relay.let_go()
        for name in ("first", "second"):
            told = wait_for(lambda: d.entries(name, "receipt"))[0]
            self.assertEqual(told["kind"], "revoked", told)
            self.assertIn("taken back", told["detail"])
        d.event("order.placed", {"id": "third", "email": "third@example.com"}, id="3", order_id="1")
        wait_for(lambda: "third@example.com" in relay.received)
        time.sleep(0.5)
        self.assertEqual(relay.received, ["third@example.com"])
        self.assertEqual(d.metric("dialogd_outbox_messages"), 0)
        d.stop()

    def test_a_pause_takes_a_mail_back_and_does_not_lose_it(self):
        relay = StalledRelay()
        self.addCleanup(relay.stop)
        d = self.daemon(channels={"email": {"type": "smtp", "url": f"smtp://127.0.0.1:{relay.port}", "tls": "none", "connections": 1,
                                            "from": "Shop <hej@dialog.shop.example>"}},
                        rules=rules(), templates=TEMPLATES, language="en").start()
        d.customer("anna", email="anna@example.com")
        d.event("news.due", {"id": "anna"}, id="1")
        relay.data_asked.wait(10)
        status, answer, _ = d.request("PUT", "/v1/customers/anna/preferences", {"paused_until": "2099-01-01T00:00:00Z"})
        self.assertEqual(status // 100, 2, answer)
        relay.let_go()
        wait_for(lambda: d.entries("anna", "receipt", kind="deferred"))
        self.assertEqual(relay.received, [])
        d.stop()

    def test_an_sms_that_the_gateway_has_got_is_gone_and_the_answer_does_not_wait_for_it(self):
        gateway = StalledGateway()
        self.addCleanup(gateway.stop)
        sms = {"type": "gateway", "provider": "kannel", "url": f"http://127.0.0.1:{gateway.port}/cgi-bin/sendsms", "from": "1234",
               "connections": 2}
        d = self.daemon(channels={"sms": sms}, rules={"ask.yaml": rules("sms")["ask.yaml"]},
                        templates={k: v for k, v in TEMPLATES.items() if k.split("/")[0] in ("score", "thanks") and "email" not in k},
                        language="en").start()
        for number in (56, 57):
            d.customer(f"c{number}", phone=f"+45201234{number}")
            d.event("order.delivered", {"id": f"c{number}"}, id=f"d{number}", order_id="1")
            wait_for(lambda: len(gateway.received) == number - 55)
        # Both are with the gateway: gone, whatever is said now; the answer does not wait for them.
        began = time.monotonic()
        status, answer, _ = d.request("POST", "/v1/customers/c56/consents", no("surveys"))
        self.assertEqual(status // 100, 2, answer)
        self.assertLess(time.monotonic() - began, 4)
        gateway.let_go()
        wait_for(lambda: d.entries("c56", "receipt", kind="accepted"))
        self.assertEqual(len(d.entries("c56", "receipt")), 1)
        d.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
