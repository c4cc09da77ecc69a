"""Exercises, the jobs that compose them, and their sound."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from lessons.library.words import title_words
from lessons.work import Work


def whole(level: float) -> float:
    """A level as it is written: 3 rather than 3.0, and 3.5."""
    return int(level) if float(level).is_integer() else float(level)


class LevelField(models.FloatField):
    """A level from 1 to 8, or halfway between two; a whole one is read as an int, so that it is shown as one."""

    def from_db_value(self, value: float | None, *_: Any) -> float | None:
        return None if value is None else whole(value)

    def to_python(self, value: Any) -> Any:
        return None if value is None else whole(super().to_python(value))


class CompositionJob(Work):
    """One wish for music: new candidates, or another version of an exercise.

    `change` is a `tutor.composing.change.Wish` as JSON; with an "opening", the MusicXML it goes on from.
    `keep` makes the first candidate a kept exercise at once (a remedy for a student; an assignment's versions).
    `seeded`: the seed was somebody's wish, not chance.
    """

    class Kind(models.TextChoices):
        COMPOSE = "compose", "compose"
        CHANGE = "change", "change an exercise"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMPOSE)
    request = models.JSONField(default=dict)
    count = models.PositiveSmallIntegerField(default=3)
    keep = models.BooleanField(default=False)
    patient = models.BooleanField(default=False)  # nobody waits for it: it lets others go first
    source = models.ForeignKey("Exercise", null=True, blank=True, on_delete=models.CASCADE, related_name="variations")
    change = models.JSONField(default=dict, blank=True)
    seed = models.BigIntegerField(default=0)
    seeded = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created"]


class Exercise(models.Model):
    """A score made for practice, with the request that made it. Written once; a change is a new exercise with a parent.

    `timeline` is {"bars": [{"number", "onset", "length"}], "notes": [{"id", "onset", "duration", "midi", "bar"}],
    "beats": [lengths of the beats of one bar]}, times in quarter lengths, `midi` sounding: what a cursor and a live
    pitch trace need. Ids inside `svg` carry `id_prefix`, so that two scores may share a page.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exercises")
    job = models.ForeignKey(CompositionJob, null=True, blank=True, on_delete=models.SET_NULL, related_name="candidates")
    position = models.PositiveSmallIntegerField(default=0)
    kept = models.BooleanField(default=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    change = models.JSONField(default=dict, blank=True)  # {"kind", "about", "by"}: what made it out of its parent

    title = models.CharField(max_length=120)
    request = models.JSONField(default=dict)
    seed = models.BigIntegerField(default=0)
    model_hash = models.CharField(max_length=80, blank=True)
    originality = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict)
    analysis = models.JSONField(default=dict, blank=True)  # `tutor.composing.analysis`, as JSON; {} until it was made
    musicxml = models.TextField()
    svg = models.TextField(blank=True)
    svg_narrow = models.TextField(blank=True)  # the same music in systems for a phone; ids carry `narrow_prefix`
    timeline = models.JSONField(default=dict)

    bars = models.PositiveSmallIntegerField(default=8)
    note_count = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=30, blank=True)
    meter = models.CharField(max_length=10, blank=True)
    tempo_bpm = models.FloatField(default=90.0, help_text="Quarter notes per minute.")
    instrument = models.CharField(max_length=40, blank=True)
    level = LevelField(default=3)
    style = models.CharField(max_length=80, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="one_candidate_per_place"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The title as the reader reads it."""
        return title_words(self.title)

    @property
    def id_prefix(self) -> str:
        """What stands before every note id inside `svg`."""
        return f"x{self.pk}-"

    @property
    def narrow_prefix(self) -> str:
        return f"s{self.pk}-"

    @property
    def skills(self) -> list[str]:
        return list(self.request.get("skills", []))


def sound_path(sound: Rendering, filename: str) -> str:
    return f"sounds/{uuid.uuid4().hex}.flac"


class Rendering(Work):
    """An exercise as sound, at one tempo, with or without accompaniment and click. Made once, by a worker."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="renderings")
    tempo_bpm = models.FloatField(help_text="Quarter notes per minute.")
    accompaniment = models.BooleanField(default=False)
    click = models.BooleanField(default=False)
    file = models.FileField(upload_to=sound_path, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "tempo_bpm", "accompaniment", "click"], name="one_sound_per_setting"
            )
        ]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.file:
            self.file.delete(save=False)
        return super().delete(*args, **kwargs)


class OwnStyle(Work):
    """A style that a teacher's own tunes have taught, private to them.

    `upload` holds the tunes only until they are read; `file` what was learned; `entry` is the style's row of
    `tutor.composing.styles` as JSON, `figures` the held-out nats per note it was chosen by.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_styles")
    title = models.CharField(max_length=40)
    upload = models.FileField(upload_to="tunes/", blank=True)
    file = models.FileField(upload_to="styles/", blank=True)
    entry = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    tune_count = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """The name by which requests ask for it."""
        return f"own-{self.pk}"


class Guess(Work):
    """One piece of listen-and-guess: whose it is (`human`), and what was said; None until it was."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guesses")
    style = models.CharField(max_length=80)
    human = models.BooleanField()
    said_human = models.BooleanField(null=True, blank=True)
    seed = models.BigIntegerField()
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)


@receiver(post_delete, sender=OwnStyle)
def _forget_files(sender: type[OwnStyle], instance: OwnStyle, **_: Any) -> None:
    """Deleted rows take their files along, however they were deleted."""
    for stored in (instance.upload, instance.file):
        if stored:
            stored.storage.delete(str(stored.name))
