"""The page on which a colleague or coach says how they see a teacher, by a link that works once, without an account.

Opening it changes nothing, so a mail program may. The secret is in the address of that page alone: what is sent goes
to an address without it, because refused requests are logged with theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path, re_path, reverse
from django.utils.timezone import now as current_time
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from ..domain.errors import DomainError, UnknownReference
from ..domain.fitting import minutes_shown
from ..domain.rating import RatingQuestion, further_questions, rating_questions
from ..domain.words import gettext_noop, message_of
from ..http import HALF_A_PAIR, STATUS, BadPayload, NotAllowed
from ..platform import people
from ..platform.words import in_words, packaged_words
from ..records import invitations
from ..records.api import get_version
from ..records.models import Invitation
from ..rendering import clean, plain, render
from .methods import posts, reads

MOST_COMMENT = 2000
MOST_SECRET = 200
CANNOT_SAY = ""
FIRST, FURTHER = "c-", "q-"
"""What the names of fields begin with: a competency's, and an item's."""
GONE = 410
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Not "no-referrer": a browser then sends the form with "Origin: null", which Django refuses.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}

View = Callable[..., HttpResponse]
Page = dict[str, object]


def _page(view: View) -> View:
    """Say refusals in a sentence; let no cache keep the page, and no log the address."""

    @wraps(view)
    def shown(request: HttpRequest, **parts: str) -> HttpResponse:
        with packaged_words():
            try:
                response = view(request, **parts)
            except invitations.LinkUsed as used:
                response = _refusal(used, GONE)
            except DomainError as error:
                response = _refusal(error, STATUS.get(type(error), 400))
        for name, value in HEADERS.items():
            response[name] = value
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log a refused address
        return response

    return shown


@csrf_exempt
@sensitive_variables()
@_page
@reads
@csrf_protect
def ask(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what a teacher asks; nothing is changed by it.

    Exempt for whatever is not a request to read: the check for a token comes before us, and logs the address.
    """
    invitation = invitations.find(secret[:MOST_SECRET], now=current_time())
    _refuse_oneself(request, invitation)
    return _form(request, invitation, secret)


@sensitive_post_parameters()
@sensitive_variables()
@_page
@posts
@csrf_protect
def take(request: HttpRequest) -> HttpResponse:
    """Keep what somebody gives, thank them and show it, this once."""
    secret, now = request.POST.get("secret", "")[:MOST_SECRET], current_time()
    invitation = invitations.find(secret, now=now)
    _refuse_oneself(request, invitation)
    chosen, further = _options(request.POST, FIRST), _options(request.POST, FURTHER)
    comment = request.POST.get("comment", "").replace("\r\n", "\n").strip()
    if HALF_A_PAIR.search(comment):
        raise BadPayload(gettext_noop("these words hold half a character"))
    if len(comment) > MOST_COMMENT:
        said = gettext_noop("the words are too long: at most %(most)s characters", most=MOST_COMMENT)
        return _form(request, invitation, secret, problem=in_words(said))
    if not comment and all(option is None for option in (*chosen.values(), *further.values())):
        said = gettext_noop("choose at least one statement, or write a few words: nothing was sent yet")
        return _form(request, invitation, secret, problem=in_words(said))
    given = invitations.rate(secret, chosen=chosen, further=further, comment=comment, now=now)
    return HttpResponse(render("rating.html", {"page": _frame("thanks", invitation) | _given(given)}))


def _options(fields: Mapping[str, str], prefix: str) -> dict[str, int | None]:
    return {key.removeprefix(prefix): _option(value) for key, value in fields.items() if key.startswith(prefix)}


def _option(value: str) -> int | None:
    """The position of a chosen option; None for "cannot say"."""
    if value == CANNOT_SAY:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 4):
        raise BadPayload(gettext_noop("this is not among what was asked"))
    return int(value)


def _refuse_oneself(request: HttpRequest, invitation: Invitation) -> None:
    if getattr(getattr(request, "user", None), "pk", None) == invitation.user_id:
        raise NotAllowed(gettext_noop("this link is for somebody else: you made it yourself, so send it to them"))


def _form(request: HttpRequest, invitation: Invitation, secret: str, *, problem: str = "") -> HttpResponse:
    """The questions; after a ``problem`` with everything that was chosen and written so far."""
    definition = get_version(invitation.definition.hash).definition
    first, further, sent = rating_questions(definition), further_questions(definition), request.POST
    page = _frame("form", invitation) | {
        "problem": problem,
        "action": reverse("pd_personalize:rate_take"),
        "secret": secret,
        "csrf": get_token(request),
        "most": MOST_COMMENT,
        "minutes": _minutes(first),
        "questions": [_question(FIRST + each.competency.id, each, sent) for each in first],
        "further": _by_competency(further, sent),
        "further_count": len(further),
        "further_minutes": _minutes(further),
        "is_open": any(sent.get(FURTHER + each.item) for each in further),
        "comment": sent.get("comment", ""),
    }
    return HttpResponse(render("rating.html", {"page": page}), status=400 if problem else 200)


def _minutes(questions: Iterable[RatingQuestion]) -> int:
    return minutes_shown(sum(question.minutes for question in questions))


def _by_competency(questions: Iterable[RatingQuestion], sent: Mapping[str, str]) -> list[Page]:
    """Questions that follow one another under the name of their competency."""
    return [
        {"name": plain(competency.name), "questions": [_question(FURTHER + each.item, each, sent) for each in some]}
        for competency, some in groupby(questions, lambda question: question.competency)
    ]


def _question(field: str, question: RatingQuestion, sent: Mapping[str, str]) -> Page:
    return {
        "field": field,
        "name": plain(question.competency.name),
        "prompt": clean(question.prompt),
        "chosen": sent.get(field, CANNOT_SAY),
        "options": [
            {"value": str(n), "name": plain(option.name), "text": clean(option.text)}
            for n, option in enumerate(question.options)
        ],
    }


def _given(invitation: Invitation) -> Page:
    """What somebody gave, in the words they chose, and nothing that follows from it."""
    definition, given = get_version(invitation.definition.hash).definition, invitations.given_by(invitation)
    rows = []
    for id in definition.measured_competencies:
        answers = [
            {"prompt": clean(each.question.prompt), "said": clean(each.chosen.text or each.chosen.name)}
            for each in given
            if each.question.competency.id == id
        ]
        rows.append({"name": plain(definition.competency(id).name), "answers": answers})
    return {"rows": rows, "comment": invitation.comment}


def _frame(kind: str, invitation: Invitation) -> Page:
    definition = get_version(invitation.definition.hash).definition
    teacher = people.names_of({invitation.user_id}).get(invitation.user_id, "")
    return _around(kind) | {"teacher": teacher, "title": plain(definition.title), "role": invitation.role}


def _around(kind: str) -> Page:
    return {"kind": kind, "language": get_language(), "direction": "rtl" if get_language_bidi() else "ltr"}


def _refusal(error: DomainError, status: int) -> HttpResponse:
    page = _around("refusal") | {
        "said": in_words(message_of(error)),
        "is_unknown": isinstance(error, UnknownReference),
        "is_usable": isinstance(error, BadPayload),
    }
    return HttpResponse(render("rating.html", {"page": page}), status=status)


urlpatterns = [
    path("rate/", take, name="rate_take"),
    re_path(r"^rate/(?P<secret>[^/]+)/?$", ask, name="rate"),
]
