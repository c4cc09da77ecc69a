"""German as musicians speak it: H and B, Fis and Es, G-Dur and g-Moll. Indefinite articles stand in the accusative."""

from __future__ import annotations

import re
from fractions import Fraction

from tutor.grading.english import listed
from tutor.grading.speech import Facts, Speech
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter

_SYLLABLE_SIGNS = {-2: "-Doppel-Be", -1: "-Be", 0: "", 1: "-Kreuz", 2: "-Doppelkreuz"}
_MODES = {"major": "Dur", "minor": "Moll", "dorian": "dorisch", "phrygian": "phrygisch", "lydian": "lydisch"}
_MODES |= {"mixolydian": "mixolydisch", "locrian": "lokrisch"}
_MINOR_LIKE = ("minor", "dorian", "phrygian", "locrian")
_CHORDS = {
    "major": "{}-Dur",
    "minor": "{}-Moll",
    "diminished": "{} vermindert",
    "augmented": "{} übermäßig",
    "dominant-seventh": "{}7",
    "major-seventh": "{}maj7",
    "minor-seventh": "{}m7",
    "half-diminished": "{} halbvermindert",
    "diminished-seventh": "{} vermindert mit Septime",
}
_VALUES = {
    Fraction(4): "ganze Note",
    Fraction(3): "punktierte halbe Note",
    Fraction(2): "halbe Note",
    Fraction(3, 2): "punktierte Viertelnote",
    Fraction(1): "Viertelnote",
    Fraction(3, 4): "punktierte Achtelnote",
    Fraction(2, 3): "Viertelnote der Triole",
    Fraction(1, 2): "Achtelnote",
    Fraction(3, 8): "punktierte Sechzehntelnote",
    Fraction(1, 3): "Achtelnote der Triole",
    Fraction(1, 4): "Sechzehntelnote",
    Fraction(1, 6): "Sechzehntelnote der Triole",
    Fraction(1, 8): "Zweiunddreißigstelnote",
}
_QUALITIES = {"minor": "kleine", "major": "große", "perfect": "reine", "augmented": "übermäßige"}
_QUALITIES |= {"diminished": "verminderte", "doubly": "doppelt", "triply": "dreifach"}
_NUMBERS = {"unison": "Prime", "second": "Sekunde", "third": "Terz", "fourth": "Quarte", "fifth": "Quinte"}
_NUMBERS |= {"sixth": "Sexte", "seventh": "Septime", "octave": "Oktave", "ninth": "None", "tenth": "Dezime"}
_NUMBERS |= {"eleventh": "Undezime", "twelfth": "Duodezime", "thirteenth": "Tredezime", "semitone": "Halbton"}
_NUMBERS |= {"fourteenth": "Quartdezime", "tone": "Ganzton", "tritone": "Tritonus", "octaves": "Oktaven"}
_SMALL_WORDS = {"and": "und", "an": "eine", "a": "eine", "whole": "", "double": "doppelte"}
_MASCULINE = re.compile(r"(Halbton|Ganzton|Tritonus|Vorhalt|Sprung|Schritt)\b")
_FEMININE = re.compile(r"([Nn]ote|[Pp]ause|Prime|Sekunde|Terz|Quarte|Quinte|Sexte|Septime|Oktave|None|[Dd]ezime)\b")
_COUNTED = ("kein", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
_ORDINALS = ("erste", "zweite", "dritte", "vierte", "fünfte", "sechste")


class German(Speech):
    """German in one voice; the names of note values do not depend on `terms`."""

    syllables = ("Do", "Re", "Mi", "Fa", "Sol", "La", "Si")

    def lettered(self, pitch: Pitch, stem: str | None, *, natural: bool) -> str:
        if stem:
            return stem + _SYLLABLE_SIGNS[pitch.alter]
        return _letter(pitch)

    def key(self, value: str, facts: Facts, name: str = "") -> str:
        """ "B-Dur", "fis-Moll", "d-dorisch"."""
        tonic, mode = value.split()
        root = self.root(tonic)
        return f"{root.lower() if mode in _MINOR_LIKE else root}-{_MODES[mode]}"

    def chord(self, value: str, facts: Facts, name: str = "") -> str:
        """ "G-Dur", "g-Moll", "D7"."""
        root, quality = value.split()
        told = self.root(root)
        return _CHORDS[quality].format(told.lower() if quality == "minor" else told)

    def interval(self, value: str, facts: Facts, name: str = "") -> str:
        """ "kleine Terz", "Halbton", "kleine Terz und eine Oktave"."""
        if value.startswith("interval of"):
            return f"Intervall von {value.split()[2]} Stufen"
        words = [_SMALL_WORDS.get(w, _QUALITIES.get(w, _NUMBERS.get(w, w))) for w in value.split()]
        return " ".join(word for word in words if word)

    def value(self, value: str, facts: Facts, name: str = "") -> str:
        quarters = Fraction(value)
        return _VALUES.get(quarters, f"Note von {quarters} Vierteln")

    def rest(self, value: str, facts: Facts, name: str = "") -> str:
        return self.value(value, facts).replace("note", "pause").replace("Note", "Pause")

    def slot_values(self, facts: Facts) -> str:
        """Several of `value`, after an article or in the dative: "die halben Noten", "von halben Noten"."""
        return re.sub(r"e (?=[a-zA-Z])", "en ", _plural(self.value(facts["value"], facts)))

    def slot_units(self, facts: Facts) -> str:
        return _plural(self.value(facts["unit"], facts))

    def slot_quarters(self, facts: Facts) -> str:
        return "Viertel"

    def place(self, value: dict, facts: Facts, name: str = "") -> str:
        """ "Takt 3, Schlag 2", "Takt 3, „2 und“", "im Auftakt, Schlag 4"."""
        bar = f"Takt {value['bar']}" if value["bar"] else "Auftakt"
        return f"{bar}, {self.beat(value['beat'], value['meter'])}" if "beat" in value else bar

    def beat(self, beat: str, meter: str) -> str:
        return _counted_place(Fraction(beat), Meter.parse(meter))

    def slot_span(self, facts: Facts) -> str:
        """In the dative, as it follows "in": "Takt 3", "den Takten 3 bis 5"."""
        first, last = facts["first_bar"], facts["last_bar"]
        return f"Takt {first}" if first == last else f"den Takten {first} bis {last}"

    def slot_bars(self, facts: Facts) -> str:
        names = [str(bar) if bar else "0 (dem Auftakt)" for bar in facts["bars"]]
        return f"Takt {names[0]}" if len(names) == 1 else f"den Takten {listed(names, 'und')}"

    def slot_times(self, facts: Facts) -> str:
        return f"{facts['count']}-mal"

    def slot_notes_counted(self, facts: Facts) -> str:
        return f"{facts['count']} {'Note' if facts['count'] == 1 else 'Noten'}"

    def slot_octaves_counted(self, facts: Facts) -> str:
        return f"{abs(facts['octaves'])} Oktaven"

    def slot_number(self, facts: Facts) -> str:
        return _COUNTED[facts["count"]] if 1 < facts["count"] < len(_COUNTED) else str(facts["count"])

    def slot_do(self, facts: Facts) -> str:
        return "singe" if facts["verb"] == "sang" else "spiele"

    def word(self, value: str, facts: Facts, name: str = "") -> str:
        """Altered degrees are told after their name: "sechste Stufe, erhöht"."""
        altered = re.fullmatch(r"(doubly )?(raised|lowered) (.+)", str(value))
        if altered is None:
            return super().word(value, facts, name)
        times, way, degree = altered.groups()
        told = f"{'doppelt ' if times else ''}{'erhöht' if way == 'raised' else 'erniedrigt'}"
        return f"{super().word(degree, facts, name)}, {told}"

    def decimal(self, text: str) -> str:
        return text.replace(".", ",")

    def article(self, words: str) -> str:
        """In the accusative: "einen Halbton", "eine kleine Terz", "ein Fis"; "2 Oktaven" needs none."""
        if words[0].isdigit():
            return words
        first = words.split(" und ")[0]
        return f"{'einen' if _MASCULINE.search(first) else 'eine' if _FEMININE.search(first) else 'ein'} {words}"


def _letter(pitch: Pitch) -> str:
    """C D E F G A H; sharps -is, flats -es, with Es, As and B."""
    step = "H" if pitch.step == "B" else pitch.step
    if pitch.alter >= 0:
        return step + "is" * pitch.alter
    if pitch.step == "B":
        return "B" if pitch.alter == -1 else "Heses"
    if pitch.step == "A":
        return "As" + "as" * (-pitch.alter - 1)
    return step + ("s" if step == "E" else "es") + "es" * (-pitch.alter - 1)


def _plural(value: str) -> str:
    return value.replace("note", "noten").replace("Note", "Noten")


def _counted_place(beat: Fraction, meter: Meter) -> str:
    """How a player counts it: "Schlag 2", "„2 und“", "zweite Achtel von Schlag 1"."""
    if meter.is_compound or (meter.numerator == 3 and meter.denominator >= 8):
        return _compound_place(beat - 1, "Achtel" if meter.denominator == 8 else "Sechzehntel")
    whole, rest = divmod(beat, 1)
    place = f"{'Schlag' if len(set(meter.beats)) == 1 else 'Zählzeit'} {whole}"
    if rest == 0:
        return place
    if rest == Fraction(1, 2):
        return f"„{whole} und“"
    if rest in (Fraction(1, 3), Fraction(2, 3)):
        return f"{_ORDINALS[int(rest * 3)]} Triolennote von {place}"
    if rest in (Fraction(1, 4), Fraction(3, 4)) and meter.denominator == 4:
        return f"{_ORDINALS[int(rest * 4)]} Sechzehntel von {place}"
    return f"{rest} nach {place}"


def _compound_place(units: Fraction, unit: str) -> str:
    beat, within = divmod(units, 3)
    whole, rest = divmod(within, 1)
    place = f"{_ORDINALS[int(whole)]} {unit} von Schlag {beat + 1}" if whole else f"Schlag {beat + 1}"
    return place if rest == 0 else f"{rest} {unit} nach „{place}“"
