"""Every kind of finding on one page: what fires it, what it says, what it recommends. Made from the tables themselves.

`python -m tutor.grading.kinds > docs/explanations.md` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from tutor.grading.remedies import REMEDY_SKILLS
from tutor.grading.remedy_words import REMEDY_WORDS
from tutor.grading.wording import EXPRESSION, INTONATION, NEVER_TOLD, PITCH, RHYTHM, STRUCTURE, TEMPO, Row

INTRODUCTION = """# Every explanation

What a report can say, kind by kind: what must hold before it is said, the words, and the exercise that follows. Slots
in braces are facts that were computed from the score and the take; a sentence whose facts do not all hold is not said.

- *Severity* 3 leads, 2 follows, 1 is for the detail view. At most three findings lead.
- One cause is one finding, however many notes it explains. A cause of the whole take comes before causes of its notes.
- A wrong note gets the first kind of this order whose facts hold: key signature and accidentals, cadence, register,
  suspended and repeated notes, chords, steps, leaps, and P00 where nothing else holds.
- A child is told the everyday reason in place of the theory, an adult the last sentence as well.
- The skill is the first that suits key, metre and level; where none does, a plain exercise of the same kind is offered.
"""
TITLES = {
    "Pitch": PITCH,
    "Tuning": INTONATION,
    "Rhythm": RHYTHM,
    "Tempo": TEMPO,
    "Structure": STRUCTURE,
    "Expression (never marked)": EXPRESSION,
}

FIRES: dict[str, str] = {
    "P00": "a wrong note that no other kind explains",
    "P01": "the key signature alters the letter, and its natural was played",
    "P02": "P01, and the note is the leading tone of the major key",
    "P03": "minor; the seventh raised by an accidental was played plain",
    "P04": "minor; a raised sixth was played plain going up, or a plain sixth or seventh raised going down",
    "P05": "an accidental foreign to the key, left by a semitone, was ignored",
    "P06": "an accidental that makes the note the third of a dominant of another degree was ignored",
    "P07": "major; a lowered third, sixth or seventh was played as the key has it",
    "P08": "an accidental still holds in its bar and was dropped, or was carried over the barline",
    "P09": "a natural cancels the signature, and the signature was played",
    "P10": "the note next to the written one on the staff, as the key has it, after a right note",
    "P11": "a leap landed on another member of the chord that sounds",
    "P12": "a leap a semitone or a whole tone too small or too large, after a right note",
    "P13": "the leap to the wrong note is a tritone",
    "P14": "a single note right but for its octave",
    "P15": "the whole take one or more octaves off; costs nothing",
    "P16": "the whole take in another key",
    "P17": "from some note to the end everything is off by the same interval, five notes or more",
    "P18": "P16 by exactly the transposition of the instrument",
    "P19": "the pitch of the note before was played again where the line moves on",
    "P20": "the next written pitch came one note early, and again in its place",
    "P21": "four or more moves of different wrong sizes (P00, P10, P12), all in the written direction",
    "P22": "the last note is the tonic of a cadence, and another pitch was played",
    "P23": "most thirds, and sixths where there are any, from the parallel mode",
    "P24": "nearly every note off by the same number of staff steps, signature kept",
    "P25": "a wrong pitch for a moment, then the right one",
    "P26": "a suspension or appoggiatura over the score's own chord was played as its resolution",
    "P27": "a mode with a lowered seventh, which was raised",
    "I01": "a right note outside the window for tuning",
    "I02": "the same degree off the same way in three places or more",
    "I03": "a sustained third of a major chord, sharp, where the score names its chords",
    "I04": "a leading tone 20 cents flat or more, beyond the window",
    "I05": "three or more leaps of a fourth or wider land flat, most of all such leaps, and steps do not",
    "I06": "the take's own tuning runs more than 30 cents a minute, and 15 in all, over 8 seconds or more",
    "I07": "the whole take 15 to 49 cents off A = 440 Hz (where it drifts: its beginning); not for voices",
    "I08": "the first 120 ms of a right note lie 60 cents or more below its middle",
    "I09": "a note off the way its instrument takes it, by a table of tendencies",
    "I10": "the pitch of a held note scatters by more than 25 cents without vibrato",
    "R00": "an onset outside the window that no other kind explains",
    "R01": "the short note of a 3:1 pair came where an even pair has it",
    "R02": "the second of an even pair came where a long-short pair has it",
    "R03": "a note of a triplet out of place",
    "R04": "a note of three in a compound beat out of place",
    "R05": "a note off the beat that sounds across it was put on a beat",
    "R06": "a tied note was struck again at its tie",
    "R07": "early after a rest, by half of the rest or more",
    "R08": "the pulse stopped and went on; not after a fermata",
    "R09": "a note ended before the window for its length; not within a slur that is told as E03",
    "R10": "a note sounded on into a rest",
    "R11": "a stop before bar 1 as long as the pickup is short of a bar",
    "R12": "a note, or everything from a bar on, took twice or half its value",
    "R13": "out of place in two bars of three whose notes begin in twos",
    "T01": "a stretch faster than the rest, by more than the level allows",
    "T02": "a stretch slower than the rest, by more than the level allows",
    "T03": "T02 in bars with far more leaps, or quicker notes, than the others",
    "T05": "a steady tempo 15 % or more off the written one",
    "S01": "written notes that were not played, the time kept",
    "S02": "three or more missed notes in a row that take in a whole bar",
    "S03": "a played note that is not written",
    "S04": "the player stopped and went back",
    "S05": "back from a barline to a barline in time, no repeat written; or a repeat taken too often, or passed by",
    "S06": "a note struck again that is written once",
    "E01": "a hairpin under which the levels moved less than 1.5 dB its way",
    "E02": "less than 3 dB between the softest and the loudest dynamic that is marked",
    "E03": "dotted notes held for three quarters of the time to the next, or slurred notes under it",
    "E04": "a vibrato under 4.6 or over 7.2 waves a second, or wider than 80 cents either way",
    "E05": "the time of the last notes of four-bar phrases under 93 %",
    "E06": "accented notes 1.5 dB or more below the notes beside them",
}


def page() -> str:
    """docs/explanations.md."""
    return "\n".join([INTRODUCTION, *_sections(), *_never()]) + "\n"


def _sections() -> Iterator[str]:
    for title, rows in TITLES.items():
        yield f"## {title}\n"
        for kind, row in rows.items():
            yield _entry(kind, row)


def _entry(kind: str, row: Row) -> str:
    lines = [
        f"### {kind} · {row.concept} · severity {row.severity}\n",
        f"- Fires: {FIRES[kind]}.",
        f"- Says: {' '.join(text for text in (row.said, row.why) if text)}",
    ]
    lines += [f"- To a child: {row.child}"] if row.child else []
    lines += [f"- To an adult also: {row.adult}"] if row.adult else []
    lines += [f"- Numbers: {row.how}"] if row.how else []
    skills = ", ".join(REMEDY_SKILLS[kind]) or "none"
    return "\n".join([*lines, f"- Remedy: {REMEDY_WORDS[kind]} Skills: {skills}.\n"])


def _never() -> Iterator[str]:
    yield "## Never told as an error\n"
    yield from (f"- {kind}: {about}" for kind, about in NEVER_TOLD.items())


if __name__ == "__main__":
    print(page(), end="")
