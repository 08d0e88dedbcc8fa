# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which module writes which format. The libraries take up to a fifth of a second to load, so each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from bot.model.errors import OperatorError
from bot.ports.documents import BillWriter, DocumentForm


def bill_writer(form: DocumentForm) -> BillWriter:
    """What writes this format. Raises OperatorError where its library is not installed."""
    try:
        return _writer(form)
    except ModuleNotFoundError as error:
        raise OperatorError(
            f"{form.value} needs the library {error.name}, which is not installed; pip install 'hubnotice[sbom]'"
        ) from error


def pdf_writer() -> Callable[[str], bytes]:
    """What makes a PDF of a page. Raises OperatorError where its library is not installed, or not what that needs of the system."""
    try:
        from bot.adapters.documents import pdf  # noqa: PLC0415 - see the first line
    except ModuleNotFoundError as error:
        raise OperatorError(
            f"pdf needs the library {error.name}, which is not installed; pip install 'hubnotice[pdf]'"
        ) from error
    except OSError as error:
        raise OperatorError(
            f"pdf needs the system's library Pango, which cannot be loaded: {error}; see docs/pictures.md"
        ) from error
    return pdf.write_pdf


def _writer(form: DocumentForm) -> BillWriter:
    match form:
        case DocumentForm.SPDX_JSON | DocumentForm.SPDX_TAG_VALUE:
            from bot.adapters.documents import spdx  # noqa: PLC0415 - see the first line

            return spdx.write_json if form is DocumentForm.SPDX_JSON else spdx.write_tag_value
        case DocumentForm.SPDX3_JSON:
            from bot.adapters.documents import spdx3  # noqa: PLC0415

            return spdx3.write_json
        case DocumentForm.CYCLONEDX_JSON:
            from bot.adapters.documents import cyclonedx  # noqa: PLC0415

            return cyclonedx.write_json
        case _:
            assert_never(form)
