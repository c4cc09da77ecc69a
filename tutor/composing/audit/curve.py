"""The training curve as a picture, drawn as SVG by hand: no library is needed for two lines."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 320, 56, 16, 24, 48
_LINES = (("valid_nll_per_note", "held out, nats per note", ""), ("train_loss", "training, nats per token", "6 4"))


def curve_svg(points: Sequence[dict[str, float]]) -> str:
    """`points` hold minutes, `valid_nll_per_note` and `train_loss`; lines are told apart by dashes and by name."""
    values = [point[name] for point in points for name, _, _ in _LINES]
    low, high = floor(min(values) * 2) / 2, ceil(max(values) * 2) / 2
    last = max(point["minutes"] for point in points) or 1.0

    def x(minutes: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * minutes / last, 1)

    def y(value: float) -> float:
        return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / ((high - low) or 1.0), 1)

    parts = [_opening(points, last), *_grid(low, high, last, x, y)]
    for number, (name, label, dashes) in enumerate(_LINES):
        path = " ".join(f"{x(point['minutes'])},{y(point[name])}" for point in points)
        style = f'fill="none" stroke="#333" stroke-width="2" stroke-dasharray="{dashes or "none"}"'
        parts.append(f'<polyline points="{path}" {style}/>')
        at = _TOP + 14 + 18 * number
        parts.append(f'<line x1="{_WIDTH - 230}" y1="{at - 4}" x2="{_WIDTH - 200}" y2="{at - 4}" {style}/>')
        parts.append(_text(_WIDTH - 192, at, label))
    return "\n".join([*parts, "</svg>", ""])


def _opening(points: Sequence[dict[str, float]], last: float) -> str:
    ends = points[-1]
    about = f"After {last:.0f} minutes: {ends['valid_nll_per_note']:.3f} nats per held-out note."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>Training curve</title><desc>{about}</desc>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    )


def _grid(low: float, high: float, last: float, x, y) -> list[str]:
    """Lines and numbers: every half nat, and five moments in time."""
    parts = []
    for step in range(round((high - low) * 2) + 1):
        value = low + step / 2
        parts.append(f'<path d="M{_LEFT} {y(value)}H{_WIDTH - _RIGHT}" stroke="#ccc"/>')
        parts.append(_text(_LEFT - 8, y(value) + 4, f"{value:.1f}", "end"))
    for fifth in range(6):
        minutes = last * fifth / 5
        parts.append(_text(x(minutes), _HEIGHT - _BOTTOM + 18, f"{minutes:.0f}", "middle"))
    return [*parts, _text((_LEFT + _WIDTH) / 2, _HEIGHT - 10, "minutes of training", "middle")]


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="#333">{text}</text>'
