"""Each hand's share of what was found in a take of both.

What is said of a mistake looks at the notes before and after it, and those are the same hand's: causes are found hand
by hand, and each finding names its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tutor.grading.alignment import Alignment
from tutor.grading.case import Case
from tutor.grading.expected import Expected
from tutor.grading.explanations import explain
from tutor.grading.extras import extra_notes
from tutor.grading.findings import Finding
from tutor.grading.hands import Hands
from tutor.grading.marks import ExtraNote
from tutor.grading.speaking import words_of
from tutor.grading.voice import Voice
from tutor.music.score import Score

NAMES = ("right", "left")  # the upper staff is the right hand's
_RHYTHM, _TEMPO = "R", "T"  # kinds of the taxonomy that begin so
_LEFT_OUT = "S02"
_NEAR_S = 2.0  # an extra note belongs to the hand that is nearest to it in pitch within this time


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
        restarts=(),  # both hands go back together: that is told of the whole take
    )
    verdicts = tuple(replace(case.verdicts[i], index=index) for index, i in enumerate(at))
    return replace(case, alignment=alignment, verdicts=verdicts, extra=extra_notes(alignment))


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
