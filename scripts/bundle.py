"""Join and shrink the editor's scripts into the one that Studio loads: ``make editor`` (needs npm).

The first line names the sources by a hash, so that a test can tell when this was forgotten.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pd_personalize_xblock.fragments import EDITOR_PARTS  # noqa: E402 - found by the line above

SCRIPTS = ROOT / "static" / "pd_personalize" / "js"
BUNDLE = SCRIPTS / "editor.min.js"
TERSER = "terser@5.51.4"


def sources() -> str:
    """Return the parts in order, as one script."""
    return ";\n".join((SCRIPTS / f"{part}.js").read_text(encoding="utf-8") for part in EDITOR_PARTS)


def head(joined: str) -> str:
    """Return the first line of a bundle of these sources."""
    digest = hashlib.sha256(joined.encode()).hexdigest()
    return f"/* The author's editor. Made from js/editor by scripts/bundle.py: {digest} */\n"


def shrunk(joined: str) -> str:
    """Return a script without what only people need."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.js")
        whole.write_text(joined, encoding="utf-8")
        terser = ["npm", "exec", "--yes", "--package", TERSER, "--", "terser"]
        command = [*terser, str(whole), "-c", "-m", "--comments", "false"]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout


if __name__ == "__main__":
    joined = sources()
    BUNDLE.write_text(head(joined) + shrunk(joined), encoding="utf-8")
    print(f"{BUNDLE.relative_to(ROOT)}: {BUNDLE.stat().st_size} bytes")
