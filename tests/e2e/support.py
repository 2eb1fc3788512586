"""A running dialogd and the parties it talks to, for the end-to-end tests. Loopback only; what is started here
is ended here, by its process id."""
import contextlib
import email
import email.policy
import email.utils
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("DIALOGD", ROOT / "build/release/dialogd"))
SHARED = pathlib.Path(os.environ.get("DIALOGD_SHARED", ROOT / "../shared"))

TOPICS = {
    "offers": {"kind": "marketing", "name": {"da": "Tilbud", "en": "Offers"}},
    "surveys": {"kind": "marketing", "name": {"da": "Spørgsmål", "en": "Questions"}},
    "service": {"kind": "service", "name": {"da": "Service", "en": "Service"}},
}


def free_port():
    """A port below those that the system gives to outgoing connections: one of these could take it before it is used."""
    for _ in range(200):
        port = random.randrange(10000, 32000)
        with contextlib.closing(socket.socket()) as s:
            with contextlib.suppress(OSError):
                s.bind(("127.0.0.1", port))
                return port
    raise AssertionError("no free port between 10000 and 32000")


def wait_for(what, seconds=20, every=0.05):
    """The first true value of what(); fails the test when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(every)
    raise AssertionError(f"nothing after {seconds} s: {getattr(what, '__name__', what)}")


def wait_for_port(port, seconds=10):
    def listens():
        with contextlib.closing(socket.socket()) as s:
            return s.connect_ex(("127.0.0.1", port)) == 0
    wait_for(listens, seconds)


def end(process, with_signal=signal.SIGTERM, seconds=20):
    if process.poll() is None:
        process.send_signal(with_signal)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError("a process did not end by itself")


class Dialogd:
    """One daemon with a folder of its own. Settings are those of the configuration file; JSON is YAML."""

    def __init__(self, folder, channels, rules=None, templates=None, **settings):
        self.folder = pathlib.Path(folder)
        self.http = free_port()
        self.web = free_port()
        self.lmtp = free_port()
        self.config = self.folder / "dialogd.yaml"
        self.rules = self.folder / "rules"
        self.templates = self.folder / "templates"
        self.process = None
        self._lay(self.rules, rules, ROOT / "rules")
        self._lay(self.templates, templates, ROOT / "templates")
        self.settings = {
            "data": str(self.folder / "data"), "http": f"127.0.0.1:{self.http}", "web": f"127.0.0.1:{self.web}",
            "lmtp": f"127.0.0.1:{self.lmtp}", "public_url": "https://dialog.shop.example",
            "company": {"name": "Shop", "address": "Gaden 1, 1000 København", "country": "DK"}, "language": "da",
            "time_zone": "Europe/Copenhagen", "rules": str(self.rules), "templates": str(self.templates),
            "topics": TOPICS, "channels": channels, "gather": "0s", "queues": {"service": {"email": "service@shop.example"}},
            "unmatched": {"queue": "service"}, **settings}
        self.config.write_text(json.dumps(self.settings, ensure_ascii=False, indent=1))
        made = subprocess.run([PROGRAM, "key", "add", "test", "--scope", "admin", "--config", self.config],
                              capture_output=True, text=True, timeout=30)
        if made.returncode != 0:
            raise AssertionError(made.stderr)
        self.key = made.stdout.strip()

    @staticmethod
    def _lay(folder, files, shipped):
        if files is None:
            shutil.copytree(shipped, folder)
            return
        folder.mkdir(parents=True)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def start(self, *arguments):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([PROGRAM, "serve", "--config", self.config, *arguments], stdout=log, stderr=log)
        log.close()

        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"the daemon ended at once: {self.log()}")
            return self.get("/readyz", quiet=True)[0] == 200
        wait_for(ready, 30)
        return self

    def stop(self):
        if self.process is not None:
            end(self.process)
            code, self.process = self.process.returncode, None
            if code != 0:
                raise AssertionError(f"the daemon ended with {code}: {self.log()[-3000:]}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def log(self):
        return (self.folder / "log").read_text(errors="replace") if (self.folder / "log").exists() else ""

    def request(self, method, path, body=None, headers=None, quiet=False, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.http, timeout=30)
        try:
            sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **(headers or {})}
            if isinstance(body, (dict, list)):
                body = json.dumps(body)
            try:
                connection.request(method, path, body.encode() if isinstance(body, str) else body, sent)
            except BrokenPipeError:
                pass  # a server may answer before it has read all of a body that it refuses (RFC 9112, 9.3)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace"), dict(answer.getheaders())
        except OSError:
            if quiet:
                return 0, "", {}
            raise
        finally:
            connection.close()

    def get(self, path, quiet=False, port=None):
        return self.request("GET", path, quiet=quiet, port=port)[:2]

    def event(self, name, customer, id=None, **properties):
        body = {"event": name, "customer": customer, "properties": properties}
        if id is not None:
            body["id"] = id
        status, answer, _ = self.request("POST", "/v1/events", body)
        if status != 200:
            raise AssertionError(f"{status}: {answer}")

    def customer(self, id, consents=("offers", "surveys"), **fields):
        status, answer, _ = self.request("PUT", f"/v1/customers/{id}", fields)
        if status // 100 != 2:
            raise AssertionError(f"{status}: {answer}")
        for topic in consents:
            status, answer, _ = self.request("POST", f"/v1/customers/{id}/consents",
                                             {"topic": topic, "given": True, "text": "Ja tak", "source": "form"})
            if status // 100 != 2:
                raise AssertionError(f"{status}: {answer}")

    def history(self, id):
        status, answer = self.get(f"/v1/customers/{id}/history?limit=1000")
        if status == 404:
            return []
        if status != 200:
            raise AssertionError(f"{status}: {answer}")
        return json.loads(answer)

    def entries(self, id, of_kind, /, **fields):
        return [entry["what"] for entry in self.history(id) if entry["kind"] == of_kind and
                all(entry["what"].get(name) == value for name, value in fields.items())]

    def metric(self, name):
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(name + " "):
                return float(line.split()[-1])
        raise AssertionError(f"no metric {name}")

    def dead_letters(self):
        return int(self.metric("dialogd_dead_letters_total"))

    def lmtp_send(self, sender, recipient, mail):
        with smtplib.LMTP("127.0.0.1", self.lmtp) as client:
            return client.sendmail(sender, [recipient], mail if isinstance(mail, bytes) else mail.encode())


class SmtpSink:
    """Postfix's smtp-sink, writing each mail to a file with its envelope."""

    def __init__(self, folder, *arguments):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o777)
        self.port = free_port()
        self.process = subprocess.Popen(
            ["smtp-sink", "-u", "nobody", "-4", "-R", str(self.folder), "-d", "%H%M%S.", *arguments,
             f"127.0.0.1:{self.port}", "128"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def mails(self):
        found = []
        for path in list(self.folder.iterdir()):
            with contextlib.suppress(FileNotFoundError):  # a transaction that was given up
                found.append((path.stat().st_mtime_ns, path.name, path.read_bytes()))
        return [Mail(octets) for _, _, octets in sorted(found)]

    def to(self, address):
        return [mail for mail in self.mails() if mail.recipient == address]

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class Mail:
    """A mail as the sink has written it."""

    def __init__(self, octets):
        self.octets = octets
        self.message = email.message_from_bytes(octets, policy=email.policy.default)
        self.recipient = str(self.message["X-Rcpt-Args"] or "").split(">")[0].strip("< ")
        self.return_path = str(self.message["X-Mail-Args"] or "").split(">")[0].strip("< ")
        self.subject = str(self.message["Subject"])
        self.reply_to = email.utils.parseaddr(str(self.message["Reply-To"]))[1]

    def text(self):
        return self.message.get_body(("plain",)).get_content()

    def html(self):
        return self.message.get_body(("html",)).get_content()


class Case(unittest.TestCase):
    """Gives each test a folder, and ends what it started."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dialogd-e2e-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def sink(self, *arguments):
        sink = SmtpSink(self.folder / f"sink{len(list(self.folder.glob('sink*')))}", *arguments)
        self.addCleanup(sink.stop)
        return sink

    def smtp(self, sink, **more):
        return {"type": "smtp", "url": f"smtp://127.0.0.1:{sink.port}", "tls": "none",
                "from": "Shop <hej@dialog.shop.example>", **more}

    def daemon(self, **settings):
        daemon = Dialogd(self.folder / f"dialogd{len(list(self.folder.glob('dialogd*')))}", **settings)
        self.addCleanup(lambda: daemon.process and daemon.kill())
        return daemon


def needs(*programs):
    """Skips the whole file, with exit code 77, when a program is not on the machine."""
    os.environ["PATH"] += ":/usr/sbin:/usr/lib/kannel/test"
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        print(f"skipped: not on this machine: {', '.join(missing)}")
        sys.exit(77)
