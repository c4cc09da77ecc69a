"""Every address of the school, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("lessons.people.urls")),
    path("library/", include("lessons.library.urls")),
    path("listen-and-guess/", include("lessons.library.guess_urls")),
    path("teaching/", include("lessons.teaching.urls")),
    path("", include("lessons.operations.urls")),
    path("", include("lessons.practice.urls")),
]
