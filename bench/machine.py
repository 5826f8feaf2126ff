"""Where a benchmark ran, without naming the host."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("XBlock", "xblock-sdk", "Django", "lxml", "nh3")


def describe() -> list[str]:
    """Return the machine and the versions that matter, as lines."""
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return [
        f"{_cpu()}, {os.cpu_count()} cores, {platform.system()}",
        f"{platform.python_implementation()} {platform.python_version()}, {versions}, SQLite in a file",
    ]


def _cpu() -> str:
    """The processor's model, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
