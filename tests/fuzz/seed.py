#!/usr/bin/env python3
"""Seeds for the fuzz targets, out of the cases of others (../shared or DIALOGD_SHARED, where they are there) and
of our own tests: one file an input, in OUT/TARGET/.

  tests/fuzz/seed.py OUT
"""
import ast
import json
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("DIALOGD_SHARED", ROOT / ".." / "shared")) / "conformance"
MOST = 400  # of one target: the fuzzer runs each before it changes any
LONGEST = 20_000

RAW = re.compile(r'R"\w*\((.*?)\)\w*"', re.S)
PLAIN = re.compile(r'"((?:[^"\\\n]|\\.)*)"(?:\s*"((?:[^"\\\n]|\\.)*)")*')


def literals(folder):
    """The texts that a folder's tests are made of."""
    for path in sorted((ROOT / "tests" / folder).rglob("*.[ch]pp")):
        text = path.read_text()
        yield from (found.encode() for found in RAW.findall(text))
        for found in PLAIN.finditer(RAW.sub("", text)):
            try:
                parts = re.findall(r'"(?:[^"\\\n]|\\.)*"', found.group(0))
                yield b"".join(ast.literal_eval("b" + p) if p.isascii() else p[1:-1].encode() for p in parts)
            except (SyntaxError, ValueError):
                continue  # an escape that is C++ only


def files(*patterns, root=ROOT):
    for pattern in patterns:
        for path in sorted(root.glob(pattern)) if root.is_dir() else []:
            if path.is_file():
                yield path.read_bytes()


def lines(name, key):
    path = SHARED / name
    if path.is_file():
        for line in path.read_text().splitlines():
            yield json.loads(line).get(key, "").encode()


def requests():
    """(header lines, body) of recorded requests; they say how long the body was before it."""
    for text in files("events/*.txt", root=SHARED):
        head, _, body = text.partition(b"\n\n")
        yield head, re.sub(rb"^\[.*?\]\n", b"", body)


def bodies(*kinds):
    texts = [body for _, body in requests()]
    return texts + [text for text in literals("intake") if text[:1] in kinds]


def seeds():
    json_texts = bodies(b"{", b"[")
    yield "events", json_texts
    yield "customers", json_texts
    yield "segment", json_texts
    yield "cloudevents", [head + b"\n\n" + body for head, body in requests()] + [
        b"ce-specversion: 1.0\nce-type: order\nce-source: /shop\nce-id: 1\nce-subject: 42\n\n" + body
        for body in json_texts] + [b"content-type: application/cloudevents+json\n\n" + body for body in json_texts]
    wire = [head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + body for head, body in requests()]
    yield "http", wire + [t for t in literals("intake") if re.match(rb"[A-Z]+ /", t)] + [
        b"POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.0\r\n\r\n"]
    envelope = b"LHLO x\r\nMAIL FROM:<a@b.dk> SIZE=30\r\nRCPT TO:<c@d.dk>\r\nRCPT TO:<e@f.dk>\r\nDATA\r\n"
    yield "lmtp", [envelope + b"Subject: x\r\n\r\n..\r\nja\r\n.\r\nNOOP\r\nRSET\r\nQUIT\r\n"] + [
        envelope + text for text in literals("intake") if b"\r\n" in text] + [
        text for text in literals("intake") if re.match(rb"(?i)(lhlo|mail|rcpt|data)", text)]
    yield "gateway_webhook", [
        b"from=%2B4520123456&to=1234&text=ja+tak&charset=UTF-8&id=1&time=2026-11-24T12:00:00",
        b"from=4520123456&to=1234&text=%00j%00a&charset=UTF-16BE&time=1795000000",
        b"token=abc&status=1&detail=ACK%2F&reference=7",
        b'{"from": 4520123456, "id": 7, "text": "ja", "time": 1795000000.0, "token": "abc", "status": "1", "x": [{}]}',
        b"eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.bWFj", b"https://u:p@[::1]:443/in/x?bodySHA256=00&a=%20\na=1&a=2"] + [t for t in literals("intake") if b"=" in t and b" " not in t]
    yield "gateway_answer", [b"\0\xca0: Accepted for delivery", b"\0\xc8{\"id\": \"s-1\"}", b"\1\x90{\"error\": \"no\"}",
        b"\1\x90{\"code\": 21211, \"message\": \"The 'To' number +4520123456 is not valid\"}"]
    yield "smtp_reply", [b"250-here\r\n250-PIPELINING\r\n250 SIZE 10\r\n354 go\r\n550 5.1.1 unknown\r\n"] + [
        text for text in literals("channels") if re.match(rb"[2-5]\d\d[ -]", text)]
    mails = list(files("mail/bounces/*", "mail/mikel/*.eml", root=SHARED))
    mails += [text for text in literals("message") if re.match(rb"[A-Za-z-]+: ", text)]
    yield "mail", mails
    yield "bounce", [text for text in literals("message") if b"." in text] + [
        group for mail in mails for group in re.findall(rb"(?:Final|Original)-Recipient:.*?\n\r?\n", mail, re.S)]
    yield "reply", list(lines("reply/cases.jsonl", "body")) + list(literals("message"))
    yield "sms", [t for t in literals("message") if len(t) > 3] + ["Kære Søren, €12 [æ] ~".encode(), "ж".encode() * 80]
    yield "rules", list(files("rules/*.yaml", "templates/*/content.yaml", "tests/rules/broken/*.yaml"))
    yield "condition", list(lines("cel/cases.jsonl", "expr")) + [
        b'history.count("order.placed", "30d", it.total > 100) > 0', b"customer.nps >= 9 && event.total * 2 > 10"]


def main():
    out = pathlib.Path(sys.argv[1])
    if not SHARED.is_dir():
        print(f"seed: no cases in {SHARED}; our own tests' must do")
    for target, texts in seeds():
        kept = sorted({text for text in texts if 0 < len(text) <= LONGEST})
        kept = kept[:: max(1, -(-len(kept) // MOST))]
        folder = out / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(kept):
            (folder / f"{number:03}").write_bytes(text)


if __name__ == "__main__":
    main()
