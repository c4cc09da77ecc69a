from django.urls import path

from lessons.library import guess_views

app_name = "guess"
urlpatterns = [
    path("", guess_views.home, name="home"),
    path("next/", guess_views.another, name="next"),
    path("<int:pk>/", guess_views.piece, name="piece"),
    path("<int:pk>/status/", guess_views.status, name="status"),
    path("<int:pk>/answer/", guess_views.answer, name="answer"),
]
