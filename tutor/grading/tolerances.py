"""How much is let pass, by level and strictness. Cents for tuning, shares of the beat and milliseconds for time."""

from __future__ import annotations

from dataclasses import dataclass

STRICTNESS = {"gentle": 1.5, "normal": 1.0, "strict": 0.75}
_IN_TUNE_CENTS = (40, 35, 30, 30, 25, 25, 20, 20)
_ONSET_SHARE = (0.18, 0.16, 0.14, 0.12, 0.12, 0.10, 0.10, 0.08)
_TEMPO_CHANGE = (0.10, 0.10, 0.08, 0.08, 0.06, 0.06, 0.05, 0.05)
WRONG_CENTS = 50.0  # from here on it is another note, at every level and strictness
VOICE_CENTS = 30.0  # a voice is never asked for more
LEADING_TONE_CENTS = 20.0  # a leading tone may lie this much higher: players lean it to the tonic on purpose
FINE_PITCH_S = 0.25  # shorter notes are not judged for tuning: neither ear nor tracker settles on them
FINE_LENGTH_S = 0.2  # shorter notes are not judged for length
SPREAD_CAP = 1.5  # a take's own scatter widens its window at most this much


@dataclass(frozen=True)
class Tolerances:
    """The windows of one grading."""

    level: int
    strictness: str
    in_tune_cents: float
    onset_share: float
    onset_floor_ms: float
    tempo_change: float
    short_ratio: float
    long_ratio: float

    def to_dict(self) -> dict[str, float]:
        """For the report: numbers a teacher can read."""
        return {
            "wrong_cents": WRONG_CENTS,
            "in_tune_cents": round(self.in_tune_cents, 1),
            "onset_share_of_beat": round(self.onset_share, 3),
            "onset_floor_ms": round(self.onset_floor_ms, 1),
            "tempo_change": round(self.tempo_change, 3),
            "short_ratio": round(self.short_ratio, 3),
            "long_ratio": round(self.long_ratio, 3),
        }

    def onset_ms(self, beat_s: float, spread_s: float) -> float:
        """Window for an onset, ± ms: the floor or a share of the beat, widened by the take's own scatter (capped)."""
        base = max(self.onset_floor_ms, 1000.0 * self.onset_share * beat_s)
        return max(base, min(2000.0 * spread_s * STRICTNESS[self.strictness], SPREAD_CAP * base))


def tolerances(level: int, strictness: str, *, keyboard: bool = False, voice: bool = False) -> Tolerances:
    """The windows for a level 1-8; raises ValueError naming what is allowed otherwise."""
    if strictness not in STRICTNESS:
        raise ValueError(f"'{strictness}' is not a strictness; use one of {', '.join(STRICTNESS)}")
    if not 1 <= level <= 8:
        raise ValueError(f"{level} is not a level; use 1 to 8")
    factor = STRICTNESS[strictness]
    cents = _IN_TUNE_CENTS[level - 1] * factor
    return Tolerances(
        level=level,
        strictness=strictness,
        in_tune_cents=min(WRONG_CENTS, max(cents, VOICE_CENTS) if voice else cents),
        onset_share=_ONSET_SHARE[level - 1] * factor,
        onset_floor_ms=(35.0 if keyboard else 60.0) * factor,
        tempo_change=_TEMPO_CHANGE[level - 1] * factor,
        short_ratio=1.0 - 0.4 * min(factor, 1.4),
        long_ratio=1.0 + 0.4 * factor,
    )
