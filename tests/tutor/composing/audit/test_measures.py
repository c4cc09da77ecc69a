"""Measures that can fail: music that breaks a promise, copies or misses its cadence is told from other music."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.tutor.composing.audit.test_recogniser import steps
from tutor.composing.audit import measures
from tutor.composing.audit.cadences import planned_cadences
from tutor.composing.audit.difficulty import difficulty, rank_correlation
from tutor.composing.audit.exercises import Exercise, composed
from tutor.composing.audit.recogniser import Recogniser
from tutor.composing.audit.reference import Reference, build
from tutor.composing.compose import compose
from tutor.composing.corpus import Corpus
from tutor.composing.feasibility import check
from tutor.composing.index import Originality
from tutor.composing.planning import plan_of
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.music.pitch import Pitch

pytestmark = pytest.mark.usefixtures("untrained")
HYMN = ComposeRequest(style="hymn", key="C major", bars=8, level=2, form="period")


@pytest.fixture(scope="module")
def exercises(untrained):
    return list(composed([HYMN, replace(HYMN, bars=4, seed=1), ComposeRequest(level=1, skills=("leap-of-a-tenth",))]))


@pytest.fixture(scope="module")
def reference():
    pieces = [replace(steps(n), id=f"p{n}") for n in range(80)]
    corpus = Corpus(tuple(pieces), tuple(range(len(pieces))))
    recogniser = Recogniser.learn([*pieces[:2], replace(pieces[3], style="ragtime")])
    return Reference(build(corpus, recogniser, Originality.over(pieces[:2])))


def changed(exercise, notes):
    """The exercise with other notes."""
    score = exercise.made.score
    made = replace(exercise.made, score=score.with_parts(replace(score.part, notes=tuple(notes))))
    return replace(exercise, made=made)


def spoilt(exercise):
    """With a last note that is not the tonic, and far above the level's reach."""
    *notes, last = exercise.made.score.notes
    return changed(exercise, [*notes, replace(last, pitch=Pitch.parse("D7"))])


def test_what_is_refused_is_left_out_of_what_is_measured(exercises):
    assert [e.made.request.bars for e in exercises] == [8, 4]


def test_requests_that_are_met_and_refusals_that_help_are_told_apart_from_faults():
    impossible = ComposeRequest(level=1, skills=("leap-of-a-tenth",))

    def composer(request):
        if request.seed == 7:
            raise RuntimeError("out of tune")
        made = compose(request, 1)
        return spoilt(Exercise(made, 0, 0)).made if request.seed == 8 else made

    requests = [HYMN, impossible, replace(HYMN, seed=7), replace(HYMN, seed=8)]
    found = measures.promises(requests, composer, check)
    assert (found["requests"], found["composed"], found["refused"], found["crashed"]) == (4, 2, 1, 1)
    assert found["wrong"] == 2
    assert any("out of tune" in example for example in found["examples"])
    assert any("last note D" in example for example in found["examples"])


def test_an_idle_refusal_is_wrong():
    def refuse(request):
        raise RequestImpossible("the key", "the metre", "Choose 6/8.")

    assert measures.promises([HYMN], refuse, refuse)["wrong"] == 1


def test_what_stands_above_its_level_is_counted(exercises):
    assert measures.levels(exercises)["above_level"] == 0
    found = measures.levels([spoilt(exercises[0])])
    assert found["above_level"] > 0
    assert found["otherwise_broken"] > 0


def test_difficulty_knows_more_notes_and_wider_leaps(exercises):
    score = exercises[0].made.score
    assert difficulty(spoilt(exercises[0]).made.score) > difficulty(score)
    assert difficulty(replace(score, tempo_bpm=2 * score.tempo_bpm)) > difficulty(score)


def test_ranks_are_correlated_and_ties_share_theirs():
    assert rank_correlation([(1, 1.0), (2, 5.0), (3, 600.0)]) == pytest.approx(1)
    assert rank_correlation([(1, 9.0), (2, 5.0), (3, 1.0)]) == pytest.approx(-1)
    assert rank_correlation([(1, 1.0), (1, 2.0), (2, 3.0), (2, 4.0)]) == pytest.approx(0.894, abs=1e-3)
    assert rank_correlation([(1, 1.0), (1, 2.0)]) == 0


def test_planned_cadences_are_found_and_missed(exercises):
    score = exercises[0].made.score
    plan = plan_of(HYMN, "period")
    inner, met, final = planned_cadences(score, plan)
    assert (inner, final) == (sum(b.cadence is not None and not b.cadence.final for b in plan.bars), True)
    assert met == inner > 0
    other = [replace(n, pitch=Pitch.parse("A4")) for n in score.notes]
    assert planned_cadences(changed(exercises[0], other).made.score, plan) == (inner, 0, False)


def test_a_cadence_note_that_is_too_short_does_not_count(exercises):
    short = [replace(n, segments=(Fraction(1, 2),)) for n in exercises[0].made.score.notes]
    assert planned_cadences(changed(exercises[0], short).made.score, plan_of(HYMN, "period"))[1:] == (0, False)


def test_styles_are_compared_with_real_excerpts(exercises, reference):
    always, never = (Recogniser.learn([replace(steps(1), style=s)]) for s in ("hymn", "ragtime"))
    assert measures.styles(exercises, reference, always)["made"] == 1
    found = measures.styles(exercises, reference, never)
    assert found["made"] == 0
    assert found["by_style"]["hymn"]["made"] == 2


def test_a_blend_is_heard_by_the_parts_of_its_two_styles(exercises):
    class Ear:
        def shares(self, melody):
            return {"hymn": 0.2, "ragtime": 0.6, "baroque": 0.2}

    made = replace(exercises[0].made, request=replace(HYMN, style2="ragtime", blend=0.5))
    (row,) = measures.blends([replace(exercises[0], made=made)], Ear())
    assert row == {"asked": 0.5, "exercises": 1, "first": 0.2, "second": 0.6, "part": 0.75}


def test_distributions_and_structure_compare_with_the_reference(exercises, reference):
    overlaps = measures.distributions(exercises, reference)
    assert set(overlaps) == {"pitch class", "interval", "duration", "transition"}
    assert all(0 < row["made"] < 1 and row["real_halves"] > row["made"] for row in overlaps.values())
    alone = [changed(exercises[0], [replace(n, pitch=Pitch.parse("C4")) for n in exercises[0].made.score.notes])]
    assert measures.distributions(alone, reference)["interval"]["made"] < overlaps["interval"]["made"]
    assert measures.structure(alone, reference)["lag 1"] > 0


def test_originality_is_held_against_what_human_pieces_share(exercises, reference):
    found = measures.originality(exercises, reference)
    assert found["copies"] == 0
    copied = replace(exercises[0].made, originality={"original": False, "longest_shared_notes": 99})
    found = measures.originality([replace(exercises[0], made=copied)], reference)
    assert (found["copies"], found["made_longest"], found["beyond_human_95"]) == (1, 99, 1)


def test_times_are_told_for_each_length(exercises):
    many = [replace(exercises[0], seconds=float(n)) for n in range(1, 21)]
    assert measures.times(many)["8 bars"]["p50"] == pytest.approx(10.5)
    assert measures.times(many)["8 bars"]["p95"] == pytest.approx(19.05)
