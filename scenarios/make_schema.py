#!/usr/bin/env python3
# make_schema.py - makes schema.json, from which editors complete scenarios, out of the .api files.
"""Usage: make_schema.py [--check]

Writes schema.json beside itself. With --check writes nothing, and ends with 1 if schema.json is not
what it would write: ctest runs that.
"""
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
API = HERE.parent / "emulator" / "api"
# "CopyImage(...", or of a REST service "StartSnapshot POST /snapshots 201 (...".
OPERATION = re.compile(r"([A-Z]\w*)( [A-Z]+ /[^(\s]*( \d{3})?)? *\(")


def operations(path):
    """Its service and the operations that it declares. A structure has no "->", an operation has."""
    service, found = None, []
    statement = ""
    for line in [*path.read_text().splitlines(), "end"]:
        line = line.split("#")[0].rstrip()
        if line.startswith(" "):
            statement += line
            continue
        if statement.startswith("service "):
            service = statement.split()[1]
        declared = OPERATION.match(statement)
        if declared and "->" in statement:
            found.append(declared.group(1))
        statement = line
    if service is None:
        sys.exit(f"{path}: names no service")
    return [f"{service}:{name}" for name in found]


def calls():
    paths = sorted([*API.glob("*.api"), *API.glob("*/*.api")])
    return sorted(call for path in paths for call in operations(path))


def text(description, **more):
    return {"type": "string", "description": description, **more}


def values(description, of=None):
    """An object with members of any names."""
    return {"type": "object", "description": description,
            **({"additionalProperties": of} if of else {})}


def reference(name, description):
    return {"$ref": f"#/$defs/{name}", "description": description}


def one_or_more(description):
    return {"description": description,
            "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def step():
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "name": text("By which later steps and scenarios that include this one refer to it."),
            "title": text("What the report says about the step."),
            "as": text("The principal that makes the call: A.admin, A.root, or one of principals."),
            "call": text("SERVICE:Operation.", enum=calls()),
            "region": text("Where the call goes, if not to the scenario's Region."),
            "sign": text("How the request is signed, if not as an SDK signs it.",
                         enum=["none", "wrong_secret", "presigned"]),
            "signed_ago": reference("span", "The signature is that old."),
            "with": values("The operation's members, as AWS's SDKs call them."),
            "headers": values("HTTP headers sent besides, or instead of, the client's own.",
                              {"type": "string"}),
            "capture": values("Name -> path in the result; later steps say ${name}.",
                              {"type": "string"}),
            "expect": values("Path in the result -> value or matcher.",
                             {"$ref": "#/$defs/expected"}),
            "error": {
                "type": "object",
                "description": "The call is refused with this error.",
                "additionalProperties": False,
                "properties": {name: {"$ref": "#/$defs/expected"}
                               for name in ("code", "message", "status")},
            },
            "wait_for": values("Path -> value; the call is repeated, 5 seconds apart, until so.",
                               {"$ref": "#/$defs/expected"}),
            "trace": one_or_more("Beginnings of sentences that the step's trace must have."),
            "not_trace": one_or_more("Beginnings of sentences that it must not have."),
            "trace_of": text("Look at the trace of the earlier step of this name."),
            "advance": reference("span", "Moves time before anything else."),
        },
        "anyOf": [{"required": ["call"]}, {"required": ["advance"]}, {"required": ["trace_of"]}],
    }


def principal():
    assumed = {
        "type": "object",
        "additionalProperties": False,
        "required": ["assume", "as"],
        "properties": {
            "assume": text("The role's ARN."),
            "as": text("The principal that assumes it."),
            "session": text("The session's name, \"session\" if not given."),
            "external_id": text("The external id that the trust policy may want."),
            "with": values("Further members of sts:AssumeRole: Policy, Tags, SourceIdentity."),
        },
    }
    instance = {
        "type": "object",
        "additionalProperties": False,
        "required": ["instance"],
        "properties": {
            "instance": text("The id of an instance, whose role's credentials it has."),
        },
    }
    keys = {
        "type": "object",
        "additionalProperties": False,
        "required": ["access_key_id", "secret_access_key"],
        "properties": {name: {"type": "string"}
                       for name in ("access_key_id", "secret_access_key", "session_token")},
    }
    return {"oneOf": [assumed, keys, instance]}


def differs():
    texts = {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "description": "How the included world is different here.",
        "additionalProperties": False,
        "properties": {
            "documents": values("Document -> what stands in its place."),
            "remove_actions": values("Document -> actions taken out of its Allow statements.",
                                     texts),
            "add_statements": values("Document -> statements added to it.", {"type": "array"}),
            "without_steps": {**texts, "description": "Names of steps that are left out."},
            "with": values("Step's name -> members merged into its \"with\"; null removes one.",
                           {"type": "object"}),
        },
    }


def matchers():
    any_value = {"description": "Any value, or another matcher."}
    return {
        "matches": text("A regular expression for the whole text."),
        "contains": {"description": "A part of the text, or an element of the list."},
        "starts_with": text("How the text begins."),
        "exists": {"type": "boolean", "description": "Whether there is a value at all."},
        "length": {"type": "integer", "description": "Of a text, list or object; 0 if absent."},
        "not": any_value,
        "any_of": {"type": "array", "items": any_value},
    }


def options():
    return {
        "type": "object",
        "description": "Of the world; at an endpoint that is no amishare the scenario is skipped.",
        "additionalProperties": False,
        "properties": {
            "seed": {"type": "integer", "minimum": 0,
                     "description": "Of ids and bytes; only in process."},
            "pace": {
                "description": "How long transitions take; or single delays in milliseconds.",
                "anyOf": [
                    {"enum": ["instant", "aws"]},
                    {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0},
                     "propertyNames": {"pattern": "^[a-z_]+_ms$"}},
                ],
            },
            "iam_propagation": reference("span", "Until changes of IAM are seen."),
            "grant_propagation": reference("span", "Until a grant holds without its token."),
            "issuers": values("URL of an issuer of tokens -> its JSON Web Key Set.",
                              {"type": "object"}),
            "switches": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"launch_keeps_source_key": {"type": "boolean"},
                               "legacy_launch_failure": {"type": "boolean"}},
            },
        },
    }


def schema():
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of amishare; README.md in this folder describes it",
        "type": "object",
        "additionalProperties": False,
        "required": ["title"],
        "properties": {
            "$schema": {"type": "string"},
            "title": text("The claim in one sentence."),
            "claim": text("Why AWS behaves so, with the source."),
            "include": text("A world to start from: a path, relative to this file."),
            "differs": differs(),
            "region": text("Where calls go; us-east-1 if not given."),
            "accounts": values("Name -> twelve digits.",
                               {"type": "string", "pattern": "^[0-9]{12}$"}),
            "principals": values("Name -> how to get its credentials.",
                                 {"$ref": "#/$defs/principal"}),
            "documents": values("Name -> JSON, mostly policies; ${json:NAME} is its text."),
            "options": options(),
            "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
        },
        "$defs": {
            "step": step(),
            "principal": principal(),
            "span": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$"},
            "expected": {
                "description": "A value to equal, an object of members to have, or a matcher.",
                "anyOf": [
                    {"type": "object", "properties": matchers()},
                    {"not": {"type": "object"}},
                ],
            },
        },
    }


def main():
    target = HERE / "schema.json"
    made = json.dumps(schema(), indent=2) + "\n"
    if sys.argv[1:] == ["--check"]:
        if not target.exists() or target.read_text() != made:
            sys.exit("scenarios/schema.json is not up to date: run scenarios/make_schema.py")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        target.write_text(made)


if __name__ == "__main__":
    main()
