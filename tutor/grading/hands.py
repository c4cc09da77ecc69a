"""Two hands at a keyboard: which staves of a score a take answers, and each hand's share of what was found.

Both hands are followed and judged as one texture, since their pulse is one. What is said of a mistake looks at the
notes before and after it, and those are the same hand's: causes are found hand by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.align import align
from tutor.grading.alignment import Alignment, folded
from tutor.grading.case import Case
from tutor.grading.expected import Expected
from tutor.grading.explanations import explain
from tutor.grading.extras import extra_notes
from tutor.grading.findings import Finding
from tutor.grading.marks import ExtraNote
from tutor.grading.memory import Remembered
from tutor.grading.passes import Restart
from tutor.grading.settle import RIGHT_WITHIN
from tutor.grading.speaking import words_of
from tutor.grading.voice import Voice
from tutor.listening.types import PlayedNote
from tutor.music.score import Direction, Part, Score

STAVES = 2
NAMES = ("right", "left")  # the upper staff is the right hand's
_RHYTHM, _TEMPO = "R", "T"  # kinds of the taxonomy that begin so
_LEFT_OUT = "S02"
_NEAR_S = 2.0  # an extra note belongs to the hand that is nearest to it in pitch within this time
_FITS_WELL = 0.75  # agreement from which a way that leaves no bar out is one that the take may be of
_ABOUT_Q = 0.5  # quarters within which a key of the hand that is not graded was struck for its written note


@dataclass(frozen=True)
class Hands:
    """`score` has what is graded as its first part; `alone` holds a score of each hand where both were played, and
    `other` is the part of the hand that is not graded where one was."""

    score: Score
    alone: tuple[Score, ...] = ()
    other: Part | None = None


def hands_played(score: Score, take: Remembered) -> Hands:
    """What a take answers of a score in two staves: the first by itself, as from every other instrument, the second by
    itself, or both; whichever leaves the fewest notes over on either side."""
    if not take.keyboard or len(score.parts) != STAVES or not all(part.notes for part in score.parts):
        return Hands(score)
    upper, lower = score.parts
    lower = replace(lower, directions=_in_order((*_words(upper), *lower.directions)))
    ways = [Hands(score, other=lower), Hands(score.with_parts(lower, upper), other=upper)]
    if upper.transposition == lower.transposition:
        upper, lower = _without_unisons(upper, lower), _without_unisons(lower, upper, also_equal=True)
        alone = (score.with_parts(upper), score.with_parts(lower))
        ways.append(Hands(score.with_parts(_together(upper, lower)), alone))
    return _likeliest(ways, take.notes)


def _words(upper: Part) -> tuple[Direction, ...]:
    """What is written once between the staves for both, such as "rit."."""
    return tuple(direction for direction in upper.directions if direction.kind == "words")


def _in_order(directions: Iterable[Direction]) -> tuple[Direction, ...]:
    return tuple(sorted(dict.fromkeys(directions), key=lambda direction: direction.onset))


def _without_unisons(part: Part, other: Part, *, also_equal: bool = False) -> Part:
    """A key is struck once though both hands have it: the part without what the other begins with it and holds longer
    (or, with `also_equal`, as long)."""
    held = {(note.onset, note.pitch.midi): note.duration for note in other.notes}
    kept = []
    for note in part.notes:
        longer = held.get((note.onset, note.pitch.midi))
        if longer is None or longer < note.duration or (longer == note.duration and not also_equal):
            kept.append(note)
    ids = {note.id for note in kept}
    slurs = tuple(slur for slur in part.slurs if {slur.first, slur.last} <= ids)
    return replace(part, notes=tuple(kept), slurs=slurs)


def _together(upper: Part, lower: Part) -> Part:
    """Both staves as one part."""
    notes = sorted((*upper.notes, *lower.notes), key=lambda note: (note.onset, note.pitch.midi))
    directions = _in_order((*upper.directions, *lower.directions))
    return replace(upper, notes=tuple(notes), directions=directions, slurs=(*upper.slurs, *lower.slurs))


def _likeliest(ways: Sequence[Hands], notes: Sequence[PlayedNote]) -> Hands:
    """The way whose score agrees most with the take. Of two that agree alike it is the one in whose own octave and key
    the take lies, then one of which no bar was left out, then the one with more notes: a hand that slips has still
    played."""
    best, most = ways[0], (0.0, 0, False, 0)
    for way in sorted(ways, key=lambda way: -_closeness(way.score, notes)):
        is_found = most[0] >= _FITS_WELL and most[2]
        if is_found and _closeness(way.score, notes) < most[0]:
            continue  # what is no take of a score is aligned with it slowly
        if (found := (*_agreement(way.score, notes), len(way.score.notes))) > most:
            best, most = way, found
    return best


def _closeness(score: Score, notes: Sequence[PlayedNote]) -> float:
    """What `_agreement` can be at most for a take of the whole score, by the numbers of notes alone."""
    return min(len(score.notes), len(notes)) / max(len(score.notes), len(notes), 1)


def _agreement(score: Score, notes: Sequence[PlayedNote]) -> tuple[float, int, bool]:
    """(notes that are right over all that were asked for or played, 0..1, a wrong note and the one it stands for being
    one; minus the semitones that the take lies away; whether every bar was played).

    Only bars that hold an answered note ask for theirs: who stops early has stopped with both hands. (0, 0, False)
    where the take is no take of this score.
    """
    try:
        found = align(Expected.of(score), notes)
    except UnusableRecording:
        return 0.0, 0, False
    answered = np.flatnonzero(found.partner >= 0)
    gaps = found.played.midi[found.partner[answered]] - found.expected.midi[answered] - found.transposition
    right = int(np.count_nonzero(np.abs(folded(gaps)) < RIGHT_WITHIN))
    bars = np.array([score.bar_at(note.onset).number for note in found.expected.notes])
    was_played = np.isin(bars, bars[answered])
    asked = int(np.count_nonzero(was_played))
    return right / (asked + len(found.extra)), -abs(found.transposition), bool(was_played.all())


def without_other_hand(alignment: Alignment, hands: Hands) -> Alignment:
    """The alignment without the extra notes that the other hand has there: who plays on with one hand has played no
    note too many with the other before."""
    if hands.other is None:
        return alignment
    onset_q = np.array([float(note.onset) for note in hands.other.notes])
    midi = np.array([float(hands.other.sounding_midi(note)) for note in hands.other.notes]) + alignment.transposition
    from_s, to_s = (alignment.curve.at(onset_q + away) for away in (-_ABOUT_Q, _ABOUT_Q))

    def is_written(j: int) -> bool:
        onset = alignment.played.onset[j]
        same_key = np.abs(midi - alignment.played.midi[j]) < RIGHT_WITHIN
        return bool(np.any(same_key & (from_s <= onset) & (onset <= to_s)))

    return replace(alignment, extra=tuple(j for j in alignment.extra if not is_written(j)))


def by_hand(case: Case, hands: Hands) -> tuple[Case, ...]:
    """The case of each hand, from the case of both; the case itself where one hand was graded."""
    if not hands.alone:
        return (case,)
    owners = _owners(case.alignment, hands.alone)
    return tuple(_alone(case, score, owners == number) for number, score in enumerate(hands.alone))


def _alone(case: Case, score: Score, kept: np.ndarray) -> Case:
    """The case of the hand that is `score`; `kept` (extra notes,) says which of them are its own."""
    whole, expected = case.alignment, Expected.of(score)
    place = {note.id: i for i, note in enumerate(whole.expected.notes)}
    at = np.array([place[note.id] for note in expected.notes])
    alignment = replace(
        whole,
        expected=expected,
        partner=whole.partner[at],
        extra=tuple(j for j, own in zip(whole.extra, kept, strict=True) if own),
        restarts=tuple(_restart(restart, whole.expected, expected) for restart in whole.restarts),
    )
    verdicts = tuple(replace(case.verdicts[i], index=index) for index, i in enumerate(at))
    return replace(case, alignment=alignment, verdicts=verdicts, extra=extra_notes(alignment))


def _restart(restart: Restart, whole: Expected, hand: Expected) -> Restart:
    """A jump in the hand's own events: from its last one so far to its first one from there on."""
    last = len(hand.event_q) - 1
    before = int(np.searchsorted(hand.event_q, whole.event_q[restart.from_event], side="right")) - 1
    after = int(np.searchsorted(hand.event_q, whole.event_q[restart.to_event]))
    return replace(restart, from_event=max(0, before), to_event=min(last, after))


def _owners(alignment: Alignment, scores: Sequence[Score]) -> np.ndarray:
    """The hand (0 or 1) of each extra note: the one that plays nearest to it in pitch about that time."""
    ids = [{note.id for note in score.notes} for score in scores]
    due = alignment.curve.at(alignment.expected.onset_q)
    owners = []
    for j in alignment.extra:
        far = np.abs(alignment.expected.midi + alignment.transposition - alignment.played.midi[j])
        far = far + 24.0 * (np.abs(due - alignment.played.onset[j]) > _NEAR_S)
        nearest = alignment.expected.notes[int(np.argmin(far))].id
        owners.append(next(number for number, own in enumerate(ids) if nearest in own))
    return np.array(owners, dtype=int)


def extra_by_hand(cases: Sequence[Case]) -> tuple[ExtraNote, ...]:
    """The extra notes in time order, each after a note of its own hand."""
    return tuple(sorted((extra for case in cases for extra in case.extra), key=lambda extra: extra.played.onset_s))


def explain_by_hand(case: Case, cases: Sequence[Case], voice: Voice) -> tuple[Finding, ...]:
    """The findings of a take, weightiest first, each of the hand whose notes it is about where both were played.

    What is true of both, the pulse among it, is said once. How the tempo ran is looked at in the right hand: its leaps
    and quick notes may be behind it, and those of two hands in turn are none.
    """
    if len(cases) == 1:
        return explain(case, voice)
    whole = explain(case, voice)
    right, left = (explain(hand, voice) for hand in cases)
    told = [finding for finding in whole if not finding.notes and finding.kind[0] != _TEMPO]
    told += [finding for finding in right if not finding.notes and finding.kind[0] == _TEMPO]
    told += (left_out := [finding for finding in whole if _is_left_out_by_both(finding, cases)])
    timed = {_when(finding): finding for finding in right if finding.notes and finding.kind[0] == _RHYTHM}
    shared = [when for finding in left if (when := _when(finding)) in timed]
    told += [timed[when] for when in shared]
    for name, findings in zip(NAMES, (right, left), strict=True):
        own = [finding for finding in findings if finding.notes and _when(finding) not in shared]
        told += [_named(finding, name, voice) for finding in own if not _is_part_of(finding, left_out)]
    return tuple(sorted(told, key=_weight))


def _is_left_out_by_both(finding: Finding, cases: Sequence[Case]) -> bool:
    return finding.kind == _LEFT_OUT and all({note.id for note in hand.notes} & {*finding.notes} for hand in cases)


def _is_part_of(finding: Finding, left_out: Sequence[Finding]) -> bool:
    """Whether a hand left out nothing but what is told of both."""
    first, last = (finding.facts.get(end) for end in ("first_bar", "last_bar"))
    return finding.kind == _LEFT_OUT and any(
        both.facts["first_bar"] <= first and last <= both.facts["last_bar"] for both in left_out
    )


def _when(finding: Finding) -> tuple[str, tuple[int, ...], object]:
    return finding.kind, finding.bars, finding.facts.get("beat")


def _named(finding: Finding, hand: str, voice: Voice) -> Finding:
    facts = {**finding.facts, "hand": hand}
    words = words_of(finding.kind, facts, voice)
    return replace(finding, facts=facts, text=words.text, how=words.how)


def _weight(finding: Finding) -> tuple[float, float, int, str]:
    first = finding.bars[0] if finding.bars else -1
    return -finding.severity, -float(finding.facts.get("count", 1)), first, finding.kind
