"""Study notes as cards and exercises, asked on the day they are about to be forgotten."""

__version__ = "0.1.0"
