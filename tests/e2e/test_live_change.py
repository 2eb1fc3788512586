#!/usr/bin/env python3
"""What is changed while the daemon runs: rules paused, resumed, dropped, reloaded, and planned beforehand."""
import json
import signal
import socket
import subprocess
import time
import unittest

from rules import ORDER, TEMPLATES, rules
from support import PROGRAM, Case, free_port, wait_for

FOLDER = {"email": {"type": "folder", "from": "Shop <hej@dialog.shop.example>"}}
WAIT = """\
rule: %s
about: Waits, then says it.
topic: service
trigger: {event: %s}
reenter: always
steps:
  - wait: %s
  - send: {content: receipt, channel: email}
"""


class Live(Case):
    def begin(self, more=None, **settings):
        self.d = self.daemon(channels=FOLDER, rules={**rules(), **(more or {})}, templates=TEMPLATES, language="en",
                             **settings).start()
        return self.d

    def order(self, customer, id):
        self.d.event("order.placed", {"id": customer, "email": f"{customer}@example.com"}, id=f"{customer}-{id}",
                     order_id=str(id))

    def sent(self, customer):
        return len(self.d.entries(customer, "message_sending"))

    def post(self, path, body, key=None):
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        status, answer, _ = self.d.request("POST", path, body, headers=headers)
        return status, json.loads(answer)

    def paused(self):
        status, answer = self.d.get("/v1/paused")
        self.assertEqual(status, 200, answer)
        return json.loads(answer)

    def run_it(self, *arguments):
        return subprocess.run([PROGRAM, *map(str, arguments), "--config", str(self.d.config)], capture_output=True,
                              text=True, timeout=60)

    def settled(self):
        """Whatever would happen has had its time to."""
        time.sleep(0.5)

    def key(self, name, scope):
        made = subprocess.run([PROGRAM, "key", "add", name, "--scope", scope, "--config", self.d.config],
                              capture_output=True, text=True, timeout=30)
        self.assertEqual(made.returncode, 0, made.stderr)
        time.sleep(1.1)  # the daemon looks at the file once a second
        return made.stdout.strip()


class Paused(Live):
    def test_a_paused_rule_starts_and_sends_nothing_over_a_restart_and_goes_on_when_resumed(self):
        d = self.begin({"soon.yaml": WAIT % ("soon", "soon.began", "1s")})
        d.event("soon.began", {"id": "a", "email": "a@example.com"}, id="1", order_id="7")
        self.assertEqual(len(d.entries("a", "run_started", rule="soon")), 1)
        status, answer = self.post("/v1/pause", {"rule": "soon"})
        self.assertEqual((status, answer["rules"][0]["rule"], answer["rules"][0]["by"]), (200, "soon", "test"), answer)
        self.assertIn('dialogd_rules_paused{rule="soon"} 1', d.get("/metrics")[1])
        wait_for(lambda: d.entries("a", "decision", rule="soon", outcome="held", reason="paused_by_hand"))
        d.stop()
        d.start()
        self.assertEqual([p["rule"] for p in self.paused()["rules"]], ["soon"])
        self.order("a", 1)  # another rule goes on
        wait_for(lambda: self.sent("a") == 1)
        d.event("soon.began", {"id": "b", "email": "b@example.com"}, id="2")
        self.assertEqual(d.entries("b", "run_started", rule="soon"), [])
        # A reload does not take it back either.
        self.assertEqual(self.post("/v1/reload", {})[0], 200)
        self.settled()
        self.assertEqual(self.sent("a"), 1)
        status, answer = self.post("/v1/resume", {"rule": "soon"})
        self.assertEqual((status, answer), (200, {"all": None, "rules": [], "contents": []}))
        wait_for(lambda: self.sent("a") == 2)
        self.assertNotIn("dialogd_rules_paused{", d.get("/metrics")[1])
        d.stop()

    def test_a_paused_content_and_everything(self):
        d = self.begin()
        self.assertEqual(self.post("/v1/pause", {"content": "receipt"})[0], 200)
        self.order("a", 1)
        wait_for(lambda: d.entries("a", "decision", rule="order", outcome="held"))
        self.assertEqual(self.sent("a"), 0)
        self.assertEqual(self.post("/v1/pause", {"all": True})[0], 200)
        self.assertEqual(d.metric("dialogd_everything_paused"), 1)
        self.assertEqual(self.post("/v1/resume", {"content": "receipt"})[0], 200)
        self.settled()
        self.assertEqual(self.sent("a"), 0)
        self.assertEqual(self.post("/v1/resume", {"all": True})[1], {"all": None, "rules": [], "contents": []})
        wait_for(lambda: self.sent("a") == 1)
        d.stop()

    def test_what_is_wrong_is_said(self):
        self.begin()
        status, answer = self.post("/v1/pause", {"rule": "ordr"})
        self.assertEqual(status, 404)
        self.assertIn("did you mean `order`", answer["error"])
        self.assertEqual(self.post("/v1/drop", {"content": "reciept"})[0], 404)
        for body in ({}, {"rule": 3}, {"rule": "order", "all": True}, {"all": False}, {"rules": "order"}, []):
            status, answer = self.post("/v1/pause", body)
            self.assertEqual(status, 400, (body, answer))
            self.assertIn('{"rule": "NAME"}', answer["error"])
        self.assertEqual(self.d.request("POST", "/v1/pause", "{")[0], 400)
        reader = self.key("reader", "read")
        for path in ("/v1/pause", "/v1/resume", "/v1/drop", "/v1/reload"):
            self.assertEqual(self.post(path, {"rule": "order"}, reader)[0], 403)
            self.assertEqual(self.post(path, {"rule": "order"}, "nobody")[0], 401)
        self.assertEqual(self.paused(), {"all": None, "rules": [], "contents": []})
        self.d.stop()

    def test_dropping_a_rule_empties_what_waits_and_leaves_the_rest(self):
        d = self.begin({"long.yaml": WAIT % ("long", "long.began", "30d"), "other.yaml": WAIT % ("other", "other.began", "30d")})
        for n in range(20):
            d.event("long.began", {"id": f"c{n}", "email": f"c{n}@example.com"}, id=f"l{n}")
            d.event("other.began", {"id": f"c{n}"}, id=f"o{n}")
        self.assertEqual(self.post("/v1/pause", {"content": "receipt"})[0], 200)
        self.order("c0", 1)
        wait_for(lambda: d.entries("c0", "decision", rule="order", outcome="held"))
        self.assertEqual(self.post("/v1/drop", {"rule": "long"})[0], 200)
        for n in range(20):
            ended = wait_for(lambda: d.entries(f"c{n}", "run_ended", rule="long"))
            self.assertEqual(len(ended), 1)
            self.assertEqual(ended[0]["reason"], "dropped by test")
            self.assertEqual(d.entries(f"c{n}", "run_ended", rule="other"), [])
        # And what comes after it is not dropped, also not by a restart.
        d.event("long.began", {"id": "c0"}, id="again")
        d.stop()
        d.start()
        self.settled()
        self.assertEqual(len(d.entries("c0", "run_ended", rule="long")), 1)
        self.assertEqual(len(d.entries("c0", "dropped")), 1)
        self.assertEqual(self.post("/v1/drop", {"all": True})[0], 200)
        wait_for(lambda: len(d.entries("c0", "run_ended", rule="long")) == 2)
        wait_for(lambda: d.entries("c0", "run_ended", rule="order"))
        self.assertEqual(self.post("/v1/resume", {"content": "receipt"})[0], 200)
        self.settled()
        self.assertEqual(self.sent("c0"), 0)
        d.stop()


class Outbox(Live):
    def test_what_is_under_way_and_not_gone_yet_is_taken_back(self):
        with socket.socket() as silent:  # takes connections and never says a word
            silent.bind(("127.0.0.1", 0))
            silent.listen(8)
            d = self.d = self.daemon(channels={"email": {"type": "smtp", "url": f"smtp://127.0.0.1:{silent.getsockname()[1]}",
                                                         "tls": "none", "from": "Shop <hej@dialog.shop.example>"}},
                                     rules=rules(), templates=TEMPLATES, language="en").start()
            for customer in ("a", "b"):
                self.order(customer, 1)
                wait_for(lambda: self.sent(customer) == 1)
            d.customer("c", email="c@example.com")
            d.event("news.due", {"id": "c"}, id="n")
            wait_for(lambda: self.sent("c") == 1)
            self.assertEqual(self.post("/v1/pause", {"rule": "order"})[0], 200)
            for customer in ("a", "b"):
                back = wait_for(lambda: d.entries(customer, "receipt"))
                self.assertEqual([(r["kind"], "paused_by_hand" in r["detail"]) for r in back], [("deferred", True)])
            self.assertEqual(d.entries("c", "receipt"), [])
            self.assertEqual(self.post("/v1/drop", {"all": True})[0], 200)
            back = wait_for(lambda: d.entries("c", "receipt"))
            self.assertEqual([(r["kind"], "dropped_by_hand" in r["detail"]) for r in back], [("revoked", True)])
            wait_for(lambda: d.entries("a", "message_dropped", reason="dropped_by_hand"))
            d.stop()

    def test_a_message_that_waits_for_another_attempt_is_dropped(self):
        closed = free_port()
        d = self.d = self.daemon(channels={"email": {"type": "smtp", "url": f"smtp://127.0.0.1:{closed}", "tls": "none",
                                                     "from": "Shop <hej@dialog.shop.example>"}},
                                 rules=rules(), templates=TEMPLATES, language="en").start()
        self.order("a", 1)
        wait_for(lambda: d.entries("a", "receipt", kind="deferred"))
        self.assertEqual(self.post("/v1/drop", {"content": "receipt"})[0], 200)
        dropped = wait_for(lambda: d.entries("a", "message_dropped"))
        self.assertEqual([(m["message"], m["reason"]) for m in dropped], [(1, "dropped_by_hand")])
        self.assertEqual(json.loads(d.get("/v1/customers/a")[1]).get("messages", []), [])
        d.stop()


class Reload(Live):
    def test_a_broken_reload_changes_nothing_and_lists_the_mistakes(self):
        d = self.begin()
        before = json.loads(d.get("/v1/rules")[1])
        d.rules.joinpath("order.yaml").write_text(ORDER["order.yaml"].replace("topic: service", "topic: sevrice"))
        d.rules.joinpath("news.yaml").write_text(ORDER["news.yaml"].replace("content: news", "content: nwes"))
        status, answer = self.post("/v1/reload", {})
        self.assertEqual(status, 422, answer)
        self.assertEqual(sorted(m["file"] for m in answer["mistakes"]), ["rules/news.yaml", "rules/order.yaml"])
        for mistake in answer["mistakes"]:
            self.assertGreater(mistake["line"], 0)
            self.assertGreater(mistake["column"], 0)
            self.assertIn("did you mean", mistake["message"])
        self.assertEqual(json.loads(d.get("/v1/rules")[1]), before)
        self.assertEqual(d.metric("dialogd_rules_broken"), 1)
        self.order("a", 1)
        wait_for(lambda: self.sent("a") == 1)
        d.rules.joinpath("order.yaml").write_text(ORDER["order.yaml"] + "# as before\n")
        d.rules.joinpath("news.yaml").unlink()
        status, answer = self.post("/v1/reload", {})
        self.assertEqual((status, answer["rules"]), (200, len(before) - 1))
        self.assertGreater(answer["contents"], 0)
        self.assertNotIn("news", [r["rule"] for r in json.loads(d.get("/v1/rules")[1])])
        self.assertEqual(d.metric("dialogd_rules_broken"), 0)
        d.stop()

    def test_a_signal_does_the_same_and_the_log_names_every_mistake(self):
        d = self.begin()
        for name in ("order.yaml", "news.yaml"):
            d.rules.joinpath(name).write_text(ORDER[name].replace("topic: ", "topic: x"))
        d.process.send_signal(signal.SIGHUP)
        wait_for(lambda: d.metric("dialogd_rules_broken") == 1)
        wait_for(lambda: "rules/order.yaml" in d.log() and "rules/news.yaml" in d.log())
        d.stop()


class Watch(Live):
    def test_files_that_change_are_read_again_by_itself_all_or_nothing(self):
        d = self.begin(rules_watch=True)
        names = lambda: [r["rule"] for r in json.loads(d.get("/v1/rules")[1])]
        self.assertNotIn("late", names())
        d.rules.joinpath("late.yaml").write_text(WAIT % ("late", "late.began", "1s"))
        wait_for(lambda: "late" in names())
        d.rules.joinpath("order.yaml").write_text("rule: order\n")
        wait_for(lambda: d.metric("dialogd_rules_broken") == 1)
        self.assertIn("order", names())
        d.rules.joinpath("order.yaml").write_text(ORDER["order.yaml"])
        wait_for(lambda: d.metric("dialogd_rules_broken") == 0)
        # A folder that is new, and what is written into it later.
        folder = d.templates / "tip"
        folder.mkdir()
        time.sleep(1)
        folder.joinpath("content.yaml").write_text("about: A tip.\n")
        folder.joinpath("email.en.md").write_text("Subject: A tip\n\nHere is one.\n")
        wait_for(lambda: self.post("/v1/pause", {"content": "tip"})[0] == 200)
        # The folder as a whole is another.
        d.rules.rename(d.folder / "old")
        d.rules.mkdir()
        d.rules.joinpath("order.yaml").write_text(ORDER["order.yaml"])
        wait_for(lambda: names() == ["order"])
        d.stop()

    def test_without_it_nothing_is_read_by_itself(self):
        d = self.begin()
        before = d.metric("dialogd_reloads_total")
        d.rules.joinpath("late.yaml").write_text(WAIT % ("late", "late.began", "1s"))
        time.sleep(1.5)
        self.assertEqual(d.metric("dialogd_reloads_total"), before)
        d.stop()


class AtMost(Live):
    def test_a_rule_that_starts_too_often_is_paused_and_starts_again_when_resumed(self):
        d = self.begin({"order.yaml": ORDER["order.yaml"] + "at_most: {starts: 3, per: 1h}\n"})
        for n in range(5):
            self.order("a", n)
        self.assertEqual(len(d.entries("a", "run_started", rule="order")), 3)
        self.assertEqual([(p["rule"], p["by"]) for p in self.paused()["rules"]], [("order", "at_most")])
        self.assertIn('dialogd_rules_paused{rule="order"} 1', d.get("/metrics")[1])
        self.assertIn("dialogd resume order", d.log())
        d.stop()
        d.start()
        self.order("a", 8)
        self.assertEqual(len(d.entries("a", "run_started", rule="order")), 3)
        self.assertEqual(self.post("/v1/resume", {"rule": "order"})[0], 200)
        for n in range(10, 12):
            self.order("a", n)
        self.assertEqual(len(d.entries("a", "run_started", rule="order")), 5)
        self.assertEqual(self.paused()["rules"], [])
        d.stop()


class Commands(Live):
    def test_pause_resume_and_drop_through_the_running_daemon(self):
        d = self.begin({"long.yaml": WAIT % ("long", "long.began", "30d")})
        key = self.folder / "admin.key"
        key.write_text(d.key + "\n")
        with_key = ("--key-file", key)
        told = self.run_it("pause", "order", *with_key)
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn("paused: rule `order`", told.stdout)
        self.order("a", 1)
        self.assertEqual(d.entries("a", "run_started"), [])
        told = self.run_it("pause", "--content", "receipt", "--json", *with_key)
        self.assertEqual(json.loads(told.stdout), self.paused())
        self.assertEqual(self.run_it("pause", "--all", *with_key).returncode, 0)
        told = self.run_it("resume", "--all", *with_key)
        self.assertIn("paused: content `receipt`", told.stdout)
        self.assertIn("paused: rule `order`", told.stdout)
        self.assertEqual(self.run_it("resume", "--content", "receipt", *with_key).returncode, 0)
        self.assertIn("nothing is paused", self.run_it("resume", "order", *with_key).stdout)
        d.event("long.began", {"id": "a"}, id="1")
        told = self.run_it("drop", "long", *with_key)
        self.assertEqual(told.returncode, 0, told.stderr)
        wait_for(lambda: d.entries("a", "run_ended", rule="long", reason="dropped by test"))
        # What is wrong.
        told = self.run_it("pause", "ordr", *with_key)
        self.assertEqual(told.returncode, 1)
        self.assertIn("did you mean `order`", told.stderr)
        told = self.run_it("pause", "order")
        self.assertEqual(told.returncode, 1)
        self.assertIn("--key-file", told.stderr)
        told = self.run_it("pause", "order", "--key-file", self.folder / "nothing")
        self.assertEqual(told.returncode, 1)
        self.assertIn("--key-file", told.stderr)
        for wrong in ((), ("order", "--all"), ("order", "--content", "receipt")):
            self.assertEqual(self.run_it("pause", *wrong, *with_key).returncode, 2, wrong)
        self.assertIn("Example:", self.run_it("pause", "--help").stdout)
        self.assertEqual(subprocess.run([PROGRAM, "pause", "order", "--config", self.folder / "no.yaml"],
                                        capture_output=True, timeout=30).returncode, 78)
        d.stop()

    def test_while_the_daemon_is_down_it_is_so_from_the_next_start_on(self):
        d = self.begin({"long.yaml": WAIT % ("long", "long.began", "30d")})
        d.event("long.began", {"id": "a", "email": "a@example.com"}, id="1")
        d.stop()
        told = self.run_it("pause", "order")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn("did you mean `order`", self.run_it("pause", "ordr").stderr)
        told = self.run_it("drop", "long")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn("long", told.stdout)
        d.start()
        wait_for(lambda: d.entries("a", "run_ended", rule="long"))
        self.order("a", 1)
        self.assertEqual(d.entries("a", "run_started", rule="order"), [])
        d.stop()
        self.assertIn("nothing is paused", self.run_it("resume", "order").stdout)
        d.start()
        self.order("a", 2)
        wait_for(lambda: self.sent("a") == 1)
        d.stop()


NAMED = """\
rule: %(rule)s
about: Waits, then says it.
topic: service
on_change: %(change)s
trigger: {event: %(rule)s.began}
key: event.n
reenter: always
steps:
  - name: %(step)s
    wait: %(wait)s
  - send: {content: receipt, channel: email}
"""


def named(rule, change, step="think", wait="30d"):
    return {f"{rule}.yaml": NAMED % {"rule": rule, "change": change, "step": step, "wait": wait}}


class Plan(Live):
    def plan(self, folder):
        told = self.run_it("plan", "--rules", folder, "--json")
        self.assertEqual(told.returncode, 0, told.stderr)
        return {one.pop("rule"): one for one in json.loads(told.stdout)}

    def test_its_figures_are_what_then_happens(self):
        was = {**named("old", "finish"), **named("move", "migrate"), **named("stuck", "migrate"), **named("leave", "exit"),
               **named("gone", "finish"), **named("same", "exit")}
        d = self.begin(was)
        starts = {"old": 3, "move": 4, "stuck": 2, "leave": 5, "gone": 6, "same": 1}
        for rule, count in starts.items():
            for n in range(count):
                d.event(f"{rule}.began", {"id": f"c{n % 3}", "email": f"c{n % 3}@example.com"}, id=f"{rule}{n}", n=str(n))
        to_be = {**rules(), **was, **named("old", "finish", wait="20d"), **named("move", "migrate", wait="20d"),
                 **named("stuck", "migrate", step="other"), **named("leave", "exit", wait="20d"), **named("fresh", "finish")}
        del to_be["gone.yaml"]
        folder = self.folder / "checkout"
        folder.mkdir()
        for name, text in to_be.items():
            folder.joinpath(name).write_text(text)
        before = {f"c{n}": len(d.history(f"c{n}")) for n in range(3)}
        planned = self.plan(folder)
        self.assertEqual({rule: one["plan"] for rule, one in planned.items()},
                         {"old": "changed", "move": "changed", "stuck": "changed", "leave": "changed", "gone": "gone",
                          "same": "unchanged", "fresh": "new", "order": "unchanged", "ask": "unchanged", "news": "unchanged"})
        told = self.run_it("plan", "--rules", folder).stdout
        self.assertIn("changed: leave; open runs: 5 (finish 0, migrate 0, exit 5)", told)
        self.assertIn("new: fresh", told)
        self.assertIn("unchanged: 4", told)
        self.assertEqual(before, {f"c{n}": len(d.history(f"c{n}")) for n in range(3)})  # it only looks
        d.rules.joinpath("gone.yaml").unlink()
        for name, text in to_be.items():
            d.rules.joinpath(name).write_text(text)
        self.assertEqual(self.post("/v1/reload", {})[0], 200)
        wait_for(lambda: all(d.entries(f"c{n}", "rules_changed") for n in range(3)))
        for rule in ("old", "move", "stuck", "leave", "gone"):
            changed = [entry for n in range(3) for entry in self.after_the_change(f"c{n}") if entry["what"].get("rule") == rule]
            ended = sum(e["kind"] == "run_ended" for e in changed)
            moved = sum(e["kind"] == "run_moved" and bool(e["what"].get("version")) for e in changed)
            self.assertEqual({k: planned[rule][k] for k in ("open", "finish", "migrate", "exit")},
                             {"open": starts[rule], "finish": starts[rule] - ended - moved, "migrate": moved, "exit": ended}, rule)
        # Now nothing would change any more.
        self.assertEqual({one["plan"] for one in self.plan(folder).values()}, {"unchanged"})
        d.stop()
        self.assertEqual({one["plan"] for one in self.plan(folder).values()}, {"unchanged"})

    def after_the_change(self, id):
        history = self.d.history(id)
        return history[next(n for n, entry in enumerate(history) if entry["kind"] == "rules_changed"):]

    def test_mistakes_are_listed(self):
        d = self.begin()
        folder = self.folder / "checkout"
        folder.mkdir()
        folder.joinpath("order.yaml").write_text(ORDER["order.yaml"].replace("topic: service", "topic: sevrice"))
        told = self.run_it("plan", "--rules", folder)
        self.assertEqual(told.returncode, 1)
        self.assertIn("checkout/order.yaml:3", told.stderr)
        self.assertEqual(self.run_it("plan", "--rules", self.folder / "none").returncode, 1)
        self.assertEqual(self.run_it("plan").returncode, 2)
        self.assertEqual(subprocess.run([PROGRAM, "plan", "--rules", folder, "--config", self.folder / "no.yaml"],
                                        capture_output=True, timeout=30).returncode, 78)
        d.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
