"""Asking for a change of an exercise: the forms, told from the engine's own tables."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.library.forms import Choices, ComposeForm, keys_of, skill_choices
from lessons.library.models import Exercise
from tutor.composing.change import KINDS, Wish
from tutor.learning.skills import SKILLS
from tutor.music.harmonising import PALETTES
from tutor.music.key import Key

OPENING_ENDINGS = (".musicxml", ".xml", ".mxl", ".mid", ".midi", ".abc")
LARGEST_OPENING = 64 * 1024
LONGEST_CHORDS = 400


class ChangeForm(forms.Form):
    """One change of one exercise: its kind, and the bars or the value that this kind takes."""

    kind = forms.ChoiceField(choices=[(name, kind.about) for name, kind in KINDS.items() if name != "continue"])
    first = forms.IntegerField(required=False, min_value=1)
    last = forms.IntegerField(required=False, min_value=1)
    value = forms.CharField(required=False, max_length=LONGEST_CHORDS)

    def __init__(self, exercise: Exercise, *args: Any, **kwargs: Any) -> None:
        self.exercise = exercise
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Say at once what cannot be meant."""
        data = super().clean() or {}
        kind, value = data.get("kind"), (data.get("value") or "").strip()
        data["bars"] = self._bars(kind, data.get("first"), data.get("last"))
        wrong = {
            "skill": value not in SKILLS and _("Choose a skill to work in."),
            "transpose": not _is_key(value) and _("Choose a key to move it to."),
            "chords": bool(value) and value not in PALETTES and _("Choose plain, diatonic or full chords."),
            "over": not value and _("Write the chords, a bar between bar lines: G | C D7 | Em | G."),
        }.get(kind or "")
        if wrong:
            raise ValidationError(wrong)
        return data

    def _bars(self, kind: str | None, first: int | None, last: int | None) -> tuple[int, int] | None:
        if kind == "motif":
            return (1, min(last or 1, self.exercise.bars))
        if kind != "bars":
            return None
        if first is None or last is None or not 1 <= first <= last <= self.exercise.bars:
            raise ValidationError(bars_between(self.exercise.bars))
        return (first, last)

    def wish(self, seed: int) -> Wish:
        """What was asked for."""
        data = self.cleaned_data
        return Wish(data["kind"], seed, data["bars"], data["value"].strip())

    def problems(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


def bars_between(last: int) -> str:
    """What to choose where the bars that were chosen are not there."""
    return _("Choose bars between 1 and %(last)s, the first not after the last.") % {"last": last}


def _is_key(name: str) -> bool:
    try:
        Key.parse(name)
    except ValueError:
        return False
    return True


def same_mode_keys(exercise: Exercise) -> Choices:
    """The keys an exercise can be moved to, in its own mode."""
    mode = exercise.key.split()[-1] if exercise.key else "major"
    own = Key.parse(exercise.key).name if _is_key(exercise.key) else ""
    return [(name, label) for name, label in keys_of(mode) if name != own]


def missing_skills(exercise: Exercise) -> Choices:
    """The skills it was not asked to show."""
    return [
        (group, [(name, label) for name, label in skills if name not in exercise.skills])
        for group, skills in skill_choices()
    ]


class OpeningForm(forms.Form):
    """Going on from one's own first bars: a small score file, how long the piece is to be, and in what style."""

    score = forms.FileField(
        label=gettext_lazy("Your first bars"),
        help_text=gettext_lazy("1 to 4 bars as MusicXML, ABC or MIDI, one voice."),
    )
    style = ComposeForm.base_fields["style"]
    level = ComposeForm.base_fields["level"]
    instrument = ComposeForm.base_fields["instrument"]
    bars = forms.IntegerField(label=gettext_lazy("Bars in all"), min_value=3, max_value=32, initial=8)

    def clean_score(self) -> Any:
        """A file whose name and size a few bars can have; what is in it the worker finds out."""
        upload, most = self.cleaned_data["score"], LARGEST_OPENING // 1024
        if PurePath(upload.name).suffix.lower() not in OPENING_ENDINGS:
            endings = {"endings": ", ".join(OPENING_ENDINGS)}
            raise ValidationError(_("No score can be read from this file; use one of %(endings)s.") % endings)
        if upload.size > LARGEST_OPENING:
            told = _("A few bars are smaller than %(kilobytes)s KB; save only these as a file.")
            raise ValidationError(told % {"kilobytes": most})
        return upload
