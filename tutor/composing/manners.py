"""How an editor marks each style: one table of slurs, touch, shading, tempo words, and what stands at the ends.

Set as good teaching editions of each repertoire print it; the levels from which each kind of mark is read are judgement
beside graded syllabuses (dynamics from 3, shading and ritardando from 5).
"""

from __future__ import annotations

from dataclasses import dataclass

from tutor.composing.moods import MOODS
from tutor.composing.own_style import own_named
from tutor.composing.request import ComposeRequest
from tutor.music.rhythm import Meter

# Slurs: two neighbours within a beat; groups of short notes within half a bar; whole bars or phrases.
PAIRS, FIGURES, PHRASES = "pairs", "figures", "phrases"
# Touch: leaping eighths detached; accents on syncopations; an accent on a long second beat of three.
DETACHED, OFF_BEAT, SECOND_BEAT = "detached", "off the beat", "second beat"
# Shading: the opening dynamic alone; phrases in turn; one contrast and one growth; growth to each phrase's height.
PLAIN, TERRACED, CONTRAST, ARCHED = "plain", "terraced", "contrast", "arched"


@dataclass(frozen=True)
class Manner:
    """`words`: a row of `CHARACTERS`; `opening`: the first dynamic unless a mood has its own; `slurs_from`,
    `touch_from`: levels; `slows`: a ritardando at the end; `holds`: a fermata where each line ends."""

    words: str
    opening: str = "mf"
    slurs: str = ""
    slurs_from: int = 3
    touch: str = ""
    touch_from: int = 4
    shading: str = CONTRAST
    slows: bool = False
    holds: bool = False


# What stands over the beginning, by the tempo in felt beats a minute: (up to, words).
CHARACTERS: dict[str, tuple[tuple[float, str], ...]] = {
    "italian": (
        (60, "Adagio"), (76, "Andante"), (92, "Andantino"), (108, "Moderato"), (120, "Allegretto"), (168, "Allegro"),
        (999, "Presto"),
    ),
    "singing": (
        (60, "Adagio cantabile"), (80, "Andante cantabile"), (100, "Moderato cantabile"), (120, "Allegretto grazioso"),
        (999, "Allegro"),
    ),
    "sacred": ((58, "Slowly"), (76, "Calmly"), (100, "With a steady pulse"), (999, "Joyfully")),
    "dance": ((66, "Steadily"), (88, "With a light step"), (112, "Lively"), (999, "Very lively")),
    "song": ((60, "Slowly"), (80, "Gently"), (100, "Flowing"), (120, "Cheerfully"), (999, "Lively")),
    "rag": ((76, "Slow march tempo"), (100, "Not fast"), (999, "Brightly")),
    "swing": ((72, "Slow swing"), (120, "Medium swing"), (999, "Fast swing")),
    "blues": ((76, "Slow blues"), (112, "Steady blues"), (999, "Driving")),
    "pop": ((72, "Ballad"), (112, "With an easy beat"), (999, "Driving")),
    "film": ((66, "Very broadly"), (92, "Broadly"), (999, "With drive")),
    "study": ((72, "Slowly"), (100, "Steadily"), (999, "Brightly")),
}  # fmt: skip
_FEELINGS = {
    "bright": "Brightly", "cheerful": "Cheerfully", "joyful": "Joyfully", "playful": "Playfully",
    "triumphant": "Triumphantly", "heroic": "Boldly", "majestic": "Majestically", "warm": "Warmly",
    "tender": "Tenderly", "peaceful": "Peacefully", "calm": "Calmly", "dreamy": "Dreamily", "solemn": "Solemnly",
    "driving": "With drive", "fiery": "With fire", "dramatic": "Dramatically", "tense": "Tensely",
    "mysterious": "Mysteriously", "wistful": "Wistfully", "melancholy": "With melancholy", "mournful": "Mournfully",
}  # fmt: skip
_TUNE = Manner("dance", shading=PLAIN)
_LINE = Manner("study", slurs=PHRASES, slurs_from=4)
# fmt: off
MANNERS: dict[str, Manner] = {
    "irish-reel": _TUNE,
    "irish-jig": _TUNE,
    "irish-hornpipe": _TUNE,
    "irish-polka": _TUNE,
    "american-fiddle": Manner("dance", "f", PAIRS, 5, shading=PLAIN),
    "swedish-folk": Manner("dance", "mf", PAIRS, 4, shading=TERRACED),
    "polish-dance": Manner("dance", "mf", PAIRS, 5, SECOND_BEAT, 3),
    "bach-chorale": Manner("sacred", shading=PLAIN, holds=True),
    "hymn": Manner("sacred", shading=CONTRAST, holds=True),
    "renaissance": Manner("song", shading=PLAIN),
    "baroque": Manner("italian", "f", PAIRS, 5, DETACHED, 4, TERRACED),
    "classical": Manner("italian", "mf", FIGURES, 4, DETACHED, 5),
    "romantic-song": Manner("singing", "mf", PHRASES, 3, shading=ARCHED, slows=True),
    "romantic-piano": Manner("singing", "mf", PHRASES, 3, shading=ARCHED, slows=True),
    "japanese-song": Manner("song", "p", PHRASES, 3, shading=ARCHED, slows=True),
    "childrens-song": Manner("song", "mf", shading=TERRACED),
    "ragtime": Manner("rag", "mf", touch=OFF_BEAT),
    "pentatonic-study": _LINE,
    "modal-study": _LINE,
    "harmonic-minor-study": _LINE,
    "makam-study": _LINE,
    "blues": Manner("blues", "mf", touch=OFF_BEAT),
    "swing": Manner("swing", "mf", touch=OFF_BEAT),
    "pop": Manner("pop", "mf", shading=CONTRAST),
    "cinematic": Manner("film", "p", PHRASES, 3, shading=ARCHED, slows=True),
    "electronic-loop": Manner("pop", "f", shading=PLAIN),
}
# fmt: on
_ANY = Manner("study", shading=PLAIN)  # a style of somebody's own that is no longer at hand


def manner_of(request: ComposeRequest) -> Manner:
    """The manner of the request's first style; a style of somebody's own has that of the listed one it lies nearest."""
    own = own_named(request.style)
    return MANNERS.get(own.nearest if own else request.style, _ANY)


def character_of(request: ComposeRequest, tempo_bpm: float, meter: Meter) -> str:
    """What stands over the beginning: the mood in a word, or what a tempo of so many quarters a minute is in the style.

    A tempo that was asked for speaks for itself.
    """
    family = manner_of(request).words
    if request.mood in MOODS and request.tempo_bpm is None and request.activity is None:
        return f"{_FEELINGS[request.mood]}, with swing" if family == "swing" else _FEELINGS[request.mood]
    beats = tempo_bpm / float(meter.beats[0])
    return next(words for most, words in CHARACTERS[family] if beats < most)
