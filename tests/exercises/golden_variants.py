"""Writes golden/variants.json: python -m tests.exercises.golden_variants

A family whose variants change on purpose gets another `version`; then this is run again.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from quiz.exercises import registry

GOLDEN = Path(__file__).parent / "golden" / "variants.json"


def variants(name: str) -> list[str]:
    """Its version, then a checksum of the first variants of each level."""
    family = registry.families()[name]
    sums = [str(family.version)]
    for level in family.levels:
        text = "".join(json.dumps(family.draw(level, seed), sort_keys=True) for seed in range(3))
        sums.append(f"{zlib.crc32(text.encode()):08x}")
    return sums


def main() -> None:
    GOLDEN.parent.mkdir(exist_ok=True)
    lines = [f"  {json.dumps(name)}: {json.dumps(variants(name))}" for name in sorted(registry.ROWS)]
    GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
