"""Sentences that remember what they were made of."""

from __future__ import annotations

import ast
import copy
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

import pd_personalize_xblock
from pd_personalize_xblock.domain.definition import Section
from pd_personalize_xblock.domain.errors import InvalidDefinition
from pd_personalize_xblock.domain.words import Named, Said, both, either, gettext_noop, listed, message_of, part_of

PACKAGE = Path(pd_personalize_xblock.__file__).parent
ATTAINED = gettext_noop(
    "%(competency)s at level %(level)s", competency=Named("competency", "c"), level=Named("level", 2)
)


def test_a_sentence_is_its_english_text():
    assert ATTAINED == "c at level 2"
    assert gettext_noop("100 % of it") == "100 % of it"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))])
def test_a_copy_remembers_as_well(copied):
    again = copied(ATTAINED)

    assert (again, again.template, again.values) == (ATTAINED, ATTAINED.template, ATTAINED.values)
    assert isinstance(again, Said)
    assert again.values["competency"].kind == "competency"


def test_a_few_are_joined_in_words():
    assert either(["a", "b", "c"]) == "a or b or c"
    assert both(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b, c"
    assert listed([]) == ""


def test_a_part_of_a_sentence_can_be_taken_out():
    assert part_of(gettext_noop("scale: %(what)s", what=ATTAINED), "what") is ATTAINED
    assert part_of(ATTAINED, "what") is ATTAINED
    assert part_of("plain", "what") == "plain"


def test_an_error_hands_on_what_it_was_raised_with():
    with pytest.raises(InvalidDefinition) as refused:
        Section(id="s", competency="c", level=0, title="A section")

    assert isinstance(message_of(refused.value), Said)
    assert message_of(KeyError("plain", 2)) == "('plain', 2)"


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext_noop":
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def test_every_template_can_be_collected():
    calls = list(_calls())
    hidden = [
        where
        for where, call in calls
        if not (call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]

    assert len(calls) > 200
    assert hidden == []


def test_every_template_can_be_filled_with_its_values():
    for where, call in _calls():
        values = {keyword.arg: "x" for keyword in call.keywords}

        assert not values or "x" in call.args[0].value % values, where


def test_what_is_refused_or_warned_of_is_never_put_together_by_hand():
    raised = {"InvalidDefinition", "DomainError", "NotYours", "OutOfTurn", "UnknownReference", "Problem"}
    raised |= {"FormatProblem", "NotAllowed", "BadPayload", "NotNow", "NotText"}
    by_hand = []
    for path in PACKAGE.rglob("*.py"):
        if path.name == "cli.py":  # commands speak English
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in raised:
                message = node.args[1:2] if node.func.id.endswith("Problem") else node.args[:1]
                by_hand += [f"{path}:{node.lineno}" for each in message if isinstance(each, ast.JoinedStr)]
                by_hand += [
                    f"{path}:{node.lineno}"
                    for each in message
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]

    assert by_hand == []
