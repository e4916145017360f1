"""What stands in no file of the house: paths of somebody's machine, addresses of registries, quotations by hand."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE = re.compile(r"^(\.git|\.venv|out|dist|build|__pycache__|.*_cache|\.hypothesis|.*\.egg-info)$")
FILE_BYTES_MAX = 1_000_000  # nothing that people wrote is larger
# Spelled in pieces, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        (
            "/" + "work/",
            "/" + r"root\b",
            "/" + r"home/\w",
            "/" + "Users/",
            "pypi" + r"\.org",
            "python" + "hosted",
            "npm" + "js",
            "go" + "proxy",
            r"proxy\." + "golang",
        )
    )
)


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file that somebody wrote, as opposed to made by a tool."""
    for path in sorted(folder.iterdir()):
        if MADE.match(path.name) and (folder == ROOT or path.name == "__pycache__"):
            continue
        if path.is_dir():
            yield from files(path)
        elif path.stat().st_size <= FILE_BYTES_MAX and not re.search(r"\.db(-wal|-shm|\.lock)?$", path.name):
            yield path


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if FORBIDDEN.search(line)
    ]

    assert not found


def test_every_quotation_is_made_by_the_filter_that_nobody_can_end() -> None:
    by_hand = [path for path in files(ROOT / "templates") if re.search("[“‘]{{", path.read_text("utf-8"))]

    assert [] == by_hand, "write {{ words | quote }}: it turns the marks within somebody's words into single ones"
