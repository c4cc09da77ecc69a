"""How far the facts of findings can be trusted: many takes with slips, each finding worked out a second time.

The takes are made without sound, since hearing is measured elsewhere: melodies with accidentals over chords, slips that
misread them, and slips of time and structure from `tutor.performing`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.evaluation_scores import study
from tutor.grading.fact_checks import check_findings
from tutor.grading.grade import grade
from tutor.grading.second_opinion import read_page
from tutor.listening.types import F0Track, Heard, PlayedNote
from tutor.music.harmonising import harmonise
from tutor.music.musicxml import to_musicxml
from tutor.music.pitch import Pitch
from tutor.music.score import Note, Score
from tutor.performing.chance import CHANCES
from tutor.performing.gestures import written_gestures
from tutor.performing.labels import Slip
from tutor.performing.slips import apply_slips, random_slips

INSTRUMENTS = ("violin", "clarinet", "soprano", "cello", "trumpet", "flute")
WHOLE_TAKE = ("transposed", "slipped_tonic", "clef_misread", "skip", "restart", "repeat", "rush", "drag")
KINDS = tuple(kind for kind in CHANCES if kind not in (*WHOLE_TAKE, "scoop"))
START_S = 0.5
EXAMPLES = 20


@dataclass
class FactTally:
    """Claims counted; `wrong` and `unsupported` by (kind, fact)."""

    takes: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    unsupported: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[dict[str, Any]] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        wrong = sum(self.wrong.values())
        return {
            "takes": self.takes,
            "findings": sum(self.findings.values()),
            "kinds": dict(sorted(self.findings.items())),
            "claims": self.claims,
            "right_share": round(1.0 - wrong / self.claims, 5) if self.claims else None,
            "wrong": {"/".join(where): count for where, count in self.wrong.most_common()},
            "unsupported": {"/".join(where): count for where, count in self.unsupported.most_common()},
            "examples": self.examples,
        }


def evaluate_facts(takes: int, seed: int) -> dict[str, Any]:
    """Grade `takes` takes and check every claim of their findings; plain values for JSON."""
    tally = FactTally()
    for number in range(takes):
        _check_take(tally, seed + number)
    return tally.summary()


def _check_take(tally: FactTally, seed: int) -> None:
    score = coloured_study(seed)
    notes = played(score, misreadings(score, seed))
    try:
        report = grade(score, notes, level=1 + seed % 6).to_dict()
    except UnusableRecording:
        return
    tally.takes += 1
    tally.findings.update(finding["kind"] for finding in report["findings"])
    for checked in check_findings(read_page(to_musicxml(score)), report):
        tally.claims += checked.right is not None
        where = (checked.kind, checked.name)
        if checked.right is None:
            tally.unsupported[where] += 1
        elif not checked.right:
            tally.wrong[where] += 1
            if len(tally.examples) < EXAMPLES:
                tally.examples.append({"seed": seed, "kind": where[0], "fact": where[1], "value": str(checked.value)})


def coloured_study(seed: int) -> Score:
    """A melody with accidentals that resolve by step, raised sevenths in minor, and its chords written down."""
    score = study(seed, INSTRUMENTS[seed % len(INSTRUMENTS)], 1 + seed % 6)
    rng = np.random.default_rng([seed, 17])
    notes = list(score.notes)
    for i in range(1, len(notes) - 1):
        if rng.random() < 0.5 and (altered := _altered(score, notes[i], notes[i + 1])) is not None:
            notes[i] = replace(notes[i], pitch=altered)
    score = score.with_parts(replace(score.part, notes=tuple(notes)))
    return replace(score, harmony=harmonise(score)) if seed % 2 else score


def _altered(score: Score, note: Note, after: Note) -> Pitch | None:
    """The note a semitone from the one it steps to, where that needs an accidental."""
    if abs(after.pitch.diatonic - note.pitch.diatonic) != 1:
        return None
    alter = note.pitch.alter + (after.pitch.midi - note.pitch.midi - (1 if after.pitch.midi > note.pitch.midi else -1))
    pitch = Pitch(note.pitch.step, alter, note.pitch.octave) if abs(alter) <= 1 else None
    return pitch if pitch is not None and score.key.degree_of(pitch)[1] != 0 else None


def misreadings(score: Score, seed: int) -> tuple[Slip, ...]:
    """Slips of reading (accidentals and signatures ignored) and of chance; in every fourth take one of the whole."""
    if seed % 4 == 3:
        return (*_of_whole_take(score, seed), *random_slips(score, seed, 2))
    rng = np.random.default_rng([seed, 23])
    slips = [slip for note in score.notes[1:-1] if rng.random() < 0.35 and (slip := _sign_ignored(score, note))]
    slips += random_slips(score, seed, 4, KINDS)
    return tuple({slip.note_id: slip for slip in slips}.values())


def _sign_ignored(score: Score, note: Note) -> Slip | None:
    """The note as its plain letter, or as the signature has it."""
    plain = score.key.signature[note.pitch.step]
    amount = plain - note.pitch.alter if note.pitch.alter != plain else -note.pitch.alter
    return Slip("wrong_pitch", note.id, amount) if amount else None


def _of_whole_take(score: Score, seed: int) -> tuple[Slip, ...]:
    """One slip that colours the take, each kind in turn."""
    kind = WHOLE_TAKE[seed // 4 % len(WHOLE_TAKE)]
    rng = np.random.default_rng([seed, 29])
    ids = [note.id for note in score.notes]
    middle = int(rng.integers(len(ids) // 3, len(ids) // 2))
    made = {
        "transposed": Slip(kind, ids[0], float(rng.choice([-14, -12, -5, -2, 2, 3, 12]))),
        "slipped_tonic": Slip(kind, ids[middle], float(rng.choice([-2, -1, 1]))),
        "clef_misread": Slip(kind, ids[0], float(rng.choice([-2, 2]))),
        "skip": _bar_skipped(score),
    }
    return (made[kind],) if kind in made else random_slips(score, seed, 1, [kind])


def _bar_skipped(score: Score) -> Slip:
    """Bars 3 and 4 left out."""
    inside = [note.id for note in score.notes if score.bar_at(note.onset).number in (3, 4)]
    return Slip("skip", inside[0], until=inside[-1])


def played(score: Score, slips: tuple[Slip, ...]) -> Heard:
    """The take as a perfect ear would hear it, at the written tempo."""
    spq = 60.0 / score.tempo_bpm
    notes = []
    for gesture in apply_slips(written_gestures(score), slips, score):
        if gesture.is_heard:
            onset = START_S + gesture.start * spq + gesture.shift_s
            length = max(0.06, (0.95 if gesture.hold is None else gesture.hold) * gesture.length * spq)
            notes.append(PlayedNote(onset, onset + length, gesture.midi + gesture.cents / 100.0, 0.95, -20.0))
    notes.sort(key=lambda note: note.onset_s)
    silent = F0Track(np.zeros(0), np.zeros(0), np.zeros(0), "by hand")
    return Heard(None, silent, tuple(notes), "by hand", max(note.offset_s for note in notes) + 0.5)
