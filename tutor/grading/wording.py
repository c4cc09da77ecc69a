"""The words of every kind of finding: one row a kind, every slot a computed fact.

{x!c} begins a sentence, {x!a} takes its article.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import Any

from tutor.grading.naming import article


@dataclass(frozen=True)
class Row:
    """A kind of the taxonomy: the concept it teaches, how much it matters (3 leads), its sentence and its numbers."""

    concept: str
    severity: int
    text: str
    how: str = ""


_HAS = "{where!c}: the score has {written_words}, you {verb} {performed_words}."

ROWS: dict[str, Row] = {
    "P00": Row("interval", 2, _HAS + " That is {distance!a} too {direction}.", "{cents:+.0f} cents"),
    "P01": Row(
        "key signature",
        3,
        _HAS + " {key_words} has {written_words} in its key signature: every {letter} is {sign} unless a natural "
        "cancels it.",
        "{cents:+.0f} cents",
    ),
    "P02": Row(
        "leading tone",
        3,
        _HAS + " In {key_words} {written_words} is the leading tone: it wants to rise to {tonic}.",
        "{cents:+.0f} cents",
    ),
    "P03": Row(
        "harmonic minor",
        3,
        _HAS + " In {key_words} the seventh degree is raised here, so that the chord on {dominant} is major and leads "
        "to {tonic}.",
        "{cents:+.0f} cents",
    ),
    "P04": Row(
        "melodic minor",
        2,
        _HAS + " Going {going}, melodic minor {what} the sixth and seventh degrees.",
        "{cents:+.0f} cents",
    ),
    "P05": Row(
        "chromatic neighbour", 2, _HAS + " {written_words} is {role}; you stayed in the scale.", "{cents:+.0f} cents"
    ),
    "P07": Row(
        "modal mixture",
        2,
        _HAS + " {written_words} is borrowed from {parallel}; {performed_words} is the major-key version.",
        "{cents:+.0f} cents",
    ),
    "P08": Row(
        "duration of an accidental",
        2,
        _HAS + " An accidental lasts to the end of its bar: here the {sign} {rule}.",
        "{cents:+.0f} cents",
    ),
    "P09": Row(
        "natural sign",
        2,
        _HAS + " The natural cancels the {sign} of the key signature for this bar.",
        "{cents:+.0f} cents",
    ),
    "P10": Row(
        "steps and skips",
        2,
        _HAS + " From {from_words} the notation moves by {asked!a}; you moved by {made!a}.",
        "{cents:+.0f} cents",
    ),
    "P11": Row(
        "arpeggio",
        2,
        _HAS + " Both belong to the {chord} chord: the melody wants its {wanted_member}, you took its "
        "{performed_member}.",
        "{cents:+.0f} cents",
    ),
    "P12": Row(
        "interval quality",
        2,
        _HAS + " From {from_words} {asked!a} is written; you made {made!a}, {by!a} too {size_error}.",
        "{cents:+.0f} cents",
    ),
    "P13": Row(
        "tritone",
        2,
        _HAS + " The leap from {from_words} to {written_words} is a tritone, {interval!a}: hear where each end wants "
        "to resolve.",
        "{cents:+.0f} cents",
    ),
    "P14": Row(
        "register",
        2,
        "{where!c}: {written_words} was the right note name, but it came in another octave, {where_to} than written.",
        "{octaves:+d} in octaves",
    ),
    "P15": Row(
        "octave transposition",
        1,
        "You {verb} the whole piece {how_far} {direction} than written. That is your register, not an error: it costs "
        "nothing.",
    ),
    "P16": Row(
        "tonic reference",
        2,
        "Every interval is in its place, but the whole take lies {distance!a} {direction}: it sounds in {sounding_key} "
        "instead of {key}.",
        "{semitones:+d} semitones",
    ),
    "P17": Row(
        "tonic reference",
        3,
        "From bar {bar} on everything lies {distance!a} {direction}: the tonic slipped at {note_words}, and the "
        "intervals after it fit each other again.",
        "{semitones:+d} semitones",
    ),
    "P18": Row(
        "transposing instrument",
        2,
        "The whole take lies {distance!a} {direction}: your part was read at concert pitch, but the {instrument} is a "
        "transposing instrument.",
        "{semitones:+d} semitones",
    ),
    "P19": Row(
        "repeated note and motion",
        2,
        "{where!c}: you stayed on {previous_words}; here the line moves on to {written_words}.",
        "{cents:+.0f} cents",
    ),
    "P20": Row(
        "anticipation",
        2,
        "{where!c}: you arrived on {next_words} one note early; {written_words} comes first.",
        "{cents:+.0f} cents",
    ),
    "P22": Row(
        "cadence",
        3,
        _HAS
        + " This is the {cadence} cadence: the melody closes {approach} on the tonic, you ended on the {ended_degree}.",
        "{cents:+.0f} cents",
    ),
    "P23": Row(
        "mode",
        3,
        "You {verb} the third degree as in {performed_mode}, {written_words} is written: the piece is in {key}, and "
        "its third makes it {mode}.",
        "{notes_counted}",
    ),
    "P24": Row(
        "clef",
        3,
        "Nearly every note lies {distance!a} {direction} than written, as if the staff were read in another clef than "
        "the {clef} clef.",
        "{steps:+d} staff steps",
    ),
    "P25": Row(
        "self-correction",
        1,
        "{where!c}: you touched {performed_words} and put it right at once. That costs half of an extra note.",
        "{times}",
    ),
    "I01": Row("tuning", 1, "{where!c}: your {written_words} was {direction}.", "about {cents} cents {direction}"),
    "I02": Row(
        "tuning of a scale degree",
        2,
        "Your {degree_name} ({written_words}) is {direction} each time.",
        "about {cents} cents {direction}, {times}",
    ),
    "I04": Row(
        "leading tone",
        2,
        "{where!c}: your {written_words} was flat. It is the leading tone: place it closer to {tonic}.",
        "about {cents} cents flat",
    ),
    "I06": Row(
        "pitch drift",
        2,
        "Your tuning {direction} little by little from the first note to the last.",
        "{cents} cents in all, {cents_per_minute:+d} cents a minute",
    ),
    "I07": Row(
        "reference pitch",
        2,
        "Your whole take is tuned {direction}. You were judged against your own tuning, so it cost nothing; with "
        "others it would.",
        "{cents} cents {direction}: A = {a4_hz} Hz",
    ),
    "R00": Row(
        "beat and subdivision",
        2,
        "{where!c}: your {written_words} came {direction}. Feel {subdivision} to place it.",
        "{ms} ms {direction}",
    ),
    "R01": Row(
        "dotted rhythm",
        3,
        "{where!c}: {long_value!a} and {short_value!a} are written, three parts to one; you {verb} them nearly even.",
        "about {ratio} to 1, {ms} ms early",
    ),
    "R02": Row(
        "even subdivision",
        2,
        "{where!c}: the {value}s are written even; you {verb} them long and short.",
        "about {ratio} to 1, {ms} ms late",
    ),
    "R03": Row("triplet", 3, "{where!c}: three equal notes fill one beat; yours were uneven.", "{ms} ms {direction}"),
    "R04": Row(
        "compound metre",
        3,
        "{where!c}: the beat divides into three equal notes here; yours were uneven.",
        "{ms} ms {direction}",
    ),
    "R05": Row(
        "syncopation",
        3,
        "{where!c}: {written_words} belongs off the beat and sounds across it; you put it on {to_where}.",
        "{ms} ms {direction}",
    ),
    "R06": Row(
        "tie",
        2,
        "{where!c}: {written_words} is tied over and sounds on; you {verb} it again at {second_where}.",
    ),
    "R07": Row("rest", 2, "{where!c}: {a_rest} comes before {written_words}; you came in early.", "{ms} ms early"),
    "R08": Row(
        "pulse",
        3,
        "{where!c}: the pulse stopped before {written_words} and then went on.",
        "{seconds} s, about {beats} beats",
    ),
    "R09": Row(
        "full value", 1, "{where!c}: your {written_words} ended before its value was over.", "{percent} % of it"
    ),
    "R10": Row("release", 1, "{where!c}: your {written_words} sounded on into the rest.", "{percent} % of its value"),
    "R12": Row(
        "note values",
        3,
        "{where!c}: {what}.",
        "{direction}",
    ),
    "T01": Row(
        "steady tempo",
        2,
        "{span!c} you went faster.",
        "{percent} % faster: from {from_bpm} to {to_bpm} quarters a minute",
    ),
    "T02": Row(
        "steady tempo",
        2,
        "{span!c} you went slower.",
        "{percent} % slower: from {from_bpm} to {to_bpm} quarters a minute",
    ),
    "T05": Row(
        "tempo marking",
        1,
        "Your pulse lies at {played_bpm}, {direction} than the written {written_bpm} ({unit}s a minute). Your own "
        "tempo is what you were judged by.",
    ),
    "S01": Row("missed notes", 2, "{where!c}: {written_words} was left out.", "{notes_counted}"),
    "S02": Row("reading on", 3, "{passage!c} {was} left out.", "{notes_counted}"),
    "S03": Row(
        "added notes",
        2,
        "{where!c}: there was {performed_words!a} after {after_words} that is not written.",
        "{times}",
    ),
    "S04": Row(
        "restart",
        1,
        "You stopped in bar {stopped_bar} and went on from {where} again. Your last try is the one that counts.",
    ),
    "S06": Row("stammer", 2, "{where!c}: {after_words} sounded again where it is written once.", "{times}"),
}

PITCH_KINDS = tuple(
    kind for kind in ROWS if kind.startswith("P") and kind not in ("P15", "P16", "P17", "P18", "P23", "P24", "P25")
)


class _Words(Formatter):
    """Format strings with two conversions more: !c capitalises the first letter, !a sets the article before."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "c":
            return str(value)[:1].upper() + str(value)[1:]
        if conversion == "a":
            return article(str(value))
        return super().convert_field(value, conversion)


def put_in_words(template: str, facts: dict[str, Any]) -> str:
    """A template with its slots filled; KeyError when a fact is missing, so that no sentence is ever half true."""
    return _Words().vformat(template, (), facts)
