"""Speaking: a template and neutral facts in, a sentence out, in one voice.

Facts hold no words: a note is "F#5", a key "G major", a value a fraction of a quarter, a place {bar, beat, meter}, and
terms ("minor third", "leading tone", "early") are identifiers. Each slot of a template is spoken by what it holds, so
that the same facts can be told to a child or a student of theory, with letters or syllables, in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from tutor.grading.catalogue import translate
from tutor.grading.phrases import PHRASES
from tutor.grading.voice import Voice
from tutor.music.degrees import solfege
from tutor.music.key import Key
from tutor.music.pitch import Pitch

Facts = Mapping[str, Any]

# slot -> how its fact is spoken; a slot that is not named here shows its fact as it is
SLOTS: dict[str, str] = {
    **dict.fromkeys(("written", "tonic", "next", "previous", "from", "before", "after", "dominant", "target"), "note"),
    **dict.fromkeys(("slipped_at", "letter"), "note"),
    "performed": "performed",
    **dict.fromkeys(("key", "sounding_key", "parallel"), "key"),
    "chord": "chord",
    **dict.fromkeys(("where", "to_where", "second_where"), "place"),
    **dict.fromkeys(("value", "long_value", "short_value", "held_value", "as_value"), "value"),
    "unit": "value",
    "rest": "rest",
    **dict.fromkeys(("asked", "made", "interval", "distance", "by"), "interval"),
    **dict.fromkeys(("direction", "sign", "verb", "going", "changes", "rule", "mode", "performed_mode"), "word"),
    **dict.fromkeys(("degree_name", "ended_degree", "member", "performed_member", "cadence", "clef"), "word"),
    **dict.fromkeys(("instrument", "size_error", "dissonance", "fault", "hairpin", "articulation"), "word"),
    **dict.fromkeys(("subdivision",), "word"),
    **dict.fromkeys(("role", "passage", "stretch", "how_far", "stretched", "often", "hard", "road"), "phrase"),
}
_WORDS_OF = {"performed_mode": "mode", "ended_degree": "degree_name", "performed_member": "member"}


class Speech:
    """What every language shares; each has its own grammar (`English`, `German`)."""

    syllables = ("do", "re", "mi", "fa", "sol", "la", "si")

    def __init__(self, voice: Voice) -> None:
        self.voice = voice

    def say(self, template: str, facts: Facts) -> str:
        """A template (English, as the catalogue knows it) in this voice; KeyError when a fact is missing, so that no
        sentence is ever half true."""
        return _Filler(self).vformat(translate(template, self.voice.language), (), facts)

    def term(self, text: str, context: str) -> str:
        """One word or name of a kind, translated."""
        return translate(text, self.voice.language, context)

    def slot(self, name: str, facts: Facts) -> Any:
        """The words for a slot."""
        derived = getattr(self, f"slot_{name}", None)
        if derived is not None:
            return derived(facts)
        how = SLOTS.get(name)
        return facts[name] if how is None else getattr(self, how)(facts[name], facts, name)

    # -- what a slot may hold -----------------------------------------------------------------------------------------
    def note(self, value: str, facts: Facts, name: str = "") -> str:
        return self.named(Pitch.parse(value if value[-1].isdigit() else f"{value}4"), facts)

    def performed(self, value: str, facts: Facts, name: str = "") -> str:
        """The played note: with its octave where only that differs, "natural" where the written sign was dropped."""
        written, pitch = Pitch.parse(facts["written"]), Pitch.parse(value)
        if written.letter == pitch.letter:
            return f"{self.named(pitch, facts)} {pitch.octave}"
        return self.named(pitch, facts, natural=written.step == pitch.step and written.alter != 0)

    def word(self, value: str, facts: Facts, name: str = "") -> str:
        return self.term(str(value), _WORDS_OF.get(name, name))

    def phrase(self, value: str, facts: Facts, name: str = "") -> str:
        return self.say(PHRASES[name][value], facts) if value else ""

    def named(self, pitch: Pitch, facts: Facts, *, natural: bool = False) -> str:
        """A pitch without its octave, by the names this voice uses."""
        key = facts.get("key")
        if self.voice.names == "movable-do" and key:
            return solfege(pitch, Key.parse(key))
        return self.lettered(pitch, self._stem(pitch), natural=natural)

    def root(self, letter: str) -> str:
        """A tonic or a root: never a movable syllable, which would always be do."""
        pitch = Pitch.parse(f"{letter}4")
        return self.lettered(pitch, self._stem(pitch), natural=False)

    def _stem(self, pitch: Pitch) -> str | None:
        """The fixed syllable of a staff letter, where this voice uses syllables."""
        return self.syllables["CDEFGAB".index(pitch.step)] if self.voice.names == "fixed-do" else None

    def slot_letter(self, facts: Facts) -> str:
        """A staff letter by itself, as key signatures speak of it."""
        return self.root(facts["letter"])

    def slot_altered(self, facts: Facts) -> str:
        """The written note by its letter and sign, where a signature is spoken of: never a movable syllable."""
        return self.root(facts["written"][:-1])

    # -- each language's own ------------------------------------------------------------------------------------------
    def lettered(self, pitch: Pitch, stem: str | None, *, natural: bool) -> str:
        """A letter name, or a syllable with its sign."""
        raise NotImplementedError

    def article(self, words: str) -> str:
        raise NotImplementedError

    def value(self, value: str, facts: Facts, name: str = "") -> str:
        """A note value, told by its length in quarters ("3/2")."""
        raise NotImplementedError

    def beat(self, beat: str, meter: str) -> str:
        """Where in a bar of this metre: `beat` counts its denominator from 1 ("5/2" is the and of 2)."""
        raise NotImplementedError

    def decimal(self, text: str) -> str:
        """A decimal fraction as it is written."""
        return text


class _Filler(Formatter):
    """Format strings whose slots are spoken; !c capitalises the first letter, !a sets the article before."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    def get_value(self, key: int | str, args: Any, kwargs: Facts) -> Any:
        return self.speech.slot(str(key), kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        text = super().format_field(value, format_spec)
        return self.speech.decimal(text) if isinstance(value, float) else text

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "c":
            return str(value)[:1].upper() + str(value)[1:]
        if conversion == "a":
            return self.speech.article(str(value))
        return super().convert_field(value, conversion)
