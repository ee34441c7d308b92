"""The interface in the user's language: an English sentence is the key, a catalogue holds its translation."""

from __future__ import annotations

import os
from collections.abc import Mapping


def preferred(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for ("ko", "en"), by POSIX order; English where it says nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name)
        if value:
            code = value.split(".")[0].split("_")[0].split("-")[0].lower()
            return "en" if code in ("c", "posix", "") else code
    return "en"


class Words:
    """Translates: `words("{count} due", count=3)`. What a catalogue lacks stays English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue: dict[str, str] | None = None

    def __call__(self, english: str, **values: object) -> str:
        text = english if self.language == "en" else self.catalogue.get(english, english)
        return text.format(**values) if values else text

    @property
    def catalogue(self) -> dict[str, str]:
        """All entries of `locale/<language>/*.json`, read at the first use."""
        if self._catalogue is None:
            import json

            self._catalogue = {}
            folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "locale", self.language)
            if self.language.isalpha() and os.path.isdir(folder):
                for name in sorted(os.listdir(folder)):
                    if name.endswith(".json"):
                        with open(os.path.join(folder, name), encoding="utf-8") as file:
                            self._catalogue.update(json.load(file))
        return self._catalogue
