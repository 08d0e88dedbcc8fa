# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Style sheets, scripts and pictures of our own, out of memory. Their addresses change with what is in them, so browsers may keep them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response

PATH = "/static"
_FOLDER = Path(__file__).resolve().parent.parent / "static"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    kind: str
    content: bytes
    packed: bytes
    digest: str


class Statics:
    """Everything that lies in ``bot/web/static``, read once."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._files = {path.name: _read(path) for path in sorted(folder.iterdir()) if path.suffix in _KINDS}

    def address(self, name: str) -> str:
        """Where a page finds it. Raises KeyError for a file that is not there."""
        return f"{PATH}/{name}?v={self._files[name].digest}"

    def answer(self, request: Request) -> Response:
        """The file as it is; 404 for every other name."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404)
        headers = {
            "ETag": f'"{file.digest}"',
            "Cache-Control": _FOR_EVER if request.query_params.get("v") == file.digest else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if request.headers.get("if-none-match") == f'"{file.digest}"':
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.packed, media_type=file.kind, headers=headers | {"Content-Encoding": "gzip"})
        return Response(file.content, media_type=file.kind, headers=headers)


def _read(path: Path) -> _File:
    content = path.read_bytes()
    return _File(
        kind=_KINDS[path.suffix],
        content=content,
        packed=gzip.compress(content, mtime=0),
        digest=hashlib.sha256(content).hexdigest()[:16],
    )
