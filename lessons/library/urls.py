from django.urls import path

from lessons.library import own_views, views

app_name = "library"
urlpatterns = [
    path("", views.index, name="list"),
    path("compose/", views.compose, name="compose"),
    path("opening/", views.opening, name="opening"),
    path("styles/", own_views.styles, name="styles"),
    path("styles/<int:pk>/", own_views.style, name="style"),
    path("styles/<int:pk>/status/", own_views.style_status, name="style_status"),
    path("styles/<int:pk>/delete/", own_views.delete_style, name="delete_style"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/status/", views.job_status, name="job_status"),
    path("exercises/<int:pk>/", views.exercise, name="exercise"),
    path("exercises/<int:pk>/keep/", views.keep, name="keep"),
    path("exercises/<int:pk>/rename/", views.rename, name="rename"),
    path("exercises/<int:pk>/more/", views.more, name="more"),
    path("exercises/<int:pk>/change/", views.change, name="change"),
    path("exercises/<int:pk>/compare/", views.compare, name="compare"),
    path("exercises/<int:pk>/delete/", views.delete, name="delete"),
    path("exercises/<int:pk>/score.musicxml", views.musicxml, name="musicxml"),
    path("exercises/<int:pk>/sound/", views.exercise_sound, name="sound"),
    path("sounds/<int:pk>/audio", views.sound_audio, name="sound_audio"),
]
