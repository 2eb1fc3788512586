#!/usr/bin/env python3
"""`dialogd parse-mail`: one mail on stdin, what the daemon would make of it as JSON."""
import json
import multiprocessing.pool
import subprocess
import tempfile
import unittest

from support import PROGRAM, SHARED

MAIL = SHARED / "conformance/mail"
REPLY = SHARED / "conformance/reply"
TOKEN = "a" * 39


def parse(mail, *arguments):
    return subprocess.run([PROGRAM, "parse-mail", *arguments], input=mail, capture_output=True, timeout=30)


def parsed(mail, *arguments):
    done = parse(mail, *arguments)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


class ParseMail(unittest.TestCase):
    def test_a_reply_is_what_was_written_without_what_was_quoted(self):
        mail = (b"From: Anna <anna@Example.com>\r\nTo: reply+" + TOKEN.encode() + b"@dialog.shop.example\r\n"
                b"Subject: Re: basket\r\nMessage-ID: <r1@example.com>\r\nIn-Reply-To: <m1@dialog.shop.example>\r\n\r\n"
                b"Too expensive.\r\n\r\nOn Monday Shop wrote:\r\n> Why?\r\n")
        one = parsed(mail, "--recipient", f"reply+{TOKEN}@dialog.shop.example")
        self.assertEqual((one["kind"], one["text"], one["token"], one["from"]),
                         ("reply", "Too expensive.", TOKEN, "anna@example.com"))
        self.assertEqual(one["in_reply_to"], "<m1@dialog.shop.example>")
        self.assertFalse(one["html_only"])
        self.assertEqual(parsed(mail)["token"], TOKEN)

    def test_html_alone_is_said(self):
        one = parsed(b"From: a@example.com\r\nContent-Type: text/html\r\n\r\n<p>Ja tak</p>\r\n")
        self.assertTrue(one["html_only"])
        self.assertEqual(one["text"].strip(), "Ja tak")

    def test_what_is_no_mail_is_refused_with_a_message(self):
        for wrong in (b"", b"\0" * 1000, b"no header at all"):
            done = parse(wrong)
            self.assertEqual(done.returncode, 1, wrong[:20])
            self.assertTrue(done.stderr)
            self.assertFalse(done.stdout)

    def test_hostile_mails_end_in_json_or_a_refusal(self):
        deep = b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        deep += b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 20_000
        wide = b"From: a@example.com\r\nSubject: " + b"=?utf-8?q?=ff" * 5_000 + b"\r\n\r\n" + b"x" * 3_000_000
        for mail in (deep, wide, b"From: \x1b[31m@\xff\r\n\r\n\xff\xfe\x00"):
            done = parse(mail)
            self.assertIn(done.returncode, (0, 1))
            if done.returncode == 0:
                json.loads(done.stdout)

    def test_a_bounce_names_recipient_and_status(self):
        mail = (b"From: MAILER-DAEMON@mx.example.com\r\nTo: bounce+" + TOKEN.encode() + b"@dialog.shop.example\r\n"
                b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n"
                b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
                b"Final-Recipient: rfc822; nobody@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                b"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--b--\r\n")
        one = parsed(mail)
        self.assertEqual((one["kind"], one["token"]), ("bounce", TOKEN))
        self.assertEqual(one["recipients"], [{"address": "nobody@example.com", "action": "failed", "status": "5.1.1",
                                              "hard": True}])
        self.assertIn("no such user", one["reason"])

    @unittest.skipUnless((MAIL / "bounces.json").exists(), f"skipped: there is no {MAIL}/bounces.json")
    def test_bounces_that_others_collected(self):
        expected = json.loads((MAIL / "bounces.json").read_text())
        right = {"kind": 0, "recipient": 0, "hard": 0}
        of = {"kind": 0, "recipient": 0, "hard": 0}
        names = sorted(expected)
        with multiprocessing.pool.ThreadPool(2) as pool:
            read = pool.map(lambda name: parsed((MAIL / "bounces" / name).read_bytes()), names)
        for name, one in zip(names, read):
            wanted = expected[name]
            kind = {"bounce": "bounce", "complaint": "complaint"}.get(wanted[0]["kind"], "auto")
            of["kind"] += 1
            right["kind"] += one["kind"] == kind
            for report in wanted:
                of["recipient"] += 1
                addresses = {r["address"].lower(): r for r in one["recipients"]}
                found = report["recipient"].lower() in addresses or one["from"].lower() == report["recipient"].lower()
                right["recipient"] += found
                if report["kind"] == "bounce":
                    of["hard"] += 1
                    given = addresses.get(report["recipient"].lower()) or next(iter(addresses.values()), {})
                    right["hard"] += given.get("hard") == report["hardbounce"]
        for what, count in right.items():
            print(f"{what}: {count} of {of[what]}")
            self.assertGreaterEqual(count, 0.95 * of[what], what)

    @unittest.skipUnless((REPLY / "score.py").exists(), f"skipped: there is no {REPLY}/score.py")
    def test_replies_that_others_collected(self):
        def reply(line):
            case = json.loads(line)
            raw = "From: a@example.com\nContent-Type: text/plain; charset=utf-8\n\n" + case["body"]
            done = parse(raw.encode())
            return {"id": case["id"], "out": json.loads(done.stdout)["text"] if done.returncode == 0 else ""}
        with multiprocessing.pool.ThreadPool(2) as pool:
            out = pool.map(reply, (REPLY / "cases.jsonl").read_text().splitlines())
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.writelines(json.dumps(one) + "\n" for one in out)
            file.flush()
            score = subprocess.run(["python3", "score.py", file.name], cwd=REPLY, capture_output=True, text=True, timeout=60)
        print(score.stdout)
        all_line = next(line for line in score.stdout.splitlines() if line.startswith("ALL "))
        passed, of = map(int, all_line.split()[1].split("/"))
        self.assertGreaterEqual(passed, 0.8 * of)


if __name__ == "__main__":
    unittest.main(verbosity=2)
