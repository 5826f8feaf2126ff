"""A course full of teachers: a few really sit, the rest are copies of them, made by the database itself."""

from __future__ import annotations

import random
import sys
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from . import sitters

MODELS_OF_ATTEMPTS = ("Entry", "Placement")
AT_ONCE = 5_000
TEMPLATES = 47
TRACKS = ("audit", "verified")
VOICES = 3
"""A teacher lets others read words about so many sections."""


def groups(course_key: str) -> dict[int, tuple[str, str]]:
    """Return everybody with a cohort and a track (``settings.PD_PERSONALIZE_GROUPS`` names this)."""
    pairs = [(f"School {number % 60:02}", TRACKS[number % 5 == 0]) for number in range(60)]
    return {pk: pairs[pk % 60] for pk in _everybody()}


@cache
def _everybody() -> array[int]:
    """Return everybody's user id, kept: the LMS, which this stands for, reads no more than it is asked about."""
    from django.contrib.auth.models import User

    rows = User.objects.filter(username__startswith="crowd-").values_list("pk", flat=True)
    return array("q", rows.iterator(chunk_size=AT_ONCE))


def fill(teachers: int, *, seed: int = 1) -> int:
    """Have a few teachers sit at random, and copy them until there are ``teachers``; return how many there are.

    What has begun is gone on with. ``TEMPLATES`` is prime to the number of schools, so that these are mixed.
    """
    from django.contrib.auth.models import User

    templates = min(TEMPLATES, max(5, teachers // 20))
    firsts = list(User.objects.filter(username__startswith="crowd-t").order_by("pk").values_list("pk", flat=True))
    if not firsts:
        firsts = _users("crowd-t", 0, templates)
        rng = random.Random(seed)
        for user_id in firsts:
            sitters.Sitter(user_id, random.Random(rng.random())).sit()
        _tell_more(firsts, rng)
        _everybody.cache_clear()
    done = User.objects.filter(username__startswith="crowd-").count()
    while done < teachers:
        some = _users("crowd-c", done, min(AT_ONCE, teachers - done))
        _copy(firsts[0], len(firsts), some[0], some[-1])
        _everybody.cache_clear()
        done += len(some)
        print(f"{done} teachers", file=sys.stderr, flush=True)
    return done


def _tell_more(users: list[int], rng: random.Random) -> None:
    """Give the templates what takes months: ratings, growth, hours, when they were placed, and words to share."""
    from pd_personalize_xblock.records import models

    for number, row in enumerate(models.Figures.objects.filter(user_id__in=users)):
        some = [section for section in row.document["states"] if rng.random() < 0.2]
        row.document["states"].update(dict.fromkeys(some, "mastered"))
        row.document["relevance"] = {section: rng.randint(1, 4) for section in some}
        row.document["done"], row.document["minutes"] = len(some), 30 * len(some)
        for competency in rng.sample(sorted(row.document["placed"]), 5):
            row.document["growth"][competency] = [rng.gauss(0, 1), 0.4, rng.gauss(0.5, 1), 0.4]
        row.month = f"2026-{1 + number % 12:02}"
        row.save()
        models.Remark.objects.bulk_create(_said(row, section) for section in rng.sample(some, min(VOICES, len(some))))


def _said(row: Any, section: str) -> Any:
    """Return what a template lets others read about a section."""
    from pd_personalize_xblock.records import models

    text = f"Of use in class, {section}: I tried it out twice, and changed the order the second time. " * 2
    kept = {"kind": "voice", "about": section, "text": text, "may_share": True, "made_at": row.changed_at}
    return models.Remark(user_id=row.user_id, pathway_id=row.pathway_id, **kept)


def _users(prefix: str, start: int, count: int) -> list[int]:
    from django.contrib.auth.models import User

    joined = datetime(2026, 9, 1, tzinfo=UTC)
    names = [f"{prefix}{n:07}" for n in range(start, start + count)]
    User.objects.bulk_create([User(username=name, password="!", date_joined=joined) for name in names])
    made = User.objects.filter(username__gte=names[0], username__lte=names[-1]).order_by("pk")
    found = list(made.values_list("pk", flat=True))
    if len(found) != count or found[-1] - found[0] != count - 1:
        raise RuntimeError("the users' ids are not one after another")
    return found


def _copy(first: int, templates: int, low: int, high: int) -> None:
    """Copy what is on record about the templates to the users from ``low`` to ``high``."""
    from django.db import connection

    from pd_personalize_xblock.records import models

    of_users = [models.Attempt, *(m for m in models.Owned.__subclasses__() if m is not models.Attempt)]
    with connection.cursor() as cursor:
        for model in of_users:
            cursor.execute(*_owned(model, first, templates, low, high))
        for name in MODELS_OF_ATTEMPTS:
            cursor.execute(*_of_attempt(getattr(models, name), models.Attempt, first, templates, low, high))


def _columns(model: Any, *but: str) -> Iterator[str]:
    from django.db import connection

    quote = connection.ops.quote_name
    return (quote(f.column) for f in model._meta.concrete_fields if not f.primary_key and f.column not in but)


def _owned(model: Any, first: int, templates: int, low: int, high: int) -> tuple[str, list[int]]:
    table, rest = model._meta.db_table, list(_columns(model, "user_id"))
    chosen = ", ".join(f"r.{column}" for column in rest)
    return (
        (
            f"INSERT INTO {table} (user_id, {', '.join(rest)}) SELECT u.id, {chosen} FROM auth_user u "
            f"JOIN {table} r ON r.user_id = %s + ((u.id - %s) %% %s) WHERE u.id BETWEEN %s AND %s"
        ),
        [first, low, templates, low, high],
    )


def _of_attempt(model: Any, attempts: Any, first: int, templates: int, low: int, high: int) -> tuple[str, list[int]]:
    table, parent, rest = model._meta.db_table, attempts._meta.db_table, list(_columns(model, "attempt_id"))
    chosen = ", ".join(f"r.{column}" for column in rest)
    return (
        (
            f"INSERT INTO {table} (attempt_id, {', '.join(rest)}) SELECT a.id, {chosen} FROM {parent} a "
            f"JOIN {parent} t ON t.user_id = %s + ((a.user_id - %s) %% %s) "
            "AND t.pathway_id = a.pathway_id AND t.number = a.number "
            f"JOIN {table} r ON r.attempt_id = t.id WHERE a.user_id BETWEEN %s AND %s"
        ),
        [first, low, templates, low, high],
    )
