"""The teacher's rooms: the classes at a glance, assignments, students, marks."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.library.models import Exercise
from lessons.library.words import sentence
from lessons.people import access
from lessons.people import services as people
from lessons.people.access import person, teacher_only
from lessons.people.models import Classroom
from lessons.teaching import exports, pictures, queries, results, services, stumbles
from lessons.teaching.forms import AssignForm, AssignmentForm, ClassroomForm, ClassroomSettingsForm
from lessons.teaching.models import Assignment, Override
from tutor.errors import EtudeError

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


SET_NOW = 6  # assignments on the first page; a class's page has all of its own


def _glance(classrooms: Any) -> dict[str, Any]:
    """Who needs me, what is misread, how it goes: the same three answers for one class or all."""
    assignments = queries.open_assignments(classrooms)
    found = results.results(assignments)
    weeks = queries.weeks(classrooms)
    return {
        "needs": queries.needs(assignments, found),
        "set_now": results.summaries(assignments[:SET_NOW], found),
        "misreadings": queries.misread(classrooms),
        "weeks": weeks,
        "picture": pictures.weeks_picture(weeks),
    }


@teacher_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All classes at a glance."""
    everything = access.classrooms(person(request))
    current = everything.filter(archived=False)
    context = {
        **_glance(current),
        "classrooms": queries.overview(current),
        "archived": everything.filter(archived=True),
    }
    return render(request, "teaching/home.html", context)


@teacher_only
@get_or_post
def new_classroom(request: HttpRequest) -> HttpResponse:
    form = ClassroomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = people.create_classroom(person(request), form.cleaned_data["name"], form.cleaned_data["strictness"])
        return redirect("teaching:classroom", made.pk)
    return _form(request, form, _("A new class"), _("Make the class"))


@teacher_only
@require_safe
def classroom(request: HttpRequest, pk: int) -> HttpResponse:
    """One class: its code, its three answers, its assignments and students."""
    found = access.classroom(person(request), pk)
    only = Classroom.objects.filter(pk=found.pk)
    assignments = list(Assignment.objects.filter(classroom=found).select_related("classroom")[:100])
    context = {
        **_glance(only),
        "classroom": found,
        "join_url": _join_url(request, found),
        "summaries": results.summaries(assignments, results.results(assignments)),
        "students": queries.students(found),
        "overridden": Override.objects.filter(take__assignment__classroom=found).count(),
    }
    return render(request, "teaching/classroom.html", context)


def _join_url(request: HttpRequest, found: Classroom) -> str:
    return request.build_absolute_uri(reverse("people:join_class", args=[found.join_code]))


@teacher_only
@require_safe
def join_square(request: HttpRequest, pk: int) -> HttpResponse:
    """The square a phone scans to join the class."""
    code = segno.make(_join_url(request, access.classroom(person(request), pk)), error="m")
    svg = code.svg_inline(scale=8, border=2, light="#ffffff", dark="#000000")
    namespaced = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns" not in svg else svg
    return HttpResponse(namespaced, content_type="image/svg+xml")


@teacher_only
@get_or_post
def edit_classroom(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.classroom(person(request), pk)
    form = ClassroomSettingsForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        again = services.change_classroom(form.save(commit=False))
        told = ngettext("%(n)s take is being marked again.", "%(n)s takes are being marked again.", again) % {
            "n": again
        }
        messages.success(request, f"{_('Saved.')} {told}" if again else _("Saved."))
        return redirect("teaching:classroom", pk)
    return _form(
        request,
        form,
        _("Settings of %(name)s") % {"name": found.name},
        _("Save"),
        reverse("teaching:classroom", args=[pk]),
    )


@teacher_only
@require_POST
def renew_code(request: HttpRequest, pk: int) -> HttpResponse:
    people.renew_code(access.classroom(person(request), pk))
    messages.success(request, _("The class has a new code; the old one no longer works."))
    return redirect("teaching:classroom", pk)


@teacher_only
@require_safe
def classroom_marks(request: HttpRequest, pk: int) -> HttpResponse:
    """All marks of a class, for a spreadsheet."""
    found = access.classroom(person(request), pk)
    assignments = list(Assignment.objects.filter(classroom=found))
    return _csv(exports.marks_csv(assignments, results.results(assignments)), found.name)


@teacher_only
@require_safe
def concept(request: HttpRequest) -> HttpResponse:
    """The takes behind one misreading."""
    user = person(request)
    name = request.GET.get("name", "")
    chosen = request.GET.get("classroom", "")
    only = access.classroom(user, int(chosen)) if chosen.isdigit() else None
    classrooms = Classroom.objects.filter(pk=only.pk) if only else access.classrooms(user).filter(archived=False)
    takes = queries.takes_with(classrooms, name)
    return render(request, "teaching/concept.html", {"name": name, "takes": takes, "classroom": only})


@teacher_only
@get_or_post
def assign(request: HttpRequest) -> HttpResponse:
    """Give an exercise to a class."""
    user = person(request)
    wanted = request.POST.get("shown") or request.GET.get("exercise") or ""
    chosen = access.own_exercise(user, int(wanted)) if wanted.isdigit() else None
    start = {"exercises": [chosen.pk] if chosen else [], "classroom": request.GET.get("classroom")}
    form = AssignForm(user, request.POST or None, exercise=chosen, initial=start)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = services.assign(data.pop("classroom"), data.pop("exercises"), **data)
        except (EtudeError, ValueError) as error:
            form.add_error(None, sentence(str(error)))
        else:
            messages.success(
                request, _("“%(title)s” is assigned to %(name)s.") % {"title": made.title, "name": made.classroom.name}
            )
            return redirect("teaching:assignment", made.pk)
    context = {"form": form, "exercise": chosen, "classrooms": access.classrooms(user).filter(archived=False)}
    return render(request, "teaching/assign.html", context, status=422 if form.is_bound else 200)


@teacher_only
@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has played it, how it went, and where the class stumbles."""
    found = access.assignment(person(request), pk)
    rows = results.results([found])
    pieces = list(found.exercises.filter(pieces__student=None).order_by("pieces__position"))
    exercise = _shown(pieces, request.GET.get("exercise", ""))
    notes = stumbles.note_map(found, exercise) if exercise else []
    context = {
        "assignment": found,
        "results": rows[found.pk],
        "summary": results.summaries([found], rows)[0],
        "pieces": pieces,
        "exercise": exercise,
        "troubles": sorted((note for note in notes if note.trouble), key=lambda note: -note.share)[:12],
        "score": pictures.marked_score(exercise.svg, notes) if exercise else "",
        "narrow": pictures.marked_score(exercise.svg_narrow, notes) if exercise else "",
    }
    return render(request, "teaching/assignment.html", context)


def _shown(pieces: list[Exercise], wanted: str) -> Exercise | None:
    """The piece whose notes are looked at: the one asked for, else the first."""
    return next((piece for piece in pieces if str(piece.pk) == wanted), pieces[0] if pieces else None)


@teacher_only
@get_or_post
def edit_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.assignment(person(request), pk)
    form = AssignmentForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("teaching:assignment", pk)
    return _form(
        request,
        form,
        _("Change “%(title)s”") % {"title": found.title},
        _("Save"),
        reverse("teaching:assignment", args=[pk]),
    )


@teacher_only
@require_POST
def delete_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.assignment(person(request), pk)
    services.delete_assignment(found)
    told = _("“%(title)s” is deleted. Takes that were made for it stay with their students.")
    messages.success(request, told % {"title": found.title})
    return redirect("teaching:classroom", found.classroom_id)


@teacher_only
@require_safe
def assignment_marks(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.assignment(person(request), pk)
    return _csv(exports.marks_csv([found], results.results([found])), found.title)


def _form(request: HttpRequest, form: Any, title: str, action: str, back: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "back": back or reverse("teaching:home")}
    return render(request, "teaching/form.html", context, status=422 if form.is_bound else 200)


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="etude-{slugify(name) or "marks"}.csv"'
    return response
