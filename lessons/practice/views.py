"""The student's pages: Today, an exercise, a take and what it taught."""

from __future__ import annotations

from math import isfinite, nan
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lessons.library import services as library
from lessons.library.models import CompositionJob
from lessons.library.sound import send
from lessons.library.words import sentence
from lessons.people import access
from lessons.people.access import person, signed_in
from lessons.people.voices import retold
from lessons.practice import earlier, feedback, queries, recommendations, remedies, services
from lessons.practice import today as todays
from lessons.practice.accuracy import card
from lessons.practice.forms import TakeForm
from lessons.practice.models import Take
from lessons.practice.music_data import music_data, tempo_slider
from lessons.practice.skill_progress import skill_changes
from lessons.work import Status
from tutor.errors import EtudeError

RECENT = 6
SHOWN = 10  # takes in the history below a take; all of them have their own page


@signed_in
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What is due, what is recommended and why, what was played last."""
    user = person(request)
    if user.is_teacher and "as_student" not in request.GET:
        return redirect("teaching:home")
    due = todays.due(user)
    context = {
        "open": [row for row in due if not row.done],
        "done": [row for row in due if row.done],
        "recommended": [
            (one, recommendations.title_of(one), recommendations.reason_for(one))
            for one in recommendations.for_today(user)
        ],
        "unplayed": [(piece, todays.why_here(piece)) for piece in todays.unplayed(user)],
        "recent": queries.recent(user, RECENT),
    }
    return render(request, "practice/today.html", context)


@signed_in
@require_GET
def exercise(request: HttpRequest, pk: int) -> HttpResponse:
    """The score with its transport."""
    user = person(request)
    piece = access.exercise(user, pk)
    asked = request.GET.get("assignment", "")
    assignment = access.assignment_for_play(user, piece, int(asked) if asked.isdecimal() else None)
    used = services.attempts_used(user, piece, assignment) if assignment else 0
    context = {
        "exercise": piece,
        "assignment": assignment,
        "attempts_left": max(0, assignment.attempts - used) if assignment and assignment.attempts else None,
        "why": todays.why_here(piece),
        "tempo": tempo_slider(piece),
        "music": music_data(piece),
        "last_takes": queries.history(user, piece)[:3],
    }
    return render(request, "practice/exercise.html", context)


@signed_in
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a recording. Scripts get {url} or {message}; a plain form is led to the take."""
    user = person(request)
    piece = access.exercise(user, pk)
    form = TakeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse(request, piece.pk, form.first_error)
    sent = form.cleaned_data
    try:
        made = services.submit_take(
            user,
            piece,
            sent["audio"],
            client_key=sent["client_key"],
            settings=sent["settings"],
            assignment=access.assignment_for_play(user, piece, sent["assignment"]),
        )
    except EtudeError as error:
        return _refuse(request, piece.pk, sentence(str(error)))
    url = reverse("practice:take", args=[made.pk])
    return JsonResponse({"url": url}, status=201) if _wants_json(request) else redirect(url)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refuse(request: HttpRequest, pk: int, message: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"message": message}, status=422)
    messages.error(request, message)
    return redirect("practice:exercise", pk)


@signed_in
@require_GET
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A take: how far its marking is, then the feedback."""
    one = access.take(person(request), pk)
    context: dict[str, Any] = {"take": one, "exercise": one.exercise, "mine": one.student_id == request.user.pk}
    if not one.finished:
        return render(request, "practice/waiting.html", context)
    if one.status != Status.DONE or not one.report:
        return render(request, "practice/refused.html", context)
    return render(request, "practice/feedback.html", context | _feedback(one, request.GET.get("with", "")))


def _feedback(one: Take, chosen: str) -> dict[str, Any]:
    report = feedback.spelled(one, retold(one.report or {}))
    rows = feedback.note_rows(report)
    findings = feedback.findings(report)
    part = feedback.part(report)
    before = earlier.compared(one, chosen)
    return {
        "report": report,
        "next": feedback.next_step(report),
        "part": part,
        "shown_marks": part["marks"] if part else report.get("marks"),
        "praise": feedback.praise(report),
        "unheard": feedback.unheard(report),
        "skill_changes": skill_changes(one),
        "findings": findings[: feedback.LEADING],
        "more_findings": findings[feedback.LEADING :],
        "rows": rows,
        "lost": feedback.lost_points(report),
        "difference": feedback.difference(report, before.report if before else None),
        "before": before,
        "history": earlier.with_changes(queries.history(one.student, one.exercise))[:SHOWN],
        "comments": feedback.placed(one.comments.select_related("author"), report),
        "bars": feedback.first_notes(report),
        "data": feedback.page_data(one, report, rows),
    }


@signed_in
@require_GET
def take_status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the marking is, as a fragment; a finished take reloads the page."""
    one = access.take(person(request), pk)
    response = render(request, "practice/_progress.html", {"work": one, "poll": _status_url(one)})
    if one.finished:
        response["HX-Refresh"] = "true"
    return response


def _status_url(one: Take) -> str:
    return reverse("practice:take_status", args=[one.pk])


@signed_in
@require_GET
def take_audio(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The recording, whole or in parts."""
    one = access.take(person(request), pk)
    return send(request, one.audio, one.audio_kind)


@signed_in
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """All of one's takes of an exercise."""
    user = person(request)
    piece = access.exercise(user, pk)
    takes = earlier.with_changes(queries.history(user, piece))
    return render(request, "practice/history.html", {"exercise": piece, "takes": takes})


@signed_in
@require_GET
def listen(request: HttpRequest, pk: int) -> HttpResponse:
    """The exercise as sound at ?tempo= quarters a minute: {status, progress, url}. Made once, then kept."""
    piece = access.exercise(person(request), pk)
    tempo = _tempo(request.GET.get("tempo", str(piece.tempo_bpm)))
    sound = library.queue_sound(piece, tempo_bpm=tempo)
    url = _sound_url(sound.pk) if sound.status == Status.DONE else ""
    return JsonResponse({"status": sound.status, "progress": sound.progress, "url": url})


def _tempo(text: str) -> float:
    try:
        tempo = float(text)
    except ValueError:
        tempo = nan
    if not isfinite(tempo):
        raise BadRequest(_("The tempo must be a number."))
    return round(tempo, 1)


def _sound_url(pk: int) -> str:
    return reverse("library:sound_audio", args=[pk])


@signed_in
@require_POST
def practise(request: HttpRequest, pk: UUID, index: int) -> HttpResponse:
    """Ask for the exercise that isolates a finding."""
    user = person(request)
    one = access.take(user, pk)
    try:
        job = remedies.practise(user, one, index)
    except (EtudeError, ValueError) as error:
        messages.error(request, sentence(str(error)))
        return redirect("practice:take", one.pk)
    return redirect("practice:composing", job.pk)


@signed_in
@require_POST
def recommended(request: HttpRequest) -> HttpResponse:
    """Ask for the exercise that was recommended."""
    try:
        job = recommendations.accept(person(request), request.POST.get("kind", ""), request.POST.get("skill", ""))
    except EtudeError as error:
        messages.warning(request, sentence(str(error)))
        return redirect("practice:today")
    return redirect("practice:composing", job.pk)


@signed_in
@require_GET
def composing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Waiting for an exercise that is being written; then the exercise."""
    job = access.job(person(request), pk)
    made = _made(job)
    if made:
        return redirect(made)
    return render(request, "practice/composing.html", {"job": job})


def _made(job: CompositionJob) -> str:
    first = job.candidates.order_by("position").only("pk").first() if job.status == Status.DONE else None
    return reverse("practice:exercise", args=[first.pk]) if first else ""


@signed_in
@require_GET
def composing_status(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = access.job(person(request), pk)
    poll = reverse("practice:composing_status", args=[job.pk])
    response = render(request, "practice/_progress.html", {"work": job, "poll": poll})
    if _made(job):
        response["HX-Redirect"] = _made(job)
    elif job.finished:
        response["HX-Refresh"] = "true"
    return response


@signed_in
@require_POST
def try_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a take once more after a failure that was ours."""
    one = access.own_take(person(request), pk)
    services.try_again(one)
    return redirect("practice:take", one.pk)


@signed_in
@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a take and its recording for good."""
    one = access.own_take(person(request), pk)
    exercise_pk = one.exercise_id
    services.delete_take(one)
    messages.success(request, _("The take and its recording are deleted."))
    return redirect("practice:history", exercise_pk)


@require_GET
def accuracy(request: HttpRequest) -> HttpResponse:
    """How often the ears are right, for anybody."""
    return render(request, "practice/accuracy.html", {"card": card()})


@signed_in
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """What is believed about one's skills, with how sure that is."""
    return render(request, "practice/progress.html", {"skills": recommendations.skill_states(person(request))})
