"""Listen and guess: pieces by people or by the composer, heard blind, and how often teachers can tell."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from lessons.library import making
from lessons.library.models import Guess
from lessons.library.services import fresh_seed
from lessons.people.models import User
from lessons.work import Status, claim, enqueue, finish, guarded, report
from tutor.composing.blind import SHELVES, blind_piece
from tutor.composing.request import ComposeRequest
from tutor.errors import EtudeError

NORMAL_95 = 1.96


@dataclass(frozen=True)
class Tally:
    """How often people were right: `low` and `high` bound the share of right answers (Wilson, 95 %), in percent."""

    style: str
    count: int
    right: int
    low: int
    high: int

    @property
    def percent(self) -> int:
        return round(100 * self.right / self.count) if self.count else 0

    @property
    def tells(self) -> bool:
        """Whether people can tell, beyond what guessing explains."""
        return self.low > 50


def tally(style: str, count: int, right: int) -> Tally:
    """Counts with Wilson's score interval (Wilson 1927), which holds for few answers too."""
    if not count:
        return Tally(style, 0, 0, 0, 100)
    share, spread = right / count, NORMAL_95**2 / count
    centre = (share + spread / 2) / (1 + spread)
    half = NORMAL_95 * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return Tally(style, count, right, round(100 * max(0.0, centre - half)), round(100 * min(1.0, centre + half)))


def results(owner: User | None = None) -> list[Tally]:
    """Per style, and over all at the end: of one teacher, or of the whole school."""
    rows = Guess.objects.filter(said_human__isnull=False)
    if owner is not None:
        rows = rows.filter(owner=owner)
    right = Count("pk", filter=Q(human=F("said_human")))
    counted = {row["style"]: row for row in rows.values("style").annotate(count=Count("pk"), right=right)}
    found = [tally(s, counted[s]["count"], counted[s]["right"]) for s in SHELVES if s in counted]
    return [*found, tally("", sum(t.count for t in found), sum(t.right for t in found))]


@transaction.atomic
def queue_guess(owner: User, style: str = "") -> Guess:
    """The next piece, of the style or of any; a fair coin decides whose it is; one not answered comes again."""
    waiting = Guess.objects.filter(owner=owner, said_human=None).exclude(status__in=(Status.FAILED, Status.REFUSED))
    if (open_one := waiting.filter(exercise__isnull=False, style=style or F("style")).first()) is not None:
        return open_one
    chosen = style if style in SHELVES else secrets.choice(tuple(SHELVES))
    row = Guess.objects.create(owner=owner, style=chosen, human=secrets.choice((True, False)), seed=fresh_seed())
    from lessons.library.tasks import prepare_guess as task

    enqueue(task, row)
    return row


def prepare_guess(pk: int) -> None:
    """Worker: find or compose the piece, and engrave it like any other."""
    row = claim(Guess, pk)
    if row is None:
        return

    def work() -> None:
        report(row, "choosing a piece", 20)
        try:
            piece = blind_piece(row.style, row.human, row.seed)
        except (EtudeError, ValueError) as error:
            finish(row, Status.REFUSED, str(error))
            return
        finish(row, Status.DONE, exercise=_unnamed(row, piece.score))

    guarded(row, work)


def _unnamed(row: Guess, score: Any) -> Any:
    """An exercise row that tells nothing of where it comes from."""
    made = making.store(None, 0, score, ComposeRequest(), {}, {}, owner=row.owner)
    made.kept, made.title, made.request, made.style, made.seed = False, "Whose is it?", {}, "", 0
    made.save(update_fields=["kept", "title", "request", "style", "seed"])
    return made


def answer(row: Guess, human: bool) -> bool:
    """Keep the first answer; whether it is right."""
    Guess.objects.filter(pk=row.pk, said_human=None).update(said_human=human)
    row.refresh_from_db()
    return row.said_human == row.human
