#!/usr/bin/env python3
"""Rules are reloaded again and again while events come in at about a thousand a second: none is lost, none counts
twice, and every one is judged by one whole set of rules, the old one or the new one."""
import http.client
import json
import signal
import threading
import time
import unittest

from support import Case, wait_for

FOLDER = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}}
RATE = 1000  # events a second
SECONDS = 6
BATCH = 20
CUSTOMERS = 500

# Each set says its own name twice: an event that saw half of each would be seen.
RULE = """\
rule: %(half)s
about: Counts what came in under this set.
topic: service
trigger: {event: counted}
reenter: always
steps:
  - emit: {event: "seen.%(half)s", properties: {set: %(name)s, order: "= event.order"}}
"""
TEMPLATES = {"hello/content.yaml": "about: Not used by these rules.\n", "hello/email.en.md": "Subject: Hello\n\nHello.\n"}


def rules(name):
    return {f"{half}.yaml": RULE % {"half": half, "name": name} for half in ("first", "second")}


class Load(threading.Thread):
    """Sends batches over one connection at a steady pace; each event has an id of its own. A batch that is refused
    for now (429) is sent again as it was."""

    def __init__(self, daemon, stop):
        super().__init__()
        self.daemon_, self.stop_, self.sent, self.late, self.error = daemon, stop, 0, 0, None

    def run(self):
        try:
            self.send()
        except Exception as error:  # shown by the test
            self.error = error

    def send(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon_.http, timeout=30)
        headers = {"Authorization": f"Bearer {self.daemon_.key}", "Content-Type": "application/json"}
        began = time.monotonic()
        while not self.stop_.is_set():
            events = [{"event": "counted", "id": f"e{number}", "customer": {"id": f"c{number % CUSTOMERS}"},
                       "properties": {"order": number}} for number in range(self.sent, self.sent + BATCH)]
            body = json.dumps(events)
            while True:
                connection.request("POST", "/v1/events", body, headers)
                answer = connection.getresponse()
                text = answer.read().decode()
                if answer.status != 429:
                    break
                time.sleep(0.05)
            if answer.status != 200:
                raise AssertionError(f"{answer.status}: {text}")
            self.sent += BATCH
            ahead = began + self.sent / RATE - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
            else:
                self.late += 1
        connection.close()


class Reloading(Case):
    def test_nothing_is_lost_or_doubled_and_no_event_sees_half_a_set(self):
        d = self.daemon(channels=FOLDER, rules=rules("set0"), templates=TEMPLATES, language="en").start()
        stop = threading.Event()
        load = Load(d, stop)
        load.start()
        self.addCleanup(load.join)
        self.addCleanup(stop.set)
        reloads, end = 0, time.monotonic() + SECONDS
        while time.monotonic() < end and load.error is None:
            reloads += 1
            for name, text in rules(f"set{reloads}").items():
                (d.rules / name).write_text(text)
            if reloads % 7 == 3:  # a mistake: the old set stays
                (d.rules / "second.yaml").write_text("rule: broken\ntriger: {event: counted}\n")
                self.assertEqual(d.request("POST", "/v1/reload", {})[0], 422)
            elif reloads % 5 == 2:
                d.process.send_signal(signal.SIGHUP)
                time.sleep(0.2)
            else:
                status, answer, _ = d.request("POST", "/v1/reload", {})
                self.assertEqual(status, 200, answer)
            time.sleep(0.1)
        stop.set()
        load.join()
        if load.error:
            raise load.error
        self.assertGreater(reloads, 10)
        wait_for(lambda: d.get("/readyz")[0] == 200)
        seen, sets = {"first": {}, "second": {}}, set()
        for customer in range(CUSTOMERS):
            for entry in d.history(f"c{customer}"):
                if entry["kind"] != "emitted":
                    continue
                event = entry["what"]["event"]
                properties = event["properties"]
                half = seen[event["name"].removeprefix("seen.")]
                order = int(properties["order"])
                self.assertNotIn(order, half, f"event {order} counted twice")
                half[order] = properties["set"]
                sets.add(properties["set"])
        self.assertEqual(sorted(seen["first"]), list(range(load.sent)), "every event is there once")
        self.assertEqual(seen["first"], seen["second"], "no event saw half of a set")
        self.assertGreater(len(sets), 5)
        print(f"{load.sent} events, {reloads} reloads, {len(sets)} sets of rules seen, {load.late} batches late",
              flush=True)
        d.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
