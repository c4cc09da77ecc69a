"""What is said of an exercise: small tunes solved by hand, and composed ones found again by music21."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from tests.tutor.music.arbitrary import scores
from tests.tutor.performing.tunes import tune
from tutor.composing.analysis import german
from tutor.composing.analysis.analyse import analyse
from tutor.composing.analysis.figures import Return, figures, returns
from tutor.composing.analysis.words import bars_words, numeral_signs, sentences
from tutor.composing.audit.second_analysis import agreement, total
from tutor.composing.compose import compose, with_defaults
from tutor.grading.speaking import speech_for
from tutor.grading.voice import Voice
from tutor.music.musicxml import score_from_bytes, to_musicxml
from tutor.music.score import ChordSymbol, Score

# Four bars: an opening, its sequence a step higher, its inversion, and its rhythm on other notes; then all again.
OPENING = "C4 E4 D4 | D4 F4 E4 | C5 A4 B4 | G4 G4 C5"
VALUES = "2 1 1 " * 3 + "2 1 1"


def four_bars(again: bool = False) -> Score:
    pitches = OPENING.replace(" |", "")
    return tune(f"{pitches} {pitches}" if again else pitches, f"{VALUES} {VALUES}" if again else VALUES)


def chord(bar: int, beat: int, root: str, quality: str, numeral: str, quarters: int = 4) -> ChordSymbol:
    return ChordSymbol(Fraction(4 * (bar - 1) + beat - 1), Fraction(quarters), root, quality, numeral)


def test_a_bar_returns_moved_inverted_or_by_its_rhythm() -> None:
    assert returns(figures(four_bars())) == [
        Return(2, 1, "moved", 1),
        Return(3, 1, "inverted"),
        Return(4, 1, "rhythm"),
    ]


def test_the_closest_kinship_counts_and_of_equals_the_earliest() -> None:
    found = returns(figures(four_bars(again=True)))
    assert found[3:] == [Return(bar, bar - 4, "exact") for bar in (5, 6, 7, 8)]


@pytest.mark.parametrize(
    ("pitches", "values", "why"),
    [
        ("C4 D4 E4 F4 G4 E4 C4 D4", "1 1 1 1 1 1 1 1", "even quarters are nobody's rhythm"),
        ("C4 D4 E4 F4", "3 1 3 1", "two notes are too few to be known again"),
        ("C4 C4 C4 D4 D4 D4", "2 2 1 1 1 1", "other rhythms are other music"),
    ],
)
def test_what_is_too_plain_to_be_known_again_is_no_motif(pitches: str, values: str, why: str) -> None:
    assert returns(figures(tune(pitches, values))) == [], why


def test_a_section_that_returns_keeps_its_letter_and_a_varied_one_has_a_prime() -> None:
    def letters(bars: str) -> list[str]:
        notes = {"a": "C4 E4 G4 E4", "b": "D4 F4 A4 F4", "c": "G4 E4 D4 C4", "x": "B4 G4 A4 B4"}
        form = analyse(tune(" ".join(notes[bar] for bar in bars)))["form"]
        return [section["letter"] for section in form["sections"]]

    assert letters("aabc" + "aabc") == ["A", "A"]
    assert letters("aabc" + "aabx") == ["A", "A'"]
    assert letters("aabc" + "aabx" + "aaxx" + "aabx") == ["A", "A'", "A''", "A'"]
    assert letters("aabc" + "xxxc" + "aabc") == ["A", "B", "A"]


def test_phrases_are_those_of_the_form_it_was_composed_in() -> None:
    assert [end["bar"] for end in analyse(four_bars(again=True), "AABA")["cadences"]] == [2, 4, 6, 8]
    assert [end["bar"] for end in analyse(four_bars(again=True))["cadences"]] == [4, 8]


@pytest.mark.parametrize("claim", ["abcdefghijklmnop", "A" * 1000, "'", "12-bar, or so", "AABA:2"])
def test_a_form_that_nobody_can_lay_out_is_not_tried(claim: str) -> None:
    assert [end["bar"] for end in analyse(four_bars(again=True), claim)["cadences"]] == [4, 8]
    told = replace(four_bars(again=True), metadata=(("provenance", json.dumps({"form": claim})),))
    assert analyse(told)["form"]["planned"] is None


@pytest.mark.parametrize(
    ("last", "chords", "kind"),
    [
        ("C4", ("G", "dominant-seventh", "V7", "C", "major", "I"), "perfect authentic"),
        ("E4", ("G", "major", "V", "C", "major", "I"), "imperfect authentic"),
        ("C4", ("F", "major", "IV", "C", "major", "I"), "plagal"),
        ("D4", ("C", "major", "I", "G", "major", "V"), "half"),
        ("C4", ("G", "major", "V", "A", "minor", "vi"), "deceptive"),
        ("C4", ("D", "minor", "ii", "F", "major", "IV"), None),
    ],
)
def test_a_cadence_is_named_by_its_last_two_chords(last: str, chords: tuple[str, ...], kind: str | None) -> None:
    one, two = chord(1, 1, *chords[:3]), chord(2, 1, *chords[3:])
    score = replace(tune(f"C4 D4 E4 F4 D4 {last}", "1 1 1 1 2 2"), harmony=(one, two))
    (end,) = analyse(score)["cadences"]
    assert (end["kind"], end["pitch"], end["bar"]) == (kind, last, 2)


def test_a_phrase_rests_on_the_longest_note_of_its_last_bar_whatever_leads_on() -> None:
    (end,) = analyse(tune("C4 D4 E4 F4 G4 A4 B4", "1 1 1 1 2 1 1"))["cadences"]
    assert (end["pitch"], end["degree"]) == ("G4", "dominant")


def test_each_bar_tells_the_chords_that_sound_in_it_one_held_over_too() -> None:
    harmony = (chord(1, 1, "Bb", "major", "bVII", 6), chord(2, 3, "C", "major", "I", 2))
    bars = analyse(replace(tune("C4 D4 E4 F4 G4 E4 D4 C4"), harmony=harmony))["harmony"]["bars"]
    assert [[(c["beat"], c["name"], c["numeral"]) for c in bar["chords"]] for bar in bars] == [
        [("1", "Bb", "bVII")],
        [("1", "Bb", "bVII"), ("3", "C", "I")],
    ]


def test_a_melody_without_chords_is_told_those_that_would_suit_it() -> None:
    harmony = analyse(tune("C4 E4 G4 E4 G4 F4 D4 B3 C4 E4 G4 C5"))["harmony"]
    assert not harmony["written"]
    assert [bar["chords"][0]["numeral"] for bar in harmony["bars"]] == ["I", "V7", "I"]


def test_a_line_on_one_pitch_has_neither_chords_nor_a_widest_move() -> None:
    found = analyse(tune("G4 G4 G4 G4"))
    assert found["harmony"]["bars"] == []
    assert (found["compass"]["widest"], sentences(found)["compass"]) == (None, ["One pitch throughout: G4."])


def test_a_line_that_only_changes_its_accidental_has_no_widest_move() -> None:
    told = sentences(analyse(tune("C4 C#4", "2 2")))["compass"]
    assert told[0].startswith("From C4 (bar 1) to C♯4 (bar 1), an augmented unison")
    assert told[1] == "1 step."


def test_the_compass_names_its_ends_and_where_half_of_the_time_is_spent() -> None:
    compass = analyse(tune("C4 E4 F4 G4 C5", "1 2 2 2 1"))["compass"]
    assert (compass["lowest"], compass["highest"], compass["span"]) == ("C4", "C5", "octave")
    assert (compass["lies_from"], compass["lies_to"]) == ("E4", "G4")
    assert [compass[name] for name in ("steps", "skips", "leaps", "repeats")] == [2, 1, 1, 0]
    assert (compass["widest"], compass["widest_bar"]) == ("perfect fourth up", 2)


def test_it_reads_as_sentences() -> None:
    said = sentences(analyse(four_bars(again=True), "period"))
    assert said["form"] == ["A (bars 1 to 4), A (bars 5 to 8): a period."]
    assert said["motifs"] == [
        "Bars 1 to 4 come back note for note in bars 5 to 8.",
        "Bar 1 comes back a step higher in bar 2.",
        "Bar 1 comes back upside down in bar 3.",
        "The rhythm of bar 1 comes back in bar 4.",
    ]
    assert said["compass"][0] == "From C4 (bar 1) to C5 (bar 3), an octave; half of the time between D4 and A4."
    assert said["cadences"][1].startswith("Bar 8")


def test_numerals_and_bars_are_written_for_people() -> None:
    assert [numeral_signs(n) for n in ("bVI", "#vii°", "V7/bII", "IV")] == ["♭VI", "♯vii°", "V7/♭II", "IV"]
    assert [bars_words(b) for b in ([3], [1, 2], [1, 2, 3, 5], [2, 4, 7])] == [
        *("bar 3", "bars 1 and 2", "bars 1 to 3 and 5", "bars 2, 4 and 7"),
    ]


def test_without_a_note_there_is_nothing_to_analyse() -> None:
    with pytest.raises(ValueError, match="no note"):
        analyse(four_bars().with_parts(replace(four_bars().part, notes=())))


@settings(max_examples=60, deadline=None)
@given(scores())
def test_any_score_can_be_told_in_words(score: Score) -> None:
    if score.notes:
        said = sentences(analyse(score))
        assert all(said[name] for name in ("form", "motifs", "compass"))
        assert json.loads(json.dumps(analyse(score))) == analyse(score)


WISHES: list[dict[str, Any]] = [
    {"style": "irish-jig", "level": 3},
    {"style": "hymn", "level": 5, "key": "Bb minor"},
    {"style": "blues", "level": 6, "bars": 12},
    {"style": "modal-study", "level": 5, "key": "D dorian"},
    {"style": "irish-reel", "level": 4, "pickup": True, "form": "AABA", "bars": 16},
    {"style": "romantic-song", "level": 8},
    {"style": "classical", "level": 4, "piece": "melody"},
]


def test_music21_finds_the_same_in_composed_exercises() -> None:
    made = [compose(with_defaults({**wish, "seed": seed})) for seed, wish in enumerate(WISHES)]
    files = [to_musicxml(one.score) for one in made]
    analyses = [analyse(score_from_bytes(data, "tune.musicxml")) for data in files]
    assert [a["form"]["planned"] for a in analyses] == [one.provenance["form"] for one in made]
    found = total(agreement(data, a) for data, a in zip(files, analyses, strict=True))
    assert {kind: same for kind, (_, same) in found.items()} == {kind: count for kind, (count, _) in found.items()}
    assert all(count >= len(made) - 1 for count, _ in found.values())


def test_a_false_fact_is_noticed_by_the_second_reader() -> None:
    """Each kind of fact, changed by hand, is found wanting."""
    score = compose(with_defaults({"style": "hymn", "level": 4, "seed": 3})).score
    data, true = to_musicxml(score), analyse(score)
    false = {
        **true,
        "harmony": {
            "written": True,
            "bars": [{"bar": b["bar"], "chords": [{"beat": "1", "name": "F#", "numeral": "I"}]}
                     for b in true["harmony"]["bars"]],
        },
        "form": {"planned": None, "sections": [{"letter": "Q", "first": 1, "last": 3}]},
        "cadences": [{**end, "pitch": "C1", "kind": "of no kind"} for end in true["cadences"]],
        "motifs": [{"bar": n, "of": 99, "how": "exact", "steps": 0} for n in range(1, 9)],
        "compass": {**true["compass"], "lowest": "C1", "lies_from": "C1", "steps": 999},
        "skills": [{**skill, "count": 999} for skill in true["skills"]],
    }  # fmt: skip
    assert all(same < count for count, same in agreement(data, false).values())


class TestGerman:
    """The same facts in German."""

    SPEECH = speech_for(Voice(language="de"))

    def test_it_reads_as_sentences(self) -> None:
        said = german.sentences(analyse(four_bars(again=True), "period"), self.SPEECH)
        assert said["form"] == ["A (Takte 1 bis 4), A (Takte 5 bis 8): eine Periode."]
        assert said["motifs"] == [
            "Takte 1 bis 4 kehren Note für Note in den Takten 5 bis 8 wieder.",
            "Takt 1 kehrt in Takt 2 einen Schritt höher wieder.",
            "Takt 1 kehrt in Takt 3 umgekehrt wieder.",
            "Der Rhythmus von Takt 1 kehrt in Takt 4 wieder.",
        ]
        assert said["compass"][0] == (
            "Von C 4 (Takt 1) bis C 5 (Takt 3), eine Oktave; die Hälfte der Zeit zwischen D 4 und A 4."
        )

    def test_one_pitch_is_one_pitch(self) -> None:
        said = german.sentences(analyse(tune("G4 G4 G4 G4", "1 1 1 1")), self.SPEECH)
        assert said["compass"] == ["Ein einziger Ton: G 4."]

    @settings(max_examples=60, deadline=None)
    @given(scores())
    def test_any_score_can_be_told(self, score: Score) -> None:
        if score.notes:
            analysis = analyse(score)
            said, english = german.sentences(analysis, self.SPEECH), sentences(analysis)
            assert {name: len(lines) for name, lines in said.items()} == {n: len(e) for n, e in english.items()}
            assert not any(word in line for lines in said.values() for line in lines for word in (" the ", " bar "))
