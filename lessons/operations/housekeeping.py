"""What a worker does beside its tasks: take back work that a killed worker left unfinished."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections

INTERVAL_S = 5.0
_stop = threading.Event()
log = logging.getLogger(__name__)


def begin(**_: object) -> None:
    """Requeue at once, then every `INTERVAL_S`, until the worker stops."""
    _stop.clear()
    threading.Thread(target=_loop, name="housekeeping", daemon=True).start()


def end(**_: object) -> None:
    _stop.set()


def _loop() -> None:
    while not _stop.is_set():
        tidy()
        _stop.wait(INTERVAL_S)


def tidy() -> None:
    """One round: put stale takes, compositions and renderings back in the queue."""
    from lessons.library import services as library
    from lessons.practice import services as practice

    try:
        practice.requeue_stale()
        library.requeue_stale()
    except Exception:  # the next round tries again; a database restart must not end the thread
        log.exception("housekeeping failed and will be tried again")
    finally:
        close_old_connections()
