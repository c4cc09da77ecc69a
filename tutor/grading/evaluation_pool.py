"""Measuring many takes: one after the other, or spread over processes of one thread each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


def spread(work: Callable[[Job], Result], jobs: Sequence[Job], processes: int) -> list[Result]:
    """The results of `work` on each job, in their order; `work` is a function of a module, so that it can be sent."""
    if processes <= 1:
        _one_thread()
        return [work(job) for job in jobs]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        return list(pool.map(work, jobs, chunksize=4))


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)
