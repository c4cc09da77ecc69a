"""Thin wrappers: the worker's side of `services`."""

from celery import shared_task

from lessons.library import guessing, own, services


@shared_task(name="library.compose_job")
def compose_job(job_id: str) -> None:
    services.compose_job(job_id)


@shared_task(name="library.render_sound")
def render_sound(sound_id: str) -> None:
    services.render_sound(int(sound_id))


@shared_task(name="library.learn_style")
def learn_style(pk: str) -> None:
    own.learn_style(int(pk))


@shared_task(name="library.prepare_guess")
def prepare_guess(pk: str) -> None:
    guessing.prepare_guess(int(pk))
