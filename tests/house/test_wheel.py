"""The wheel stands on its own: in an empty folder it plays a story, with nothing from the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Python starts isolated (-I): neither the current folder nor the environment may lend it a module. The wheel's folder
# comes first, so that an editable install of the checkout in the same environment is passed over.
LAUNCH = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
import bot, workspace
assert bot.__file__.startswith(sys.path[0]) and workspace.__path__[0].startswith(sys.path[0])
sys.argv[0] = "sitrep"
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""
SHIPPED = {"bot": "bot", "workspace": "workspace", "templates": "bot/templates", "migrations": "bot/migrations"}


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    answer = subprocess.run(
        [sys.executable, *command], cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network by the build backend that stands in the environment."""
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder), cwd=ROOT)
    return next(folder.glob("sitrep_bot-*.whl"))


def test_the_wheel_holds_every_file_that_the_checkout_has(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"{there}/{path.relative_to(ROOT / here).as_posix()}"
        for here, there in SHIPPED.items()
        for path in (ROOT / here).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert expected | {"bot/manifest.yaml"} <= inside


def test_the_story_plays_from_the_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    offline = ("--no-compile", "--no-deps", "--no-index")
    run("-m", "pip", "install", "-qq", *offline, "--target", str(site), str(wheel), cwd=empty)
    story = site / "workspace" / "stories" / "smoke.yaml"

    run("-I", "-c", LAUNCH, str(site), "replay", str(story), "--out", "told", cwd=empty)

    assert (empty / "told" / "summary.md").read_text(encoding="utf-8")
