from django.urls import path

from lessons.practice import views

app_name = "practice"
urlpatterns = [
    path("", views.today, name="today"),
    path("progress/", views.progress, name="progress"),
    path("accuracy/", views.accuracy, name="accuracy"),
    path("recommended/", views.recommended, name="recommended"),
    path("exercises/<int:pk>/", views.exercise, name="exercise"),
    path("exercises/<int:pk>/takes/", views.submit, name="submit"),
    path("exercises/<int:pk>/history/", views.history, name="history"),
    path("exercises/<int:pk>/listen", views.listen, name="listen"),
    path("takes/<uuid:pk>/", views.take, name="take"),
    path("takes/<uuid:pk>/status/", views.take_status, name="take_status"),
    path("takes/<uuid:pk>/audio", views.take_audio, name="take_audio"),
    path("takes/<uuid:pk>/again/", views.try_again, name="try_again"),
    path("takes/<uuid:pk>/delete/", views.delete, name="delete"),
    path("takes/<uuid:pk>/practise/<int:index>/", views.practise, name="practise"),
    path("composing/<uuid:pk>/", views.composing, name="composing"),
    path("composing/<uuid:pk>/status/", views.composing_status, name="composing_status"),
]
