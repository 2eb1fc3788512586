#!/usr/bin/env python3
"""Holds the JSON Schemas against an independent validator (Debian's python3-jsonschema).

Every file that ships is accepted. Of the broken files, those in which a schema can see the mistake are rejected: all
but the ones in schema_blind.txt, which are wrong in their meaning only. Broken configurations are in
broken_config.yaml; where there is a daemon, it has to refuse each of them, too. The keys of the configuration are those
that the daemon's source reads. Usage: schema_check.py PRINT_SCHEMA SOURCE_DIR [DIALOGD]
"""
import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

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


# ------------------------------------------------------------------------------------------ the configuration

def changed(config, case):
    config = copy.deepcopy(config)
    changes = list(case.get("set", {}).items()) + ([(case["drop"], None)] if "drop" in case else [])
    for path, value in changes:
        *above, last = path.split(".")
        place = config
        for key in above:
            place = place[key]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return config


def refused_by(daemon, root, config):
    """Whether the daemon refuses it; its rules and templates are those that ship, its keys are made at the start."""
    config.pop("keys_file", None)
    with tempfile.TemporaryDirectory() as folder:
        for key, value in (("data", folder + "/data"), ("rules", str(root / "rules")), ("templates", str(root / "templates"))):
            if config.get(key, "").startswith("/"):
                config[key] = value
        file = pathlib.Path(folder) / "dialogd.yaml"
        file.write_text(json.dumps(config))
        asked = subprocess.run([daemon, "check", "--config", file], capture_output=True, text=True, timeout=60)
        return asked.returncode != 0, asked.stdout + asked.stderr


def check_config(validator, root, daemon):
    wrong = []
    ships = yaml.load((root / "systemd/dialogd.yaml").read_text(), Loader=Core)
    wrong += [f"systemd/dialogd.yaml is refused: {e.message[:200]}" for e in validator.iter_errors(ships)]
    cases = yaml.load((pathlib.Path(__file__).parent / "broken_config.yaml").read_text(), Loader=Core)
    rejected = 0
    for case in cases:
        config = changed(ships, case)
        seen = any(True for _ in validator.iter_errors(config))
        rejected += seen
        if seen == case.get("meaning", False):
            wrong.append(f"{case['name']}: the schema {'rejects it: it need not be marked `meaning`' if seen else 'accepts it'}")
        if daemon and not refused_by(daemon, root, config)[0]:
            wrong.append(f"{case['name']}: the daemon accepts it")
    if daemon:
        refused, said = refused_by(daemon, root, copy.deepcopy(ships))
        wrong += [f"systemd/dialogd.yaml is refused by the daemon: {said[:500]}"] if refused else []
    print(f"configuration: {len(cases)} broken ones, {rejected} rejected, {len(cases) - rejected} wrong in their meaning only"
          + ("; the daemon refuses all" if daemon and not wrong else ""))
    return wrong


def keys_of(schema):
    """Every key that a schema of the configuration names, at any depth."""
    keys = set()
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            keys |= set(schema["properties"])
        for value in schema.values():
            keys |= keys_of(value)
    elif isinstance(schema, list):
        for value in schema:
            keys |= keys_of(value)
    return keys


def check_config_keys(schema, root):
    read = set()
    for file in sorted(root.glob("daemon/app/*config*.cpp")):
        read |= set(re.findall(r'keys\.(?:\w+)\(\s*"(\w+)"', file.read_text()))
        read |= set(re.findall(r'\.secret\(keys, "(\w+)"', file.read_text()))
    known = keys_of(schema)
    wrong = [f"`{key}` is read by daemon/app/*config*.cpp and not known to schema_config.cpp" for key in sorted(read - known)]
    wrong += [f"`{key}` is known to schema_config.cpp and read by no daemon/app/*config*.cpp" for key in sorted(known - read)]
    return wrong


def main(printer, source, daemon=None):
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
    wrong += check_config(schemas["config"], root, daemon)
    wrong += check_config_keys(schemas["config"].schema, root)
    print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:4]))
