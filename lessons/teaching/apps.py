from django.apps import AppConfig


class TeachingConfig(AppConfig):
    name = "lessons.teaching"
    label = "teaching"
