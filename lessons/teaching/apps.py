from django.apps import AppConfig


class TeachingConfig(AppConfig):
    name = "lessons.teaching"
    label = "teaching"

    def ready(self) -> None:
        from lessons.library.services import job_done
        from lessons.teaching.services import fill_pieces

        job_done.connect(fill_pieces, dispatch_uid="teaching.fill_pieces")
