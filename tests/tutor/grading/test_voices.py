"""One finding in many voices: for a child or a theorist, in letters or syllables, in two vocabularies and languages."""

import json
import re
import string

import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, take, tune, without
from tests.tutor.grading.test_findings import AROUND, CLOSE
from tutor.grading.catalogue import catalogue
from tutor.grading.grade import grade, regrade
from tutor.grading.memory import heard_to_dict
from tutor.grading.speaking import reword, speech_for, words_of
from tutor.grading.speech import SLOTS
from tutor.grading.terms import TERMS, messages
from tutor.grading.voice import CHOICES, Voice
from tutor.grading.wording import ROWS

LEADING = {
    "where": {"bar": 2, "beat": "1", "meter": "4/4"},
    "key": "G major",
    "written": "F#5",
    "performed": "F5",
    "tonic": "G5",
    "verb": "played",
    "cents": -100,
    "count": 1,
    "bars": [2],
}
SYNCOPATED = {**LEADING, "where": {"bar": 3, "beat": "5/2", "meter": "4/4"}, "to_where": {"bar": 3, "beat": "3"}}


def told(kind, facts, **voice):
    return words_of(kind, facts, Voice(**voice)).text


class TestAudience:
    def test_all_are_told_what_happened(self):
        said = "Bar 2, beat 1: the score has F sharp, you played F natural."
        assert all(told("P02", LEADING, audience=audience).startswith(said) for audience in CHOICES["audience"])

    def test_a_child_hears_no_term_of_theory(self):
        text = told("P02", LEADING, audience="child")
        assert text.endswith("F sharp is the last step before G, and it wants to go home there.")
        assert "leading tone" not in text

    def test_an_adult_hears_more_than_a_teen(self):
        teen, adult = told("P02", LEADING), told("P02", LEADING, audience="adult")
        assert adult == f"{teen} It lies a semitone below the tonic; lowered, it loses its pull."

    def test_a_kind_without_a_reason_for_each_is_told_alike(self):
        facts = LEADING | {"direction": "sharp"}
        assert len({told("I01", facts, audience=audience) for audience in CHOICES["audience"]}) == 1


class TestNames:
    def test_fixed_do(self):
        text = told("P02", LEADING, names="fixed-do")
        assert "the score has fa sharp, you played fa natural. In sol major fa sharp is the leading tone" in text

    def test_movable_do_names_what_the_degree_is(self):
        text = told("P02", LEADING, names="movable-do")
        assert "the score has ti, you played te. In G major ti is the leading tone: it wants to rise to do." in text

    def test_movable_do_in_minor_has_do_for_its_tonic(self):
        facts = LEADING | {"key": "A minor", "written": "G#5", "performed": "G5", "tonic": "A5", "dominant": "E5"}
        assert "the score has ti, you played te" in told("P03", facts, names="movable-do")

    def test_an_octave_is_told_where_only_it_differs(self):
        facts = LEADING | {"performed": "F#4", "distance": "octave", "direction": "low"}
        assert "you played F sharp 4. That is an octave too low." in told("P00", facts)


class TestTerms:
    def test_british_values(self):
        facts = LEADING | {"long_value": "3/2", "short_value": "1/2", "ratio": 1.2, "ms": 200}
        assert "a dotted crotchet and a quaver are written" in told("R01", facts, terms="crotchet")
        assert "a dotted quarter and an eighth are written" in told("R01", facts)

    def test_british_rests(self):
        facts = LEADING | {"rest": "2", "ms": 500}
        assert "a minim rest comes before F sharp" in told("R07", facts, terms="crotchet")

    def test_british_places(self):
        facts = LEADING | {"where": {"bar": 1, "beat": "5", "meter": "6/8"}, "direction": "sharp"}
        assert told("I01", facts, terms="crotchet").startswith("Bar 1, the second quaver of beat 2:")


class TestGerman:
    def test_letters_of_a_german_musician(self):
        text = told("P02", LEADING, language="de")
        assert text == (
            "Takt 2, Schlag 1: In den Noten steht Fis, gespielt hast du F. In G-Dur ist Fis der Leitton: Er strebt "
            "nach oben zum G."
        )

    @pytest.mark.parametrize(
        ("written", "said"),
        [("B4", "H"), ("Bb4", "B"), ("Eb4", "Es"), ("Ab4", "As"), ("C#4", "Cis"), ("Bbb4", "Heses"), ("F##4", "Fisis")],
    )
    def test_each_letter(self, written, said):
        facts = LEADING | {"written": written, "direction": "flat"}
        assert told("I01", facts, language="de") == f"Takt 2, Schlag 1: Dein {said} war zu tief."

    @pytest.mark.parametrize(
        ("key", "said"), [("Bb major", "B-Dur"), ("F# minor", "fis-Moll"), ("D dorian", "d-dorisch")]
    )
    def test_each_key(self, key, said):
        assert speech_for(Voice(language="de")).slot("key", {"key": key}) == said

    def test_intervals_take_their_article(self):
        facts = LEADING | {"distance": "minor third", "direction": "high"}
        assert told("P00", facts, language="de").endswith("Das ist um eine kleine Terz zu hoch.")
        facts |= {"distance": "semitone"}
        assert told("P00", facts, language="de").endswith("Das ist um einen Halbton zu hoch.")

    def test_off_beats_and_values(self):
        facts = LEADING | {"where": {"bar": 3, "beat": "5/2", "meter": "4/4"}, "rest": "1", "ms": 9}
        assert told("R07", facts, language="de").startswith("Takt 3, „2 und“: Vor Fis steht eine Viertelpause;")

    def test_a_singer_sang(self):
        assert "gesungen hast du F" in told("P02", LEADING | {"verb": "sang"}, language="de")


def slots(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class TestCatalogues:
    @pytest.mark.parametrize("language", [name for name in CHOICES["language"] if name != "en"])
    def test_everything_is_translated_and_nothing_is_left_over(self, language):
        assert set(catalogue(language)) == set(messages())
        assert all(text.strip() for text in catalogue(language).values())

    @pytest.mark.parametrize("language", [name for name in CHOICES["language"] if name != "en"])
    def test_a_translation_uses_only_the_facts_of_its_sentence(self, language):
        wrong = [text for (_, text), said in catalogue(language).items() if not slots(said) <= slots(text)]
        assert wrong == []

    def test_every_slot_of_a_word_has_its_terms(self):
        shared = {"performed_mode", "ended_degree", "performed_member"}
        assert {name for name, how in SLOTS.items() if how == "word"} - shared == set(TERMS)


def everything_wrong():
    score = tune(AROUND + "F#5 G5 E5" + CLOSE)
    notes = bent(bent(without(exact(score), 8), 4, semitones=-1), 6, semitones=0.4, seconds=0.3)
    return score, take(notes)


@pytest.mark.parametrize("language", list(CHOICES["language"]))
@pytest.mark.parametrize("names", list(CHOICES["names"]))
@pytest.mark.parametrize("audience", list(CHOICES["audience"]))
def test_a_stored_report_is_told_anew_as_if_it_had_been_graded_so(audience, names, language):
    score, heard = everything_wrong()
    voice = Voice(audience, names, "crotchet", language)
    stored = json.loads(json.dumps(grade(score, heard).to_dict()))
    assert reword(stored, voice) == json.loads(json.dumps(grade(score, heard, voice=voice).to_dict()))


def test_telling_it_anew_moves_no_mark_and_no_verdict():
    score, heard = everything_wrong()
    plain = grade(score, heard).to_dict()
    other = regrade(score, heard_to_dict(heard), voice=Voice("child", "movable-do", language="de")).to_dict()
    words = ("findings", "praise", "expression", "voice")
    assert {k: v for k, v in plain.items() if k not in words} == {k: v for k, v in other.items() if k not in words}
    assert [f["facts"] for f in plain["findings"]] == [f["facts"] for f in other["findings"]]


def test_praise_names_what_was_right():
    score = tune("G4:3/2 A4:1/2 B4:3/2 A4:1/2 G4 A4 B4 C5 D5:3/2 C5:1/2 B4 A4 D5 C5 A4 F#4 G4:4")
    report = graded(score, bent(exact(score), 5, semitones=6))
    assert report.praise.startswith("All three dotted rhythms were right.")
    german = grade(score, take(bent(exact(score), 5, semitones=6)), voice=Voice(language="de"))
    assert german.praise.startswith("Alle drei punktierten Rhythmen waren richtig.")


def test_a_skill_that_failed_once_is_not_praised():
    score = tune("G4:3/2 A4:1/2 B4:3/2 A4:1/2 G4 A4 B4 C5 D5:3/2 C5:1/2 B4 A4 D5 C5 A4 F#4 G4:4")
    assert "dotted" not in str(graded(score, bent(exact(score), 9, seconds=-0.45)).praise)


def test_a_take_that_failed_is_not_praised_for_a_detail():
    score = tune(LINE)
    notes = exact(score)
    for i in range(0, 25, 2):
        notes = bent(notes, i, semitones=(-1) ** i * (1 + i % 3))
    assert graded(score, notes).praise is None


def test_words_refuse_to_leave_a_slot_empty():
    with pytest.raises(KeyError):
        speech_for(Voice()).say("{where}: {nothing}", {"where": {"bar": 1}})


@pytest.mark.parametrize("field", list(CHOICES))
def test_a_voice_that_does_not_exist_names_those_that_do(field):
    with pytest.raises(ValueError, match=re.escape(", ".join(CHOICES[field]))):
        Voice(**{field: "whispered"})


def test_a_voice_from_settings_takes_what_it_knows():
    assert Voice.from_dict({"audience": "child", "theme": "dark", "names": ""}) == Voice("child")
    assert Voice.from_dict(Voice("adult", "fixed-do", "crotchet", "de").to_dict()).language == "de"


def test_no_sentence_blames():
    words = " ".join(text for row in ROWS.values() for text in (row.said, row.why, row.child or "", row.adult))
    assert not re.search(r"\b(bad|fail|failed|poor|terrible|careless|should have)\b", words, re.IGNORECASE)
