"""Where the files that are not Python lie: words, migrations, the manifest; beside the package or inside the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(name: str) -> Path:
    """The path of a shipped file or folder such as `templates`.

    A wheel holds it inside the package; in a checkout it stands beside the package. Raises FileNotFoundError, which
    only a broken installation can cause.
    """
    for home in (_PACKAGE, _PACKAGE.parent):
        if (home / name).exists():
            return home / name
    raise FileNotFoundError(f"{name} is missing from the installation at {_PACKAGE}; install Sitrep again")
