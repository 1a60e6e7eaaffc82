#!/usr/bin/env python3
# import_botocore.py - drafts .api text from an installed botocore, for whoever adds an operation.
"""import_botocore.py SERVICE OPERATION... [--beside FILE.api...]
    prints the named operations with the structures, enums and patterns they need, less those that
    the files after --beside declare already
import_botocore.py SERVICE --unemulated FILE.api...
    prints the operations that AWS has and that none of the files declares

Facts only (names, types, limits, patterns, enums, REST bindings), no documentation. The notation is
that of README.md. What a draft leaves to a person: `?` marks, and which empty lists a response shows.
"""
import re
import sys
import textwrap

import botocore.loaders

PRIMITIVE = {
    "string": "string", "character": "string", "integer": "int", "long": "int", "boolean": "bool",
    "timestamp": "time", "blob": "blob", "double": "float", "float": "float",
}
LEFT_OPEN = {"InstanceType"}  # over a thousand values: checked by whoever needs one


class Draft:
    def __init__(self, service):
        self.model = botocore.loaders.Loader().load_service_model(service, "service-2")
        self.shapes = self.model["shapes"]
        self.protocol = self.model["metadata"]["protocol"]
        self.seen = {}  # shapes, enums and patterns that the printed operations need, in order

    def is_enum(self, name):
        return "enum" in self.shapes[name] and name not in LEFT_OPEN

    def constraints(self, name):
        shape, text = self.shapes[name], ""
        if self.is_enum(name) or shape["type"] in ("structure", "boolean", "timestamp"):
            return ""
        if "min" in shape or "max" in shape:
            text = f"({shape.get('min', '')}..{shape.get('max', '')})"
        if "pattern" in shape and shape["type"] == "string":
            text += f"~{name}"
            self.seen[name] = True
        return text

    def type(self, name, constrained):
        shape = self.shapes[name]
        if shape["type"] in ("list", "map"):
            opening, closing, part = "[]member" if shape["type"] == "list" else "{}value", "", ""
            opening, closing, part = opening[0], opening[1], opening[2:]
            text = opening + self.type(shape[part]["shape"], constrained) + closing
        elif shape["type"] == "structure" or self.is_enum(name):
            self.reach(name)
            text = name
        else:
            text = PRIMITIVE[shape["type"]]
        return text + (self.constraints(name) if constrained else "")

    def reach(self, name):
        if name not in self.seen:
            self.seen[name] = True
            if self.shapes[name]["type"] == "structure":
                self.members(name, "both")

    def names(self, name, reference, side):
        """Name/asked/told, where the protocol's default is not what the model says."""
        location = reference.get("locationName")
        asked = told = ""
        if self.protocol == "ec2":
            asked = reference.get("queryName") or (
                location[0].upper() + location[1:] if location else name)
            told = location or name
            asked = "" if asked == name or side == "out" else asked
            told = "" if told == name[0].lower() + name[1:] or side == "in" else told
        elif location and location != name and "location" not in reference:
            asked = told = location
        return name + ("/" + asked if asked or told else "") + ("/" + told if told else "")

    def place(self, reference):
        location, wire = reference.get("location"), reference.get("locationName")
        if location in ("header", "querystring", "uri"):
            return f"@{dict(header='header', querystring='query', uri='path')[location]}({wire})"
        return ""

    def member(self, name, reference, side, required, top):
        shape = self.shapes[reference["shape"]]
        text = self.names(name, reference, side) + ("!" if required else "")
        kind = self.type(reference["shape"], constrained=side != "out")
        text += kind[6:] if kind.startswith("string") else ":" + kind
        text += self.place(reference)
        if shape.get("streaming") and shape["type"] == "blob":
            text += "@body"
        if shape.get("flattened"):
            text += "@flat"
        if shape["type"] == "list":
            element = shape["member"].get("locationName", "member")
            usual = "item" if self.protocol == "ec2" else "member"
            if self.protocol in ("ec2", "query") and element != usual and side == "out":
                text += f"@item({element})"
            if top and side == "out":
                text += "@shown"
        if shape.get("sensitive") and side != "out":
            text += "@sensitive"
        return text

    def members(self, name, side):
        shape = self.shapes[name]
        required = set(shape.get("required", []))
        return " ".join(
            self.member(n, m, side, n in required, side != "both")
            for n, m in shape.get("members", {}).items())

    def operation(self, name):
        operation = self.model["operations"][name]
        asked = operation.get("input", {}).get("shape")
        told = operation.get("output", {}).get("shape")
        http, route = operation["http"], ""
        if self.protocol.startswith("rest"):
            status = http.get("responseCode", 200)
            route = f" {http['method']} {http['requestUri']}" + (f" {status} " if status != 200 else " ")
            if payload := self.shapes[asked].get("payload"):
                assert payload == "BlockData", payload
        answer = f"({self.members(told, 'out')})" if told else (
            "()" if self.protocol == "ec2" else "nothing")
        return f"{name}{route}({self.members(asked, 'in') if asked else ''}) -> {answer}"

    def shape(self, name):
        """The lines that declare what a structure, enum or pattern is."""
        shape = self.shapes[name]
        if shape["type"] == "structure":
            return f"{name}({self.members(name, 'both')})"
        if self.is_enum(name):
            return f"enum {name} = {' | '.join(shape['enum'])}"
        return f'pattern {name} = "{shape["pattern"]}"'


def wrapped(line):
    if line.startswith("pattern"):
        return line
    return "\n".join(textwrap.wrap(
        line, 100, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False))


def declared(paths):
    """The names that the files declare."""
    names = set()
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                found = re.match(r"(?:enum |pattern )?(\w+)", line)
                if found and not line.startswith("service"):
                    names.add(found.group(1))
    return names


def draft_text(service, operations, beside):
    draft = Draft(service)
    lines = []
    for name in operations:
        lines += [wrapped(draft.operation(name)), ""]
    known = declared(beside)
    for name in [n for n in draft.seen]:
        text = wrapped(draft.shape(name))
        if name not in known:
            lines.append(text)
    order = lambda text: 2 if text.startswith("pattern") else 1 if text.startswith("enum") else 0
    tops = len(operations) * 2
    rest = lines[tops:]
    return "\n".join(lines[:tops] + sorted(rest, key=order)) + "\n"


def main(words):
    if len(words) < 2 or words[0].startswith("-"):
        sys.exit(__doc__)
    service, rest = words[0], words[1:]
    if rest[0] == "--unemulated":
        names = sorted(set(Draft(service).model["operations"]) - declared(rest[1:]))
        print(wrapped("unemulated " + " ".join(names)))
        return
    cut = rest.index("--beside") if "--beside" in rest else len(rest)
    sys.stdout.write(draft_text(service, rest[:cut], rest[cut + 1:]))


if __name__ == "__main__":
    main(sys.argv[1:])
