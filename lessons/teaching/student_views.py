"""One student and one take: how it goes, comments, overrides, and taking care of a student's data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.people import access
from lessons.people import services as people
from lessons.people.access import person, teacher_only
from lessons.people.models import Classroom
from lessons.practice.recommendations import skill_states
from lessons.teaching import pictures, queries, services
from lessons.teaching.forms import CommentForm
from lessons.teaching.models import Comment


@teacher_only
@require_safe
def student(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """One student in one class: how it goes, skills, takes."""
    user = person(request)
    place = access.membership(user, pk, student_pk)
    only = Classroom.objects.filter(pk=pk)
    weeks = queries.weeks(only, student=place.student)
    context = {
        "place": place,
        "takes": Paginator(queries.student_takes(place, user), 20).get_page(request.GET.get("page")),
        "skills": skill_states(place.student),
        "weeks": weeks,
        "picture": pictures.weeks_picture(weeks),
        "only_class": not place.student.memberships.exclude(pk=place.pk).exists(),
    }
    return render(request, "teaching/student.html", context)


@never_cache
@teacher_only
@require_POST
def reset_password(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """A new password for a student who forgot theirs, shown once."""
    place = access.membership(person(request), pk, student_pk)
    return render(
        request, "teaching/new_password.html", {"place": place, "password": people.reset_password(place.student)}
    )


@teacher_only
@require_POST
def remove_student(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    place = access.membership(person(request), pk, student_pk)
    services.leave(place)
    messages.success(request, _("%(name)s is no longer in the class.") % {"name": place.nickname})
    return redirect("teaching:classroom", pk)


@teacher_only
@require_POST
def delete_student(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """Delete everything a student has in this class."""
    place = access.membership(person(request), pk, student_pk)
    gone = services.delete_from_class(place)
    account, here = (
        _("Everything of %(name)s and the account is deleted."),
        _("Everything of %(name)s in this class is deleted."),
    )
    messages.success(request, (account if gone else here) % {"name": place.nickname})
    return redirect("teaching:classroom", pk)


@never_cache
@teacher_only
@require_safe
def export_student(request: HttpRequest, pk: int, student_pk: int) -> HttpResponseBase:
    place = access.membership(person(request), pk, student_pk)
    name = slugify(place.nickname) or "student"
    return FileResponse(services.export_from_class(place), as_attachment=True, filename=f"etude-{name}.zip")


@teacher_only
@require_POST
def comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write to the student about a take."""
    user = person(request)
    take = access.take(user, pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        services.comment(take, user, form.cleaned_data["text"], form.cleaned_data["note"])
        messages.success(request, _("Your comment is there for the student."))
    else:
        messages.error(request, _("The comment was empty or longer than 2000 characters; nothing was saved."))
    return redirect(_back(request, reverse("practice:take", args=[take.pk])))


@teacher_only
@require_POST
def delete_comment(request: HttpRequest, pk: int) -> HttpResponse:
    found = Comment.objects.filter(pk=pk, author=person(request)).first()
    if found is None:
        raise Http404
    found.delete()
    return redirect(_back(request, reverse("practice:take", args=[found.take_id])))


@teacher_only
@require_POST
def override(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Count one note of a take as right."""
    user = person(request)
    take = access.take(user, pk)
    if take.student_id == user.pk or not services.override(take, user, request.POST.get("note", "")):
        messages.error(request, _("This note cannot be changed now; reload the page and look again."))
    return redirect("practice:take", take.pk)


@teacher_only
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The machine's verdict counts again."""
    found = access.override(person(request), pk)
    take_pk = found.take_id
    services.take_back(found)
    return redirect("practice:take", take_pk)


@teacher_only
@require_safe
def regression_cases(request: HttpRequest, pk: int) -> JsonResponse:
    """All overrides of a class, as cases to test a better engine with. No names, no recordings."""
    found = access.classroom(person(request), pk)
    response = JsonResponse({"version": 1, "cases": services.regression_cases(found)})
    response["Content-Disposition"] = 'attachment; filename="etude-overrides.json"'
    return response


def _back(request: HttpRequest, fallback: str) -> str:
    target = request.POST.get("next", "")
    return target if target and url_has_allowed_host_and_scheme(target, {request.get_host()}) else fallback
