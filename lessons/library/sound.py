"""Sending recorded sound in parts, as browsers ask for it when one jumps to a bar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

CHUNK = 1 << 16
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")

# What we send for each kind we recognised; never the type the sender claimed.
CONTENT_TYPES = {
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "webm": "audio/webm",
    "mp4": "audio/mp4",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
}


def send(request: HttpRequest, file: FieldFile, kind: str) -> HttpResponseBase:
    """A stored sound as an answer, whole or the part named by the Range header; 404 when it is gone."""
    if not file:
        raise Http404
    try:
        size, stream = file.size, file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    span = _span(request.headers.get("Range", ""), size)
    if span is None:
        stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    response = StreamingHttpResponse(
        _read(stream, first, last - first + 1), content_type=CONTENT_TYPES.get(kind, "application/octet-stream")
    )
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["Content-Encoding"] = "identity"  # keeps the compressing middleware away: lengths must stay true
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Disposition"] = "inline"
    if "Range" in request.headers and size:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _span(header: str, size: int) -> tuple[int, int] | None:
    """(first, last) byte to send; None when the range cannot be satisfied. An odd header means the whole file."""
    match = _RANGE.match(header.strip())
    if not match or match.groups() == ("", ""):
        return 0, size - 1
    start, end = match.groups()
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) else None
    first, last = int(start), min(int(end), size - 1) if end else size - 1
    return (first, last) if first <= last else None


def _read(stream: IO[bytes], first: int, count: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        while count > 0 and (chunk := stream.read(min(CHUNK, count))):
            count -= len(chunk)
            yield chunk
