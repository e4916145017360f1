"""How a rule says no."""


class Refused(Exception):
    """A rule says no, and a person can change it.

    `code` names the refusal; its words are in templates/refused/, filled from `values`. Whoever asked sees them;
    nothing was written. Not logged as a failure.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
