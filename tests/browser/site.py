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
    with_crowd: Path

    def reset(self, *, crowd: bool = False) -> None:
        """Forget whatever anybody did; with a ``crowd`` the course has its 500 teachers.

        The server need not stop: it opens the database anew for each request.
        """
        _copy(self.with_crowd if crowd else self.first_day, self.database)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as kept, closing(sqlite3.connect(target)) as live:
        kept.backup(live)


@contextmanager
def running_demo(folder: Path) -> Iterator[Site]:
    """Load the demo into a database in ``folder`` and serve it."""
    files = [folder / f"{name}.sqlite3" for name in ("live", "first_day", "with_crowd")]
    site = Site(f"http://127.0.0.1:{_free_port()}", *files)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "BROWSER_TESTS_DATABASE": str(site.database),
        "PYTHONPATH": str(ROOT),
    }
    django = [sys.executable, "-m", "django"]
    for command, kept in ((["migrate", "--run-syncdb"], None), (["demo_load"], site.first_day), (["demo_crowd"], None)):
        subprocess.run(
            [*django, *command, "--verbosity=0"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        _copy(site.database, kept or site.with_crowd)
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
