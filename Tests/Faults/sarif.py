"""The SARIF report against the object model of SARIF 2.1.0, as the package `sarif-om` carries it
(generated from the standard's JSON schema): every property exists, every required one is there.

    python3 Tests/Faults/sarif.py STUDY

Also the values that the schema limits: levels, lines and columns from 1, addresses without spaces.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import attr
import sarif_om

# Which class stands behind a property of a class; properties that are not named hold plain values.
PARTS = {
    "SarifLog": {"runs": "Run"},
    "Run": {"tool": "Tool", "results": "Result"},
    "Tool": {"driver": "ToolComponent"},
    "ToolComponent": {"rules": "ReportingDescriptor"},
    "ReportingDescriptor": {
        "fullDescription": "MultiformatMessageString", "help": "MultiformatMessageString",
        "shortDescription": "MultiformatMessageString",
        "defaultConfiguration": "ReportingConfiguration"},
    "Result": {"message": "Message", "locations": "Location", "fixes": "Fix"},
    "Location": {"physicalLocation": "PhysicalLocation", "message": "Message"},
    "PhysicalLocation": {"artifactLocation": "ArtifactLocation", "region": "Region"},
    "Fix": {"description": "Message", "artifactChanges": "ArtifactChange"},
    "ArtifactChange": {"artifactLocation": "ArtifactLocation", "replacements": "Replacement"},
    "Replacement": {"deletedRegion": "Region", "insertedContent": "ArtifactContent"},
}


def check(value, kind, place, problems):
    if not isinstance(value, dict):
        problems.append(f"{place} is not an object")
        return
    fields = {
        field.metadata.get("schema_property_name", field.name): field.default is attr.NOTHING
        for field in attr.fields(getattr(sarif_om, kind))}
    problems += [f"{place} has no {name}" for name, needed in fields.items()
                 if needed and name not in value]
    for name, part in value.items():
        if name not in fields:
            problems.append(f"{place}.{name} is not part of {kind}")
        inner = PARTS.get(kind, {}).get(name)
        if inner:
            for number, item in enumerate(part if isinstance(part, list) else [part]):
                check(item, inner, f"{place}.{name}[{number}]", problems)
        elif isinstance(part, (dict, list)) and name != "properties":
            problems.append(f"{place}.{name} is checked by nobody: add it to PARTS")
        if kind == "Region" and name.endswith(("Line", "Column")) and part < 1:
            problems.append(f"{place}.{name} is {part}")
        if name == "uri" and not re.fullmatch(r"[!#$%&'()*+,./0-9:;=?@A-Z_a-z~\[\]-]+", part):
            problems.append(f"{place}.{name} is no address: {part}")
        if name == "level" and part not in ("none", "note", "warning", "error"):
            problems.append(f"{place}.{name} is {part}")


def main():
    study = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        content = pathlib.Path(folder) / "content"
        content.mkdir()
        (content / "index.md").write_text(
            "# Home\n\n[a](A%20B.md) [x](gone.md) [@nobody] <script>\n\n<!-- \"quotes\" \\ -->\n")
        (content / "a b.md").write_text("---\ntagz: [é]\n---\n# Ä\n\n[[Nowhere]] [u][v]\n")
        (content / "bad.md").write_bytes(b"\xff\xfe broken")
        (content / "sources.yml").write_text("- id: a\n- id: a\n  title: B\n")
        run = subprocess.run(
            [study, "check", "--diagnostics", "sarif"], cwd=folder, capture_output=True, text=True)
        report = json.loads(run.stdout)
    problems = []
    check(report, "SarifLog", "log", problems)
    rules = [rule["id"] for rule in report["runs"][0]["tool"]["driver"]["rules"]]
    for result in report["runs"][0]["results"]:
        if result["ruleId"] not in rules:
            problems.append(f"there is no rule {result['ruleId']}")
        if "ruleIndex" in result and rules[result["ruleIndex"]] != result["ruleId"]:
            problems.append(f"ruleIndex of {result['ruleId']} names another rule")
    if report["version"] != "2.1.0" or len(report["runs"][0]["results"]) < 8:
        problems.append("the report is not what was asked for")
    for problem in problems:
        print("FAILED:", problem)
    if problems:
        sys.exit(1)
    print(f"SARIF: {len(report['runs'][0]['results'])} results as the standard has them.")


if __name__ == "__main__":
    main()
