"""ABC tunes as scores."""

from fractions import Fraction

from tutor.music.musicxml import score_from_bytes

REEL = b"""%abc-2.1
X:1
T:A Test
C:Trad
M:6/8
L:1/8
Q:3/8=60
K:Ddor
|:A|"Dm"D2E F3|{a}(3ABc d "G7"=B ^G2-|G3 [DFA]3:|2 D3|]

X:2
T:Another
K:C
CDEF|
"""


def read(data=REEL):
    return score_from_bytes(data, "tune.abc")


def test_the_first_tune_is_read_with_its_title_composer_key_metre_and_tempo():
    score = read()
    assert (score.title, score.meta["composer"]) == ("A Test", "Trad")
    assert (score.key.name, score.meter.name, score.tempo_bpm) == ("D dorian", "6/8", 90.0)


def test_a_pickup_is_bar_zero_and_short_bars_stay_short():
    assert [(bar.number, bar.length) for bar in read().bars] == [
        (0, Fraction(1, 2)),
        (1, 3),
        (2, 3),
        (3, 3),
        (4, Fraction(3, 2)),
    ]


def test_grace_notes_are_left_out_and_triplets_chords_and_ties_kept():
    score = read()
    assert [n.pitch.name for n in score.notes][4:8] == ["A4", "B4", "C5", "D5"]
    assert score.notes[4].segments == (Fraction(1, 3),)
    assert [n.pitch.name for n in score.notes if n.onset == 8] == ["D4", "F4", "A4"]


def test_an_accidental_lasts_through_a_tie_over_the_bar_line():
    tied = next(n for n in read().notes if len(n.segments) == 2)
    assert (tied.pitch.name, tied.segments) == ("G#4", (Fraction(1), Fraction(3, 2)))


def test_an_accidental_lasts_to_the_bar_line_and_no_further():
    score = read(b"X:1\nM:4/4\nL:1/4\nK:C\n^F G F =F|F4|\n")
    assert [n.pitch.name for n in score.notes] == ["F#4", "G4", "F#4", "F4", "F4"]


def test_chord_symbols_are_read():
    assert [(c.root, c.quality, c.onset) for c in read().harmony] == [
        ("D", "minor", Fraction(1, 2)),
        ("G", "dominant-seventh", Fraction(5)),
    ]


def test_repeats_are_noted():
    assert read().meta["repeats"] == "played once, as written"


def test_a_tune_without_bar_lines_or_reference_number_is_read():
    score = read(b"T:Scale\nM:4/4\nL:1/4\nK:G\nG A B c\n")
    assert [n.pitch.name for n in score.notes] == ["G4", "A4", "B4", "C5"]
    assert [bar.number for bar in score.bars] == [1]


def test_a_tune_without_metre_and_unit_length_counts_in_eighths():
    score = read(b"X:1\nK:C\nCDEF|GABc|\n")
    assert [note.duration for note in score.notes] == [Fraction(1, 2)] * 8


def test_latin_1_text_is_read():
    assert read("X:1\nT:Études\nM:4/4\nL:1/4\nK:C\nC D E F|\n".encode("latin-1")).title == "Études"
