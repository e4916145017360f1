"""The program as Python reads it: each file parsed once, however many tests look at it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def trees(folder: str) -> list[tuple[Path, ast.Module]]:
    """Every module of the folder, in the order of their paths."""
    return [(path, tree(path)) for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
