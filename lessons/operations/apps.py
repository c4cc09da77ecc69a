from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "lessons.operations"
    label = "operations"

    def ready(self) -> None:
        """Let every worker that starts keep house."""
        from celery.signals import worker_ready, worker_shutdown

        from lessons.operations import housekeeping

        worker_ready.connect(housekeeping.begin)
        worker_shutdown.connect(housekeeping.end)
