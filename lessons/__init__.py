"""The school: users, exercises, takes, classes. The Celery app is loaded here so that every task finds its broker."""

from lessons.celery import app as celery_app

__all__ = ["celery_app"]
