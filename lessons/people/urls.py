from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from lessons.people import views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.login, name="login"),
    path("sign-out/", views.logout, name="logout"),
    path("sign-up/", views.sign_up, name="sign_up"),
    path("welcome/", views.welcome, name="welcome"),
    path("join/", views.join, name="join"),
    path("join/<str:code>/", views.join_class, name="join_class"),
    path("joined/<int:pk>/", views.joined, name="joined"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/export/", views.export, name="export"),
    path("account/delete/", views.delete, name="delete"),
    path("language/", require_POST(set_language), name="language"),
    path("privacy/", views.privacy, name="privacy"),
]
