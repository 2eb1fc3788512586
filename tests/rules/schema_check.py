#!/usr/bin/env python3
"""Holds the JSON Schemas against an independent validator (Debian's python3-jsonschema).

Every file that ships is accepted. Of the broken files, those in which a schema can see the mistake are rejected: all
but the ones listed below, which are wrong in their meaning only. Usage: schema_check.py PRINT_SCHEMA SOURCE_DIR
"""
import json
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; scripts/setup --tests installs python3-jsonschema and python3-yaml")
    sys.exit(77)


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema: `no` is Norway, 09:00 is text, a date is text."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first))

# What only `dialogd check` can see: names, types in conditions, what other files say, what YAML hides.
MEANING = set((pathlib.Path(__file__).parent / "schema_blind.txt").read_text().split())


def kind_of(name):
    for kind in ("vocabulary", "journey", "segments", "content"):
        if name == kind or name.startswith(kind + "-"):
            return kind
    return "rule"


def main(printer, source):
    root = pathlib.Path(source)
    schemas = {}
    for kind in ("rule", "content", "vocabulary", "journey", "segments", "config"):
        schema = json.loads(subprocess.run([printer, kind], check=True, capture_output=True, text=True).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        schemas[kind] = jsonschema.Draft202012Validator(schema)
    wrong = []

    def mistakes(kind, text):
        try:
            document = yaml.load(text, Loader=Core)
        except yaml.YAMLError as problem:
            return [f"no YAML: {problem}"]
        return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in schemas[kind].iter_errors(document)]

    accepted = 0
    files = [(kind_of(f.stem), f) for f in sorted(root.glob("rules/*.yaml"))]
    files += [("content", f) for f in sorted(root.glob("templates/*/content.yaml"))]
    files += [("rule", f) for f in sorted(root.glob("tests/rules/doubtful/*.yaml")) if kind_of(f.stem) == "rule"]
    for kind, file in files:
        accepted += 1
        text = file.read_text().split("# file: ")[0]
        wrong += [f"{file.relative_to(root)} is refused: {m}" for m in mistakes(kind, text)]
    rejected, blind = 0, []
    for file in sorted(root.glob("tests/rules/broken/*.yaml")):
        text = file.read_text().split("# file: ")[0]
        if mistakes(kind_of(file.stem), text):
            rejected += 1
            if file.stem in MEANING:
                wrong.append(f"{file.stem} is rejected, and need not stand in schema_blind.txt")
        else:
            blind.append(file.stem)
    wrong += [f"{name} is accepted" for name in blind if name not in MEANING]
    print(f"{accepted} files accepted, {rejected} broken ones rejected, {len(blind)} wrong in their meaning only")
    print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:3]))
