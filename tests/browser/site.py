"""The demo as a process of its own, put back to its first day between tests.

A process and a database file of their own, because pytest-django's live server shares one SQLite
connection with all threads of the server, and a page fetches several things at once.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running demo."""

    url: str
    database: Path
    first_day: Path

    def reset(self) -> None:
        """Forget whatever anybody did. The server need not stop: it opens the database anew for each request."""
        with closing(sqlite3.connect(self.first_day)) as kept, closing(sqlite3.connect(self.database)) as live:
            kept.backup(live)


@contextmanager
def running_demo(folder: Path) -> Iterator[Site]:
    """Load the demo into a database in ``folder`` and serve it."""
    site = Site(f"http://127.0.0.1:{_free_port()}", folder / "live.sqlite3", folder / "first_day.sqlite3")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "BROWSER_TESTS_DATABASE": str(site.database),
        "PYTHONPATH": str(ROOT),
    }
    django = [sys.executable, "-m", "django"]
    for command in (["migrate", "--run-syncdb"], ["demo_load"], ["demo_crowd"]):
        subprocess.run(
            [*django, *command, "--verbosity=0"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
    with closing(sqlite3.connect(site.database)) as live, closing(sqlite3.connect(site.first_day)) as kept:
        live.backup(kept)
    log = folder / "server.log"
    with log.open("w") as output:
        address = site.url.removeprefix("http://")
        server = subprocess.Popen(
            [*django, "runserver", address, "--noreload"], env=environment, cwd=ROOT, stdout=output, stderr=output
        )
        try:
            _wait_for(site.url, server, log)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(url, timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the demo did not start:\n{log.read_text()}")
