"""Assignments and what teachers say about takes."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.library.models import CompositionJob, Exercise
from lessons.people.models import Classroom


class Assignment(models.Model):
    """Exercises a class is asked to play. `attempts` 0 means as many as one likes; `goal` is a mark, 0-100."""

    class Mode(models.TextChoices):
        SAME = "same", _("the same music for everybody")
        EACH = "each", _("different music of equal difficulty for each student")

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="assignments")
    title = models.CharField(max_length=120)
    instructions = models.TextField(blank=True)
    due = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(50)])
    goal = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(100)])
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SAME)
    created = models.DateTimeField(default=timezone.now)
    exercises = models.ManyToManyField(Exercise, through="Piece", related_name="assignments")

    class Meta:
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.due is not None and self.due < timezone.now()


class Piece(models.Model):
    """One exercise of an assignment; with a `student`, it is that student's own. Without an exercise it is still
    being composed by `job`."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="pieces")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.CASCADE, related_name="pieces")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    job = models.ForeignKey(CompositionJob, null=True, blank=True, on_delete=models.SET_NULL)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]


class Comment(models.Model):
    """What a teacher writes to a student about a take, perhaps about one note of it."""

    take = models.ForeignKey("practice.Take", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(max_length=2000)
    note = models.CharField(max_length=40, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created", "pk"]


class Override(models.Model):
    """A teacher's word against the machine's: this note of the take counts as right. `was` is the machine's verdict."""

    take = models.ForeignKey("practice.Take", on_delete=models.CASCADE, related_name="overrides")
    note = models.CharField(max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="overrides")
    was = models.JSONField(default=dict)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created", "pk"]
        constraints = [models.UniqueConstraint(fields=["take", "note"], name="one_override_per_note")]
