from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "lessons.operations"
    label = "operations"
