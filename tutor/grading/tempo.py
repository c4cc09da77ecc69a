"""The take's own tempo: a smooth curve from written time to seconds that no single note can bend.

The curve is piecewise linear on beats, with a penalty on changes of tempo and a robust loss (Huber, then Tukey's
bisquare), so that a late note stays late; the penalty is robust too, so that the tempo may change at once. Where the
pulse itself stops or is cut short, and stays so, the curve has a step (`Break`); the note at the step keeps its
deviation, the notes after it do not inherit it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIGMA_S = 0.03  # onset scatter of an ordinary player
BEND = 0.012  # change of tempo from beat to beat that costs as much as one SIGMA of scatter
_PAUSE_BEATS, _PAUSE_S = 0.55, 0.3  # a pulse stopped longer than both is a break
_CUT_BEATS, _CUT_S = 0.4, 0.2  # the same for a pulse cut short
_FILLED_S = 0.12  # time lost to an extra note
_LEAST_SPQ = 0.02  # seconds a quarter: nothing is played faster, and at one moment only by accident or a machine
_TURN = 0.6  # changes of tempo beyond this many BENDs cost evenly more, not by their square

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Break:
    """A step of the pulse: from written time `q` (quarters) on everything comes `shift_s` seconds later."""

    q: float
    shift_s: float
    excused: bool = False  # the player went back, or filled the time with extra notes: no fault of the note's timing


@dataclass(frozen=True)
class TempoCurve:
    """`knot_s[k]` is the time in seconds of written time `knot_q[k]`, breaks left out. Shapes (knots,)."""

    knot_q: Array
    knot_s: Array
    breaks: tuple[Break, ...] = ()

    def at(self, q: Array | float, *, own_break: bool = True) -> Array:
        """Seconds at which written time `q` is due; with `own_break` False a pause just before `q` is not granted."""
        position = np.asarray(q, dtype=float)
        seconds = _extended(position, self.knot_q, self.knot_s)
        for step in self.breaks:
            granted = own_break or step.excused
            after = position >= step.q - 1e-9 if granted else position > step.q + 1e-9
            seconds = seconds + step.shift_s * after
        return seconds

    def spq(self, q: Array | float) -> Array:
        """Local seconds a quarter at written time `q`."""
        slopes = np.diff(self.knot_s) / np.diff(self.knot_q)
        index = np.clip(np.searchsorted(self.knot_q, np.asarray(q, dtype=float), side="right") - 1, 0, len(slopes) - 1)
        return np.maximum(slopes[index], _LEAST_SPQ)

    @property
    def bpm(self) -> float:
        """Median tempo in quarters a minute, each beat counted once."""
        return float(60.0 / np.median(np.maximum(np.diff(self.knot_s) / np.diff(self.knot_q), _LEAST_SPQ)))

    @property
    def stands_still(self) -> bool:
        """Whether hardly any time passes from beat to beat."""
        return self.bpm >= 60.0 / _LEAST_SPQ

    def points(self) -> list[tuple[float, float]]:
        """The curve for a reader: (seconds, quarters a minute) at each knot."""
        middle = 0.5 * (self.knot_q[1:] + self.knot_q[:-1])
        return [(float(self.at(q)), float(60.0 / self.spq(q))) for q in middle]


def _extended(q: Array, knot_q: Array, knot_s: Array) -> Array:
    """Linear interpolation, carried on beyond both ends at the end tempo."""
    inside = np.interp(q, knot_q, knot_s)
    first = (knot_s[1] - knot_s[0]) / (knot_q[1] - knot_q[0])
    last = (knot_s[-1] - knot_s[-2]) / (knot_q[-1] - knot_q[-2])
    return inside + np.minimum(q - knot_q[0], 0) * first + np.maximum(q - knot_q[-1], 0) * last


def fit_tempo(
    q: Array,
    seconds: Array,
    *,
    beat_q: float,
    spq: float,
    restarts: tuple[int, ...] = (),
    filled: tuple[int, ...] = (),
) -> TempoCurve:
    """The curve through onsets: `q` written quarters (not falling), `seconds` heard, both of shape (notes,).

    `beat_q` quarters a beat; `spq` the written seconds a quarter, used when there is too little to go by;
    `restarts` are the indices at which a new pass begins, `filled` those with an extra note just before them.
    """
    if len(q) < 2 or q[-1] - q[0] < 1e-9:
        start = float(seconds[0]) if len(q) else 0.0
        origin = float(q[0]) if len(q) else 0.0
        return TempoCurve(np.array([origin, origin + beat_q]), np.array([start, start + beat_q * spq]))
    steps = find_breaks(q, seconds, beat_q=beat_q, restarts=restarts, filled=filled)
    return _Fit(q, seconds, beat_q, steps, (*restarts, *filled)).solve()


def find_breaks(
    q: Array,
    seconds: Array,
    *,
    beat_q: float,
    restarts: tuple[int, ...] = (),
    filled: tuple[int, ...] = (),
) -> tuple[int, ...]:
    """Indices of the notes before which the pulse stopped or was cut, and did not recover with the next note."""
    spans, elapsed = np.diff(q), np.diff(seconds)
    moving = spans > 1e-9
    found = list(restarts)
    for k in map(int, np.flatnonzero(moving)):
        if k + 1 in restarts:
            continue
        pulse = _pulse_around(k, spans, elapsed, moving)
        if pulse is None:
            continue
        lost = elapsed[k] - pulse * spans[k] > _FILLED_S if k + 1 in filled else False
        if (lost and _lasts(k, q, seconds, pulse)) or _is_break(k, q, seconds, pulse, beat_q):
            found.append(k + 1)
    return tuple(sorted(found))


def _pulse_around(k: int, spans: Array, elapsed: Array, moving: NDArray[np.bool_]) -> float | None:
    """Weighted median seconds a quarter of up to eight intervals on either side of interval k, itself left out."""
    near = [i for i in range(max(0, k - 8), min(len(spans), k + 9)) if i != k and moving[i]]
    if len(near) < 3:
        return None
    rates, weights = elapsed[near] / spans[near], spans[near]
    order = np.argsort(rates)
    share = np.cumsum(weights[order]) / weights.sum()
    return float(rates[order][np.searchsorted(share, 0.5)])


def _is_break(k: int, q: Array, seconds: Array, pulse: float, beat_q: float) -> bool:
    excess = seconds[k + 1] - seconds[k] - pulse * (q[k + 1] - q[k])
    beat = pulse * beat_q
    limit = max(_PAUSE_S, _PAUSE_BEATS * beat) if excess > 0 else max(_CUT_S, _CUT_BEATS * beat)
    return bool(abs(excess) >= limit and k + 2 < len(q) and _lasts(k, q, seconds, pulse))


def _lasts(k: int, q: Array, seconds: Array, pulse: float) -> bool:
    """Whether the notes after interval k stay displaced by about what it lost or gained."""
    if k + 2 >= len(q):
        return True
    excess = seconds[k + 1] - seconds[k] - pulse * (q[k + 1] - q[k])
    before = [seconds[i] - pulse * q[i] for i in range(max(0, k - 2), k + 1)]
    after = [seconds[i] - pulse * q[i] for i in range(k + 2, min(len(q), k + 5))]
    lasting = float(np.median(after) - np.median(before))
    return bool(0.6 * abs(excess) < lasting * np.sign(excess) < 1.6 * abs(excess))


class _Fit:
    """The penalised robust least squares behind a curve: unknowns are the knots' seconds and the breaks' shifts."""

    def __init__(
        self, q: Array, seconds: Array, beat_q: float, steps: tuple[int, ...], excused: tuple[int, ...]
    ) -> None:
        self.q, self.seconds, self.steps, self.excused = q, seconds, steps, excused
        count = max(2, int(np.ceil((q[-1] - q[0]) / beat_q)) + 1)
        self.knots = q[0] + beat_q * np.arange(count)
        self.design = np.hstack([self._hat(), self._step_columns()])
        self.scale_beat = beat_q * _typical_rate(q, seconds, steps)
        self.bends = self._bend_rows()

    def _hat(self) -> Array:
        position = (self.q - self.knots[0]) / (self.knots[1] - self.knots[0])
        low = np.clip(position.astype(int), 0, len(self.knots) - 2)
        design = np.zeros((len(self.q), len(self.knots)))
        rows = np.arange(len(self.q))
        design[rows, low] = 1 - (position - low)
        design[rows, low + 1] = position - low
        return design

    def _step_columns(self) -> Array:
        rows = np.arange(len(self.q))
        return np.array([(rows >= k).astype(float) for k in self.steps]).T.reshape(len(self.q), len(self.steps))

    def _bend_rows(self) -> Array:
        """Second differences of the knots in units of an unremarkable change of tempo, shape (bends, unknowns)."""
        count = len(self.knots)
        rows = np.zeros((max(0, count - 2), count + len(self.steps)))
        if count > 2:
            rows[:, :count] = np.diff(np.eye(count), n=2, axis=0) * (SIGMA_S / (BEND * self.scale_beat))
        return rows

    def solve(self) -> TempoCurve:
        """Both losses are robust: a note may be far off the curve, and the tempo may change at once, now and then."""
        answer = self._weighted(np.ones(len(self.q)), np.ones(len(self.bends)))
        for turn in range(14):
            residual = self.seconds - self.design @ answer
            scale = max(0.02, 1.4826 * float(np.median(np.abs(residual))))
            weights = _huber(residual / scale) if turn < 8 else _bisquare(residual / scale)
            answer = self._weighted(weights, _huber(self.bends @ answer / SIGMA_S, _TURN))
        count = len(self.knots)
        breaks = tuple(
            Break(float(self.q[k]), float(shift), k in self.excused)
            for k, shift in zip(self.steps, answer[count:], strict=True)
        )
        return TempoCurve(self.knots, answer[:count], breaks)

    def _weighted(self, weights: Array, bend_weights: Array) -> Array:
        data = self.design * weights[:, None]
        bends = self.bends * bend_weights[:, None]
        normal = self.design.T @ data + self.bends.T @ bends + 1e-9 * np.eye(self.design.shape[1])
        return np.linalg.solve(normal, data.T @ self.seconds).astype(np.float64)


def _typical_rate(q: Array, seconds: Array, steps: tuple[int, ...]) -> float:
    """Median seconds a quarter of the intervals that hold no break."""
    spans, elapsed = np.diff(q), np.diff(seconds)
    keep = spans > 1e-9
    keep[[k - 1 for k in steps]] = False
    rates = elapsed[keep] / spans[keep] if keep.any() else (seconds[-1:] - seconds[0]) / (q[-1] - q[0])
    return max(_LEAST_SPQ, float(np.median(rates)))


def _huber(z: Array, corner: float = 1.345) -> Array:
    return corner / np.maximum(np.abs(z), corner)


def _bisquare(z: Array) -> Array:
    return np.maximum(np.where(np.abs(z) < 4.685, (1 - (z / 4.685) ** 2) ** 2, 0.0), 1e-4)
