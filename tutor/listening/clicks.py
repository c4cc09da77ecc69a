"""A metronome that leaks into the microphone: its clicks are found and taken out before anybody listens for notes.

A click is over within a few hundredths of a second: in the bands that it fills, the spectrum stands out from what
sounds just before and just after it. Where the music about such a peak goes on as if nothing had happened, no note
began there (a *bare* click); and where enough peaks of its colour lie on one strict grid, there was a metronome. Then
every peak on the grid loses what is louder than both its surroundings: a note that is held, or struck with the click,
keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import fft, signal

from tutor.listening.types import Audio, FloatArray

_WINDOW, _HOP = 512, 55  # 23 and 2.5 ms at 22 050 Hz
_BATCH = 2048
_AT_ONCE = 256  # rates
_BEFORE_S, _AFTER_S = 0.03, 0.055  # from the loudest moment of a click to sound that it does not reach
_LOW_HZ = 400.0
_STANDS_OUT = 4.0  # power at a peak over the power about it, in the bands that count
_LOUD_ENOUGH_DB = -35.0  # a peak over the music
_APART_S = 0.05
_BARE_SHARE, _BARE_CHANGE_DB = 0.05, 3.0  # what stands out, of all that sounds; the level after over the level before
_ALIKE = 0.8  # cosine of two clicks' spectra
_SLOWEST_HZ, _FASTEST_HZ = 0.2, 4.2  # from the first beats of slow bars alone to 252 beats a minute
_STRICT_S = 0.008
_ECHO_S = 0.2  # an echo flutters, and is gone after so long
_MOST_TRIED = 24
_LEAST, _LEAST_BARE, _LEAST_SHARE, _LEAST_KEPT = 6, 1, 0.75, 0.4
_PARTS, _LEAST_BETWEEN = (4, 3, 2), 0.8  # a first beat's own colour hides the others: how many of these must stand out

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Peaks:
    """Moments that stand out: `times_s` and `power` (n,), normed spectra `colour` (n, bins) of what does, and whether
    `bare`."""

    times_s: Array
    power: Array
    colour: Array
    bare: NDArray[np.bool_]


def without_clicks(audio: Audio) -> Audio:
    """`audio` without a metronome's clicks; the very same where there is none."""
    times = metronome_clicks(audio)
    if not len(times):
        return audio
    margin = round(2 * _ECHO_S * audio.rate)
    samples = np.pad(np.asarray(audio.samples, dtype=np.float32), margin)
    for time_s in times:
        _take_out(samples, margin + round(time_s * audio.rate), audio.rate)
    return replace(audio, samples=samples[margin:-margin])


def metronome_clicks(audio: Audio) -> Array:
    """Times in s at which a metronome clicks, rising; empty where none is sure."""
    peaks = _peaks(audio)
    tried = np.flatnonzero(peaks.bare)
    tried = tried[np.argsort(-peaks.power[tried], kind="stable")][:_MOST_TRIED]
    grids = [_on_one_grid(peaks, _kin(peaks, int(k))) for k in tried]
    return np.unique(np.concatenate([np.zeros(0), *grids]))


def _kin(peaks: Peaks, k: int) -> NDArray[np.bool_]:
    """The peaks with the colour of peak k; not the flutter of an echo after a louder one."""
    kin = np.flatnonzero(peaks.colour @ peaks.colour[k] > _ALIKE)
    near = np.abs(peaks.times_s[kin, None] - peaks.times_s[kin]) < _ECHO_S
    loudest = peaks.power[kin] >= np.where(near, peaks.power[kin], 0.0).max(axis=1, initial=0.0)
    chosen = np.zeros(len(peaks.times_s), dtype=bool)
    chosen[kin[loudest]] = True
    return chosen


def _on_one_grid(peaks: Peaks, kin: NDArray[np.bool_]) -> Array:
    """The peaks (whatever their colour: a bar's first click may have its own) on the grid that `kin` beat, if any."""
    times = peaks.times_s
    if kin.sum() < _LEAST:
        return np.zeros(0)
    beat, first = _beat(times[kin])
    strict = np.abs(_off_grid(times, beat, first)) < _STRICT_S
    kept = np.unique(np.rint((times[kin & strict] - first) / beat))
    firm = (
        len(kept) >= _LEAST
        and len(kept) >= _LEAST_KEPT * (np.ptp(kept) + 1)
        and np.sum(kin & strict) >= _LEAST_SHARE * np.sum(kin)
        and np.sum(peaks.bare & kin & strict) >= _LEAST_BARE
    )
    return times[_finest(times, beat, first)] if firm else np.zeros(0)


def _finest(times: Array, beat: float, first: float) -> NDArray[np.bool_]:
    """Which of `times` lie on the grid, or on the finest division of it that has a peak at most of its points."""
    for parts in (*_PARTS, 1):
        strict = np.abs(_off_grid(times, beat / parts, first)) < _STRICT_S
        points = np.unique(np.rint((times[strict] - first) * parts / beat))
        between = points[points % parts != 0]
        if len(between) >= _LEAST_BETWEEN * (1 - 1 / parts) * (np.ptp(points) + 1):
            break
    return strict


def _beat(times: Array) -> tuple[float, float]:
    """(seconds a beat, time of a beat) of the strictest grid through most of `times`: the lowest frequency at which
    their phases gather, refined by a line through those that do."""
    span = float(times[-1] - times[0])
    rates = np.arange(_SLOWEST_HZ, _FASTEST_HZ, 1.0 / (10.0 * span))
    blocks = np.array_split(rates, len(rates) // _AT_ONCE + 1)  # a long take would fill the memory
    gathered = np.concatenate([np.exp(2j * np.pi * b[:, None] * (times - times[0])).mean(axis=1) for b in blocks])
    strict = np.abs(gathered)
    best = int(np.flatnonzero(strict > 0.95 * strict.max())[0])
    best += int(np.argmax(strict[best : best + 10]))
    beat = 1.0 / float(rates[best])
    first = float(times[0]) + beat * float(np.angle(gathered[best])) / (2 * np.pi)
    for _ in range(2):
        near = np.abs(_off_grid(times, beat, first)) < 2 * _STRICT_S
        if near.sum() < 3:
            break
        beat, first = (float(x) for x in np.polyfit(np.rint((times[near] - first) / beat), times[near], 1))
    return beat, first


def _off_grid(times: Array, beat: float, first: float) -> Array:
    return times - first - beat * np.rint((times - first) / beat)


def _peaks(audio: Audio) -> Peaks:
    """The moments whose spectrum stands out from what is before and after."""
    step = _HOP / audio.rate
    before, after = round(_BEFORE_S / step), round(_AFTER_S / step)
    total, excess = _levels(audio, before, after)
    loud = float(np.percentile(total, 95)) + 1e-12
    found, _ = signal.find_peaks(excess, height=loud * 10 ** (_LOUD_ENOUGH_DB / 10), distance=round(_APART_S / step))
    found = found[(found >= before) & (found < len(total) - after)]
    spectra = [_power(audio, np.arange(hop - before, hop + after + 1))[[0, before, -1]] for hop in found]
    looks = [_look(past, here, then, 1e-5 * loud) for past, here, then in spectra]
    bare = np.array([share > _BARE_SHARE and change < _BARE_CHANGE_DB for _, share, change in looks], dtype=bool)
    return Peaks(found * step, excess[found], np.array([colour for colour, _, _ in looks]), bare)


def _look(past: Array, here: Array, then: Array, floor: float) -> tuple[Array, float, float]:
    """Of power spectra before, at and after a peak: the normed magnitudes that stand out, their share of all, and by
    how many dB the rest changes: an echo has the click's own colour, a note brings new bands."""
    about = np.maximum(past, then)
    extra = np.maximum(here - about, 0.0)
    rest = extra == 0.0
    change = 10.0 * np.log10((then[rest].sum() + floor) / (past[rest].sum() + floor))
    colour = np.sqrt(extra, dtype=np.float64)
    return colour / max(float(np.linalg.norm(colour)), 1e-12), float(extra.sum() / here.sum()), abs(float(change))


def _levels(audio: Audio, before: int, after: int) -> tuple[Array, Array]:
    """Power of each hop, and of what stands out in it from the hops `before` and `after` it. Shapes (hops,)."""
    totals, excesses = [], []
    for start, stop, hops in _blocks(len(audio.samples) // _HOP + 1):
        power = _power(audio, np.arange(start - before, stop + after))
        here = power[before : before + hops]
        about = np.maximum(power[:hops], power[before + after :])
        totals.append(here.sum(axis=1, dtype=np.float64))
        excesses.append(np.maximum(here - _STANDS_OUT * about, 0.0).sum(axis=1, dtype=np.float64))
    return np.concatenate(totals), np.concatenate(excesses)


def _blocks(count: int) -> Iterator[tuple[int, int, int]]:
    for start in range(0, count, _BATCH):
        stop = min(start + _BATCH, count)
        yield start, stop, stop - start


def _power(audio: Audio, hops: NDArray[np.int64]) -> NDArray[np.float32]:
    """Power of the bins above _LOW_HZ about each hop, shape (hops, bins); silence lies beyond both ends."""
    first = int(hops[0]) * _HOP - _WINDOW // 2
    last = int(hops[-1]) * _HOP + _WINDOW // 2
    inside = np.asarray(audio.samples[max(0, first) : max(0, last)], dtype=np.float32)
    padded = np.pad(inside, (max(0, -first), max(0, last - len(audio.samples))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[(hops - hops[0]) * _HOP]
    spectrum = fft.rfft(frames * np.hanning(_WINDOW).astype(np.float32))
    return np.square(np.abs(spectrum[:, int(_LOW_HZ * _WINDOW / audio.rate) :]))


def _take_out(samples: FloatArray, middle: int, rate: int) -> None:
    """Hold the spectrum about sample `middle` down, in place, to the louder of what is before and after the click; in
    the click's own bands, to what is there when its echo in the room has gone."""
    quarter = _WINDOW // 4
    before, after, gone = (round(seconds * rate / quarter) for seconds in (_BEFORE_S, _AFTER_S, _ECHO_S))
    centres = middle + quarter * np.arange(-before, gone + 1)
    window = np.sqrt(signal.get_window("hann", _WINDOW)).astype(np.float32)
    spectrum = fft.rfft(samples[centres[:, None] - _WINDOW // 2 + np.arange(_WINDOW)] * window)
    level = np.abs(spectrum)
    past, then, later = level[0], level[before + after], level[-1]
    clicked = level[before - 2 : before + 3].max(axis=0) > np.sqrt(_STANDS_OUT) * np.maximum(past, then)
    allowed = np.where(clicked, np.maximum(past, later), np.maximum(past, then))
    extra = spectrum * np.maximum(1.0 - allowed / np.maximum(level, 1e-12), 0.0)
    extra[before + after :, ~clicked] = 0.0
    for centre, piece in zip(centres[1:-1], fft.irfft(extra[1:-1], _WINDOW) * window, strict=True):
        samples[centre - _WINDOW // 2 : centre + _WINDOW // 2] -= 0.5 * piece
