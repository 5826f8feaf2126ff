"""The figures as they are read: JSON, plain text, or tables in Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from .scores import Difference

Row = dict[str, str | int | float]


def as_json(rows: Sequence[Row]) -> str:
    """Return the list of figures."""
    return json.dumps(rows, indent=1)


def as_text(rows: Sequence[Row]) -> str:
    """Return a table for the terminal."""
    head = f"{'method':36}{'questions':>9}{'log-loss':>10}{'exact':>8}{'within one':>12}{'r':>8}"
    line = "{method:36}{questions:9}{log_loss:10.4f}{exact:8.3f}{within_one:12.4f}{r:8.4f}"
    return "\n".join([head, *(line.format(**row) for row in rows)])


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the same as a Markdown table, with four decimals, for everything but r."""
    head = ("method", "questions", "log-loss", "exact", "within one", "r")
    line = "| {method} | {questions} | {log_loss:.4f} | {exact:.4f} | {within_one:.4f} | {r:.3f} |"
    return "\n".join([_markdown_head(head), *(line.format(**row) for row in rows)])


def differences_as_text(differences: Iterable[Difference]) -> str:
    """Return a line for each difference to the best fixed form."""
    return "\n".join(
        f"{d.questions:3} questions, {d.yardstick:10}: own minus {d.best_fixed}: "
        f"{d.difference:+.4f} ({d.low:+.4f} to {d.high:+.4f})"
        for d in differences
    )


def differences_as_markdown(differences: Iterable[Difference]) -> str:
    """Return the differences as a Markdown table."""
    head = ("questions", "yardstick", "best fixed form", "own minus it", "95 % interval")
    lines = (
        f"| {d.questions} | {d.yardstick} | {d.best_fixed} | {d.difference:+.4f} | {d.low:+.4f} to {d.high:+.4f} |"
        for d in differences
    )
    return "\n".join([_markdown_head(head), *lines])


def _markdown_head(columns: Sequence[str]) -> str:
    return f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}"
