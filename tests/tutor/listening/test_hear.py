"""From a file to what was heard: what is refused before listening, and how long it lasted."""

import pytest

from tests.tutor.listening.sounds import melody, silence
from tutor.errors import UnreadableTake, UnusableRecording
from tutor.listening.hear import hear_audio
from tutor.listening.quality import measure
from tutor.listening.types import Audio

LINE = melody([(69, 0.5), (71, 0.5), (72, 0.5)])


@pytest.mark.parametrize(("low", "high"), [(0, 12), (108, 120)])
def test_a_score_beyond_all_hearing_is_refused(low: int, high: int) -> None:
    with pytest.raises(UnusableRecording, match="MIDI take") as caught:
        hear_audio(LINE, low_midi=low, high_midi=high, tracker="yin")
    assert caught.value.reason == "out_of_hearing"


def test_what_cannot_be_judged_still_has_its_length() -> None:
    with pytest.raises(UnusableRecording) as caught:
        hear_audio(Audio(silence(3.0), 22_050), low_midi=60, high_midi=72)
    assert (caught.value.reason, caught.value.duration_s) == ("silence", 3.0)


def test_an_unknown_tracker_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnreadableTake, match="swiftf0"):
        hear_audio(LINE, low_midi=60, high_midi=72, tracker="nobody")


def test_a_float_file_louder_than_full_scale_is_not_clipped() -> None:
    assert measure(Audio(LINE.samples * 30.0, LINE.rate)).clipped_share < 0.1
    flat = (LINE.samples * 30.0).clip(-1.0, 1.0)
    assert measure(Audio(flat, LINE.rate)).clipped_share > 0.5
    assert measure(Audio(flat * 8.0, LINE.rate)).clipped_share > 0.5
