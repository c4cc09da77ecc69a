"""Styles of a teacher's own: handed in, learned by a worker, known to nobody else, deleted for good."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lessons.library.models import OwnStyle
from lessons.library.words import plain as plain_words
from lessons.people.models import User
from lessons.work import Status, claim, enqueue, finish, guarded, report
from tutor.composing.own_tunes import opened, plain_name, read_tunes
from tutor.composing.styles import privately
from tutor.errors import EtudeError

MOST_STYLES = 20
READING = 30  # percent of the work


class TooManyStyles(EtudeError):
    """Somebody has as many styles as one may have."""


@transaction.atomic
def queue_style(owner: User, title: str, uploads: Iterable[UploadedFile]) -> OwnStyle:
    """Take tunes in and let a worker learn a style from them."""
    if OwnStyle.objects.filter(owner=owner).count() >= MOST_STYLES:
        told = _("You have %(count)s styles; delete one before you teach another.")
        raise TooManyStyles(told % {"count": MOST_STYLES})
    row = OwnStyle(owner=owner, title=title)
    row.upload.save(f"{uuid.uuid4().hex}.zip", ContentFile(_packed(uploads)), save=False)
    row.save()
    _knock(row)
    return row


def _packed(uploads: Iterable[UploadedFile]) -> bytes:
    """All files in one zip of ours, unread: what is in them is the worker's business."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, upload in enumerate(uploads):
            archive.writestr(f"{number:05d}/{plain_name(upload.name or 'tune')}", upload.read())
    return out.getvalue()


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            yield from opened(entry.filename.partition("/")[2], archive.read(entry))


def _knock(row: OwnStyle) -> None:
    from lessons.library.tasks import learn_style as task

    enqueue(task, row)


def learn_style(pk: int) -> None:
    """Worker: read the tunes, learn the style, and forget the files that were handed in."""
    row = claim(OwnStyle, pk)
    if row is None:
        return

    def work() -> None:
        try:
            values = _learned(row)
        except EtudeError as error:
            finish(row, Status.REFUSED, str(error))
        else:
            if not finish(row, Status.DONE, **values):
                OwnStyle.file.field.storage.delete(values["file"])
                return
        if row.finished:
            row.upload.delete(save=True)

    guarded(row, work)


def _learned(row: OwnStyle) -> dict[str, Any]:
    """The columns of a style that was learned."""
    from tutor.composing.checkpoint import shipped
    from tutor.composing.own_learning import learn
    from tutor.composing.own_style import plain, to_bytes

    with row.upload.open("rb") as stream:
        data = stream.read()
    reading = read_tunes(_unpacked(data), lambda words, share: report(row, words, round(READING * share)))

    def say(words: str, share: float) -> None:
        report(row, words, READING + round((100 - READING) * share))

    own = learn(reading.tunes, row.name, row.title, shipped(), say)
    name = OwnStyle.file.field.storage.save(f"styles/{uuid.uuid4().hex}.etude", ContentFile(to_bytes(own)))
    return {
        **{"file": name, "entry": plain(own.style), "figures": _told(own.figures)},
        **{"tune_count": len(own.tunes), "left_out": [list(pair) for pair in reading.left_out[:200]]},
    }


def styles_of(owner: User) -> list[OwnStyle]:
    """The styles somebody can compose in."""
    return list(OwnStyle.objects.filter(owner=owner, status=Status.DONE).order_by("title", "pk"))


@contextmanager
def known_to(owner: User) -> Iterator[list[OwnStyle]]:
    """Inside, requests may name this person's own styles: enough to check a request, not to compose it."""
    from tutor.composing.own_style import style_from

    rows = styles_of(owner)
    with privately(*(style_from(row.entry) for row in rows)):
        yield rows


@contextmanager
def voices_for(owner: User, request: dict[str, Any]) -> Iterator[None]:
    """Inside, a request can be composed in the styles of one's own that it names."""
    from tutor.composing.own_style import at_hand, from_bytes

    wanted = {request.get("style"), request.get("style2")}
    learned = []
    for row in styles_of(owner):
        if row.name in wanted:
            with row.file.open("rb") as stream:
                learned.append(from_bytes(stream.read(), row.title))
    with at_hand(*learned):
        yield


def style_choices(rows: Iterable[OwnStyle]) -> list[tuple[str, str]]:
    return [(row.name, row.title) for row in rows]


def _told(figures: dict[str, Any]) -> dict[str, Any]:
    """What the page says of the figures that a style was chosen by."""
    return {
        **{"nats": figures["vector and n-gram"], "nearest": plain_words(figures["nearest"])},
        **{"nearest_nats": min(figures["nearest style"], figures["no style"]), "held_out": figures["held out"]},
    }
