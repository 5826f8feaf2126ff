"""What of a pathway is unfolded when the page is opened."""

from __future__ import annotations

import re

from .browser import best_answers
from .test_choices import choose


def folds(reply):
    """The heading of every folded part."""
    return re.findall(r'<details class="pd-details pd-group"><summary><h3 [^>]*>(.*?) <', reply.body["html"])


def test_later_and_done_are_folded_with_their_number_and_the_rest_is_not(teacher):
    teacher.sit_through(lambda question: "0")
    reply = choose(teacher, level=1)

    assert folds(reply) == ["Later", "Done, or yours already"]
    assert re.search(r"Done, or yours already <span class=\"pd-muted\">\(1\)</span>", reply.body["html"])
    assert re.search(r"<h3 class=\"pd-subtitle\">Now</h3>", reply.body["html"])
    assert re.search(r"<h3 class=\"pd-subtitle\">Next</h3>", reply.body["html"])


def test_what_is_all_there_is_is_not_folded(teacher, course):
    reply = teacher.sit_through(best_answers(course))

    assert folds(reply) == []
    assert '<h3 class="pd-subtitle">Done, or yours already</h3>' in reply.body["html"]


def test_whoever_starts_lower_reads_what_stays_theirs_and_nothing_that_jars(teacher, course):
    teacher.sit_through(best_answers(course))

    html = choose(teacher, level=1).body["html"]

    assert "You chose to start lower than Leading, which stays yours: all up to it is open to you." in html
    assert "You have reached" not in html
