"""Why a take is refused, in any language: the sentences of the errors that listening and grading raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.grading.catalogue import translate
from tutor.grading.voice import Voice

# Every template that is raised as UnusableRecording or UnreadableTake and that a learner may meet.
REFUSALS = (
    "Nothing can be heard in the recording; check that the right microphone is chosen and not muted, "
    "then record again.",
    "Only noise can be heard, no notes; move closer to the microphone, find a quieter place and record again.",
    "This sounds like speaking rather than playing or singing; record the music itself, without talking.",
    "The recording is so loud that it is distorted; lower the microphone level or step back, then record again.",
    "The recording is too short to hold any notes; keep recording until the music has ended.",
    "The recording is longer than {seconds:g} seconds; please send a shorter take.",
    "The take is longer than {seconds:g} seconds; send a shorter one.",
    "The file is larger than {megabytes} MB; please send a shorter take.",
    "The file ends in the middle of a sound packet; please upload it again or record a new take.",
    "The file holds no sound that can be decoded; please record it again.",
    "The file is damaged: only {decoded:.1f} of {declared:.1f} seconds can be read. "
    "Please upload it again or record a new take.",
    "The file holds no sound track; please send an audio recording.",
    "The recording is empty (0 bytes); please record or export it again.",
    "This is not a sound file Etude can read; it reads {readable}.",
    "This sound file cannot be decoded; please send {readable}.",
    "This file is not a recording Etude knows; send WAV, FLAC, MP3, Ogg or WebM Opus, MP4 AAC or MIDI.",
    "The recording of this take has been deleted, so it cannot be marked again.",
    "The score lies outside what can be heard in a recording ({low:g} to {high:g} Hz); "
    "hand in a MIDI take, or move the score an octave or two.",
    "The score has no notes to grade.",
    "I heard almost nothing of the music. Check which microphone is chosen, move closer and record again.",
    "What I heard does not fit this score: too few of its notes are there to grade. "
    "Check that this is the exercise you played, then record it again.",
    "The notes of this take are struck all at once, so there is no rhythm to judge; play them one after the other.",
    "I could not hear bars {first}-{last} well enough to judge them. "
    "Move closer to the microphone, or find a quieter place, and record again.",
)


def refusal_in(template: str, facts: Mapping[str, Any], voice: Voice) -> str:
    """The sentence in the voice's language; in English where a translation or a fact is missing."""
    try:
        return translate(template, voice.language).format(**facts)
    except (KeyError, IndexError, ValueError):
        return template
