"""The SQLite file: the append-only log and everything derived from it and from the deck files."""
