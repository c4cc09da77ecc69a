"""Thin wrappers: the worker's side of `services`."""

from celery import shared_task

from lessons.practice import services


@shared_task(name="practice.grade_take")
def grade_take(take_id: str) -> None:
    services.grade_take(take_id)
