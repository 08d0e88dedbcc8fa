# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whatever the OpenAPI document allows, and much that it does not, is asked of the real application on a real SQLite database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.conversations import SqlConversations
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.questions import SqlQuestions
from bot.adapters.storage.schema import migrate
from bot.adapters.storage.service import SqlAttempts, SqlServiceTokens
from bot.pipeline.service_tokens import Tokens
from bot.web.api.operations import Operation
from bot.web.api.table import ALL
from tests.samples.daemon import desk_over
from tests.samples.judged import rulebook
from tests.web.api.conftest import ADA, DESK, GRANTS, POSTED, Programs, bearer

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
EXAMPLES = 8
"""For each operation, of what is described and of what is not, with and without a token."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    engine = open_database(tmp_path_factory.mktemp("api") / "hubnotice.sqlite")
    migrate(engine)
    made = Programs()
    assert made.public is not None
    casebook, tokens = SqlCasebook(engine), SqlServiceTokens(engine)
    made.public = replace(
        made.public,
        questions=SqlQuestions(engine, made.clock),
        casebook=casebook,
        conversations=SqlConversations(engine),
        desk=desk_over(casebook, made.clock, rulebook().preset("review")),
        tokens=Tokens(tokens, GRANTS, made.clock),
        attempts=SqlAttempts(engine),
    )
    made.casebook, made.tokens = casebook, tokens  # type: ignore[assignment]
    made.conversations = made.public.conversations  # type: ignore[assignment]
    made.open_cases()
    made.add_token(ADA, "local:ada", DESK)
    made.answer_as_owner("We trained it ourselves.")
    with made.served():
        yield made
    engine.dispose()


@pytest.fixture(scope="module")
def described(real: Programs) -> Any:  # noqa: ANN401 - the library's schema
    return schemathesis.openapi.from_url(f"{real.address}/openapi.json")


def tried(operation: Any, mode: GenerationMode, real: Programs, token: str) -> None:  # noqa: ANN401 - the library's operation
    """A few requests for one operation, the same ones in each run."""

    @seed(20260317)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:  # noqa: ANN401 - the library's case
        case.call_and_validate(base_url=real.address, headers=bearer(token), checks=CHECKS)

    one()


@pytest.mark.parametrize("token", ["", ADA], ids=["everybody", "desk"])
@pytest.mark.parametrize("asked", ALL, ids=[each.id for each in ALL])
def test_what_is_described_is_what_is_done(real: Programs, described: Any, asked: Operation, token: str) -> None:  # noqa: ANN401
    tried(described[asked.path][asked.method], GenerationMode.POSITIVE, real, token)


@pytest.mark.parametrize("token", ["", ADA], ids=["everybody", "desk"])
@pytest.mark.parametrize("asked", [each for each in ALL if each.parameters], ids=lambda each: each.id)
def test_what_is_not_described_is_refused(real: Programs, described: Any, asked: Operation, token: str) -> None:  # noqa: ANN401
    tried(described[asked.path][asked.method], GenerationMode.NEGATIVE, real, token)


def test_a_case_of_the_real_database_is_read_and_ruled_on(real: Programs) -> None:
    assert [each["name"] for each in real.get("/api/v1/cases").json["cases"]] == [f"C-{POSTED}"]
    assert real.get(f"/api/v1/cases/{POSTED}").json["statement"]["text"] == "We trained it ourselves."
    assert real.get("/api/v1/log", ADA).json["entries"]
