"""The pages of listen-and-guess. Teachers only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.library import guessing
from lessons.people import access
from lessons.people.access import person, teacher_only
from lessons.work import Status
from tutor.composing.blind import SHELVES


@teacher_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the results so far, and the way to the next piece."""
    context = {"everyone": guessing.results(), "own": guessing.results(person(request))[-1], "styles": list(SHELVES)}
    return render(request, "library/guess.html", context)


@teacher_only
@require_POST
def another(request: HttpRequest) -> HttpResponse:
    """Ask for a piece."""
    row = guessing.queue_guess(person(request), request.POST.get("style", ""))
    return redirect("guess:piece", row.pk)


@never_cache
@teacher_only
@require_safe
def piece(request: HttpRequest, pk: int) -> HttpResponse:
    """The piece with its question, or the answer."""
    row = access.guess(person(request), pk)
    return render(request, "library/guess_piece.html", {"guess": row, "exercise": row.exercise})


@never_cache
@teacher_only
@require_safe
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """For the page that waits: told to load again when the piece is there."""
    row = access.guess(person(request), pk)
    response = render(request, "library/_guess_waiting.html", {"guess": row})
    if row.finished:
        response["HX-Refresh"] = "true"
    return response


@teacher_only
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the answer."""
    row = access.guess(person(request), pk)
    said = request.POST.get("said")
    if row.status != Status.DONE or said not in ("person", "program"):
        raise Http404
    guessing.answer(row, said == "person")
    return redirect("guess:piece", row.pk)
