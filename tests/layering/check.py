#!/usr/bin/env python3
"""Who may include whom (CONTRIBUTING, "The house"): reads every include of the tree and names each stray one."""
import pathlib
import re
import sys

ORDER = [["result", "ids", "time"],
         ["event", "person", "run", "memory", "customer", "content", "rule", "ruleset", "history", "decision", "message", "reply"],
         ["turn"], ["ports"]]
LINE = [name for group in ORDER for name in group]
PURE = {"contract", "rules", "engine", "message", "web"}
ROOMS = PURE | {"store", "channels", "intake", "app"}

# A library, by the beginning of its headers, and the rooms it lives in.
LIBRARIES = {
    "boost/": {"intake"}, "simdjson": {"intake"}, "zlib.h": {"intake"},
    "curl/": {"channels", "app"}, "SQLiteCpp/": {"store"}, "sqlite3.h": {"store"}, "zstd": {"store"},
    "spdlog/": {"app"}, "CLI/": {"app"}, "phonenumbers/": {"app", "message"},
    "yaml-cpp/": {"rules"}, "date/": {"engine", "rules"}, "re2/": {"rules", "message", "channels"},
    "mstch/": {"message"}, "md4c": {"message"}, "unicode/": {"message"}, "gmime/": {"message"},
    "openssl/": {"message", "app"},
    "nlohmann/": {"app", "contract", "rules", "channels", "web"},
}
# What makes a room impure: a clock, a random source, files, sockets, threads, the environment.
IMPURE = re.compile(r"\b(system_clock|steady_clock|random_device|getenv|std::rand|::time\(|fopen)\b")
IMPURE_HEADERS = {"fstream", "random", "thread", "filesystem", "ctime", "sys/socket.h", "unistd.h", "dialogd/ports.hpp"}
# Read before the first turn: the calendar finds its zones on disk.
MAY_TOUCH_FILES = {"daemon/engine/calendar.cpp"}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def strays(root: pathlib.Path):
    for path in sorted(root.glob("include/dialogd/*.hpp")):
        name = path.stem
        if name not in LINE:
            yield f"{path}: a header that has no place in the order of the contract"
            continue
        for header in INCLUDE.findall(path.read_text()):
            if header.startswith("dialogd/"):
                other = pathlib.PurePath(header).stem
                if other not in LINE or LINE.index(other) >= LINE.index(name):
                    yield f"{path}: includes {header}, which does not stand left of it"
            elif "/" in header or header.endswith(".h"):
                yield f"{path}: the contract includes only the standard library, not {header}"
    for path in sorted(root.glob("daemon/*/**/*.[ch]pp")):
        room = path.relative_to(root / "daemon").parts[0]
        if room not in ROOMS:
            yield f"{path}: there is no room {room}"
            continue
        text = path.read_text()
        relative = path.relative_to(root).as_posix()
        for header in INCLUDE.findall(text):
            first = header.split("/")[0]
            if first in ROOMS and first != room and room != "app":
                yield f"{path}: {room}/ includes {header}; only app/ includes other rooms"
            for start, rooms in LIBRARIES.items():
                if header.startswith(start) and room not in rooms:
                    yield f"{path}: {header} belongs to {', '.join(sorted(rooms))}, not to {room}/"
            if room in PURE and header in IMPURE_HEADERS and relative not in MAY_TOUCH_FILES:
                yield f"{path}: {room}/ is pure and may not include {header}"
        if room in PURE and relative not in MAY_TOUCH_FILES:
            code = re.sub(r"//.*", "", text)
            for match in IMPURE.finditer(code):
                yield f"{path}: {room}/ is pure and may not use {match.group(1)}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = list(strays(root))
    for line in found:
        print(line)
    files = len(list(root.glob("daemon/**/*.[ch]pp"))) + len(list(root.glob("include/dialogd/*.hpp")))
    print(f"{files} files read, {len(found)} stray")
    return 1 if found or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
