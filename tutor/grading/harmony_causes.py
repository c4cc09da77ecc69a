"""Wrong notes that only harmony or mode explains: an applied leading tone, a clash resolved, a modal seventh."""

from __future__ import annotations

from tutor.grading.case import Case
from tutor.grading.facts import Facts, chord_name, sign_name
from tutor.music.chords import chord_tone
from tutor.music.embellishing import non_chord_tone
from tutor.music.intervals import interval
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.pitch import Pitch
from tutor.music.score import ChordSymbol

CLASHES = ("suspension", "appoggiatura")


def applied_leading_tone_ignored(case: Case, i: int) -> Facts | None:
    """P06: an accidental makes the note the third of a dominant of some other degree; it was left out."""
    written, key, chord = case.notes[i].pitch, case.key_at(i), case.chord_at(case.notes[i].onset)
    alter = key.degree_of(written)[1]
    if alter <= 0 or case.verdicts[i].off_by != -alter or chord is None or not _is_applied(chord, key):
        return None
    if chord_tone(written, chord) != "third":
        return None
    target = key.pitch_at(written.diatonic + 1)
    if target.midi - written.midi != 1:
        return None
    return {"sign": sign_name(written.alter), "target": target.name, "chord": chord_name(chord)}


def _is_applied(chord: ChordSymbol, key: Key) -> bool:
    """A major triad or dominant seventh on another degree than the key's own dominant."""
    degree = key.degree_of(Pitch.parse(f"{chord.root}4"))
    return chord.quality in ("major", "dominant-seventh") and degree != (5, 0)


def clash_resolved_early(case: Case, i: int) -> Facts | None:
    """P26: a suspension or appoggiatura over the score's own chord was played as its resolution."""
    note, after = case.notes[i], case.after(i)
    kind = non_chord_tone(case.score, i, case.score.harmony)
    if kind not in CLASHES or after is None or case.performed(i).midi != after.pitch.midi:
        return None
    chord = case.chord_at(note.onset)
    if chord is None or not chord_tone(after.pitch, chord):
        return None
    return {
        "dissonance": kind,
        "figure": f"{_above_root(note.pitch, chord)}-{_above_root(after.pitch, chord)}",
        "chord": chord_name(chord),
        "next": after.pitch.name,
    }


def _above_root(pitch: Pitch, chord: ChordSymbol) -> int:
    """The figured-bass number over the chord's root: 2 counts as 9, as suspensions are named."""
    root = Pitch.parse(f"{chord.root}0")
    number = (interval(root, pitch).number - 1) % 7 + 1
    return {1: 8, 2: 9}.get(number, number)


def modal_seventh_raised(case: Case, i: int) -> Facts | None:
    """P27: the whole tone below the tonic of a mode was played as if the mode were major."""
    written, key = case.notes[i].pitch, case.key_at(i)
    lowered = MODE_DEGREES[key.mode][6] == 10 and key.mode != "minor"
    if not lowered or key.degree_of(written) != (7, 0) or case.verdicts[i].off_by != 1:
        return None
    return {"tonic": key.pitch_at(written.diatonic + 1).name}
