"""Writes the golden files anew: `python tests/golden/make_golden.py`.

Only for a new format version: what was written once must be read for ever. What is in them:
tests/unit/golden_token.py.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in ("unit", "unit/cpython_only"):
    sys.path.insert(0, str(HERE.parent / folder))

from golden_token import golden  # noqa: E402

for name, content in sorted(golden().items()):
    (HERE / name).write_bytes(content)
    print(f"{len(content):6} {name}")
