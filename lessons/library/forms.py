"""Asking for music: every knob of a ComposeRequest, offered from the engine's own tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lessons.library.words import pretty_key, sentence, style_name
from lessons.people.forms import instrument_choices
from tutor.composing.feasibility import check
from tutor.composing.levels import LEVELS, Level
from tutor.composing.moods import MOODS
from tutor.composing.purposes import PURPOSES
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.key import Key

Choices = list[tuple[str, Any]]
SIMPLE = ("2/4", "3/4", "4/4", "2/2", "3/2", "3/8")
COMPOUND = ("6/8", "9/8", "12/8", "6/4")
IRREGULAR = ("5/4", "7/4", "5/8", "7/8")
CLEFS = ("treble", "alto", "tenor", "bass", "treble-8vb")
MODES = ("dorian", "mixolydian", "phrygian", "lydian")
FORMS = (
    ("AABA", "AABA: song form"),
    ("AABB", "AABB: two strains, each repeated"),
    ("ABAC", "ABAC: question and two answers"),
    ("ternary", "ABA: with a contrasting middle"),
    ("rondo", "ABACA: a refrain that returns"),
    ("period", "period: half cadence, then full"),
    ("sentence", "sentence: idea, idea, continuation"),
    ("blues", "AAB: call, call again, answer"),
    ("12-bar", "12-bar: three lines of four bars"),
    ("free", "free: nothing has to return"),
)
ENDINGS = (("half", "open, on the dominant"), ("modal", "on the third or fifth"))


def style_choices() -> Choices:
    """Styles learned from music first, then those written as rules."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for style in STYLES.values():
        label = "Learned from real music" if style.kind == "learned" else "Written as rules"
        groups.setdefault(label, []).append((style.name, style_name(style.name)))
    return sorted(groups.items())


def key_choices() -> Choices:
    """Keys from no accidentals outwards, written as musicians write them."""
    order = sorted(range(-7, 8), key=lambda fifths: (abs(fifths), fifths < 0))
    modes: list[tuple[str, range | list[int]]] = [("major", order), ("minor", order)]
    modes += [(mode, [fifths for fifths in order if abs(fifths) <= 4]) for mode in MODES]
    return [(mode, [_key(Key.from_fifths(fifths, mode)) for fifths in wanted]) for mode, wanted in modes]


def _key(key: Key) -> tuple[str, str]:
    return key.name, pretty_key(key.name)


def skill_choices() -> Choices:
    """Skills by the level from which they can be practised."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for skill in sorted(SKILLS.values(), key=lambda skill: (skill.level, skill.name)):
        groups.setdefault(f"From level {skill.level}", []).append((skill.name, skill.name.replace("-", " ")))
    return list(groups.items())


def level_choices() -> Choices:
    """Each level with what it brings first; the page tells the whole of it beside the form."""
    return [(level.name, f"{level.name}: {level.about.split(',')[0].rstrip('.')}") for level in LEVELS.values()]


def purpose_choices() -> Choices:
    return [(purpose.name, purpose.about.rstrip(".")) for purpose in PURPOSES.values()]


def _any(choices: Choices, label: str) -> Choices:
    return [("", label), *choices]


class ComposeForm(forms.Form):
    """What an exercise should be. Cleaned data has the finished `request`."""

    style = forms.ChoiceField(choices=style_choices)
    key = forms.ChoiceField(choices=key_choices, initial="G major")
    meter = forms.ChoiceField(
        label="Metre",
        choices=[(name, [(meter, meter) for meter in row]) for name, row in
                 (("simple", SIMPLE), ("compound", COMPOUND), ("irregular", IRREGULAR))],
        initial="4/4",
    )  # fmt: skip
    bars = forms.IntegerField(min_value=2, max_value=32, initial=8)
    level = forms.TypedChoiceField(choices=level_choices, coerce=int, initial="3")
    instrument = forms.ChoiceField(choices=instrument_choices, initial="violin")
    skills = forms.MultipleChoiceField(
        label="To practise", choices=skill_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    tempo_bpm = forms.FloatField(
        label="Tempo", min_value=30, max_value=240, required=False, help_text="Quarter notes a minute; empty: it fits."
    )
    purpose = forms.ChoiceField(
        label="What it is for", choices=lambda: _any(purpose_choices(), "practice"), required=False
    )
    mood = forms.ChoiceField(choices=_any([(mood, mood) for mood in MOODS], "as it comes"), required=False)
    form = forms.ChoiceField(choices=_any(list(FORMS), "as the style likes it"), required=False)
    ending = forms.ChoiceField(choices=_any(list(ENDINGS), "at rest, on the tonic"), required=False)
    pickup = forms.BooleanField(label="Begin with an upbeat", required=False)
    style2 = forms.ChoiceField(
        label="Blend in", choices=lambda: _any(style_choices(), "no second style"), required=False
    )
    blend = forms.IntegerField(
        label="Share of the second style, in %",
        min_value=0,
        max_value=100,
        initial=30,
        required=False,
    )
    range = forms.CharField(
        max_length=20, required=False, help_text="Written pitches, as in G3-B5; empty: what suits level and instrument."
    )
    clef = forms.ChoiceField(choices=_any([(clef, clef) for clef in CLEFS], "the instrument's"), required=False)
    count = forms.TypedChoiceField(
        label="Candidates", choices=[(n, str(n)) for n in (1, 2, 3, 4, 6)], coerce=int, initial=3, required=False
    )
    seed = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, help_text="Same request, same seed, same music."
    )

    def offer(self, own: Choices) -> None:
        """Let styles of one's own be chosen too."""
        for name in ("style", "style2") if own else ():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            listed = style_choices() if name == "style" else _any(style_choices(), "no second style")
            field.choices = [*listed, ("Your own", own)]

    MAIN = ("style", "key", "meter", "bars", "level", "instrument")
    MORE = (
        "purpose",
        "tempo_bpm",
        "mood",
        "form",
        "ending",
        "pickup",
        "style2",
        "blend",
        "range",
        "clef",
        "count",
        "seed",
    )

    def clean(self) -> dict[str, Any]:
        """Say at once what conflicts, when nothing can meet the request."""
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            data["request"] = self._request(data)
            check(data["request"])
        except (RequestImpossible, ValueError) as error:
            raise ValidationError(sentence(str(error))) from None
        return data

    def _request(self, data: dict[str, Any]) -> ComposeRequest:
        blended = bool(data["style2"]) and data["style2"] != data["style"]
        return ComposeRequest(
            style=data["style"],
            key=data["key"],
            meter=data["meter"],
            bars=data["bars"],
            level=data["level"],
            instrument=data["instrument"],
            skills=tuple(data["skills"]),
            tempo_bpm=data["tempo_bpm"],
            purpose=data["purpose"] or None,
            mood=data["mood"] or None,
            form=data["form"] or None,
            ending=data["ending"] or None,
            pickup=data["pickup"],
            style2=data["style2"] if blended else None,
            blend=(data["blend"] or 0) / 100 if blended else 0.0,
            range=data["range"].strip() or None,
            clef=data["clef"] or None,
            seed=data["seed"] or 0,
        )

    def levels(self) -> list[Level]:
        """What each level reads."""
        return list(LEVELS.values())

    def main_fields(self) -> list[Any]:
        return [self[name] for name in self.MAIN]

    def more_fields(self) -> list[Any]:
        return [self[name] for name in self.MORE]

    def more_wanted(self) -> bool:
        """Whether the folded part holds something that was set, or is wrong."""
        return any(name in self.errors or self._was_set(name) for name in self.MORE if name != "count")

    def _was_set(self, name: str) -> bool:
        value = self[name].value()
        return bool(value) and str(value) != str(self.fields[name].initial)


def initial_from(request: dict[str, Any], count: int = 3) -> dict[str, Any]:
    """The form's values for a request that was made before."""
    values = {**request, "count": count}
    blend = values.pop("blend", None)
    if values.get("style2") and blend is not None:
        values["blend"] = round(100 * float(blend))
    return values


class TitleForm(forms.Form):
    title = forms.CharField(max_length=120)
