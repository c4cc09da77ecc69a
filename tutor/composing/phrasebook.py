"""What the composer says of requests and changes, in the reader's language.

The composer speaks English where it stands: an error, the line that names a change, a title. `told` finds the phrase
that such a sentence was made from and says it anew from what stands in its slots; a slot may hold a phrase again. So a
sentence can be kept, and read later by people of several languages. A sentence that is not in the book stays English;
`tests/tutor/composing/test_phrasebook.py` makes the composer refuse in every way it can and finds none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tutor.composing.change import KINDS
from tutor.composing.styles import STYLES
from tutor.grading.catalogue import translate
from tutor.grading.speech import Speech
from tutor.learning.reasons import skill_name
from tutor.learning.skills import SKILLS
from tutor.music.harmonising import PALETTES

CONTEXT = "composer"
PHRASES = (
    # a refusal: two things in conflict, and the change that would do
    "{first:phrase} conflicts with {second:phrase}. {fix:phrase}",
    "the skill {skill}",
    "level {level:number} in {metre} with {bars:phrase}",
    "level {level:number} in {bars:phrase}",
    "level {level:number}",
    "the range {range} in {bars:phrase}",
    "the range of the {instrument} in {bars:phrase}",
    "the range of {instrument} in {bars:phrase}",
    "the range of the {instrument}, {range},",
    "the range {range}",
    "the key {key}",
    "the metre {metre}",
    "the changing metre {metre}",
    "the opening in {metre}",
    "the tonic triad of {key}",
    "the form {form}",
    "the purpose {purpose}",
    "the ending {ending}",
    "the piece {piece}",
    "the tempo {tempo}",
    "the activity {activity}",
    "the style {style}",
    "the pickup",
    "the request",
    "this request",
    "no skill to practise",
    "another piece",
    "an easier version",
    "a harder version",
    "these chords",
    "more of {skill}",
    "this piece, which shows it already",
    "what stands round them",
    "the bar you wrote",
    "the {count:number} bars you wrote",
    "{count:number} different exercises",
    "{bars:phrase} at level {level:number}",
    "{count:number} bars of {metre}",
    "other note values",
    "a change of key or metre",
    "doubling every value",
    "halving every value",
    "the shortest notes here",
    "1 bar",
    "{count:number} bars",
    "{count:number} bar",
    "12 bars or 24",
    "{count:number} bars or more",
    "bar {bar:number}",
    "bars {first_bar:number} to {last_bar:number}",
    "bars {first_bar:number}-{last_bar:number}",
    # changes that would do
    "Raise the level to {level:number}, or leave the skill {skill} out.",
    "Raise the level to {level:number}, or leave the skill out.",
    "Raise the level to {level:number}, or choose a key with fewer signs.",
    "Raise the level to {level:number}, or choose {metre}.",
    "Raise the level to {level:number}.",
    "Raise the level, ask for more bars or fewer skills.",
    "Ask for the form free, or leave the skill {skill} out.",
    "Ask for the form free.",
    "Ask for the piece chords, a melody with chord symbols. Or choose a higher instrument, for example soprano.",
    "Ask for the piece chords, a melody with chord symbols.",
    "Ask for {bars:phrase}, or leave the skill {skill} out.",
    "Ask for fewer skills, a higher level or more bars.",
    "Ask for fewer skills or more bars.",
    "Ask for more bars or fewer skills.",
    "Ask for fewer skills or plainer chords.",
    "Ask for fewer skills.",
    "Ask for another piece like it.",
    "Ask for 2 bars or more.",
    "Ask for {bars:phrase}.",
    "Ask for {metre}.",
    "Leave the skill {skill} out.",
    "Leave out {skills}.",
    "Leave the pickup out.",
    "Leave the piece out.",
    "Leave the ending out.",
    "Leave the activity out.",
    "Widen the range, or leave it out.",
    "Widen it, for example to {range}.",
    "The levels are {low:number} to {high:number}.",
    "Name a skill, for example {skill}.",
    "Choose more bars.",
    "Choose a minor key, for example {key}.",
    "Choose a key with sharps, for example {key}.",
    "Choose a key with flats, for example {key}.",
    "Choose {key}, or the skill {skill}.",
    "Choose a mixolydian, dorian or minor key.",
    "Choose a key nearer to this one, or an instrument with a wider range.",
    "Choose a piece in one key and metre.",
    "Choose a piece in longer values.",
    "Choose {key}.",
    "Choose {metres} or {metre}.",
    "Choose {metres}.",
    "There is no {metre} here; choose a piece in 4/4.",
    "Blend one style of yours with a listed one.",
    # what cannot be read
    "'{text}' is not a range; write two pitches, the lower first, as in G3-B5",
    "the range {range} runs downwards; write the lower pitch first, as in {right}",
    "'{text}' is not a metre; write it as in 3/4 or 6/8, or a change as in '4/4 3/4'",
    "'{text}' is not a metre; write it as in 3/4 or 6/8",
    "'{text}' is not a known {what:phrase}. {fix:phrase}",
    "style",
    "Did you mean '{name}'?",
    "Use one of {names}.",
    "level {level:number} does not exist; use 1 to 8, or halfway between two levels as in 3.5",
    "a piece in {key} stays major when it is moved; choose a major key",
    "a piece in {key} stays minor when it is moved; choose a minor key",
    "a piece in {key} stays {mode} when it is moved; choose a {same_mode} key",
    "{count:number} bars were given; write an opening of 1 to {most:number} bars",
    "{count:number} bars leave nothing to compose after the bar given; ask for more bars",
    "{count:number} bars leave nothing to compose after the {given:number} bars given; ask for more bars",
    "these bars hold something the composer cannot read; keep to values from a sixteenth up and one voice",
    "bar {bar:number} holds more than its metre {metre} allows; leave it as it is",
    "no chords were given; write a bar between bar lines, as in G | C D7 | Em | G",
    "{given:number} bars of chords do not fit {count:number} bars; leave some out",
    "the first bar has no chord; name one, as in G | C D7 | Em | G",
    "{count:number} chords in bar {bar:number} are too many; name {most:number} at most",
    "{count:number} chords do not fit the {beats:number} beats of bar {bar:number}; name fewer",
    "'{name}' is not a chord; write a root and a kind, as in G, Em, D7, Cmaj7, Bdim or F#m7b5",
    # tunes that are handed in
    "There are {found:phrase} here that can be learned from; a style needs {count:number} or more."
    " The first that could not be read: {why:phrase}",
    "There are {found:phrase} here that can be learned from; a style needs {count:number} or more.",
    "no tunes",
    "only 1 tune",
    "only {count:number} tunes",
    "these are more than {count:number} files; choose the tunes that matter most.",
    "the tunes are larger than {count:number} MB together; leave some out.",
    "the zip holds {count:number} files; pack {most:number} tunes at most.",
    "{name} is a damaged zip file; pack the tunes again.",
    "{name} was left out: {count:number} tunes are enough.",
    "{name} is empty or larger than {count:number} MB.",
    "{name} has no four bars of one voice in one metre that can be learned from.",
    "{name} is empty; export the score again.",
    "{name} is not a kind of score read here; use one of {names}.",
    "{name} is not ABC notation: it has no K: line for the key.",
    "{name} cannot be read as ABC notation; check it in an ABC editor.",
    "{name} holds no notes, so there is nothing to play.",
    "{name} is not a readable MIDI file; export it again.",
    "{name} is MIDI without bars and beats; export it as a type 0 or 1 file.",
    "{name} is too long; keep to {count:number} notes.",
    "{name} is too long; keep to {count:number} bars.",
    "{name} is larger than {count:number} KB; keep one tune to a file.",
    "{name} is a timewise score; export it as partwise MusicXML.",
    "{name} holds <{tag}>, not a MusicXML score; export it as MusicXML.",
    "{name} cannot be read as a score: {detail:phrase}.",
    "{name} holds no pitched notes, so there is nothing to play.",
    "{name} is too long ({count:number} bars); keep to {most:number} bars and {notes:number} notes.",
    "{name} is larger than {count:number} MB; split the score into smaller files.",
    "{name} is larger than {count:number} MB; no tune needs that as MIDI.",
    "{name} is not a MusicXML file: line {count:number} cannot be read; export the score again.",
    "{name} is not a MusicXML file; export the score again.",
    "{name} is a damaged compressed file; export the score again.",
    "{name} is a compressed file with no MusicXML score inside.",
    "{name} unpacks to more than {count:number} MB, which is no score.",
    "{name} nests its elements deeper than any score does.",
    "{name} declares XML entities, which no score needs; export it again as MusicXML.",
    "{name} contradicts itself and cannot be read as a score; export it again.",
    "'{text}' stands where a number belongs",
    "a duration is negative",
    "the divisions of a quarter must be above 0",
    "a part is transposed by {semitones} semitones",
    "a key signature has {count:number} sharps or flats",
    "'{text}' is not the letter of a note",
    "octave {octave} lies outside hearing",
    "a note is altered by {semitones} semitones",
    "'{text}' is not the letter of a chord's root",
    "the root of a chord is altered by {semitones} semitones",
    "bar {bar:number} lasts longer than {count:number} quarters",
    # how a version came to be
    "{bars:phrase} composed anew",
    "{bars:phrase} kept as the motif, the rest composed anew",
    "another piece like it",
    "easier: level {level}; {lost:phrases}",
    "harder: level {level}; {lost:phrases}",
    "easier: level {level}",
    "harder: level {level}",
    "the key {key} became {new_key}",
    "the metre {metre} became {new_metre}",
    "{skill} was left out",
    "{skill} worked into {bars:phrase}",
    "composed anew with {skill}",
    "moved from {key} to {new_key}",
    "every value doubled",
    "every value halved",
    "composed on from {bars:phrase} to {count:number} bars",
    "chords: {palette:phrase}",
    "a new melody over {chords}",
    # what a worker is at
    "composing {count:number} of {all:number}",
    "engraving it",
    "choosing a piece",
    "reading {name}",
    "listening for the nearest style",
    "weighing the tunes' own turns",
    "fitting: {nats} nats a note on tunes it has not heard",
    # titles
    "{title:title}, level {level:number} no. {count:number}",
    "{title:title}, level {level:number}",
)
_TITLES = (
    "Rhythm in {metre}",
    "{name:style} with {second:style} in {tonic}",
    "{name:style} in {tonic}",
)
_MODES = "major|minor|dorian|phrygian|lydian|mixolydian|locrian"
_NUMBER = r"\d+(?:\.\d+)?"
_KEY = rf"[A-G][#b♯♭-]* (?:{_MODES})"
_SHAPES = {
    **{"number": _NUMBER, "level": _NUMBER, "phrase": ".+?", "phrases": ".+?", "title": ".+?", "style": ".+?"},
    **{"key": _KEY, "new_key": _KEY, "tonic": rf"[A-G][#b♯♭-]*(?: (?:{_MODES}))?"},
    **{"metre": r"[\d/x ]+", "new_metre": r"[\d/x ]+", "metres": r"[\d/, ]+"},
    **{"skill": "[a-z -]+", "skills": "[a-z, -]+", "range": r"\S+", "count": _NUMBER},
}
Entry = tuple[re.Pattern[str], str, tuple[tuple[str, str], ...]]  # what it looks like, its message, what slots hold
_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
NAMED = ("skill", "instrument", "purpose", "piece", "activity", "ending", "mode")  # slots that hold a name of a table


def messages() -> tuple[str, ...]:
    """Everything the book says, as the catalogue has it: slots without their shapes."""
    changes = (kind.about for kind in KINDS.values())
    palettes = (palette.about for palette in PALETTES.values())
    return tuple(dict.fromkeys(_plain(text) for text in (*PHRASES, *_TITLES, *changes, *palettes)))


def told(sentence: str, speech: Speech) -> str:
    """The sentence in the language of the speech; itself where the book does not have it, and in English."""
    if speech.voice.language == "en":
        return sentence
    return _told(sentence, speech, _phrases()) or sentence


@lru_cache(maxsize=1)
def _phrases() -> tuple[Entry, ...]:
    """Every phrase but the parts of titles, in the order in which they are tried."""
    rest = [text for text in messages() if text not in {_plain(title) for title in (*PHRASES, *_TITLES)}]
    return tuple(_entry(text) for text in (*PHRASES, *rest))


def _entry(text: str) -> Entry:
    slots = tuple((name, kind or name) for name, kind in _SLOT.findall(text))
    return re.compile(_pattern(text), re.IGNORECASE), _plain(text), slots


def _pattern(text: str) -> str:
    """A phrase as an expression: slots are groups; a full stop at its end may be missing."""
    pieces, at = [], 0
    for found in _SLOT.finditer(text):
        name, kind = found.groups()
        pieces += [re.escape(text[at : found.start()]), f"(?P<{name}>{_SHAPES.get(kind or name, '.+?')})"]
        at = found.end()
    return "".join([*pieces, re.escape(text[at:].removesuffix(".")), r"\.?"])


def _plain(text: str) -> str:
    return _SLOT.sub(lambda found: f"{{{found[1]}}}", text)


def _told(sentence: str, speech: Speech, book: tuple[Entry, ...]) -> str:
    for pattern, message, slots in book:
        if (found := pattern.fullmatch(sentence)) is None:
            continue
        held = {name: _held(found[name], kind, speech) for name, kind in slots}
        if all(text is not None for text in held.values()):
            return translate(message, speech.voice.language, CONTEXT).format(**held)
    return ""


def _held(text: str, kind: str, speech: Speech) -> str | None:
    """What stands in a slot, said anew; None where it cannot stand there."""
    if kind == "phrase":
        return _told(text, speech, _phrases()) or None
    if kind == "phrases":
        return ", ".join(_told(one, speech, _phrases()) or one for one in text.split(", "))
    if kind == "title":
        return _told(text, speech, _titles()) or None
    if kind == "style":
        return _style(text, speech)
    if kind in ("key", "new_key"):
        return _key(text, speech)
    if kind == "tonic":
        return _key(text if " " in text else f"{text} major", speech)
    if kind == "skill":
        return _skill(text, speech)
    if kind == "skills":
        names = [_skill(name, speech) for name in re.split(r", | and ", text)]
        return None if None in names else ", ".join(str(name) for name in names)
    if kind in ("number", "level", "count"):
        return speech.decimal(text)
    return speech.term(text, kind) if kind in NAMED else text


@lru_cache(maxsize=1)
def _titles() -> tuple[Entry, ...]:
    return tuple(_entry(text) for text in _TITLES)


def _style(text: str, speech: Speech) -> str | None:
    """The title of a listed style; in a blend the second is written small."""
    known = {style.title.lower(): style.title for style in STYLES.values()}
    return speech.term(known[text.lower()], "style") if text.lower() in known else None


def _key(text: str, speech: Speech) -> str:
    return speech.slot("key", {"key": text.replace("♯", "#").replace("♭", "b")})


def _skill(text: str, speech: Speech) -> str | None:
    name = text.strip().replace(" ", "-").lower()
    return skill_name(name, speech) if name in SKILLS else None
