"""Composing, the library, and the sound of an exercise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.library import own, queries, services, sound
from lessons.library.changing import ChangeForm, OpeningForm, missing_skills, same_mode_keys
from lessons.library.explaining import explained
from lessons.library.forms import ComposeForm, TitleForm, initial_from
from lessons.library.models import CompositionJob, Exercise
from lessons.library.words import sentence
from lessons.people import access
from lessons.people.access import person, signed_in
from lessons.people.models import User
from lessons.work import Status
from tutor.composing.change import KINDS
from tutor.composing.request import ComposeRequest
from tutor.errors import EtudeError
from tutor.music.harmonising import PALETTES

PAGE = 24


@signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The exercises one has kept."""
    user = person(request)
    chosen = {"instrument": request.GET.get("instrument", ""), "level": request.GET.get("level", "")}
    page = Paginator(queries.library(user, **chosen), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "chosen": chosen,
        "instruments": queries.instruments_in(user),
        "levels": queries.levels_in(user),
    }
    return render(request, "library/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """The form on the left; a job is queued and its page follows."""
    user = person(request)
    form = ComposeForm(request.POST or None, initial={"instrument": user.instrument or "violin", **_asked(request)})
    form.offer(own.style_choices(own.styles_of(user)))
    if request.method == "POST" and _valid(form, user):
        data = form.cleaned_data
        wanted = _with_seed(data["request"], data["seed"])
        try:
            made = services.queue_composition(user, wanted, count=data["count"] or 3, seeded=data["seed"] is not None)
        except EtudeError as error:
            form.add_error(None, sentence(str(error)))
        else:
            return redirect("library:job", made.pk)
    return render(
        request,
        "library/compose.html",
        {"form": form, "conflict": _conflict(form)},
        status=422 if form.is_bound else 200,
    )


def _conflict(form: ComposeForm) -> str:
    return " ".join(str(error) for error in form.non_field_errors())


def _valid(form: ComposeForm, user: User) -> bool:
    """Whether the wishes can be met, styles of one's own among them."""
    with own.known_to(user):
        return form.is_valid()


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Wishes in the address, as links that offer an exercise for a mistake write them."""
    known = set(ComposeForm.base_fields) - {"skills"}
    asked: dict[str, Any] = {name: value for name, value in request.GET.items() if name in known}
    if skills := request.GET.getlist("skills"):
        asked["skills"] = skills
    return asked


def _with_seed(request: ComposeRequest, seed: int | None) -> ComposeRequest:
    """The request with the seed that was asked for, else a fresh one."""
    from dataclasses import replace

    return request if seed is not None else replace(request, seed=services.fresh_seed())


@never_cache
@signed_in
@require_safe
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form as it was sent, and the candidates as they come."""
    made = access.job(person(request), pk)
    context = {"job": made, "candidates": queries.candidates(made)}
    if made.kind == CompositionJob.Kind.CHANGE:
        about = KINDS[made.change["kind"]].about
        return render(request, "library/variation.html", {**context, "about": about, "wish": made.change})
    values = initial_from(made.request, made.count)
    if not made.seeded:
        values.pop("seed", None)
    form = ComposeForm(initial=values)
    form.offer(own.style_choices(own.styles_of(made.owner)))
    conflict = made.message if made.status == Status.REFUSED else ""
    return render(request, "library/compose.html", {**context, "form": form, "conflict": conflict})


@never_cache
@signed_in
@require_safe
def job_status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For the page that waits: how far it is, and the candidates it has not seen."""
    made = access.job(person(request), pk)
    have = request.GET.get("have", "0")
    after = int(have) if have.isdigit() else 0
    new = queries.candidates(made, after)
    return render(request, "library/_arrivals.html", {"job": made, "candidates": new, "have": after + len(new)})


@signed_in
@require_safe
def exercise(request: HttpRequest, pk: int) -> HttpResponse:
    """One exercise of one's own: its music, its versions, and what can be done with it."""
    user = person(request)
    found = access.own_exercise(user, pk)
    family = queries.versions(found)
    with own.known_to(user):
        made = queries.made_from(found, family)
    context = {
        "exercise": found,
        "versions": family,
        "made": made,
        "explained": explained(services.analysis_of(found)),
        "keys": same_mode_keys(found),
        "skills": missing_skills(found),
        "palettes": PALETTES,
        "first_bar": max(1, found.bars - 3),
        "classrooms": access.classrooms(user).filter(archived=False) if user.is_teacher else [],
        "assignments": found.assignments.select_related("classroom").distinct(),
    }
    return render(request, "library/exercise.html", context)


@signed_in
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a candidate into the library."""
    found = access.own_exercise(person(request), pk)
    services.keep(found)
    if request.headers.get("HX-Request"):
        return render(request, "library/_candidate_actions.html", {"exercise": found})
    return redirect("library:exercise", found.pk)


@signed_in
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.own_exercise(person(request), pk)
    form = TitleForm(request.POST)
    if form.is_valid():
        services.keep(found, form.cleaned_data["title"])
    return redirect("library:exercise", found.pk)


@signed_in
@require_POST
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """More like this: the same request with another seed."""
    user = person(request)
    found = access.own_exercise(user, pk)
    wanted = ComposeRequest.from_dict({**found.request, "seed": services.fresh_seed()})
    return _queued(request, found, lambda: services.queue_composition(user, wanted))


@signed_in
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version, changed in one way; the exercise itself stays as it is."""
    user = person(request)
    found = access.own_exercise(user, pk)
    form = ChangeForm(found, request.POST)
    if not form.is_valid():
        messages.error(request, form.problems())
        return redirect("library:exercise", found.pk)
    return _queued(request, found, lambda: services.queue_change(user, found, form.wish(services.fresh_seed())))


@signed_in
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A version beside the one it was made from, and what differs."""
    found = access.own_exercise(person(request), pk)
    if found.parent is None:
        raise Http404
    notes, bars = queries.changed_notes(found, found.parent)
    context = {"exercise": found, "before": found.parent, "bars": bars, "versions": queries.versions(found)}
    ids = [f"{prefix}{note}" for prefix in (found.id_prefix, found.narrow_prefix) for note in notes]
    return render(request, "library/compare.html", {**context, "changed_ids": ids})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest) -> HttpResponse:
    """A piece that goes on from one's own first bars."""
    user = person(request)
    form = OpeningForm(request.POST or None, request.FILES or None, initial={"instrument": user.instrument or "violin"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = ComposeRequest(
            style=data["style"], level=data["level"], instrument=data["instrument"], seed=services.fresh_seed()
        )
        upload = data["score"]
        try:
            made = services.queue_opening(user, wanted, data["bars"], upload.name, upload.read())
        except EtudeError as error:
            form.add_error(None, sentence(str(error)))
        else:
            return redirect("library:job", made.pk)
    return render(request, "library/opening.html", {"form": form}, status=422 if form.is_bound else 200)


def _queued(request: HttpRequest, back: Exercise, queue: Any) -> HttpResponse:
    try:
        made = queue()
    except (EtudeError, ValueError) as error:
        messages.error(request, sentence(str(error)))
        return redirect("library:exercise", back.pk)
    return redirect("library:job", made.pk)


@signed_in
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.own_exercise(person(request), pk)
    try:
        services.delete_exercise(found)
    except EtudeError as error:
        messages.error(request, sentence(str(error)))
        return redirect("library:exercise", pk)
    messages.success(request, _("“%(title)s” is deleted.") % {"title": found.name})
    return redirect("library:list")


@signed_in
@require_safe
def musicxml(request: HttpRequest, pk: int) -> HttpResponse:
    """The exercise as a file for a notation program."""
    found = access.exercise(person(request), pk)
    response = HttpResponse(found.musicxml, content_type="application/vnd.recordare.musicxml+xml")
    response["Content-Disposition"] = f'attachment; filename="etude-{found.pk}.musicxml"'
    return response


@never_cache
@signed_in
@require_safe
def exercise_sound(request: HttpRequest, pk: int) -> JsonResponse:
    """The sound of an exercise at `tempo` (quarter notes a minute), with `accompaniment=1`, with `click=1`.

    Asked for the first time, a worker begins to make it; ask again until `url` is there (202 until then).
    """
    found = access.exercise(person(request), pk)
    try:
        tempo = float(request.GET.get("tempo") or found.tempo_bpm)
    except ValueError:
        return JsonResponse({"message": _("The tempo must be a number of quarter notes a minute.")}, status=400)
    made = services.queue_sound(
        found,
        tempo_bpm=tempo,
        accompaniment=request.GET.get("accompaniment") == "1",
        click=request.GET.get("click") == "1",
    )
    ready = made.status == Status.DONE
    url = reverse("library:sound_audio", args=[made.pk]) if ready else None
    data = {"status": made.status, "message": made.message, "tempo_bpm": made.tempo_bpm, "url": url}
    return JsonResponse(data, status=200 if made.finished else 202)


@signed_in
@require_safe
def sound_audio(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sound itself."""
    made = access.sound(person(request), pk)
    if made.status != Status.DONE:
        raise Http404
    return sound.send(request, made.file, "flac")
