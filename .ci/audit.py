"""Asks a local list of advisories about every pinned version: `python .ci/audit.py FOLDER`, or ADVISORIES=FOLDER.

The folder is a checkout of github.com/pypa/advisory-database, or anything with the same YAML below `vulns/NAME/`
(the format is ossf.github.io/osv-schema). Exit 0: asked, and none applies. 1: some apply. 3: could not ask, which says
nothing about the versions; a list that is old cannot know what was found since, so its newest entry is told.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

import yaml
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LISTS = ("constraints.txt", "requirements.lock", "build.lock")
APPLY, COULD_NOT_ASK = 1, 3


def pinned() -> dict[str, str]:
    """The version of each package, by the name that the index compares."""
    lines = [line for name in LISTS for line in (ROOT / name).read_text("utf-8").splitlines()]
    found = [re.match(r"([\w.-]+)==([\w.+!-]+)", line) for line in lines]
    return {re.sub(r"[-_.]+", "-", match[1]).lower(): match[2] for match in found if match}


def applies(advisory: dict[str, Any], name: str, version: str) -> bool:
    """Whether it is about this version; one that was withdrawn is about none."""
    if advisory.get("withdrawn"):
        return False
    about = [each for each in advisory.get("affected", ()) if each["package"]["name"].lower() == name]
    ranges = [each["events"] for one in about for each in one.get("ranges", ()) if each["type"] == "ECOSYSTEM"]
    listed = any(version in one.get("versions", ()) for one in about)
    return listed or any(is_between(Version(version), events) for events in ranges)


def is_between(version: Version, events: list[dict[str, str]]) -> bool:
    """Whether it is at or behind the last `introduced`, and before what mended it."""
    affected = False
    for event in events:
        ((kind, at),) = event.items()
        bound = Version(at if at != "0" else "0.dev0")
        if kind == "introduced" and version >= bound:
            affected = True
        elif (kind == "fixed" and version >= bound) or (kind == "last_affected" and version > bound):
            affected = False
    return affected


def main(folder: str) -> int:
    """Print what applies, and what the answer is worth."""
    vulns = Path(folder) / "vulns"
    if not folder or not vulns.is_dir():
        print("audit: could not ask, for there is no list of advisories here; set ADVISORIES to a checkout of one.")
        return COULD_NOT_ASK
    versions = pinned()
    texts = [(path.parent.name.lower(), path) for path in sorted(vulns.glob("*/*.yaml"))]
    about = [(name, yaml.safe_load(path.read_text("utf-8"))) for name, path in texts if name in versions]
    found = [(name, each["id"]) for name, each in about if applies(each, name, versions[name])]
    for name, advisory in found:
        print(f"audit: {name} {versions[name]}: {advisory}")
    newest = max((str(each.get("modified", "")) for _, each in about), default="never")
    print(f"audit: {len(versions)} packages, {len(about)} advisories, the newest of {newest}; {len(found)} apply.")
    return APPLY if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ADVISORIES", "")))
