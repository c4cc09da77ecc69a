"""Who may see what, in one place. Every view asks here; whatever is not yours does not exist (404).

- A teacher: the classrooms they own, the assignments and marks in them, takes made for those assignments or on
  exercises they wrote, the exercises they own.
- A student: their own takes, the exercises assigned to them or made by them. What a student plays on their own
  exercises stays theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from lessons.library.models import CompositionJob, Exercise, Guess, OwnStyle, Rendering
from lessons.people.models import Classroom, Membership, User
from lessons.practice.models import Take
from lessons.teaching.models import Assignment, Override

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Anyone who has signed in; others are led to the sign-in page."""
    return login_required(view)


def teacher_only(view: View) -> View:
    """A page only teachers have; to a student it does not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not person(request).is_teacher:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def person(request: HttpRequest) -> User:
    """The signed-in user, for views behind one of the guards above."""
    assert isinstance(request.user, User)
    return request.user


def classrooms(user: User) -> QuerySet[Classroom]:
    """The classrooms this teacher owns."""
    return Classroom.objects.filter(owner=user)


def classroom(user: User, pk: int) -> Classroom:
    return get_object_or_404(classrooms(user), pk=pk)


def membership(user: User, classroom_pk: int, student_pk: int) -> Membership:
    """A student's place in a classroom this teacher owns."""
    rows = Membership.objects.select_related("classroom", "student")
    return get_object_or_404(rows, classroom__owner=user, classroom_id=classroom_pk, student_id=student_pk)


def assignments(user: User) -> QuerySet[Assignment]:
    """Assignments of the classrooms this teacher owns."""
    return Assignment.objects.filter(classroom__owner=user)


def assignment(user: User, pk: int) -> Assignment:
    return get_object_or_404(assignments(user).select_related("classroom"), pk=pk)


def assigned_to(user: User) -> QuerySet[Assignment]:
    """Assignments this student is asked to play."""
    return Assignment.objects.filter(classroom__memberships__student=user, classroom__archived=False)


def exercises(user: User) -> QuerySet[Exercise]:
    """Exercises this person owns, or was given by an assignment."""
    given = Q(pieces__assignment__classroom__memberships__student=user) & (
        Q(pieces__student=None) | Q(pieces__student=user)
    )
    return Exercise.objects.filter(Q(owner=user) | Q(pk__in=Exercise.objects.filter(given).values("pk")))


def exercise(user: User, pk: int) -> Exercise:
    """One that may be read, heard and played."""
    return get_object_or_404(exercises(user), pk=pk)


def own_exercise(user: User, pk: int) -> Exercise:
    """One that may be changed, kept, assigned or deleted."""
    return get_object_or_404(Exercise, pk=pk, owner=user)


def sound(user: User, pk: int) -> Rendering:
    return get_object_or_404(Rendering.objects.select_related("exercise"), pk=pk, exercise__in=exercises(user))


def job(user: User, pk: Any) -> CompositionJob:
    return get_object_or_404(CompositionJob, pk=pk, owner=user)


def own_style(user: User, pk: int) -> OwnStyle:
    """A style this teacher's own tunes have taught."""
    return get_object_or_404(OwnStyle, pk=pk, owner=user)


def guess(user: User, pk: int) -> Guess:
    """A piece this teacher was given to guess."""
    return get_object_or_404(Guess.objects.select_related("exercise"), pk=pk, owner=user)


def takes(user: User) -> QuerySet[Take]:
    """Takes this person may read and hear: their own; for a teacher, those made for them."""
    mine = Q(student=user)
    if user.is_teacher:
        mine |= Q(assignment__classroom__owner=user) | Q(exercise__owner=user)
    return Take.objects.filter(mine)


def take(user: User, pk: Any) -> Take:
    return get_object_or_404(takes(user).select_related("exercise", "student", "assignment__classroom"), pk=pk)


def own_take(user: User, pk: Any) -> Take:
    """One that may be deleted: only the student who played it."""
    return get_object_or_404(Take.objects.select_related("exercise"), pk=pk, student=user)


def override(user: User, pk: int) -> Override:
    """An override this teacher made."""
    return get_object_or_404(Override.objects.select_related("take"), pk=pk, author=user)


def assignment_for_play(user: User, exercise: Exercise, pk: int | None = None) -> Assignment | None:
    """The assignment a take of this exercise counts for: the one named, else the one due next; None for free play."""
    fitting = assigned_to(user).filter(Q(pieces__student=None) | Q(pieces__student=user), pieces__exercise=exercise)
    if pk is not None:
        return get_object_or_404(fitting.distinct(), pk=pk)
    return fitting.order_by("due", "pk").first()
