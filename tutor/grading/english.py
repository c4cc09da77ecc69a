"""English: letters, values, places and counts, in American or British terms."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tutor.grading.speech import Facts, Speech
from tutor.music.metrics import subdivision_name
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter

_SIGNS = {-2: " double flat", -1: " flat", 0: "", 1: " sharp", 2: " double sharp"}
# quarters -> (American, British)
_VALUES = {
    Fraction(4): ("whole note", "semibreve"),
    Fraction(3): ("dotted half note", "dotted minim"),
    Fraction(2): ("half note", "minim"),
    Fraction(3, 2): ("dotted quarter", "dotted crotchet"),
    Fraction(1): ("quarter", "crotchet"),
    Fraction(3, 4): ("dotted eighth", "dotted quaver"),
    Fraction(2, 3): ("triplet quarter", "triplet crotchet"),
    Fraction(1, 2): ("eighth", "quaver"),
    Fraction(3, 8): ("dotted sixteenth", "dotted semiquaver"),
    Fraction(1, 3): ("triplet eighth", "triplet quaver"),
    Fraction(1, 4): ("sixteenth", "semiquaver"),
    Fraction(1, 6): ("triplet sixteenth", "triplet semiquaver"),
    Fraction(1, 8): ("thirty-second", "demisemiquaver"),
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class English(Speech):
    """English in one voice."""

    def lettered(self, pitch: Pitch, stem: str | None, *, natural: bool) -> str:
        return (stem or pitch.step) + (_SIGNS[pitch.alter] or (" natural" if natural else ""))

    def key(self, value: str, facts: Facts, name: str = "") -> str:
        """ "B flat major"."""
        tonic, mode = value.split()
        return f"{self.root(tonic)} {mode}"

    def chord(self, value: str, facts: Facts, name: str = "") -> str:
        """ "G major", "F sharp dominant seventh"."""
        root, quality = value.split()
        told = quality.replace("half-diminished", "half diminished seventh").replace("-", " ")
        return f"{self.root(root)} {told}"

    def word(self, value: str, facts: Facts, name: str = "") -> str:
        return value.replace("-", " ") if name == "instrument" else value

    def interval(self, value: str, facts: Facts, name: str = "") -> str:
        return value

    @property
    def _british(self) -> bool:
        return self.voice.terms == "crotchet"

    def value(self, value: str, facts: Facts, name: str = "") -> str:
        """ "dotted quarter"; lengths without a name of their own are told in quarters."""
        quarters = Fraction(value)
        if quarters in _VALUES:
            return _VALUES[quarters][self._british]
        return f"note of {quarters} {_VALUES[Fraction(1)][self._british]}s"

    def rest(self, value: str, facts: Facts, name: str = "") -> str:
        return f"{self.value(value, facts).removesuffix(' note')} rest"

    def slot_values(self, facts: Facts) -> str:
        """Several of `value`."""
        return f"{self.value(facts['value'], facts)}s"

    def slot_units(self, facts: Facts) -> str:
        """What a metronome counts."""
        return f"{self.value(facts['unit'], facts)}s"

    def slot_quarters(self, facts: Facts) -> str:
        return f"{self.value('1', facts)}s"

    def place(self, value: dict, facts: Facts, name: str = "") -> str:
        """ "bar 3, beat 2", "bar 3, the and of 2", "the pickup, beat 4", "bar 3"."""
        bar = f"bar {value['bar']}" if value["bar"] else "the pickup"
        return f"{bar}, {self.beat(value['beat'], value['meter'])}" if "beat" in value else bar

    def beat(self, beat: str, meter: str) -> str:
        units = ("quaver", "semiquaver") if self._british else ("eighth", "sixteenth")
        return subdivision_name(Fraction(beat), Meter.parse(meter), units)

    def slot_span(self, facts: Facts) -> str:
        """ "bar 3" or "bars 3 to 5"."""
        first, last = facts["first_bar"], facts["last_bar"]
        return f"bar {first}" if first == last else f"bars {first} to {last}"

    def slot_bars(self, facts: Facts) -> str:
        """ "bar 3", "bars 3 and 5", "bars 3, 5 and 7"."""
        names = [str(bar) if bar else "0 (the pickup)" for bar in facts["bars"]]
        return f"bar {names[0]}" if len(names) == 1 else f"bars {listed(names, 'and')}"

    def slot_times(self, facts: Facts) -> str:
        return _counted(facts["count"], "time")

    def slot_notes_counted(self, facts: Facts) -> str:
        return _counted(facts["count"], "note")

    def slot_octaves_counted(self, facts: Facts) -> str:
        return _counted(abs(facts["octaves"]), "octave")

    def slot_number(self, facts: Facts) -> str:
        """`count` in words up to twelve."""
        return _NUMBERS[facts["count"]] if facts["count"] < len(_NUMBERS) else str(facts["count"])

    def slot_do(self, facts: Facts) -> str:
        return "sing" if facts["verb"] == "sang" else "play"

    def article(self, words: str) -> str:
        """ "an eighth", "a quarter", "an F sharp"; "2 octaves" needs none."""
        is_letter = len(words.split()[0]) == 1
        vowel = words[0] in "AEF" if is_letter else words[0].lower() in "aeio"
        return words if words[0].isdigit() else f"{'an' if vowel else 'a'} {words}"


def listed(names: Sequence[str], last: str) -> str:
    """ "3, 5 and 7"."""
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
