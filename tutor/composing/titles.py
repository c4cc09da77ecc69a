"""What an exercise is called."""

from __future__ import annotations

from tutor.composing.purposes import purpose_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.music.key import Key
from tutor.music.signs import with_signs


def title_of(request: ComposeRequest, key: Key) -> str:
    """A plain name, as in "Reel in D, level 3"."""
    name = STYLES[request.style].title
    if request.style2 and request.blend > 0:
        name = f"{name} with {STYLES[request.style2].title.lower()}"
    tonic, mode = with_signs(key.name).split()
    if purpose_of(request).one_pitch:
        return f"Rhythm in {request.meter}, level {request.level:g}"
    return f"{name} in {tonic if mode == 'major' else f'{tonic} {mode}'}, level {request.level:g}"
