"""The words of every kind of finding: one row a kind, every slot a computed fact.

A row says what happened (`said`) and why (`why`). A child is told `child` in place of the theory where it is given, an
adult `adult` after it: nothing is written twice that all are told. {x!c} begins a sentence, {x!a} takes its article.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutor.grading.speech import Facts, Speech


@dataclass(frozen=True)
class Row:
    """A kind of the taxonomy: the concept it teaches, how much it matters (3 leads), its sentences and its numbers."""

    concept: str
    severity: int
    said: str
    why: str = ""
    child: str | None = None
    adult: str = ""
    how: str = ""

    def sentences(self, audience: str) -> tuple[str, ...]:
        """The templates that an audience is told, in order."""
        reason = self.child if audience == "child" and self.child is not None else self.why
        more = self.adult if audience == "adult" else ""
        return tuple(sentence for sentence in (self.said, reason, more) if sentence)


_HAS = "{where!c}: the score has {written}, you {verb} {performed}."
_CENTS = "{cents:+.0f} cents"
_LATE = "{ms} ms {direction}"
_SHIFT = "{semitones:+d} semitones"

PITCH: dict[str, Row] = {
    "P00": Row("interval", 2, _HAS, "That is {distance!a} too {direction}.", how=_CENTS),
    "P01": Row(
        "key signature",
        3,
        _HAS,
        "{key!c} has {altered} in its key signature: every {letter} is {sign} unless a natural cancels it.",
        "The signs at the beginning of a line count for every note on it: each {letter} becomes {altered}.",
        how=_CENTS,
    ),
    "P02": Row(
        "leading tone",
        3,
        _HAS,
        "In {key} {written} is the leading tone: it wants to rise to {tonic}.",
        "{written!c} is the last step before {tonic}, and it wants to go home there.",
        "It lies a semitone below the tonic; lowered, it loses its pull.",
        _CENTS,
    ),
    "P03": Row(
        "harmonic minor",
        3,
        _HAS,
        "In {key} the seventh degree is raised here, so that the chord on {dominant} is major and leads to {tonic}.",
        "The sign lifts it close to {tonic}, so that the tune can go home there.",
        "The plain seventh belongs to natural minor, the raised one to harmonic minor.",
        _CENTS,
    ),
    "P04": Row(
        "melodic minor",
        2,
        _HAS,
        "Going {going}, melodic minor {changes} the sixth and seventh degrees.",
        "Going {going}, this scale has other notes near the top than the other way.",
        "Raised, they close the gap of an augmented second that harmonic minor leaves.",
        _CENTS,
    ),
    "P05": Row(
        "chromatic neighbour",
        2,
        _HAS,
        "{written!c} is {role}; you stayed in the scale.",
        "A sign changes this note here; you left it out.",
        how=_CENTS,
    ),
    "P06": Row(
        "secondary dominant",
        2,
        _HAS,
        "The {sign} makes {written} a leading tone to {target} for a moment.",
        "The {sign} makes {written} lean up to {target}.",
        "It is the third of {chord}, the dominant of {target}: a secondary dominant.",
        _CENTS,
    ),
    "P07": Row(
        "modal mixture",
        2,
        _HAS,
        "{written!c} is borrowed from {parallel}; {performed} is the major-key version.",
        "The sign makes this note darker for a moment.",
        how=_CENTS,
    ),
    "P08": Row(
        "duration of an accidental",
        2,
        _HAS,
        "An accidental lasts to the end of its bar: here the {sign} {rule}.",
        how=_CENTS,
    ),
    "P09": Row(
        "natural sign", 2, _HAS, "The natural cancels the {sign} of the key signature for this bar.", how=_CENTS
    ),
    "P10": Row(
        "steps and skips",
        2,
        _HAS,
        "From {from} the notation moves by {asked!a}; you moved by {made!a}.",
        "Count the lines and spaces from {from}: it is only one place away from where you went.",
        how=_CENTS,
    ),
    "P11": Row(
        "arpeggio",
        2,
        _HAS,
        "Both belong to the {chord} chord: the melody wants its {member}, you took its {performed_member}.",
        "The two sound well together, but the tune goes to {written}.",
        how=_CENTS,
    ),
    "P12": Row(
        "interval quality",
        2,
        _HAS,
        "From {from} {asked!a} is written; you made {made!a}, {by!a} too {size_error}.",
        "Your jump from {from} was a little too {size_error}.",
        how=_CENTS,
    ),
    "P13": Row(
        "tritone",
        2,
        _HAS,
        "The leap from {from} to {written} is a tritone, {interval!a}: hear where each end wants to resolve.",
        "The jump from {from} to {written} is one of the hardest there is: hear it inside first.",
        how=_CENTS,
    ),
    "P14": Row(
        "register",
        2,
        "{where!c}: {written} was the right note name, but it came in another octave, {direction} than written.",
        how="{octaves:+d} in octaves",
    ),
    "P15": Row(
        "octave transposition",
        1,
        "You {verb} the whole piece {how_far} {direction} than written. That is your register, not an error: it costs "
        "nothing.",
    ),
    "P16": Row(
        "tonic reference",
        2,
        "Every interval is in its place, but the whole take lies {distance!a} {direction}: it sounds in {sounding_key} "
        "instead of {key}.",
        how=_SHIFT,
    ),
    "P17": Row(
        "tonic reference",
        3,
        "From bar {bar} on everything lies {distance!a} {direction}: the tonic slipped at {slipped_at}, and the "
        "intervals after it fit each other again.",
        how=_SHIFT,
    ),
    "P18": Row(
        "transposing instrument",
        2,
        "The whole take lies {distance!a} {direction}: your part was read at concert pitch, but the {instrument} is a "
        "transposing instrument.",
        how=_SHIFT,
    ),
    "P19": Row(
        "repeated note and motion",
        2,
        "{where!c}: you stayed on {previous}; here the line moves on to {written}.",
        how=_CENTS,
    ),
    "P20": Row(
        "anticipation",
        2,
        "{where!c}: you arrived on {next} one note early; {written} comes first.",
        how=_CENTS,
    ),
    "P21": Row(
        "contour and interval",
        2,
        "The shape of your line is right: up where it goes up, down where it goes down. The sizes of its moves are not "
        "yet right in {bars}.",
        how="{notes_counted}",
    ),
    "P22": Row(
        "cadence",
        3,
        _HAS,
        "This is the {cadence} cadence: the melody closes {approach} on the tonic, you ended on the {ended_degree}.",
        "The last note is the home note of the tune.",
        how=_CENTS,
    ),
    "P23": Row(
        "mode",
        3,
        "You {verb} the third degree as in {performed_mode}, {written} is written: the piece is in {key}, and its "
        "third makes it {mode}.",
        how="{notes_counted}",
    ),
    "P24": Row(
        "clef",
        3,
        "Nearly every note lies {distance!a} {direction} than written, as if the staff were read in another clef than "
        "the {clef} clef.",
        how="{steps:+d} staff steps",
    ),
    "P25": Row(
        "self-correction",
        1,
        "{where!c}: you touched {performed} and put it right at once. That costs half of an extra note.",
        how="{times}",
    ),
    "P26": Row(
        "suspension",
        2,
        _HAS,
        "{written!c} is meant to clash with {chord}, {dissonance!a} that resolves to {next}; you were there too soon.",
        "{written!c} is meant to rub for a moment before it melts into {next}.",
        "Over the root of {chord} the line makes {figure}.",
        _CENTS,
    ),
    "P27": Row(
        "mode",
        2,
        _HAS,
        "The melody is in {key}: its seventh degree lies a whole tone below {tonic}.",
        "In this tune that note stays low: it does not squeeze up to {tonic}.",
        "Raised, it would be the leading tone of major, which this mode does not have.",
        _CENTS,
    ),
}

INTONATION: dict[str, Row] = {
    "I01": Row("tuning", 1, "{where!c}: your {written} was {direction}.", how="about {cents} cents {direction}"),
    "I02": Row(
        "tuning of a scale degree",
        2,
        "Your {degree_name} ({written}) is {direction} each time.",
        how="about {cents} cents {direction}, {times}",
    ),
    "I03": Row(
        "just intonation",
        1,
        "{where!c}: your {written} was {direction}.",
        "It is the third of {chord}: at rest, a major third lies 14 cents lower than on the piano.",
        "It sounds calmest a little lower than on the piano.",
        how="about {cents} cents {direction}",
    ),
    "I04": Row(
        "leading tone",
        2,
        "{where!c}: your {written} was {direction}.",
        "It is the leading tone: place it closer to {tonic}.",
        "It is the last step before {tonic}: place it closer.",
        how="about {cents} cents {direction}",
    ),
    "I05": Row(
        "interval compression",
        2,
        "The wider you leap up, the flatter you land: see {bars}.",
        how="about {cents} cents flat after a fourth or more, {step_cents:+d} after a step",
    ),
    "I06": Row(
        "pitch drift",
        2,
        "Your tuning {direction} little by little from the first note to the last.",
        how="{cents} cents in all, {cents_per_minute:+d} cents a minute",
    ),
    "I07": Row(
        "reference pitch",
        2,
        "Your whole take is tuned {direction}. You were judged against your own tuning, so it cost nothing; with "
        "others it would.",
        how="{cents} cents {direction}: A = {a4_hz} Hz",
    ),
    "I08": Row(
        "clean onset",
        1,
        "{where!c}: you slid up into {written} from below.",
        how="about {cents} cents below at first",
    ),
    "I09": Row(
        "instrument tendency",
        1,
        "{where!c}: your {written} was {direction}. On the {instrument} this note tends that way by itself.",
        how="about {cents} cents {direction}",
    ),
    "I10": Row("steadiness", 1, "{where!c}: your {written} wavered.", how="about {cents} cents to either side"),
}

RHYTHM: dict[str, Row] = {
    "R00": Row(
        "beat and subdivision",
        2,
        "{where!c}: your {written} came {direction}. Feel {subdivision} to place it.",
        how=_LATE,
    ),
    "R01": Row(
        "dotted rhythm",
        3,
        "{where!c}: {long_value!a} and {short_value!a} are written, three parts to one; you {verb} them nearly even.",
        how="about {ratio} to 1, {ms} ms early",
    ),
    "R02": Row(
        "even subdivision",
        2,
        "{where!c}: the {values} are written even; you {verb} them long and short.",
        how="about {ratio} to 1, {ms} ms late",
    ),
    "R03": Row("triplet", 3, "{where!c}: three equal notes fill one beat; yours were uneven.", how=_LATE),
    "R04": Row(
        "compound metre",
        3,
        "{where!c}: the beat divides into three equal notes here; yours were uneven.",
        how=_LATE,
    ),
    "R05": Row(
        "syncopation",
        3,
        "{where!c}: {written} belongs off the beat and sounds across it; you put it on {to_where}.",
        how=_LATE,
    ),
    "R06": Row("tie", 2, "{where!c}: {written} is tied over and sounds on; you {verb} it again at {second_where}."),
    "R07": Row("rest", 2, "{where!c}: {rest!a} comes before {written}; you came in early.", how="{ms} ms early"),
    "R08": Row(
        "pulse",
        3,
        "{where!c}: the pulse stopped before {written} and then went on.",
        how="{seconds} s, about {beats} beats",
    ),
    "R09": Row("full value", 1, "{where!c}: your {written} ended before its value was over.", how="{percent} % of it"),
    "R10": Row("release", 1, "{where!c}: your {written} sounded on into the rest.", how="{percent} % of its value"),
    "R11": Row(
        "anacrusis",
        3,
        "The piece begins with a pickup: beat 1 is the note after the first barline. You waited before it, as if the "
        "pickup filled a bar of its own.",
        how="{beats} beats too many",
    ),
    "R12": Row("note values", 3, "{where!c}: {stretched}.", how="{direction}"),
    "R13": Row(
        "hemiola",
        2,
        "{where!c}: for two bars the notes group in twos across the barline, a hemiola; your {written} came "
        "{direction}.",
        how=_LATE,
    ),
}

TEMPO: dict[str, Row] = {
    "T01": Row(
        "steady tempo",
        2,
        "{stretch!c} you went faster.",
        how="{percent} % faster: from {from_bpm} to {to_bpm} {quarters} a minute",
    ),
    "T02": Row(
        "steady tempo",
        2,
        "{stretch!c} you went slower.",
        how="{percent} % slower: from {from_bpm} to {to_bpm} {quarters} a minute",
    ),
    "T03": Row(
        "technical hesitation",
        2,
        "{stretch!c} you went slower, just {hard}.",
        how="{percent} % slower: from {from_bpm} to {to_bpm} {quarters} a minute",
    ),
    "T05": Row(
        "tempo marking",
        1,
        "Your pulse lies at {played_bpm}, {direction} than the written {written_bpm} ({units} a minute). Your own "
        "tempo is what you were judged by.",
    ),
}

STRUCTURE: dict[str, Row] = {
    "S01": Row("missed notes", 2, "{where!c}: {written} was left out.", how="{notes_counted}"),
    "S02": Row("reading on", 3, "{passage}", how="{notes_counted}"),
    "S03": Row(
        "added notes", 2, "{where!c}: there was {performed!a} after {after} that is not written.", how="{times}"
    ),
    "S04": Row(
        "restart",
        1,
        "You stopped in bar {stopped_bar} and went on from {where} again. Your last try is the one that counts.",
    ),
    "S05": Row(
        "repeats",
        2,
        "{road}",
    ),
    "S06": Row("stammer", 2, "{where!c}: {after} sounded again where it is written once.", how="{times}"),
}

EXPRESSION: dict[str, Row] = {
    "E01": Row(
        "hairpins", 1, "In {span} {hairpin!a} is written; your loudness hardly followed it.", how="{db:+.1f} dB"
    ),
    "E02": Row(
        "dynamic contrast",
        1,
        "{soft} and {loud} are both written, and yours sounded almost alike.",
        how="{db:+.1f} dB from {soft} to {loud}",
    ),
    "E03": Row(
        "articulation", 1, "{where!c}: {articulation!a} is written; your {written} was {fault}.", how="{percent} %"
    ),
    "E04": Row(
        "vibrato", 1, "Your vibrato is rather {fault}.", how="{rate_hz} a second, ±{extent_cents} cents, on {share} %"
    ),
    "E05": Row("phrase ends", 1, "You hurried over the end of the phrase: see {bars}.", how="{percent} % of its time"),
    "E06": Row(
        "accents",
        1,
        "{where!c}: an accent is written; the notes beside it were louder.",
        how="{db:+.1f} dB against the notes beside it",
    ),
}

ROWS: dict[str, Row] = {**PITCH, **INTONATION, **RHYTHM, **TEMPO, **STRUCTURE, **EXPRESSION}

# What the report says of every measure of expression, met or not.
REMARKS: dict[str, str] = {
    "E01": "{hairpin!c} in {span}: {db:+.1f} dB.",
    "E02": "From your {soft} to your {loud}: {db:+.1f} dB.",
    "E03": "{articulation!c}: your notes sounded for {percent} % of the time to the next one.",
    "E04": "Vibrato: {rate_hz} waves a second, ±{extent_cents} cents, on {share} % of the long notes.",
    "E05": "The last notes of your phrases took {percent} % of their written time.",
    "E06": "Your accents against the notes beside them: {db:+.1f} dB.",
}

# Rows of the taxonomy that are no error at all: what is never told as one, and why.
NEVER_TOLD: dict[str, str] = {
    "P28": "Another spelling of the same sound: what is played is compared by its sound.",
    "R14": "A grace note, before the beat or on it: ornaments are not scored.",
    "T04": "A ritardando, a rallentando or a fermata that is written: the player's freedom begins where it stands.",
}

WHOLE_TAKE = ("P15", "P16", "P17", "P18", "P21", "P23", "P24")
PITCH_KINDS = tuple(kind for kind in PITCH if kind not in (*WHOLE_TAKE, "P25"))
# Misreadings of one letter or degree: several are one and the same, where several of another kind are only alike.
OF_ONE_LETTER = ("P01", "P02", "P03", "P04", "P05", "P07", "P09", "P27")
TOLD_WHOLE = ("S02", "S04", "S05", "P17", "P21", "P23", "P24", "I02", "I05", "R11", "E05")  # name their own bars


# What goes before a finding on the notes of one hand, where both were played.
HANDS: dict[str, str] = {"right": "Right hand:", "left": "Left hand:"}


def put_in_words(row: Row, facts: Facts, speech: Speech) -> tuple[str, str]:
    """(what is said, its numbers) of a kind in one voice."""
    whose = (HANDS[facts["hand"]],) if facts.get("hand") else ()
    sentences = [*whose, *row.sentences(speech.voice.audience), *(("{often}",) if facts.get("often") else ())]
    return " ".join(speech.say(sentence, facts) for sentence in sentences), speech.say(row.how, facts)
