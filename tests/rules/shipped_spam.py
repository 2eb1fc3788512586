#!/usr/bin/env python3
"""Asks SpamAssassin about every mail that ships: none may have more than two points (five are spam).

Without the network (-L), as a filter sees the words and the form of a mail. Usage: shipped_spam.py SHIPPED_MAILS
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MOST = 2.0


def main(writer):
    if shutil.which("spamassassin") is None:
        print("skipped: there is no spamassassin here (Debian's package of that name)")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([writer, folder], check=True)
        files = sorted(pathlib.Path(folder).glob("*.eml"))
        # One box, one run: starting takes longer than judging.
        box = b"".join(b"From hej@dialog.shop.example Tue Nov 24 08:54:33 2026\n" +
                       file.read_bytes().replace(b"\r\n", b"\n") + b"\n" for file in files)
        # A home of its own: what this user's filter has learnt is no matter of ours.
        asked = subprocess.run(["spamassassin", "-L", "-t", "--mbox"], input=box, capture_output=True,
                               env={**os.environ, "HOME": folder})
    if asked.returncode != 0 or not files:
        print(f"spamassassin ended with {asked.returncode}:\n{asked.stderr.decode(errors='replace')[:2000]}")
        return 1
    verdicts = re.findall(r"^X-Spam-Status: .*?score=(-?[0-9.]+).*?tests=(.*?) autolearn", asked.stdout.decode(errors="replace"), re.M | re.S)
    if len(verdicts) != len(files):
        print(f"{len(files)} mails, and {len(verdicts)} verdicts")
        return 1
    too_many = [(float(score), file.stem, tests) for file, (score, tests) in zip(files, verdicts) if float(score) > MOST]
    worst = max(float(score) for score, _ in verdicts)
    print(f"{len(files)} mails, at most {worst} points")
    for score, name, tests in too_many:
        print(f"{name}: {score} points, {' '.join(tests.split())}")
    return 1 if too_many else 0


sys.exit(main(*sys.argv[1:2]))
