"""Parts of sentences that a fact chooses among: slot -> value -> words with slots of their own."""

from __future__ import annotations

PHRASES: dict[str, dict[str, str]] = {
    "role": {
        "neighbour": "a chromatic neighbour of {after}",
        "passing": "a chromatic passing tone between {before} and {after}",
        "approach": "a chromatic approach to {after}",
    },
    "how_far": {"octave": "an octave", "octaves": "{octaves_counted}"},
    "stretched": {
        "value": "{before} is {held_value!a}; you held it like {as_value!a}, and all that follows moved with it",
        "half": "from here on every note took half its written value",
        "twice": "from here on every note took twice its written value",
    },
    "stretch": {"to the end": "from bar {first_bar} on", "within": "in {span}"},
    "hard": {"leaps": "where the wide leaps are", "quick notes": "where the quickest notes are"},
    "passage": {
        "bar": "Bar {first_bar} was left out.",
        "bars": "Bars {first_bar} to {last_bar} were left out.",
        "end": "The end, bars {first_bar} to {last_bar}, was left out.",
    },
    "road": {
        "unwritten": "After bar {last_bar} you went back to bar {first_bar} without a stop, as if a repeat sign stood "
        "there; none is written. Your last time through is the one that counts.",
        "too often": "From bar {last_bar} you went back to bar {first_bar} once more than is written. Your "
        "last time through is the one that counts.",
        "ignored": "After bar {last_bar} the signs lead back to bar {first_bar}; you did not go back. "
        "It costs nothing.",
    },
    "often": {
        "all this": "All {count} of your wrong notes are this same one: see {bars}.",
        "some this": "{count} of your {wrong_count} wrong notes are this same one: see {bars}.",
        "all alike": "All {count} of your wrong notes are of this kind: see {bars}.",
        "some alike": "{count} of your {wrong_count} wrong notes are of this kind: see {bars}.",
        "again": "The same happened in {bars}: {times} in all.",
    },
}
