"""What the field override and the filter step cost a page of a real LMS. It runs inside an Open edX environment only:

    python -m pytest bench/locks.py -s        with the LMS's test settings, as for tests/lms

Each page is asked for with and without them in turn, in one run, so that the differences mean something where the
times themselves depend on the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import process_time

from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from lms.djangoapps.courseware.field_overrides import OverrideFieldData

from pd_personalize_xblock.lms.settings import FILTER, OVERRIDE
from tests.lms.courses import CourseTest, a_ladder, build_course, open_sections

ROUNDS = 40
COMPONENTS = 10


@contextmanager
def providers(*, ours: bool) -> Iterator[None]:
    """Within, the LMS has or lacks what this package adds to its settings."""
    others = tuple(name for name in settings.FIELD_OVERRIDE_PROVIDERS if name != OVERRIDE)
    filters = {name: config for name, config in settings.OPEN_EDX_FILTERS_CONFIG.items() if name != FILTER or ours}
    with override_settings(
        FIELD_OVERRIDE_PROVIDERS=(*others, OVERRIDE) if ours else others, OPEN_EDX_FILTERS_CONFIG=filters
    ):
        OverrideFieldData.provider_classes = None
        yield
    OverrideFieldData.provider_classes = None


class BenchLocks(CourseTest):
    """One unit of ten components in an open subsection; two others are held."""

    def setUp(self):
        super().setUp()
        self.built = build_course(a_ladder(3), {"work": ["goals-1", "goals-2", "goals-3"]}, leaves=COMPONENTS // 2)
        self.plain = build_course(None, {"work": ["goals-1"]}, leaves=COMPONENTS // 2)

    def cost(self, address: str) -> tuple[float, int]:
        """Return the CPU time (ms) and the queries of one GET."""
        connection.queries_log.clear()  # it keeps the last 9,000 only
        with CaptureQueriesContext(connection) as queries:
            began = process_time()
            reply = self.client.get(address)
            spent = process_time() - began
        assert reply.status_code == 200, (address, reply.status_code)
        return spent * 1000, len(queries)

    def compare(self, what: str, address: str) -> None:
        """Print what a page costs without and with us."""
        found: dict[bool, list[tuple[float, int]]] = {False: [], True: []}
        for i in range(ROUNDS):
            for ours in (False, True) if i % 2 else (True, False):
                with providers(ours=ours):
                    if i == 0:
                        self.cost(address)  # what is only done once
                    found[ours].append(self.cost(address))
        before, after = (median(ms for ms, _ in found[ours]) for ours in (False, True))
        queries = [sorted({n for _, n in found[ours][1:]}) for ours in (False, True)]
        more = median(b[0] - a[0] for a, b in zip(found[False], found[True], strict=True))
        print(
            f"{what:<44} {before:6.1f} -> {after:6.1f} ms CPU (+{more:.1f}, x{after / before:.2f}), "
            f"queries {queries[0]} -> {queries[1]}"
        )

    def test_what_pages_cost(self):
        teacher = self.enrol(self.built)
        print()
        self.compare("a unit of 10 components, others held", f"/xblock/{self.built.unit('goals-1')}")
        self.compare("its sequence API", f"/api/courseware/sequence/{self.built.subsection('goals-1')}")
        self.compare("one component", f"/xblock/{self.built.leaf('goals-1')}")
        open_sections(self.built, teacher, "goals-2", "goals-3")
        self.compare("a unit of 10 components, nothing held", f"/xblock/{self.built.unit('goals-1')}")
        self.enrol(self.plain)
        self.compare("a unit of 10, course without a pathway", f"/xblock/{self.plain.unit('goals-1')}")
