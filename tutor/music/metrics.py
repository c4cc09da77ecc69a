"""Where a moment stands in its bar: how strong it is, and how a player counts it."""

from __future__ import annotations

from fractions import Fraction

from tutor.music.rhythm import Meter

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_QUARTERS = {Fraction(1, 4): "the e of", Fraction(1, 2): "the and of", Fraction(3, 4): "the a of"}


def metric_weight(onset: Fraction, meter: Meter) -> float:
    """1 on the downbeat, 0.75 at the half bar, 0.5 on other beats, 0.25 on the beat's main divisions, else 0.

    `onset` is in quarters from the (full) bar's downbeat.
    """
    if onset == 0:
        return 1.0
    if onset in meter.beat_onsets:
        return 0.75 if len(meter.beats) % 2 == 0 and onset * 2 == meter.bar_length else 0.5
    division = meter.unit if meter.is_compound or len(set(meter.beats)) > 1 else meter.unit / 2
    return 0.25 if onset % division == 0 else 0.0


def is_strong(onset: Fraction, meter: Meter) -> bool:
    """Whether a moment is a downbeat or half bar."""
    return metric_weight(onset, meter) >= 0.75


def subdivision_name(beat: Fraction, meter: Meter, units: tuple[str, str] = ("eighth", "sixteenth")) -> str:
    """How a player counts a place in the bar: "beat 2", "the and of 2", "the second triplet of 3".

    `beat` counts the metre's denominator unit from 1, as reports do. Compound metres count dotted beats: in 6/8 the
    place 5 is "the second eighth of beat 2". Uneven metres count their units: "count 4". `units` name an eighth and a
    sixteenth.
    """
    if meter.is_compound or (meter.numerator == 3 and meter.denominator >= 8):
        return _compound_name(beat - 1, units[meter.denominator == 16])
    whole, rest = divmod(beat, 1)
    place = f"count {whole}" if len(set(meter.beats)) > 1 else f"{whole}"
    if rest == 0:
        return place if place.startswith("count") else f"beat {place}"
    if rest in _QUARTERS:
        return f"{_QUARTERS[rest]} {place}"
    if rest in (Fraction(1, 3), Fraction(2, 3)):
        return f"the {_ORDINALS[int(rest * 3)]} triplet of {place}"
    return f"{rest.numerator}/{rest.denominator} after {'beat ' if place.isdigit() else ''}{place}"


def _compound_name(units: Fraction, unit: str) -> str:
    """`units` of the denominator, called `unit`, after the downbeat."""
    beat, within = divmod(units, 3)
    whole, rest = divmod(within, 1)
    place = f"the {_ORDINALS[int(whole)]} {unit} of beat {beat + 1}" if whole else f"beat {beat + 1}"
    if rest == 0:
        return place
    if rest == Fraction(1, 2):
        return f"the and after {place}"
    return f"{rest.numerator}/{rest.denominator} of {'an' if unit[0] in 'aeiou' else 'a'} {unit} after {place}"
