"""Tempo by what one is doing: practising slowly, walking, running.

Practice takes a share of the tempo a piece would otherwise have; movement has beats of its own, as many a minute as
steps or strokes usually have (walking about 105 steps, running about 160, marching 120).
"""

from __future__ import annotations

from dataclasses import dataclass

from tutor.music.rhythm import Meter


@dataclass(frozen=True)
class Activity:
    """`share` of the usual tempo, or `beats` a minute, felt beats of the metre."""

    name: str
    about: str
    share: float | None = None
    beats: float | None = None

    def tempo(self, usual_bpm: float, meter: Meter) -> float:
        """Quarter notes a minute, given those that would be usual."""
        if self.beats is not None:
            return round(self.beats * float(meter.beats[0]), 1)
        return round(usual_bpm * (self.share or 1.0), 1)


_ROWS = (
    Activity("slow practice", "Six tenths of the usual tempo.", share=0.6),
    Activity("practice", "Four fifths of the usual tempo.", share=0.8),
    Activity("performance", "The usual tempo.", share=1.0),
    Activity("resting", "54 beats a minute.", beats=54),
    Activity("lullaby", "63 beats a minute.", beats=63),
    Activity("strolling", "84 beats a minute.", beats=84),
    Activity("walking", "105 beats a minute.", beats=105),
    Activity("marching", "120 beats a minute.", beats=120),
    Activity("dancing", "126 beats a minute.", beats=126),
    Activity("jogging", "144 beats a minute.", beats=144),
    Activity("running", "160 beats a minute.", beats=160),
)
ACTIVITIES: dict[str, Activity] = {row.name: row for row in _ROWS}
