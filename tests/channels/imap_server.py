#!/usr/bin/env python3
"""A small IMAP server without MOVE and UIDPLUS, for what Dovecot can't be made to do.

  imap_server.py PORT FOLDER MODE

FOLDER/INBOX holds mails, named by their UIDs; other mailboxes are made when somebody asks for it. The user is
replies, the password secret. MODE: plain; dropcopy: the connection is lost at each COPY; hang: no answer to a FETCH;
bad1: mail 1 can't be fetched; chatty: says things that nobody asked for; nocopy: COPY is refused for good.
"""
import pathlib
import re
import socket
import sys
import threading

PORT, FOLDER, MODE = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
INBOX = FOLDER / "INBOX"


def talk(connection):
    lines = connection.makefile("rb")
    deleted = set()

    def say(text):
        connection.sendall(text.encode() + b"\r\n")
    say("* OK ready")
    for line in lines:
        tag, _, rest = line.decode().strip().partition(" ")
        print(rest if not rest.upper().startswith("LOGIN") else "LOGIN", flush=True)
        command = rest.upper()
        if MODE == "chatty":
            say("* 7 EXISTS\r\n* OK [ALERT] [UIDVALIDITY none] hello\r\n* SEARCH")
        if command == "CAPABILITY":
            say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            if "secret" not in rest:
                say(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
                continue
        elif command.startswith("SELECT"):
            say(f"* {len(list(INBOX.iterdir()))} EXISTS\r\n* OK [UIDVALIDITY 77] UIDs valid")
        elif command.startswith("UID SEARCH"):
            say("* SEARCH " + " ".join(sorted((p.name for p in INBOX.iterdir() if p.name not in deleted), key=int)))
        elif command.startswith("UID FETCH"):
            uid = command.split()[2]
            if MODE == "hang":
                threading.Event().wait(30)
                return
            if MODE == "bad1" and uid == "1":
                say(f"{tag} NO [SERVERBUG] can't read it")
                continue
            if (INBOX / uid).exists():
                mail = (INBOX / uid).read_bytes()
                connection.sendall(f"* 1 FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")
        elif command.startswith("UID COPY"):
            _, _, uid, name = rest.split(" ", 3)
            if MODE == "dropcopy":
                connection.shutdown(2)
                return
            box = FOLDER / name.strip('"')
            if MODE == "nocopy" or not box.is_dir():
                say(f"{tag} NO [TRYCREATE] no such mailbox")
                continue
            (box / uid).write_bytes((INBOX / uid).read_bytes())
        elif command.startswith("UID STORE"):
            deleted.add(command.split()[2])
        elif command == "EXPUNGE":
            for uid in deleted:
                (INBOX / uid).unlink()
            deleted.clear()
        elif command.startswith("CREATE"):
            (FOLDER / re.search('"(.*)"', rest).group(1)).mkdir(exist_ok=True)
        elif command == "LOGOUT":
            say("* BYE")
            say(f"{tag} OK bye")
            return
        else:
            say(f"{tag} BAD unknown")
            continue
        say(f"{tag} OK done")


def serve(connection):
    with connection:
        try:
            talk(connection)
        except OSError:
            pass


listener = socket.create_server(("127.0.0.1", PORT))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
