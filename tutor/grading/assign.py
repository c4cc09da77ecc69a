"""Assignment: with the take's tempo and tuning known, decide which played note answers which written one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tutor.grading.follow import EXTRA, MISSED

Array = NDArray[np.float64]
_REACH_S = 4.0  # a played note farther than this from its moment never answers for it


def time_costs(deviation_s: Array, scale_s: float) -> Array:
    """Cost of a played note being `deviation_s` off its moment; `scale_s` is a deviation nobody minds."""
    cost = 0.6 * np.log1p((deviation_s / scale_s) ** 2)
    return np.where(np.abs(deviation_s) > _REACH_S, np.inf, cost)


def assign_in_order(costs: Array, extra: Array) -> NDArray[np.intp]:
    """Cheapest matching that keeps the order of both sides (Needleman-Wunsch).

    `costs` shape (notes, played); `extra` shape (played,) the cost of leaving each out. Returns for each written
    note its played one or -1.
    """
    notes = len(costs)
    left_out = np.concatenate([[0.0], np.cumsum(extra)])
    row = left_out.copy()
    rows = [row]
    for i in range(notes):
        reach = row + MISSED
        reach[1:] = np.minimum(reach[1:], row[:-1] + costs[i])
        row = np.minimum.accumulate(reach - left_out) + left_out
        rows.append(row)
    return _read_back(rows, costs, extra)


def _read_back(rows: list[Array], costs: Array, extra: Array) -> NDArray[np.intp]:
    notes, j = costs.shape
    partner = np.full(notes, -1, dtype=np.intp)
    i = notes
    while i > 0:
        here = rows[i][j]
        if j > 0 and np.isfinite(costs[i - 1, j - 1]) and abs(here - rows[i - 1][j - 1] - costs[i - 1, j - 1]) < 1e-9:
            partner[i - 1] = j - 1
            i, j = i - 1, j - 1
        elif abs(here - rows[i - 1][j] - MISSED) < 1e-9:
            i -= 1
        else:
            j -= 1
    return partner


def assign_freely(costs: Array, extra: Array) -> NDArray[np.intp]:
    """Cheapest matching in any order, for chords: the same arguments and answer as `assign_in_order`."""
    notes, played = costs.shape
    table = np.full((notes + played, notes + played), 0.0)
    table[:notes, :played] = np.where(np.isfinite(costs), costs, 1e6)
    table[:notes, played:] = MISSED
    table[notes:, :played] = extra[None, :]
    answer = pair_off(table)[:notes]
    return np.where(answer < played, answer, -1)


def pair_off(costs: Array) -> NDArray[np.intp]:
    """Cheapest pairing of rows with columns, each used once: for each row its column, or -1 where columns run out."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(costs)
    partner = np.full(len(costs), -1, dtype=np.intp)
    partner[rows] = columns
    return partner


def extra_costs(duration_s: Array, confidence: Array) -> Array:
    """What it costs to call each sound an extra note: a short or doubtful one is easily left out. Shape (played,)."""
    firm = np.interp(duration_s, [0.05, 0.12], [0.6, 1.0]) * np.interp(confidence, [0.2, 0.6], [0.6, 1.0])
    return EXTRA * firm
