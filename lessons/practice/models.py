"""Takes and what is believed about a learner's skills."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from lessons.library.models import Exercise
from lessons.work import Work


def audio_path(take: Take, filename: str) -> str:
    """A name nobody can guess and that says nothing; the uploader's name and type are not trusted."""
    return f"takes/{uuid.uuid4().hex}"


class Take(Work):
    """One recorded performance and its report. `client_key` makes a double click one take."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="takes")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="takes")
    assignment = models.ForeignKey(
        "teaching.Assignment", null=True, blank=True, on_delete=models.SET_NULL, related_name="takes"
    )
    client_key = models.CharField(max_length=64)
    audio = models.FileField(upload_to=audio_path, blank=True)
    audio_kind = models.CharField(max_length=10, blank=True)  # what it was found to be: wav, webm, ogg, mp4, midi…
    content_sha256 = models.CharField(max_length=64, blank=True)
    settings = models.JSONField(default=dict)  # tempo, latency_ms, instrument as the student had set them
    strictness = models.CharField(max_length=10, default="normal")

    report = models.JSONField(null=True, blank=True)
    heard = models.JSONField(null=True, blank=True)
    refusal = models.JSONField(default=dict)  # template and facts of the message, where the engine refused to judge
    curves = models.JSONField(null=True, blank=True)
    mark_overall = models.FloatField(null=True, blank=True)
    mark_pitch = models.FloatField(null=True, blank=True)
    mark_intonation = models.FloatField(null=True, blank=True)
    mark_rhythm = models.FloatField(null=True, blank=True)
    duration_s = models.FloatField(null=True, blank=True)
    concepts = models.JSONField(default=list)  # [[kind, concept, notes, remedy request], …], for class overviews
    skills = models.JSONField(default=dict)  # skill -> [right, wrong]: its places in this take that could be judged
    # Where not all bars were played: {first_bar, last_bar, marks} of those that were; the marks above are of the whole.
    part = models.JSONField(null=True, blank=True)
    created = models.DateTimeField(default=timezone.now)
    graded_at = models.DateTimeField(null=True, blank=True)

    change: float | None = None  # not kept: a history puts the difference to the take before here

    class Meta:
        ordering = ["-created"]
        constraints = [models.UniqueConstraint(fields=["student", "client_key"], name="one_take_per_click")]
        indexes = [models.Index(fields=["student", "exercise", "-created"])]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.audio:
            self.audio.delete(save=False)
        return super().delete(*args, **kwargs)


class SkillBelief(models.Model):
    """What is believed about one learner and one skill; `state` is the value of tutor.learning.mastery."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="beliefs")
    skill = models.CharField(max_length=80)
    state = models.JSONField(default=dict)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["student", "skill"], name="one_belief_per_skill")]
