"""The package's own templates, and author text made safe to show."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import nh3
from django.template import Context, Engine, Library, Node
from django.template.base import Parser, Token
from django.templatetags.i18n import do_translate
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, pgettext, trans_real

from .domain.words import gettext_noop

register = Library()
"""Tags for what a page repeats a hundred times, where an include would cost more than all the rest."""
LIBRARIES = {"i18n": "django.templatetags.i18n", "marks": __name__}
TEMPLATES = Path(__file__).parent / "templates"
NAMED_STEPS = 3
"""More sections than these on a way are counted, not named."""
STATE_WORDS = {
    "open": gettext_noop("Open"),
    "next": gettext_noop("Next"),
    "held": gettext_noop("Later"),
    "exempt": gettext_noop("Yours already"),
    "mastered": gettext_noop("Done"),
}
EXEMPT_BY = {
    "answers": gettext_noop("Your answers show this level."),
    "coach": gettext_noop("A coach signed this level off."),
    "choice": gettext_noop("You chose to start past it."),
    "work": gettext_noop("The work you have done shows this level."),
}
ALLOWED_TAGS = {
    "a",
    "b",
    "br",
    "code",
    "em",
    "i",
    "kbd",
    "li",
    "ol",
    "p",
    "q",
    "s",
    "small",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "*": {"dir", "lang"}}


@cache
def _engine() -> Engine:
    """An engine of our own: it finds our templates and includes in every host."""
    return Engine(dirs=[str(TEMPLATES)], libraries=LIBRARIES, builtins=[])


def render(template: str, context: Mapping[str, Any]) -> str:
    """Render ``templates/pd_personalize/<template>``."""
    return _engine().get_template(f"pd_personalize/{template}").render(Context(dict(context)))


@lru_cache(maxsize=4096)
def clean(text: str) -> SafeString:
    """Return author text as HTML that can do no harm: a few inline tags stay, all else is dropped."""
    cleaned = nh3.clean(text, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return mark_safe(cleaned)  # noqa: S308 - nh3 has just cleaned it


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return author text without any markup, for places that take none."""
    return html.unescape(nh3.clean(text, tags=set()))


@lru_cache(maxsize=8192)
def _looked_up(catalogue: trans_real.DjangoTranslation, words: str) -> str:
    return catalogue.gettext(words)


def _(words: str) -> str:
    """Return words of ours in the reader's language: a page asks for the same ones a hundred times."""
    return _looked_up(trans_real.catalog(), words)


class _Words(Node):
    """Words of ours in the reader's language."""

    def __init__(self, words: str) -> None:
        self.words = words

    def render(self, context: Context) -> str:
        return _(self.words)


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Do as Django's tag of that name, in a tenth of the time where nothing but words is given: a page has hundreds."""
    node = do_translate(parser, token)
    literal = getattr(node.filter_expression.var, "literal", None)
    is_plain = token.split_contents()[2:] == [] and isinstance(literal, str) and "%" not in literal
    return _Words(literal) if is_plain else node


@register.simple_tag
@cache
def icon(state: str) -> SafeString:
    """Return the small picture of a section's state."""
    return SafeString(render("icon.html", {"state": state}))


@register.simple_tag
def level_cells(levels: Sequence[str], start: int) -> SafeString:
    """Return one cell per level, marked up to ``start``."""
    on, off = SafeString('<i class="pd-on"></i>'), SafeString("<i></i>")
    return SafeString(on * (start + 1) + off * (len(levels) - start - 1))


@register.simple_tag
def level_options(levels: Sequence[str], lowest: int, highest: int, chosen: int | None) -> SafeString:
    """Return the options of a level's ``<select>``, from ``lowest`` to ``highest``."""
    return _options(tuple(levels), lowest, highest, chosen)


@lru_cache(maxsize=1024)
def _options(levels: tuple[str, ...], lowest: int, highest: int, chosen: int | None) -> SafeString:
    shown = list(enumerate(levels))[lowest : highest + 1]
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((number, SafeString(" selected") if number == chosen else "", name) for number, name in shown),
    )


@register.simple_tag
def counted(cell: Mapping[str, Any]) -> SafeString:
    """Return a number of the cohort page with the bar that is drawn from it, or a dash where it is withheld."""
    if cell["n"] is None:
        return withheld()
    return format_html('{}<i class="pd-bar"><b style="inline-size:{}%"></b></i>', cell["n"], cell["percent"] or 0)


@register.simple_tag
def heat_cell(cell: Mapping[str, Any]) -> SafeString:
    """Return a cell of the heatmap: its number, its shade, and its level's name for narrow screens."""
    shown = withheld() if cell["n"] is None else cell["n"]
    return format_html(
        '<td role="cell" class="pd-heat-{}" data-label="{}"><span>{}</span></td>', cell["step"], cell["label"], shown
    )


@register.simple_tag
def parts_bar(row: Mapping[str, Any]) -> SafeString:
    """Return the bar of a section's states, as far as they are shown."""
    shares = ((state, row[state]["percent"]) for state in ("mastered", "exempt", "open", "held"))
    parts = format_html_join("", '<b class="pd-part-{}" style="inline-size:{}%"></b>', (s for s in shares if s[1]))
    return format_html('<i class="pd-parts-bar">{}</i>', parts)


@register.simple_tag
def number(cell: Mapping[str, Any]) -> SafeString:
    """Return a number of the cohort page by itself, or a dash where it is withheld."""
    return withheld() if cell["n"] is None else SafeString(str(cell["n"]))


@register.simple_tag
def withheld() -> SafeString:
    """Return a dash that says what it stands for."""
    return format_html('<span aria-hidden="true">–</span><span class="pd-hidden">{}</span>', _("not shown"))


@register.simple_tag
def target(*, is_outside: bool) -> SafeString:
    """Return where a link opens: outside opportunities in a tab of their own, all else in the course's window."""
    return SafeString('target="_blank" rel="noopener"') if is_outside else SafeString('target="_top"')


@register.simple_tag
def section_line(section: Mapping[str, Any], is_firm: bool) -> SafeString:
    """Say in one paragraph how a section stands, where it leads, and what opens it or why it need not be done."""
    word = "next" if section["group"] == "next" and section["state"] == "held" else section["state"]
    where = _("%(competency)s: to %(level)s, %(minutes)s min") % {
        "competency": section["competency_name"],
        "level": section["level_name"],
        "minutes": section["minutes"],
    }
    more = ""
    if section["state"] == "held":
        more = way_there(section["way"], is_firm=is_firm and not section["is_outside"])
    elif section["state"] == "exempt":
        more = escape(_(EXEMPT_BY[section["exempt_by"]]))
    tail = f' <span class="pd-more-of-it">{more}</span>' if more else ""
    return SafeString(
        f'<p class="pd-muted"><b class="pd-state">{escape(_(STATE_WORDS[word]))}</b> {escape(where)}{tail}</p>'
    )


@register.simple_tag
def way_there(way: Mapping[str, Any] | None, *, is_firm: bool) -> SafeString:
    """Say what opens a held section: the sections of its way by name, or how many there are."""
    if not way or not way["sections"]:
        return escape(_("Opens by placement or a coach’s decision only."))
    is_named = len(way["sections"]) <= NAMED_STEPS
    text = _named(way["sections"], is_firm=is_firm) if is_named else _counted(way, is_firm=is_firm)
    return text if way["is_cheapest"] else format_html("{} {}", text, _("That is one way of several."))


def _named(steps: Sequence[Mapping[str, Any]], *, is_firm: bool) -> SafeString:
    one = escape(_("%(title)s (%(minutes)s min)"))
    each = [one % {"title": f"<b><bdi>{escape(step['title'])}</bdi></b>", "minutes": step["minutes"]} for step in steps]
    text = _("Opens after %(sections)s.") if is_firm else _("Best after %(sections)s.")
    return SafeString(escape(text) % {"sections": _listed(each)})


def _listed(each: Sequence[str]) -> str:
    """Return HTML texts as a list within a sentence."""
    pair = escape(pgettext("a list of two", "%(first)s and %(last)s"))
    of_more = escape(pgettext("a list of three or more: all but the last", "%(first)s, %(next)s"))
    first, *others = each
    for text in others[:-1]:
        first = of_more % {"first": first, "next": text}
    return pair % {"first": first, "last": others[-1]} if others else first


@register.filter
def named(titles: Sequence[str]) -> SafeString:
    """Return titles of sections for a place in a sentence, each in its own direction."""
    return format_html_join(pgettext("between titles", "; "), "<bdi>{}</bdi>", ((title,) for title in titles))


def _counted(way: Mapping[str, Any], *, is_firm: bool) -> SafeString:
    count = len(way["sections"])
    if is_firm:
        text = ngettext(
            "Opens after %(n)s section, %(minutes)s min: %(title)s.",
            "Opens after %(n)s sections, %(minutes)s min in all, from %(title)s on.",
            count,
        )
    else:
        text = ngettext(
            "Best after %(n)s section, %(minutes)s min: %(title)s.",
            "Best after %(n)s sections, %(minutes)s min in all, from %(title)s on.",
            count,
        )
    return escape(text % {"n": count, "minutes": way["minutes"], "title": way["sections"][0]["title"]})
