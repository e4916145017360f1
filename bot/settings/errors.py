"""What is wrong with a setting, in words for whoever installs."""


class SettingsError(ValueError):
    """Settings are missing or cannot be used. The message has a line for each and never holds a secret.

    `field` is the field of Settings that it is about; empty when it is about none, or about the file as a whole.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
