"""Signing in and up, joining a class, and one's own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.people import forms, services, throttle
from lessons.people.access import person, signed_in
from lessons.people.models import Classroom, Membership, Role, User
from lessons.people.voices import reader_voice, site_language, voice_for
from lessons.teaching.services import give_missing_versions

BACKEND = "django.contrib.auth.backends.ModelBackend"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _home(user: User) -> str:
    return reverse("teaching:home") if user.is_teacher else "/"


def _next(request: HttpRequest, user: User) -> str:
    """Where the person wanted to go, when that is a page of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and ours else _home(user)


@never_cache
@sensitive_post_parameters()
@get_or_post
def login(request: HttpRequest) -> HttpResponse:
    """Sign in. In a school without people, begin with the welcome page."""
    if isinstance(request.user, User):
        return redirect(_home(request.user))
    if not User.objects.exists():
        return redirect("people:welcome")
    form = forms.SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and form.user:
        start_session(request, form.user)
        return redirect(_next(request, form.user))
    return _page(request, "people/login.html", {"form": form, "next": request.GET.get("next", "")}, form.is_bound)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("people:login")


@never_cache
@sensitive_post_parameters()
@get_or_post
def sign_up(request: HttpRequest) -> HttpResponse:
    """A new teacher, or a learner without a class."""
    if isinstance(request.user, User):
        return redirect(_home(request.user))
    teachers = settings.TEACHER_SIGN_UP == "open"
    form = forms.SignUpForm(request.POST or None, teachers=teachers)
    if request.method == "POST" and _may_sign_up(request, form) and form.is_valid():
        user = _create(form)
        start_session(request, user, backend=BACKEND)
        return redirect(_home(user))
    return _page(request, "people/sign_up.html", {"form": form, "teachers": teachers}, form.is_bound)


def _create(form: forms.SignUpForm) -> User:
    data = form.cleaned_data
    create = services.create_learner if data.get("role") == Role.STUDENT else services.create_teacher
    return create(data["username"], data["nickname"], data["password"])


def _may_sign_up(request: HttpRequest, form: forms.forms.Form | forms.SignUpForm) -> bool:
    here = throttle.address(request)
    if throttle.blocked(throttle.SIGN_UPS, here):
        form.add_error(None, forms.WAIT)
        return False
    throttle.count(throttle.SIGN_UPS, here)
    return True


@never_cache
@sensitive_post_parameters()
@get_or_post
def welcome(request: HttpRequest) -> HttpResponse:
    """The first minute of a new school: its first teacher and first class."""
    if User.objects.exists():
        return redirect("people:login")
    form = forms.WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _create(form)
        start_session(request, user, backend=BACKEND)
        if name := form.cleaned_data["classroom"].strip():
            classroom = services.create_classroom(user, name)
            return redirect("teaching:classroom", classroom.pk)
        return redirect("teaching:home")
    return _page(request, "people/welcome.html", {"form": form}, form.is_bound)


@never_cache
@get_or_post
def join(request: HttpRequest) -> HttpResponse:
    """Ask for a class code."""
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if _classroom(request, code):
            return redirect("people:join_class", code)
        blocked = throttle.blocked(throttle.JOIN_CODES, throttle.address(request))
        form.add_error(
            "code", forms.WAIT if blocked else _("There is no class with this code; ask your teacher for it.")
        )
    return _page(request, "people/join.html", {"form": form}, form.is_bound)


def _classroom(request: HttpRequest, code: str) -> Classroom | None:
    """The class with this code; wrong guesses are counted by address."""
    here = throttle.address(request)
    if throttle.blocked(throttle.JOIN_CODES, here):
        return None
    found = services.find_classroom(code)
    if found is None:
        throttle.count(throttle.JOIN_CODES, here)
    return found


@never_cache
@sensitive_post_parameters()
@get_or_post
def join_class(request: HttpRequest, code: str) -> HttpResponse:
    """Join one class: with the account one is signed in to, or as somebody new."""
    classroom = _classroom(request, forms.tidy_code(code))
    if classroom is None:
        raise Http404
    if isinstance(request.user, User):
        return _join_as(request, classroom, request.user)
    form = forms.JoinForm(classroom, request.POST or None)
    if request.method == "POST" and _may_sign_up(request, form) and form.is_valid():
        data = form.cleaned_data
        try:
            user = services.join_as_new(classroom, data["nickname"], data["password"], data["instrument"])
            give_missing_versions(classroom)
        except IntegrityError:
            form.add_error("nickname", _("Someone has just taken this name; choose another."))
        else:
            start_session(request, user, backend=BACKEND)
            return redirect("people:joined", classroom.pk)
    return _page(request, "people/join_class.html", {"form": form, "classroom": classroom}, form.is_bound)


def _join_as(request: HttpRequest, classroom: Classroom, user: User) -> HttpResponse:
    if user.is_teacher:
        messages.info(request, _("You are signed in as a teacher. Students open this page to join your class."))
        return redirect("teaching:home")
    if classroom.memberships.filter(student=user).exists():
        return redirect("/")
    form = forms.NicknameForm(classroom, request.POST or None, initial={"nickname": user.nickname})
    if request.method == "POST" and form.is_valid():
        try:
            services.join(classroom, user, form.cleaned_data["nickname"])
            give_missing_versions(classroom)
        except IntegrityError:
            form.add_error("nickname", _("Someone has just taken this name; choose another."))
        else:
            messages.success(request, _("You are now in %(name)s.") % {"name": classroom.name})
            return redirect("/")
    return _page(request, "people/join_class.html", {"form": form, "classroom": classroom}, form.is_bound)


@signed_in
@require_safe
def joined(request: HttpRequest, pk: int) -> HttpResponse:
    """After joining: the user name to remember."""
    places = Membership.objects.select_related("classroom").filter(classroom_id=pk, student=person(request))
    place = places.first()
    if place is None:
        raise Http404
    return render(request, "people/joined.html", {"place": place})


@signed_in
@get_or_post
def account(request: HttpRequest) -> HttpResponse:
    """Name, instrument, classes."""
    user = person(request)
    form = forms.ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(site_language(voice_for(user, reader_voice().language))):
            messages.success(request, translation.gettext("Saved."))
        return redirect("people:account")
    places = user.memberships.select_related("classroom")
    return _page(request, "people/account.html", {"form": form, "places": places}, form.is_bound)


@never_cache
@sensitive_post_parameters()
@signed_in
@get_or_post
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; other devices are signed out."""
    user = person(request)
    form = forms.PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed. Other devices have been signed out."))
        return redirect("people:account")
    return _page(request, "people/password.html", {"form": form}, form.is_bound)


@never_cache
@signed_in
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Everything kept about the person who asks."""
    return FileResponse(services.export(person(request)), as_attachment=True, filename="etude-my-data.zip")


@never_cache
@signed_in
@get_or_post
def delete(request: HttpRequest) -> HttpResponse:
    """Delete one's account with everything in it."""
    user = person(request)
    form = forms.DeleteForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_session(request)
        services.delete_person(user)
        messages.success(request, _("Your account and everything in it are deleted."))
        return redirect("people:login")
    return _page(request, "people/delete.html", {"form": form}, form.is_bound)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, where, for how long, and who sees it."""
    return render(request, "people/privacy.html", {"keep_days": settings.TAKE_KEEP_DAYS})


def _page(request: HttpRequest, template: str, context: dict[str, object], bound: bool) -> HttpResponse:
    """A page with a form: 422 when it comes back with errors."""
    return render(request, template, context, status=422 if bound else 200)
