"""Asking for music: every knob of a ComposeRequest, offered from the engine's own tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lessons.library.models import whole
from lessons.library.words import pretty_key, sentence, skill_label, style_name, term
from lessons.people.forms import instrument_choices
from tutor.composing.activities import ACTIVITIES
from tutor.composing.defaults import EVEN_BLEND
from tutor.composing.feasibility import check_tables
from tutor.composing.levels import HALF_LEVELS, LEVELS, Level
from tutor.composing.moods import MOODS
from tutor.composing.pieces import PIECES
from tutor.composing.purposes import PURPOSES
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.key import Key

Choices = list[tuple[str, Any]]
SIMPLE = ("2/4", "3/4", "4/4", "2/2", "3/2", "4/2", "3/8")
COMPOUND = ("6/8", "9/8", "12/8", "6/4")
IRREGULAR = ("5/4", "7/4", "5/8", "7/8")
METRES = (
    (gettext_lazy("simple"), SIMPLE),
    (gettext_lazy("compound"), COMPOUND),
    (gettext_lazy("irregular"), IRREGULAR),
)
CLEFS = ("treble", "alto", "tenor", "bass", "treble-8vb")
MODES = ("dorian", "mixolydian", "phrygian", "lydian")
FORMS = (
    ("AABA", gettext_lazy("AABA: song form")),
    ("AABB", gettext_lazy("AABB: two strains, each repeated")),
    ("ABAC", gettext_lazy("ABAC: question and two answers")),
    ("ternary", gettext_lazy("ABA: with a contrasting middle")),
    ("rondo", gettext_lazy("ABACA: a refrain that returns")),
    ("period", gettext_lazy("period: half cadence, then full")),
    ("sentence", gettext_lazy("sentence: idea, idea, continuation")),
    ("blues", gettext_lazy("AAB: call, call again, answer")),
    ("12-bar", gettext_lazy("12-bar: three lines of four bars")),
    ("free", gettext_lazy("free: nothing has to return")),
)
ENDINGS = (("half", gettext_lazy("open, on the dominant")), ("modal", gettext_lazy("on the third or fifth")))
PIECE_WORDS = {
    "melody": gettext_lazy("a melody alone, no chord symbols"),
    "duet": gettext_lazy("a duet: a second voice for the same instrument"),
    "round": gettext_lazy("a round: the second voice follows the first"),
    "accompaniment": gettext_lazy("a melody over a left hand"),
    "chorale": gettext_lazy("a chorale in four parts, the melody on top"),
}


def style_choices() -> Choices:
    """Styles learned from music first, then those written as rules."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for style in STYLES.values():
        groups.setdefault(style.kind, []).append((style.name, style_name(style.name)))
    heads = (("learned", _("Learned from real music")), ("rules", _("Written as rules")))
    return [(head, groups[kind]) for kind, head in heads]


def key_choices() -> Choices:
    """Keys by mode."""
    return [(term(mode, "mode"), keys_of(mode)) for mode in ("major", "minor", *MODES)]


def keys_of(mode: str) -> list[tuple[str, str]]:
    """Keys of one mode from no accidentals outwards, written as musicians write them."""
    most = 7 if mode in ("major", "minor") else 4
    order = sorted(range(-most, most + 1), key=lambda fifths: (abs(fifths), fifths < 0))
    return [_key(Key.from_fifths(fifths, mode)) for fifths in order]


def _key(key: Key) -> tuple[str, str]:
    return key.name, pretty_key(key.name)


def skill_choices() -> Choices:
    """Skills by the level from which they can be practised."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for skill in sorted(SKILLS.values(), key=lambda skill: (skill.level, skill.name)):
        head = _("From level %(level)s") % {"level": skill.level}
        groups.setdefault(head, []).append((skill.name, skill_label(skill.name)))
    return list(groups.items())


def level_choices() -> Choices:
    """Each level with what it brings first, and what lies between; the page tells the whole of it beside the form."""
    levels = sorted((LEVELS | HALF_LEVELS).values(), key=lambda level: level.number)
    return [(level.name, f"{localize(level.number)}: {_level_words(level)}") for level in levels]


def _level_words(level: Level) -> str:
    if level.name in LEVELS:
        return term(level.about, "level").split(",")[0].rstrip(".")
    between = {"below": f"{level.number - 0.5:g}", "above": f"{level.number + 0.5:g}"}
    return _("notes of %(below)s, rhythms of %(above)s") % between


def piece_choices() -> Choices:
    """Every piece but the melody with chord symbols, which is what comes unasked."""
    return [(piece, PIECE_WORDS[piece]) for piece in PIECES if piece != "chords"]


def mood_choices() -> Choices:
    return [(mood, term(mood, "mood")) for mood in MOODS]


def activity_choices() -> Choices:
    return [
        (one.name, f"{term(one.name, 'activity')}: {_clause(term(one.about, 'activity'))}")
        for one in ACTIVITIES.values()
    ]


def _clause(sentence: str) -> str:
    """A sentence after a colon: "the usual tempo"."""
    return f"{sentence[:1].lower()}{sentence[1:].rstrip('.')}"


def purpose_choices() -> Choices:
    return [(purpose.name, term(purpose.about, "purpose").rstrip(".")) for purpose in PURPOSES.values()]


def _any(choices: Choices, label: str) -> Choices:
    return [("", label), *choices]


class ComposeForm(forms.Form):
    """What an exercise should be. Cleaned data has the finished `request`."""

    style = forms.ChoiceField(label=gettext_lazy("Style"), choices=style_choices)
    key = forms.ChoiceField(label=pgettext_lazy("of a piece", "Key"), choices=key_choices, initial="G major")
    meter = forms.ChoiceField(
        label=gettext_lazy("Metre"), choices=[(name, [(meter, meter) for meter in row]) for name, row in METRES],
        initial="4/4",
    )  # fmt: skip
    bars = forms.IntegerField(label=gettext_lazy("Bars"), min_value=2, max_value=32, initial=8)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"), choices=level_choices, coerce=lambda name: whole(float(name)), initial="3"
    )
    instrument = forms.ChoiceField(label=gettext_lazy("Instrument"), choices=instrument_choices, initial="violin")
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("To practise"), choices=skill_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    piece = forms.ChoiceField(
        label=gettext_lazy("What is written"),
        choices=lambda: _any(piece_choices(), _("a melody with chord symbols")),
        required=False,
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What it is for"), choices=lambda: _any(purpose_choices(), _("practice")), required=False
    )
    tempo_bpm = forms.FloatField(
        label=gettext_lazy("Tempo"),
        min_value=30,
        max_value=240,
        required=False,
        help_text=gettext_lazy("Quarter notes a minute; empty: it fits."),
    )
    activity = forms.ChoiceField(
        label=gettext_lazy("Or the tempo of what you do"),
        choices=lambda: _any(activity_choices(), _("nothing in particular")),
        required=False,
    )
    mood = forms.ChoiceField(
        label=gettext_lazy("Mood"), choices=lambda: _any(mood_choices(), _("as it comes")), required=False
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Form"), choices=lambda: _any(list(FORMS), _("as the style likes it")), required=False
    )
    ending = forms.ChoiceField(
        label=gettext_lazy("Ending"), choices=lambda: _any(list(ENDINGS), _("at rest, on the tonic")), required=False
    )
    changing = forms.CharField(
        label=gettext_lazy("Changing metre"), max_length=60, required=False,
        help_text=gettext_lazy("From level 6 on, as in 4/4 3/4 or 4/4x3 6/8; empty: one metre throughout."),
    )  # fmt: skip
    pickup = forms.BooleanField(label=gettext_lazy("Begin with an upbeat"), required=False)
    style2 = forms.ChoiceField(
        label=gettext_lazy("A second style"),
        choices=lambda: _any(style_choices(), _("no second style")),
        required=False,
    )
    blend = forms.IntegerField(
        label=gettext_lazy("Its share, in %"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=gettext_lazy("Empty: as much as the first."),
    )
    range = forms.CharField(
        label=gettext_lazy("Range"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Written pitches, as in G3-B5; empty: what suits level and instrument."),
    )
    clef = forms.ChoiceField(
        label=gettext_lazy("Clef"),
        choices=lambda: _any([(clef, term(clef, "clef")) for clef in CLEFS], _("the instrument's")),
        required=False,
    )
    count = forms.TypedChoiceField(
        label=gettext_lazy("Candidates"),
        choices=[(n, str(n)) for n in (1, 2, 3, 4, 6)],
        coerce=int,
        initial=3,
        required=False,
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text=gettext_lazy("Same request, same seed, same music."),
    )

    def offer(self, own: Choices) -> None:
        """Let styles of one's own be chosen too."""
        for name in ("style", "style2") if own else ():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            listed = style_choices() if name == "style" else _any(style_choices(), _("no second style"))
            field.choices = [*listed, (_("Your own"), own)]

    MAIN = ("style", "key", "meter", "bars", "level", "instrument")
    MORE = (
        (gettext_lazy("The piece"), ("piece", "purpose", "form", "ending", "changing", "pickup")),
        (gettext_lazy("How it goes"), ("tempo_bpm", "activity", "mood")),
        (gettext_lazy("Blending two styles"), ("style2", "blend")),
        (gettext_lazy("On paper"), ("range", "clef")),
        (gettext_lazy("What comes"), ("count", "seed")),
    )

    def clean(self) -> dict[str, Any]:
        """Say at once what tables tell to be in conflict; whether it can be composed is found out by a worker."""
        data = super().clean() or {}
        self._check_blend(data)
        if self.errors:
            return data
        try:
            data["request"] = self._request(data)
            check_tables(data["request"])
        except (RequestImpossible, ValueError) as error:
            raise ValidationError(sentence(str(error))) from None
        return data

    def _check_blend(self, data: dict[str, Any]) -> None:
        second = data.get("style2")
        if data.get("blend") and not second:
            self.add_error("style2", _("Choose the second style to blend in, or leave its share empty."))
        if second and second == data.get("style"):
            self.add_error("style2", _("This is the first style again; choose another one, or no second style."))

    def _request(self, data: dict[str, Any]) -> ComposeRequest:
        return ComposeRequest(
            style=data["style"],
            key=data["key"],
            meter=data["changing"].strip() or data["meter"],
            bars=data["bars"],
            level=data["level"],
            instrument=data["instrument"],
            skills=tuple(data["skills"]),
            tempo_bpm=data["tempo_bpm"],
            activity=data["activity"] or None,
            piece=data["piece"] or None,
            purpose=data["purpose"] or None,
            mood=data["mood"] or None,
            form=data["form"] or None,
            ending=data["ending"] or None,
            pickup=data["pickup"],
            style2=data["style2"] or None,
            blend=(data["blend"] or 100 * EVEN_BLEND) / 100 if data["style2"] else 0.0,
            range=data["range"].strip() or None,
            clef=data["clef"] or None,
            seed=data["seed"] or 0,
        )

    def levels(self) -> list[tuple[str, str]]:
        """What each level reads."""
        return [(level.name, term(level.about, "level")) for level in LEVELS.values()]

    def main_fields(self) -> list[Any]:
        return [self[name] for name in self.MAIN]

    def more_fields(self) -> list[tuple[Any, list[Any]]]:
        """The rarer wishes under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in self.MORE]

    def more_wanted(self) -> bool:
        """Whether the folded part holds something that was set, or is wrong."""
        folded = [name for _, names in self.MORE for name in names if name != "count"]
        return any(name in self.errors or self._was_set(name) for name in folded)

    def _was_set(self, name: str) -> bool:
        value = self[name].value()
        return bool(value) and str(value) != str(self.fields[name].initial)


def initial_from(request: dict[str, Any], count: int = 3) -> dict[str, Any]:
    """The form's values for a request that was made before."""
    values = {**request, "count": count}
    if values.get("piece") == "chords":
        del values["piece"]  # what comes unasked
    meter = values.get("meter", "")
    if " " in meter or "x" in meter:
        values |= {"changing": meter, "meter": meter.partition(" ")[0].partition("x")[0]}
    blend = values.pop("blend", None)
    if values.get("style2") and blend is not None and 0 < (share := round(100 * float(blend))) < 100:
        values["blend"] = share
    return values


class TitleForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
