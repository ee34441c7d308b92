"""How fast and how big, as ratios against something comparable, measured side by side: `python -m tests.bench`."""
