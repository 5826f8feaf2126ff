"""What importing the block costs a process that has XBlock, Django, lxml, nh3 and numpy already, as an LMS has."""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median

from .figures import Figure

RUNS = 15
BASE = "import xblock.core, django, lxml.etree, nh3, numpy"
BLOCK = f"{BASE}, pd_personalize_xblock.block"
MEASURED = "\nimport time; print(time.process_time() * 1000, time.perf_counter() * 1000 - start)"


def measure() -> list[Figure]:
    """Take turns, so that whatever else the machine does hits both alike; the first pair only compiles."""
    pairs = [(_import(BASE), _import(BLOCK)) for _ in range(RUNS + 1)][1:]
    (base_cpu, base_wall), (cpu, wall) = (
        [median(run[i] for run in side) for i in (0, 1)] for side in zip(*pairs, strict=True)
    )
    note = f"median of {RUNS} fresh interpreters"
    return [
        Figure("`import pd_personalize_xblock.block` beyond its base, CPU", cpu - base_cpu, "ms", 100, note),
        Figure("the same, elapsed", wall - base_wall, "ms", None, note),
        Figure("the base alone: `import xblock.core, django, lxml.etree, nh3, numpy`, CPU", base_cpu, "ms"),
    ]


def _import(statement: str) -> tuple[float, float]:
    """Return (CPU, elapsed) in ms of a fresh interpreter that runs one statement."""
    program = f"import time; start = time.perf_counter() * 1000\n{statement}{MEASURED}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PYTHON"))}
    environment["OPENBLAS_NUM_THREADS"] = "1"  # numpy's idle threads spin, and would be counted as ours
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    cpu, wall = map(float, done.stdout.split())
    return cpu, wall
