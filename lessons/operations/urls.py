from django.urls import path

from lessons.operations import views

app_name = "operations"
urlpatterns = [
    path("trust/", views.trust, name="trust"),
    path("trust/etude-authority.pem", views.authority, name="authority"),
    path("healthz", views.health, name="health"),
]
