"""A report laid out for reading: what to do next, the findings, every note in words, what cost points."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lessons.practice.models import Take
from lessons.practice.music_data import graded_notes, key_of, music_data, transposition_of
from lessons.practice.words import bars_words, part_bars, pitch_symbol, pitch_words, place_words, speech
from lessons.teaching.models import Comment
from tutor.music.key import Key
from tutor.music.pitch import Pitch

LEADING = 3
GOOD = 90.0
LEFT_OUT = "S02"  # the finding that names bars that were not played
_PITCH_SAID = {
    "correct": gettext_lazy("right"),
    "wrong": gettext_lazy("wrong note"),
    "missed": gettext_lazy("not heard"),
    "unsure": gettext_lazy("not sure"),
}
# What else is said of a note: (entry of the report, its value) -> words
_ALSO_SAID = {
    ("intonation", "sharp"): pgettext_lazy("tuning", "sharp"),
    ("intonation", "flat"): pgettext_lazy("tuning", "flat"),
    ("onset", "early"): gettext_lazy("early"),
    ("onset", "late"): gettext_lazy("late"),
    ("duration", "short"): gettext_lazy("held too short"),
    ("duration", "long"): gettext_lazy("held too long"),
}
_REASONS = {
    "wrong pitch": gettext_lazy("wrong pitch"),
    "missed": gettext_lazy("missed"),
    "extra note": gettext_lazy("extra note"),
    "corrected note": gettext_lazy("corrected note"),
    "early": gettext_lazy("early"),
    "late": gettext_lazy("late"),
    "short": gettext_lazy("short"),
    "long": gettext_lazy("long"),
    "sharp": pgettext_lazy("tuning", "sharp"),
    "flat": pgettext_lazy("tuning", "flat"),
}
_SIGNS = {-2: "𝄫", -1: "♭", 0: "♮", 1: "♯", 2: "𝄪"}


def next_step(report: dict[str, Any]) -> dict[str, Any]:
    """One thing to do, why, and what to press: {sentence, why, action: practise | again | today, index}."""
    findings = [
        (index, finding) for index, finding in enumerate(report.get("findings", [])) if _counts(finding, report)
    ]
    if findings and _practisable(findings[0][1]):
        index, finding = findings[0]
        why = first_sentence(finding["text"])
        return {"sentence": finding["remedy"]["text"], "why": why, "action": "practise", "index": index}
    if findings:
        return {"sentence": _("Play it once more."), "why": findings[0][1]["text"], "action": "again", "index": None}
    if report.get("part"):
        return _after_a_part(report["part"])
    if _faultless(report):
        return {"sentence": _("All right! Go on to something new."), "why": "", "action": "today", "index": None}
    if ((report.get("marks") or {}).get("overall") or 0) >= GOOD:
        return {
            "sentence": _("This one goes well. Go on to something new."),
            "why": "",
            "action": "today",
            "index": None,
        }
    return {"sentence": slower(), "why": "", "action": "again", "index": None}


def _counts(finding: dict[str, Any], report: dict[str, Any]) -> bool:
    """Whether a finding says what to do: that bars were left out does not, where only some were meant."""
    return not (report.get("part") and finding["kind"] == LEFT_OUT)


def _after_a_part(part: dict[str, Any]) -> dict[str, Any]:
    well = (part["marks"]["overall"] or 0) >= GOOD
    sentence = _("These bars go well. Now play the whole piece.") if well else slower()
    return {"sentence": sentence, "why": "", "action": "again", "index": None}


def slower() -> str:
    return _("Play it once more, a little slower, and listen for the click.")


def part(report: dict[str, Any]) -> dict[str, Any] | None:
    """Where only some of the bars were played: that, in one sentence to the player (`mine`) and to others (`theirs`),
    the marks of those bars and the mark of the whole; None where all were."""
    played = report.get("part")
    if not played:
        return None
    first, last = part_bars(played)
    bars = {"first": first, "last": last}
    if first == last:
        mine, theirs = (
            _("You played bar %(first)s; the marks are for that bar."),
            _("Bar %(first)s was played; the marks are for that bar."),
        )
    else:
        mine, theirs = (
            _("You played bars %(first)s to %(last)s; the marks are for those bars."),
            _("Bars %(first)s to %(last)s were played; the marks are for those bars."),
        )
    return {
        "mine": mine % bars,
        "theirs": theirs % bars,
        "marks": played["marks"],
        "whole": (report.get("marks") or {}).get("overall"),
    }


def _practisable(finding: dict[str, Any]) -> bool:
    return bool((finding.get("remedy") or {}).get("request"))


def _faultless(report: dict[str, Any]) -> bool:
    notes = report.get("notes", [])
    faults = [*report.get("extra", []), *report.get("lost", [])]
    overall = (report.get("marks") or {}).get("overall")
    return overall == 100 and not faults and all(note["pitch"] == "correct" for note in notes)


def first_sentence(text: str) -> str:
    """The first sentence of an explanation: what happened, before the theory."""
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


def praise(report: dict[str, Any]) -> str:
    """What went well, in so many words; "" where nothing was earned."""
    told = report.get("praise")
    return " ".join(str(sentence) for sentence in told) if isinstance(told, list) else str(told or "")


def unheard(report: dict[str, Any]) -> str:
    """The bars most of whose notes are unsure, in words; "" where all was heard."""
    sure: dict[int, list[bool]] = {}
    for note in report.get("notes", []):
        sure.setdefault(note["bar"], []).append(note["pitch"] != "unsure")
    return bars_words([bar for bar, heard in sorted(sure.items()) if 2 * sum(heard) <= len(heard)])


def findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Every finding with the bars it speaks of and the note at which it is heard."""
    bars = {note["id"]: note["bar"] for note in report.get("notes", [])}
    laid_out = []
    for index, finding in enumerate(report.get("findings", [])):
        where = sorted({bars[note] for note in finding["notes"] if note in bars})
        remedy = finding.get("remedy") or {}
        laid_out.append(
            {
                "index": index,
                "concept": finding.get("title") or speech().term(finding["concept"], "concept"),
                "text": finding["text"],
                "bars": bars_words(where),
                "note": finding["notes"][0] if finding["notes"] else "",
                "practisable": _practisable(finding),
                "remedy": remedy.get("text", ""),
            }
        )
    return laid_out


def note_rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Every note of the score in words, for the table and for the screen reader."""
    meter, key = _meter(report), _key(report)
    return [_row(note, meter, key) for note in report.get("notes", [])]


def _meter(report: dict[str, Any]) -> str:
    return str(report.get("score", {}).get("meter", ""))


def _key(report: dict[str, Any]) -> str:
    return str(report.get("score", {}).get("key", ""))


def _row(note: dict[str, Any], meter: str, key: str) -> dict[str, Any]:
    heard = note.get("heard") or ""
    row = {
        "id": note["id"],
        "bar": note["bar"],
        "place": place_words(str(note["beat"]), meter),
        "written": pitch_symbol(note["written"], key),
        "heard": pitch_symbol(heard, key),
        "pitch": note["pitch"],
        "pitch_said": _PITCH_SAID.get(note["pitch"], note["pitch"]),
        "intonation": note.get("intonation"),
        "cents": note.get("cents"),
        "onset": note.get("onset"),
        "onset_said": _ALSO_SAID.get(("onset", note.get("onset") or ""), ""),
        "onset_ms": note.get("onset_ms"),
        "duration": note.get("duration"),
        "duration_said": _REASONS.get(note.get("duration") or "", ""),
        "duration_ratio": note.get("duration_ratio"),
    }
    row["label"] = _("Bar %(bar)s, %(place)s, %(note)s: %(said)s") % {
        "bar": row["bar"],
        "place": row["place"],
        "note": pitch_words(note["written"], key),
        "said": _said(note, heard, key),
    }
    return row


def _said(note: dict[str, Any], heard: str, key: str) -> str:
    parts = [str(_PITCH_SAID.get(note["pitch"], note["pitch"]))]
    if note["pitch"] == "wrong" and heard:
        parts = [_("you played %(note)s") % {"note": pitch_words(heard, key)}]
    return ", ".join([*parts, *(str(words) for (part, fault), words in _ALSO_SAID.items() if note.get(part) == fault)])


def spelled(take: Take, report: dict[str, Any]) -> dict[str, Any]:
    """The report's notes and extra notes with what was heard spelled in the key: `heard` ("F4"), and for drawing
    the staff positions `step` and `heard_step` (counted from C0) and the accidental `sign` where the key lacks it."""
    key = key_of(take.exercise)
    facts = report.get("take", {})
    shift: float = transposition_of(take.exercise) + (facts.get("transposition_semitones") or 0)
    shift += (facts.get("tuning_cents") or 0) / 100
    notes = [_spell_note(note, key, shift) for note in report.get("notes", [])]
    extra = []
    for one in report.get("extra", []):
        pitch = key.spell(round(one["midi"] - shift))
        extra.append({**one, "heard": pitch.name, "heard_step": pitch.diatonic, "sign": _sign(pitch, key)})
    return {**report, "notes": notes, "extra": extra}


def _spell_note(note: dict[str, Any], key: Key, shift: float) -> dict[str, Any]:
    written = Pitch.parse(note["written"])
    placed = {**note, "step": written.diatonic}
    performed = note.get("performed")
    if note["pitch"] == "wrong" and performed and performed.get("midi") is not None:
        pitch = _spell(written, round(performed["midi"] - shift) - written.midi, key)
        placed |= {"heard": pitch.name, "heard_step": pitch.diatonic, "sign": _sign(pitch, key)}
    return placed


def _spell(written: Pitch, off: int, key: Key) -> Pitch:
    """A played pitch `off` semitones from the written one: on the written letter where that is possible and the key
    has no note of its own there, as the findings spell it."""
    spelled = key.spell(written.midi + off)
    alter = written.alter + off
    in_key = key.degree_of(spelled)[1] == 0
    if abs(off) > 1 or abs(alter) > 1 or (in_key and alter != 0):
        return spelled
    return Pitch(written.step, alter, written.octave)


def _sign(pitch: Pitch, key: Key) -> str:
    return _SIGNS[pitch.alter] if pitch.alter != key.signature[pitch.step] else ""


def lost_points(report: dict[str, Any]) -> list[dict[str, Any]]:
    """What each lost point was for: {bar, place, written, points, reason}, in score order."""
    notes = {note["id"]: note for note in report.get("notes", [])}
    rows = []
    for lost in report.get("lost", []):
        note = notes.get(lost.get("note"), {})
        rows.append(
            {
                "note": lost.get("note", ""),
                "bar": note.get("bar", ""),
                "place": place_words(str(note["beat"]), _meter(report)) if note else "",
                "written": pitch_symbol(note.get("written", ""), _key(report)),
                "points": lost.get("points"),
                "reason": lost.get("reason", ""),
                "reason_said": _REASONS.get(lost.get("reason", ""), lost.get("reason", "")),
            }
        )
    return rows


def difference(report: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any] | None:
    """What changed since an earlier take of the same exercise: marks up or down, notes mended and notes new."""
    if not before:
        return None
    was = {note["id"]: note["pitch"] for note in before.get("notes", [])}
    now = {note["id"]: note["pitch"] for note in report.get("notes", [])}
    mended = [note for note, verdict in now.items() if verdict == "correct" and was.get(note) in ("wrong", "missed")]
    broken = [note for note, verdict in now.items() if verdict in ("wrong", "missed") and was.get(note) == "correct"]
    marks, old = report.get("marks") or {}, before.get("marks") or {}
    change = None
    if marks.get("overall") is not None and old.get("overall") is not None:
        change = round(marks["overall"] - old["overall"], 1)
    places = _places(report)
    return {
        "change": change,
        "mended": [places[note] for note in mended],
        "broken": [places[note] for note in broken],
    }


def _places(report: dict[str, Any]) -> dict[str, str]:
    """Note id → where it stands, in words: "bar 4, beat 2: F♯4"."""
    meter, key = _meter(report), _key(report)
    return {
        note["id"]: _("bar %(bar)s, %(place)s: %(note)s")
        % {
            "bar": note["bar"],
            "place": place_words(str(note["beat"]), meter),
            "note": pitch_symbol(note["written"], key),
        }
        for note in report.get("notes", [])
    }


def first_notes(report: dict[str, Any]) -> list[tuple[int, str]]:
    """(bar, id of its first note), for pointing at a bar."""
    first: dict[int, str] = {}
    for note in report.get("notes", []):
        first.setdefault(note["bar"], note["id"])
    return sorted(first.items())


def placed(comments: Iterable[Comment], report: dict[str, Any]) -> list[tuple[Comment, int | None]]:
    """Each comment with the bar it is about; None for the whole take."""
    bars = {note["id"]: note["bar"] for note in report.get("notes", [])}
    return [(comment, bars.get(comment.note)) for comment in comments]


def page_data(take: Take, report: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The data block of the feedback page."""
    graded = graded_notes(take.exercise, [note["id"] for note in report.get("notes", [])])
    return {
        "music": {**music_data(take.exercise), "notes": graded},
        "report": {name: report.get(name) for name in ("take", "notes", "extra", "tolerances")},
        "labels": {row["id"]: row["label"] for row in rows},
        "curve": take.curves,
        "duration_s": take.duration_s,
    }
