from django.urls import path

from lessons.teaching import student_views, views

app_name = "teaching"
urlpatterns = [
    path("", views.home, name="home"),
    path("concept/", views.concept, name="concept"),
    path("classrooms/new/", views.new_classroom, name="new_classroom"),
    path("classrooms/<int:pk>/", views.classroom, name="classroom"),
    path("classrooms/<int:pk>/edit/", views.edit_classroom, name="edit_classroom"),
    path("classrooms/<int:pk>/code/", views.renew_code, name="renew_code"),
    path("classrooms/<int:pk>/join.svg", views.join_square, name="join_square"),
    path("classrooms/<int:pk>/marks.csv", views.classroom_marks, name="classroom_marks"),
    path("classrooms/<int:pk>/students/<int:student_pk>/", student_views.student, name="student"),
    path(
        "classrooms/<int:pk>/students/<int:student_pk>/password/", student_views.reset_password, name="reset_password"
    ),
    path("classrooms/<int:pk>/students/<int:student_pk>/remove/", student_views.remove_student, name="remove_student"),
    path("classrooms/<int:pk>/students/<int:student_pk>/delete/", student_views.delete_student, name="delete_student"),
    path("classrooms/<int:pk>/students/<int:student_pk>/export/", student_views.export_student, name="export_student"),
    path("assign/", views.assign, name="assign"),
    path("assignments/<int:pk>/", views.assignment, name="assignment"),
    path("assignments/<int:pk>/edit/", views.edit_assignment, name="edit_assignment"),
    path("assignments/<int:pk>/delete/", views.delete_assignment, name="delete_assignment"),
    path("assignments/<int:pk>/marks.csv", views.assignment_marks, name="assignment_marks"),
    path("takes/<uuid:pk>/comments/", student_views.comment, name="comment"),
    path("takes/<uuid:pk>/overrides/", student_views.override, name="override"),
    path("overrides/<int:pk>/delete/", student_views.take_back, name="take_back"),
    path("classrooms/<int:pk>/overrides.json", student_views.regression_cases, name="regression_cases"),
    path("comments/<int:pk>/delete/", student_views.delete_comment, name="delete_comment"),
]
