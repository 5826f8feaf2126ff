"""Documents that are refused: where, and in which words."""

from __future__ import annotations

import math

import pytest

from pd_personalize_xblock.formats.schema import read_document

from .damage import REMOVED, a_document, changed, errors_in

NO_WAY = "this prerequisite cannot be met by course work: no sections lead to"
BAD_ID = "an id begins with a letter or digit, then letters, digits, '_', '.' or '-', at most 64 in all"
BAD_BLOCK = "must be sequential/<block id> or chapter/<block id>, never a full usage key"


def test_document_that_the_refusals_start_from_is_sound():
    definition, problems = read_document(a_document())

    assert definition is not None, problems


@pytest.mark.parametrize(
    ("place", "value", "error"),
    [
        ("version", REMOVED, "version: is missing; it must be 1"),
        ("version", "1", "version: must be 1, got '1'"),
        ("version", True, "version: must be 1, got true"),
        ("version", 0, "version: must be 1, got 0"),
        ("version", 3, "definition: version 3 is newer than this plugin understands; it reads version 1"),
        ("title", REMOVED, "title: is missing"),
        ("title", " \n", "title: must not be empty"),
        ("title", 5, "title: must be text, got 5"),
        ("title", None, "title: must be text, got null"),
        ("title", "x" * 5001, "title: must have at most 5000 characters, has 5001"),
        ("title", "a\x01b", "title: holds a control character or half of a character pair"),
        ("title", "\ud800", "title: holds a control character or half of a character pair"),
        ("title", float("nan"), "title: must be a finite number, got nan"),
        ("titel", "x", "titel: there is no such key; did you mean title?"),
        ("levels", [], "levels: must have at least 2 entries, has 0"),
        ("levels.1.name", REMOVED, "levels[1].name: is missing"),
        ("scale", {"cuts": [0, 1]}, "scale: 4 levels need 3 cuts, got 2"),
        ("scale", {"cuts": [0, 2, 1]}, "scale: cuts must rise strictly, got (0.0, 2.0, 1.0)"),
        ("scale", {"cuts": [0, 1, 1.001]}, "scale: cuts must be at least 0.01 apart, got (0.0, 1.0, 1.001)"),
        ("scale", {"cuts": [0, 1, math.inf]}, "scale.cuts[2]: must be a finite number, got inf"),
        ("scale", {"cuts": [0, 1, 10**400]}, "scale.cuts[2]: the number is far too large"),
        ("scale", {"prior_sd": 0.01}, "scale.prior_sd: must be at least 0.1, got 0.01"),
        ("scale", [], "scale: must be an object, got a list"),
        ("competencies", [], "competencies: must have at least 1 entry, has 0"),
        ("competencies.0.domain", "none", "competencies[0].domain: there is no domain none"),
        ("items.1.id", "rubric", "items[1].id: the id rubric is used twice"),
        (
            "competencies.1.prerequisites.0.any_of.0.competency",
            "gaols",
            "competencies[1].prerequisites[0].any_of[0].competency: there is no competency gaols",
        ),
        (
            "competencies.1.prerequisites.0.any_of.0.level",
            0,
            "competencies[1].prerequisites[0].any_of[0].level: must be at least 1, got 0",
        ),
        (
            "competencies.1.prerequisites.0.level",
            4,
            "competencies[1].prerequisites[0].level: there is no level 4: the highest is 3",
        ),
        (
            "competencies.1.prerequisites.0.any_of.0.level",
            3,
            f"competencies[1].prerequisites[0]: {NO_WAY} goals at level 3",
        ),
        ("items.1.kind", "often", "items[1].kind: must be one of rubric, frequency, choice, scenario; got 'often'"),
        ("items.1.kind", ["rubric"], "items[1].kind: must be one of rubric, frequency, choice, scenario; got a list"),
        ("items.1.level", True, "items[1].level: must be a whole number, got true"),
        ("items.1.level", 1.5, "items[1].level: must be a whole number, got 1.5"),
        ("items.1.level", REMOVED, "items[1]: item frequency: a frequency item needs the level (1 or higher) it shows"),
        ("items.1.minutes", 0, "items[1].minutes: must be above 0, got 0"),
        ("items.1.guessing", 0.2, "items[1]: item frequency: only a choice item can have guessing"),
        ("items.2.guessing", 1, "items[2].guessing: must be below 1, got 1"),
        (
            "items.1.thresholds",
            [0, 2, 1],
            "items[1]: item frequency: thresholds must rise strictly, got (0.0, 2.0, 1.0)",
        ),
        ("items.1.thresholds", [0, 1], "items[1]: item frequency: 4 categories need 3 thresholds, got 2"),
        ("items.0.level", 1, "items[0]: item rubric: a rubric has no level of its own, its options have"),
        (
            "items.0.options.0.level",
            0,
            "items[0]: item rubric: give every option of a rubric its level, or none of them",
        ),
        ("items.0.options.1.credit", 1, "items[0].options[1].credit: an option of a rubric item has no credit"),
        ("items.1.options.1.credit", 1, "items[1].options[1].credit: an option of a frequency item has no credit"),
        ("items.1.options.1.level", 1, "items[1].options[1].level: an option of a frequency item has no level"),
        ("items.2.options.1.level", 1, "items[2].options[1].level: an option of a choice item has no level"),
        (
            "items.2.options.0.credit",
            1,
            "items[2]: item choice: exactly one option of a choice has credit 1, the others 0",
        ),
        (
            "items.3.options.1.credit",
            3,
            "items[3]: item scenario: the options' credits must use every step from 0 to the highest, got [0, 1, 3]",
        ),
        ("items.3.options", 5, "items[3].options: must be a list, got 5"),
        ("items.3.competency", "none", "items[3].competency: there is no competency none"),
        (
            "items.3.id",
            "no good",
            f"items[3].id: {BAD_ID}; got 'no good'",
        ),
        ("items.5", "x", "items[5]: must be an object, got 'x'"),
        ("sections.0.level", 0, "sections[0].level: must be at least 1, got 0"),
        (
            "sections.0.url",
            "https://example.org",
            "sections[0]: section goals-1: either a course block or an outside url, not both",
        ),
        (
            "sections.0.mastery",
            {"by": "note"},
            "sections[0]: section goals-1: a note is evidence for outside opportunities only",
        ),
        ("sections.0.mastery", {"by": "sign_off", "share": 1}, "sections[0]: mastery by sign_off has no share"),
        ("sections.0.elective", "no", "sections[0].elective: must be true or false, got 'no'"),
        (
            "sections.0.block",
            "block-v1:a+b+c+type@sequential+block@d",
            f"sections[0].block: {BAD_BLOCK}; got 'block-v1:a+b+c+type@sequential+block@d'",
        ),
        ("sections.1.block", "sequential/goals-1", "sections[1].block: the block sequential/goals-1 is used twice"),
        (
            "sections.2.url",
            "javascript:alert(1)",
            "sections[2].url: must be a web address that begins with http:// or https://; got 'javascript:alert(1)'",
        ),
        ("rules", {"mode": "hard"}, "rules.mode: must be one of firm, advisory; got 'hard'"),
        ("rules", {"stop_probability": 0.5}, "rules.stop_probability: must be above 0.5, got 0.5"),
        (
            "rules",
            {"start_higher": "some"},
            "rules.start_higher: must be one of anyone, borderline, nobody; got 'some'",
        ),
        ("rules", {"retakes": -1}, "rules.retakes: must be at least 0, got -1"),
        ("rules", {"retake_after_days": 1.5}, "rules.retake_after_days: must be a whole number, got 1.5"),
        ("rules", {"max_questions": 10**5000}, "rules.max_questions: the number is far too large"),
    ],
)
def test_one_mistake_is_one_error_with_its_place(place, value, error):
    assert errors_in(changed((place, value))) == [error]


@pytest.mark.parametrize("value", ["goals\n", "a" * 65, "-a", "é", "", "a b"])
def test_id_of_any_other_form_is_refused(value):
    assert errors_in(changed(("items.0.id", value)))[0].startswith("items[0].id: an id begins with")


def test_all_mistakes_are_listed_at_once():
    document = changed(
        ("title", ""),
        ("competencies.0.domain", "none"),
        ("items.0.options.0.level", 0),
        ("items.1.minutes", -1),
        ("sections.0.level", 9),
        ("sections.2.competency", "none"),
    )

    assert [error.split(":")[0] for error in errors_in(document)] == [
        "title",
        "items[1].minutes",
        "sections[0].level",
        "items[0]",
        "competencies[0].domain",
        "sections[2].competency",
    ]
