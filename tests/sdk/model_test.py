# model_test.py - every operation of the .api files is as botocore's own model has it.
"""Names of members in requests and responses, types, what is required, places in REST messages,
list elements, namespaces. What the installed botocore does not know yet, or names optional, is left
alone; limits and patterns are the service's and change with time, so they are not compared."""
import pathlib
import re
import sys
import unittest

import botocore
import botocore.loaders

API = pathlib.Path(__file__).resolve().parents[2] / "emulator" / "api"
KINDS = {"string": "string", "character": "string", "integer": "int", "long": "int",
         "boolean": "bool", "timestamp": "time", "blob": "blob", "double": "float",
         "float": "float"}
# Required, but the handler says so itself, since AWS words it in its own way there.
SAID_BY_THE_HANDLER = {"CopySnapshot.SourceRegion", "CopySnapshot.SourceSnapshotId"}
RECENT = tuple(map(int, botocore.__version__.split(".")[:2])) >= (1, 43)
MEMBER = re.compile(r"(?P<name>\w+)(?:/(?P<asked>\w*))?(?:/(?P<told>\w*))?(?P<marks>[!?]*)"
                    r"(?P<rest>.*)")


def statements(path):
    statement = ""
    for line in [*path.read_text().splitlines(), "end"]:
        line = re.sub(r'#(?=([^"]*"[^"]*")*[^"]*$).*', "", line).rstrip()
        if line.startswith(" "):
            statement += " " + line.strip()
        else:
            if statement:
                yield statement
            statement = line


def pieces(text):
    """The members in a parenthesis: split at blanks that are in no bracket."""
    out, depth = [""], 0
    for c in text:
        depth += c in "([{" or -(c in ")]}")
        if c == " " and depth == 0:
            out.append("")
        else:
            out[-1] += c
    return [piece for piece in out if piece]


def parenthesis(text):
    """What stands in the parenthesis with which the text begins, and what follows it."""
    depth = 0
    for at, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return text[1:at], text[at + 1:]
    raise ValueError(text)


class Member:
    def __init__(self, text):
        found = MEMBER.match(text)
        self.name, self.asked, self.told = found["name"], found["asked"], found["told"]
        self.required, self.emulated = "!" in found["marks"], "?" not in found["marks"]
        rest = found["rest"]
        self.type = "string"
        if rest.startswith(":"):
            depth, end = 0, len(rest)
            for at, c in enumerate(rest):
                depth += (c in "[{") - (c in "]}")
                if depth == 0 and c in "(~@" and at > 0:
                    end = at
                    break
            self.type, rest = rest[1:end], rest[end:]
        self.places = dict(re.findall(r"@(path|query|header|item)\(([^)]*)\)", rest))
        self.flat = "@flat" in rest
        self.body = "@body" in rest


class Api:
    def __init__(self, paths):
        self.operations, self.structures, self.enums, self.service = {}, {}, set(), {}
        for path in paths:
            for statement in statements(path):
                self.read(statement)

    def read(self, statement):
        word = statement.split(" ")[0].split("(")[0]
        if word == "service":
            self.service.update(re.findall(r"(\w+)=(\S+)", statement))
            self.name = statement.split()[1]
        elif word == "enum":
            self.enums.add(statement.split()[1])
        elif word in ("pattern", "unemulated"):
            return
        else:
            head, rest = statement[:statement.index("(")], statement[statement.index("("):]
            inside, rest = parenthesis(rest)
            members = [Member(piece) for piece in pieces(inside)]
            if "->" not in rest:
                self.structures[word] = members
                return
            told = rest.split("->", 1)[1].strip()
            self.operations[word] = (head.split()[1:], members, [Member(piece) for piece in pieces(
                parenthesis(told)[0])] if told.startswith("(") else None)


class Comparison:
    def __init__(self, api, model):
        self.api, self.model, self.problems, self.done = api, model, [], set()
        self.shapes, self.protocol = model["shapes"], model["metadata"]["protocol"]

    def complain(self, where, what):
        self.problems.append(f"{self.api.name} {where}: {what}")

    def run(self):
        for name, (route, asked, told) in self.api.operations.items():
            operation = self.model["operations"].get(name)
            if operation is None:
                continue  # newer than this botocore
            if self.protocol.startswith("rest"):
                http = operation["http"]
                ours = [*route, "200"][:3]
                theirs = [http["method"], http["requestUri"], str(http.get("responseCode", 200))]
                if ours != theirs:
                    self.complain(name, f"{ours} and not {theirs}")
            self.members(name, asked, operation.get("input", {}).get("shape"), "in")
            output = operation.get("output", {}).get("shape")
            if told is None:
                if output and self.shapes[output]["members"]:
                    self.complain(name, "answers something")
            else:
                self.members(name, told, output, "out")

    def members(self, where, ours, shape_name, side):
        if (where, side) in self.done:
            return
        self.done.add((where, side))
        shape = self.shapes[shape_name] if shape_name else {"members": {}}
        for member in ours:
            reference = shape["members"].get(member.name)
            if reference is not None:
                self.member(f"{where}.{member.name}", member, reference, side)
        if side == "in":
            missing = set(shape["members"]) - {member.name for member in ours}
            if missing:
                self.complain(where, f"lacks {', '.join(sorted(missing))}")
            for member in ours:
                said = f"{where}.{member.name}" in SAID_BY_THE_HANDLER
                if member.emulated and not said and member.name in shape["members"]:
                    theirs = member.name in shape.get("required", [])
                    # AWS has made some optional since; an older model has them required.
                    if member.required and not theirs or RECENT and theirs and not member.required:
                        self.complain(f"{where}.{member.name}", "required or not?")

    def wire_name(self, name, reference, side):
        location = reference.get("locationName")
        if self.protocol == "ec2" and side == "in":
            upper = location[0].upper() + location[1:] if location else name
            return reference.get("queryName") or upper
        return location or name

    def our_name(self, member, side):
        if side == "in":
            return member.asked or member.name
        usual = member.name[0].lower() + member.name[1:] if self.protocol == "ec2" else member.name
        return member.told or (usual if self.protocol == "ec2" else member.asked or usual)

    def member(self, where, member, reference, side):
        if not member.emulated:
            return
        location = reference.get("location")
        if location:
            place = {"uri": "path", "querystring": "query", "header": "header"}[location]
            if member.places.get(place) != reference["locationName"]:
                self.complain(where, f"stands in {place} {reference['locationName']}")
        elif not member.body:
            ours, theirs = self.our_name(member, side), self.wire_name(member.name, reference, side)
            if ours != theirs:
                self.complain(where, f"is {theirs} on the wire ({side}), not {ours}")
        self.kind(where, member, member.type, reference["shape"], side)

    def kind(self, where, member, ours, shape_name, side):
        shape = self.shapes[shape_name]
        if shape["type"] == "list":
            if not ours.startswith("["):
                return self.complain(where, "is a list")
            element = shape["member"].get("locationName", "member")
            usual = "item" if self.protocol == "ec2" else "member"
            flat = shape.get("flattened", False)
            if side == "out" and self.protocol in ("ec2", "query") and not flat:
                if member.places.get("item", usual) != element:
                    self.complain(where, f"has elements {element}")
            return self.kind(where, member, re.sub(r"[(~].*", "", ours[1:-1]),
                             shape["member"]["shape"], side)
        if shape["type"] == "map":
            if not ours.startswith("{"):
                self.complain(where, "is a map")
            return None
        if shape["type"] == "structure":
            if ours not in self.api.structures:
                return self.complain(where, f"is a structure, not {ours}")
            return self.members(ours, self.api.structures[ours], shape_name, side)
        ours = "string" if ours in self.api.enums else ours
        if ours != KINDS[shape["type"]]:
            self.complain(where, f"is {KINDS[shape['type']]}, not {ours}")
        return None


class Models(unittest.TestCase):
    def test_every_operation(self):
        loader = botocore.loaders.Loader()
        compared = 0
        for paths in [*([path] for path in API.glob("*.api")),
                      *(sorted(folder.glob("*.api")) for folder in API.iterdir()
                        if folder.is_dir())]:
            api = Api(paths)
            comparison = Comparison(api, loader.load_service_model(api.name, "service-2"))
            comparison.run()
            self.assertEqual(comparison.problems, [], "\n".join(comparison.problems))
            compared += len(api.operations)
        self.assertGreater(compared, 150)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)
