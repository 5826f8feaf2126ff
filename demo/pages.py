"""The demo's pages: a course, its unit with the block, its sections, and the author's view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe
from web_fragments.fragment import Fragment

from demo.course import Course, course_with, courses, delete, in_studio, leaves_of, subsections_of
from demo.people import BY_USERNAME, PEOPLE, SESSION_KEY, acting
from demo.runtime import DemoRuntime
from demo.store import is_stored
from demo.work import Place, chapters_of, definition_in_force, do_work, has_start, places_of

DIRECTIONS = ("ltr", "rtl")


def site(request: HttpRequest) -> dict[str, Any]:
    """Return what every page shows (a context processor): people, courses, writing direction."""
    if request.GET.get("dir") in DIRECTIONS:
        request.session["dir"] = request.GET["dir"]
    return {
        "person": acting(request),
        "people": PEOPLE,
        "courses": courses(),
        "dir": request.session.get("dir", DIRECTIONS[get_language_bidi()]),
        "language": get_language(),
    }


def for_course(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand ``view`` the course that the address names."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, **rest: str) -> HttpResponse:
        course = course_with(slug)
        if course is None or not is_stored(course.block_key):
            raise Http404(f"There is no course {slug}; `demo/manage.py demo_load` makes them.")
        return view(request, course, **rest)

    return found


def for_author(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse ``view`` to teachers."""

    @wraps(view)
    def guarded(request: HttpRequest, course: Course) -> HttpResponse:
        if not acting(request).is_author:
            return render(request, "demo/author_only.html", {"course": course}, status=403)
        return view(request, course)

    return guarded


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return redirect("course", slug=courses()[0].slug)


@require_POST
def switch_person(request: HttpRequest) -> HttpResponse:
    """Look at the course as somebody else from now on."""
    if request.POST.get("person") not in BY_USERNAME:
        raise Http404("There is nobody of that name.")
    request.session[SESSION_KEY] = request.POST["person"]
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    return redirect("/")


@require_safe
@never_cache
@for_course
def course_page(request: HttpRequest, course: Course) -> HttpResponse:
    definition = definition_in_force(course, request.user)
    places = places_of(course, request.user)
    return render(
        request,
        "demo/course.html",
        {
            "course": course,
            "definition": definition,
            "chapters": chapters_of(definition, places) if definition else (),
            "has_start": has_start(course, request.user),
            "in_studio": in_studio(course) if acting(request).is_author else (),
            "counts": {
                state: sum(place.state["state"] == state for place in places)
                for state in ("open", "held", "mastered", "exempt")
            },
        },
    )


@require_safe
@never_cache
@ensure_csrf_cookie
@for_course
def unit_page(request: HttpRequest, course: Course) -> HttpResponse:
    return _blocks_page(request, course.title, [course], "student_view", course)


@require_safe
@never_cache
@ensure_csrf_cookie
def both_units(request: HttpRequest) -> HttpResponse:
    """Show the blocks of all courses on one page; blocks must not notice each other."""
    stored = [course for course in courses() if is_stored(course.block_key)]
    return _blocks_page(request, "Two pathways on one page", stored, "student_view")


@require_safe
@never_cache
@ensure_csrf_cookie
@for_course
@for_author
def author_page(request: HttpRequest, course: Course) -> HttpResponse:
    return _blocks_page(request, course.title, [course], "author_view", course)


@require_safe
@never_cache
@ensure_csrf_cookie
@for_course
@for_author
def studio_page(request: HttpRequest, course: Course) -> HttpResponse:
    return _blocks_page(request, course.title, [course], "studio_view", course)


def _blocks_page(
    request: HttpRequest, title: str, shown: list[Course], view: str, course: Course | None = None
) -> HttpResponse:
    """Render one view of each course's block into a page with the runtime's script."""
    page = Fragment()
    runtime = DemoRuntime(request.user.pk, is_author_mode=view in ("author_view", "studio_view"))
    for each in shown:
        fragment = runtime.get_block(each.block_key).render(view, {})
        page.add_content(fragment.content)
        page.add_fragment_resources(fragment)
    context = {"title": title, "course": course, "view": view, "fragment": page}
    return render(request, "demo/blocks.html", context)


@require_safe
def jump_to(request: HttpRequest, course_key: str, block_id: str) -> HttpResponse:
    """Lead to a subsection by its block id alone, at the address where the LMS does."""
    found = next((course for course in courses() if str(course.key) == course_key), None)
    if found is None:
        raise Http404(f"There is no course {course_key}.")
    return redirect("section", slug=found.slug, block_type="sequential", block_id=block_id)


@require_safe
@never_cache
@for_course
def section_page(request: HttpRequest, course: Course, block_type: str, block_id: str) -> HttpResponse:
    """Show a section, or, while it is locked, what opens it."""
    place = _place(request, course, block_type, block_id)
    parts = [leaf for key in subsections_of(course.key, place.state["block"]) for leaf in leaves_of(key)]
    context = {"course": course, "place": place, "parts": parts, "title": place.state["title"]}
    if place.is_locked and not acting(request).is_author:
        return render(request, "demo/locked.html", context, status=403)
    return render(request, "demo/section.html", context)


@require_POST
@for_course
def work(request: HttpRequest, course: Course, block_type: str, block_id: str) -> HttpResponse:
    """Do the section's work and say what that opened."""
    place = _place(request, course, block_type, block_id)
    if place.is_locked:
        return render(request, "demo/locked.html", {"course": course, "place": place}, status=403)
    locked_before = {each.state["section_id"] for each in places_of(course, request.user) if each.is_locked}
    do_work(request.user, subsections_of(course.key, place.state["block"]))
    opened = [
        each.state["title"]
        for each in places_of(course, request.user)
        if each.state["section_id"] in locked_before and not each.is_locked
    ]
    messages.success(request, f"Done: {place.state['title']}.")
    for title in opened:
        messages.info(request, f"Now open: {title}.")
    return redirect("course", slug=course.slug)


@require_POST
@for_course
@for_author
def studio_delete(request: HttpRequest, course: Course) -> HttpResponse:
    """Delete a subsection from the course, or bring it back, as in Studio's outline."""
    is_deleted, block_id = request.POST.get("do") == "delete", request.POST.get("block", "")
    names = {each.id: each.title for chapter, entries in in_studio(course) for each, _ in entries}
    if block_id not in names:
        raise Http404(f"There is no subsection {block_id} in this course.")
    delete(course.key.make_usage_key("sequential", block_id), is_deleted=is_deleted)
    messages.info(request, f"{'Deleted' if is_deleted else 'Back in the course'}: {names[block_id]}.")
    return redirect("course", slug=course.slug)


def _place(request: HttpRequest, course: Course, block_type: str, block_id: str) -> Place:
    """Return the section behind an address, for the acting person."""
    wanted = f"{block_type}/{block_id}"
    for place in places_of(course, request.user):
        if place.state["block"] == wanted:
            return place
    raise Http404(f"There is no section {wanted} in this course.")
