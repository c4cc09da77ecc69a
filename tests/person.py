"""Somebody at a browser, without the browser: signs in, fills in forms, hands in recordings, over real HTTP."""

from __future__ import annotations

import http.cookiejar
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    status: int
    url: str
    text: str

    def json(self) -> dict:
        return json.loads(self.text)


class Person:
    """Keeps cookies; follows redirects; sends the CSRF token with every form."""

    def __init__(self, school_url: str) -> None:
        self.school = school_url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Answer:
        return self._send(urllib.request.Request(self._absolute(path)))

    def post(self, path: str, data: dict[str, str], *, audio: bytes | None = None, as_json: bool = False) -> Answer:
        """Send a form as multipart, with a recording when there is one."""
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "") or ""
        boundary = uuid.uuid4().hex
        body = _multipart({**data, "csrfmiddlewaretoken": token}, audio, boundary)
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Referer": self._absolute(path),
            "Accept": "application/json" if as_json else "text/html",
        }
        return self._send(urllib.request.Request(self._absolute(path), data=body, headers=headers, method="POST"))

    def _absolute(self, path: str) -> str:
        return urllib.parse.urljoin(self.school, path)

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=60) as response:
                return Answer(response.status, response.url, response.read().decode(errors="replace"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.url, error.read().decode(errors="replace"))

    # What people do

    def found_school(self, username: str, password: str, classroom: str) -> None:
        """Be the first person: a teacher with a first class."""
        self.get("/welcome/")
        answer = self.post(
            "/welcome/", {"username": username, "nickname": username, "password": password, "classroom": classroom}
        )
        assert answer.status == 200, answer.text
        assert not answer.url.endswith("/welcome/"), answer.text

    def join(self, code: str, nickname: str, password: str, instrument: str = "violin") -> None:
        """Become a student of the class with this code."""
        self.get(f"/join/{code}/")
        data = {"nickname": nickname, "password": password, "instrument": instrument}
        answer = self.post(f"/join/{code}/", data)
        assert answer.status == 200, answer.text
        assert "/joined/" in answer.url, answer.text

    def hand_in(self, exercise: int, recording: bytes, key: str = "") -> str:
        """Send a recording of an exercise; returns the take's address."""
        self.get(f"/exercises/{exercise}/")
        data = {"client_key": key or uuid.uuid4().hex, "settings": "{}"}
        answer = self.post(f"/exercises/{exercise}/takes/", data, audio=recording, as_json=True)
        assert answer.status == 201, answer.text
        return str(answer.json()["url"])

    def until(self, path: str, words: str, seconds: float = 120) -> Answer:
        """Look at a page again and again until it holds these words (a regular expression)."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.get(path)
            if re.search(words, answer.text):
                return answer
            assert time.monotonic() < deadline, f"{path} never said {words!r}:\n{answer.text[-3000:]}"
            time.sleep(0.3)


def _multipart(fields: dict[str, str], audio: bytes | None, boundary: str) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if audio is not None:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="audio"; filename="take.flac"\r\n'
        parts.append(head.encode() + b"Content-Type: audio/flac\r\n\r\n" + audio + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])
