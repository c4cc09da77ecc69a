"""The model card: the measures of `evaluate composer` as a page that anyone can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_INTRO = """# Model card of the composer

{where}

A decoder-only transformer ({layers} layers of width {width}, {parameters:,} parameters, weights `{hash}`) writes
melodies as bars of durations and scale degrees, under an automaton that lets nothing through that would break a
promise. Sixteen candidates are written and ranked. Requests for the rows on style, distributions, structure,
originality and time ask for the mode, metre, level and length of real excerpts that were held out of all training.
"""
_LIMITS = """## Limits
- **It knows melodies, one line at a time.** Chord symbols are found afterwards; nothing here models texture or timbre.
- **Styles with little music are learned thinly**: see the table of styles. Rule styles (`kind` is `rules` in
  `python -m tutor styles`) are exercises of our own design, not learned, and are not in that table.
- **The recogniser is small and hears excerpts of 8 or 16 bars.** Close kin (classical and romantic piano, chorale and
  hymn) are confused by it in real music too; its accuracy there is the yardstick, not 100 %.
- **Levels bound what may be read, so low levels sound less like their style**: a reel at level 1 has no running notes.
- **Values and moves are a little more usual than in real music**: levels forbid some, cadences and forms are planned,
  and what is likest its style is chosen. The overlaps of values and transitions show that; real pieces agree with each
  other better.
- **Exercises are chosen to sound like their style**, so they are recognised more often than real pieces, which need
  not. The ear that chooses is not the recogniser that measures, but both have learned from the same pieces.
- **Difficulty differs between styles at one level**: a hymn stays in quarters where a reel runs, and a quicker tempo
  makes up for a part of that only.
- **Western notation, twelve tones, 14 metres.** Traditions that are not written this way are not represented.
- **Originality is judged against the training melodies alone**, by intervals and ratios of durations.
- **Held-out pieces are told apart by shared runs**; kin that share no run of seven notes can fall on both sides.
"""
_AGAIN = """## Made again with one command
    python -m tutor train --corpora FOLDER --out tutor/composing/weights

trains the composer and makes the originality index and all that is counted: the styles' habits and their ear, the
recogniser and the reference counts (`--audit` makes only what is counted,
`--start` goes on from weights there are). Without `--corpora` music21's own corpus is used, which is enough for Bach
chorales and American fiddle tunes. The measured part of this page is made by the command at its top.
"""


@dataclass(frozen=True)
class Line:
    """One row of the table: what was measured, the figures, the target, and whether it is met (None: not measured)."""

    measure: str
    measured: str
    target: str
    met: bool | None


def model_card(result: dict[str, Any], where: str, picture: str | None = None) -> str:
    """The card as Markdown; `where` says when, on what and by which command, `picture` names the training curve."""
    model = result["model"]
    config = model["config"]
    intro = _INTRO.format(
        **{"where": where, "layers": config["layers"], "width": config["width"]},
        **{"parameters": model["parameters"], "hash": model["hash"]},
    )
    parts = [
        intro,
        "## Measured",
        _table(result),
        *_examples(result),
        "## Styles",
        _styles(result),
        "## Blends",
        _blends(result["blends"]),
        _training(result, picture),
    ]
    return "\n".join([*parts, "## Data", _data(model), _LIMITS, _AGAIN])


def _table(result: dict[str, Any]) -> str:
    rows = ["| measure | measured | target | met |", "|---|---|---|---|"]
    words = {True: "yes", False: "no", None: "–"}
    rows += [f"| {line.measure} | {line.measured} | {line.target} | {words[line.met]} |" for line in lines(result)]
    return "\n".join([*rows, ""])


def lines(result: dict[str, Any]) -> list[Line]:
    """The rows of the table."""
    return [
        _promises(result["promises"]),
        *_levels(result["levels"]),
        _style(result["styles"]),
        _likelihood(result["likelihood"]),
        *_distributions(result["distributions"]),
        *_structure(result["structure"]),
        *_originality(result["originality"]),
        *_cadences(result["cadences"]),
        *_times(result["times"]),
    ]


def _promises(row: dict[str, Any]) -> Line:
    measured = (
        f"{row['requests']:,} random requests: {row['composed']:,} composed, {row['refused']:,} refused, "
        f"{row['crashed']} crashed; {row['wrong']} wrong"
    )
    return Line(
        "hard constraints (bars, metre, key, range, level, quotas, ending), read back with music21 alone; refusals "
        "name a conflict and a change that settles it",
        *(measured, "0 wrong", row["wrong"] == 0),
    )


def _levels(row: dict[str, Any]) -> list[Line]:
    faults = row["above_level"] + row["otherwise_broken"]
    return [
        Line(
            f"features above the level, {row['exercises']} exercises over all styles and levels",
            *(f"{row['above_level']} (otherwise broken: {row['otherwise_broken']})", "0", faults == 0),
        ),
        Line(
            "rank correlation of an independent difficulty with the level",
            f"{row['rank_correlation']:.3f} over all styles together; {row['rank_correlation_in_a_style']:.3f} within "
            "one style, on average",
            *("≥ 0.90", row["rank_correlation"] >= 0.9),
        ),
    ]


def _style(row: dict[str, Any]) -> Line:
    measured = f"{row['made']:.1%} against {row['real']:.1%} of real held-out excerpts: {row['ratio']:.1%}"
    return Line(
        "style recognised, by a classifier trained apart on real music",
        measured,
        "≥ 95 % of that",
        row["ratio"] >= 0.95,
    )


def _likelihood(row: dict[str, Any]) -> Line:
    name = "nats per note of held-out pieces, against the best of 3-gram, 5-gram, and 5-gram with copying"
    if "missing" in row:
        return Line(name, row["missing"], "≥ 10 % below", None)
    grams = ", ".join(f"{key} {value:.3f}" for key, value in row.items() if "gram" in key)
    measured = f"{row['network']:.3f}; {grams}: {row['gain']:.1%} below ({row['melodies']} melodies, {row['when']})"
    return Line(name, measured, "≥ 10 % below", row["gain"] >= 0.10)


def _distributions(rows: dict[str, Any]) -> Iterator[Line]:
    for name, row in rows.items():
        measured = f"{row['made']:.3f} (two halves of the real ones: {row['real_halves']:.3f})"
        yield Line(f"overlap with real excerpts: {name}", measured, "≥ 0.90", row["made"] >= 0.9)


def _structure(rows: dict[str, float]) -> list[Line]:
    measured = ", ".join(f"{name} {value:.3f}" for name, value in rows.items())
    return [Line("likeness of bars, KL from real excerpts", measured, "≤ 0.05", max(rows.values()) <= 0.05)]


def _originality(row: dict[str, Any]) -> list[Line]:
    measured = (
        f"95th percentile {row['made_95']:g} notes, median {row['made_median']:g}, longest {row['made_longest']} "
        f"(real pieces: {row['human_95']:g}, {row['human_median']:g}); {row['beyond_human_95']:.1%} lie beyond theirs"
    )
    return [
        Line(
            "longest run shared with a training piece",
            *(measured, "≤ the 95th percentile of real pieces", row["made_95"] <= row["human_95"]),
        ),
        Line("copies: a shared run of 9 notes and 2 bars", f"{row['copies']}", "0", row["copies"] == 0),
    ]


def _cadences(row: dict[str, Any]) -> list[Line]:
    return [
        Line(
            "planned inner cadences met",
            f"{row['inner_met']:.1%} of {row['inner']}",
            "≥ 95 %",
            row["inner_met"] >= 0.95,
        ),
        Line("final cadences met", f"{row['final_met']:.1%} of {row['final']}", "100 %", row["final_met"] == 1),
    ]


def _times(rows: dict[str, Any]) -> Iterator[Line]:
    for name, row in rows.items():
        measured = (
            f"p50 {row['p50']:.2f} s, p95 {row['p95']:.2f} s (processor: {row['cpu_p50']:.2f}, {row['cpu_p95']:.2f})"
        )
        target = "p50 < 0.5 s, p95 < 1 s" if name == "8 bars" else "p95 < 2 s"
        met = row["p95"] < 2 if name != "8 bars" else row["p50"] < 0.5 and row["p95"] < 1
        yield Line(f"time for {name}, 16 candidates ranked, one thread", measured, target, met)


def _examples(result: dict[str, Any]) -> list[str]:
    found = [*result["promises"]["examples"], *result["levels"]["examples"]]
    return ["What was wrong, for example:", "", *[f"- {example}" for example in found], ""] if found else []


def _styles(result: dict[str, Any]) -> str:
    learned = result["model"].get("training_styles", {})
    nats = result["likelihood"].get("styles", {})
    rows = [
        "| style | melodies learned | recognised: made | recognised: held out | nats per note: network | n-gram |",
        "|---|---|---|---|---|---|",
    ]
    for style, row in result["styles"]["by_style"].items():
        made = f"{row['made_recognised']:.0%} of {row['made']}"
        real = f"{row['real_recognised']:.0%} of {row['real']}"
        known = nats.get(style, {})
        cells = [style, learned.get(style, "–"), made, real, known.get("network", "–"), known.get("n-gram", "–")]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join([*rows, ""])


def _blends(found: list[dict[str, Any]]) -> str:
    rows = [
        "How likely the recogniser takes a blend for each of its styles, on average over pairs drawn at random; the "
        "rest goes to styles that were not asked for.",
        "",
        "| second style asked for | exercises | heard: first | heard: second | second's part of the two |",
        "|---|---|---|---|---|",
    ]
    for row in found:
        heard = " | ".join(f"{row[name]:.0%}" for name in ("first", "second", "part"))
        rows.append(f"| {row['asked']:.0%} | {row['exercises']} | {heard} |")
    return "\n".join([*rows, ""])


def _training(result: dict[str, Any], picture: str | None) -> str:
    curve = result["model"].get("curve")
    if not curve:
        return ""
    last = curve[-1]
    text = (
        f"Trained for {last['minutes']:.0f} minutes, {last['step']:,} steps over {last['tokens']:,} tokens "
        f"({last['passes']} passes); {last['valid_nll_per_note']:.3f} nats per note on pieces held out to stop by.\n"
    )
    return "\n".join(["## Training", *([f"![Training curve]({picture})", ""] if picture else []), text])


def _data(model: dict[str, Any]) -> str:
    rows = ["| source | pieces | melodies | notes | licence | credit |", "|---|---|---|---|---|---|"]
    for name, row in model.get("sources", {}).items():
        cells = [name, row["pieces"], row["melodies"], f"{row['notes']:,}", row["licence"], row["attribution"]]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    note = (
        "Nine parts in ten were learned from; the rest was held out, kin by kin. Files of the corpora are not part of "
        "the project; weights, counts and hashes made from them are. What is composed is free to use."
    )
    return "\n".join([*rows, "", note, ""])
