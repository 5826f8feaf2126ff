"""What a simulation found, as a document and as lines to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import mean, quantiles
from typing import Any

from ..domain.definition import Definition
from ..domain.tally import Accuracy, Hits, Simulation, Tally

Document = dict[str, Any]


def simulation_document(definition: Definition, found: Simulation) -> Document:
    """Return the figures of a simulation as plain values: shares are 0..1, ``levels`` counts teachers."""
    return {
        "title": definition.title,
        "teachers": len(found.questions),
        "questions": _spread(found.questions),
        "minutes": _spread(found.minutes),
        "measured": _accuracy(found.measured),
        "all": _accuracy(found.all),
        "level_names": [level.name for level in definition.framework.levels],
        "levels": [
            {"competency": id, "name": definition.competency(id).name, "teachers": list(counts)}
            for id, counts in found.levels.items()
        ],
        "dead_levels": [{"competency": id, "level": level} for id, level in found.dead_levels],
        "unreachable_sections": list(found.unreachable_sections),
        "unneeded_sections": list(found.unneeded_sections),
        "items_never_asked": list(found.items_never_asked),
    }


def tally_document(counted: Tally) -> Document:
    """Return the counts of a part of a simulation as plain values, from which :func:`tally_of` makes them again."""
    return asdict(counted) | {name: sorted(getattr(counted, name)) for name in ("needed", "reached", "asked")}


def tally_of(document: Mapping[str, Any]) -> Tally:
    """Return counts from their plain values, as :func:`tally_document` made them."""
    return Tally(
        questions=tuple(document["questions"]),
        minutes=tuple(document["minutes"]),
        measured=Hits(**document["measured"]),
        all=Hits(**document["all"]),
        levels={competency: tuple(counts) for competency, counts in document["levels"].items()},
        **{name: frozenset(document[name]) for name in ("needed", "reached", "asked")},
    )


def _spread(values: Sequence[float]) -> Document:
    """The mean, what nine in ten stay below, and the most."""
    ninth = quantiles(values, n=10, method="inclusive")[-1] if len(values) > 1 else values[0]
    return {"mean": round(mean(values), 2), "nine_in_ten": round(ninth, 2), "most": round(max(values), 2)}


def _accuracy(accuracy: Accuracy) -> Document:
    shares = {"exact": accuracy.exact, "within_one": accuracy.within_one, "too_high": accuracy.too_high}
    return {"placements": accuracy.placements} | {
        name: None if share is None else round(share, 4) for name, share in shares.items()
    }


def simulation_lines(summary: Document) -> Iterator[str]:
    """Yield the figures as lines to read."""
    yield f"{summary['title']}: {summary['teachers']} synthetic teachers"
    for what in ("questions", "minutes"):
        spread = summary[what]
        nine, most = spread["nine_in_ten"], spread["most"]
        yield f"{what}: {spread['mean']:.1f} on average, {nine:.1f} for nine in ten, {most:.1f} at most"
    yield from _accuracy_lines(summary)
    yield ""
    yield from _level_lines(summary)
    yield ""
    names, levels = summary["level_names"], {row["competency"]: row["name"] for row in summary["levels"]}
    dead = [f"{levels[entry['competency']]} at {names[entry['level']]}" for entry in summary["dead_levels"]]
    yield from _listed("dead levels, at which nobody was placed", dead)
    yield from _listed("sections nobody can enter", summary["unreachable_sections"])
    yield from _listed("core sections nobody needs", summary["unneeded_sections"])
    yield from _listed("items never asked", summary["items_never_asked"])


def _accuracy_lines(summary: Document) -> Iterator[str]:
    everything = summary["all"]["placements"]
    labels = {"measured": "placed by answers of their own", "all": "what all answers point to, measured or not"}
    for which, label in labels.items():
        found = summary[which]
        if found["placements"]:
            yield (
                f"{label} ({found['placements']} of {everything}): exact {found['exact']:.3f}, "
                f"within one level {found['within_one']:.3f}, too high {found['too_high']:.3f}"
            )


def _level_lines(summary: Document) -> Iterator[str]:
    """One line for each competency: how many teachers start at each level."""
    names = [row["name"] for row in summary["levels"]]
    width = max(map(len, names), default=0)
    columns = [max(len(name), 5) for name in summary["level_names"]]
    heads = (name.rjust(column) for name, column in zip(summary["level_names"], columns, strict=True))
    yield f"{'':{width}}  {'  '.join(heads)}"
    for row in summary["levels"]:
        counts = (str(count).rjust(column) for count, column in zip(row["teachers"], columns, strict=True))
        yield f"{row['name']:{width}}  {'  '.join(counts)}"


def _listed(what: str, entries: Sequence[str]) -> Iterator[str]:
    yield f"{what}: {', '.join(entries) if entries else 'none'}"
