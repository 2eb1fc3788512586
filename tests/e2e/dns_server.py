"""A small DNS server with made-up records, for tests: UDP on loopback, on a thread of its own.

    server = DnsServer({("shop.example", "TXT"): ["v=spf1 mx ~all"], ("shop.example", "MX"): [(10, "mail.shop.example")]})
    server.address  # "127.0.0.1:PORT"
"""
import ipaddress
import socket
import struct
import threading

TYPES = {"A": 1, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}


def name_octets(name):
    out = b""
    for label in name.rstrip(".").split("."):
        out += bytes([len(label)]) + label.encode()
    return out + b"\0"


def data_of(kind, value):
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if kind == "MX":
        return struct.pack("!H", value[0]) + name_octets(value[1])
    if kind == "PTR":
        return name_octets(value)
    text = value.encode()
    return b"".join(bytes([len(text[i:i + 255])]) + text[i:i + 255] for i in range(0, len(text), 255))


class DnsServer:
    def __init__(self, records, silent=False):
        self.records = {(name.lower(), kind): values for (name, kind), values in records.items()}
        self.names = {name for name, _ in self.records}
        self.silent = silent
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def stop(self):
        # A datagram of nothing wakes the thread up.
        self.silent = None
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(b"", self.socket.getsockname())
        self.thread.join(5)
        self.socket.close()

    def _serve(self):
        while True:
            question, sender = self.socket.recvfrom(4096)
            if self.silent is None:
                return
            if not self.silent and len(question) > 12:
                self.socket.sendto(self._answer(question), sender)

    def _answer(self, question):
        at, labels = 12, []
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode())
            at += 1 + question[at]
        number = struct.unpack("!H", question[at + 1:at + 3])[0]
        asked = question[12:at + 5]
        name = ".".join(labels).lower()
        kind = next((k for k, n in TYPES.items() if n == number), "?")
        self.asked.append((name, kind))
        values = self.records.get((name, kind), [])
        status = 0 if values or name in self.names else 3
        out = question[:2] + struct.pack("!HHHHH", 0x8180 | status, 1, len(values), 0, 0) + asked
        for value in values:
            data = data_of(kind, value)
            out += b"\xc0\x0c" + struct.pack("!HHIH", number, 1, 60, len(data)) + data
        return out
