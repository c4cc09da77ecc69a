"""In which words a reader is spoken to: their own choice, else their class's, else the browser's language.

A choice is a dict such as {"names": "fixed-do"}: only what was chosen is kept, so that a class's default still counts
for the rest. The engine's `Voice` says what can be chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from lessons.people.models import Classroom, User
from tutor.grading.speaking import reword, speech_for
from tutor.grading.speech import Speech
from tutor.grading.voice import CHOICES, USUAL, Voice

Choice = dict[str, str]
_reader: ContextVar[Voice] = ContextVar("reader", default=USUAL)


def reader_voice() -> Voice:
    """The words for whoever reads the page that is being made."""
    return _reader.get()


def reader_speech() -> Speech:
    """The engine's grammar in the reader's voice."""
    return speech_for(reader_voice())


def chosen(values: Mapping[str, Any] | None) -> Choice:
    """What a stored choice holds that can still be chosen."""
    return {name: values[name] for name, known in CHOICES.items() if values and values.get(name) in known}


def class_choice(user: User) -> Choice:
    """What the class (the first joined that is not archived) has chosen for its students."""
    if user.is_teacher:
        return {}
    rows = Classroom.objects.filter(memberships__student=user, archived=False).order_by("memberships__joined")
    return chosen(rows.values_list("voice", flat=True).first())


def voice_for(user: User | AnonymousUser, language: str = USUAL.language) -> Voice:
    """The words for a person; `language` where neither they nor their class has chosen one."""
    if not isinstance(user, User):
        return Voice(language=language)
    own = chosen(user.voice)
    if len(own) == len(CHOICES):
        return Voice.from_dict(own)
    return Voice.from_dict({**without_own(user, language).to_dict(), **own})


def without_own(user: User, language: str) -> Voice:
    """What a person's own choices are put on top of."""
    return Voice.from_dict({"language": language, **class_choice(user)})


def retold(report: dict[str, Any]) -> dict[str, Any]:
    """The stored report in the reader's words; reports from before there were choices stay as they were told."""
    voice = reader_voice()
    if report.get("voice", USUAL.to_dict()) == voice.to_dict():
        return report
    try:
        return reword(report, voice)
    except (KeyError, ValueError):
        return report


class ReaderVoice:
    """Middleware: pages in the reader's language, explanations in the reader's words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        voice = voice_for(request.user, _asked(request))
        token = _reader.set(voice)
        try:
            with translation.override(site_language(voice)):
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", translation.get_language() or "")
        finally:
            _reader.reset(token)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def _asked(request: HttpRequest) -> str:
    """The language chosen before signing in (a cookie), else the first the browser asks for that Etude speaks."""
    language = translation.get_language_from_request(request).partition("-")[0]
    return language if language in CHOICES["language"] else USUAL.language


def site_language(voice: Voice) -> str:
    """Django's name of the voice's language."""
    codes = (code for code, _ in settings.LANGUAGES)
    return next(code for code in codes if code.partition("-")[0] == voice.language)
