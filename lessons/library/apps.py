from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "lessons.library"
    label = "library"
