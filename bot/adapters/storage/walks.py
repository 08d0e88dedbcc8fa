# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The walk through all old models, in SQL."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select, update

from bot.adapters.storage.engine import reading, writing
from bot.adapters.storage.snapshot_tables import WALKS
from bot.ports.walks import Walk

_MODELS = "models"


class SqlWalks:
    """Implements `bot.ports.walks.Walks`. The database has to be migrated; raises OperatorError where it cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def walk(self) -> Walk | None:
        """The walk as it was kept last."""
        with reading(self._engine) as connection:
            row = connection.execute(select(WALKS).where(WALKS.c.name == _MODELS)).mappings().one_or_none()
        if row is None:
            return None
        return Walk(until=row["until"], cursor=row["cursor"], reached=row["reached"], done_at=row["done_at"])

    def keep(self, walk: Walk) -> None:
        """From now on the walk is here."""
        values = {
            "until": walk.until,
            "cursor": walk.cursor,
            "reached": walk.reached,
            "done_at": walk.done_at,
        }
        with writing(self._engine) as connection:
            if not connection.execute(update(WALKS).where(WALKS.c.name == _MODELS).values(values)).rowcount:
                connection.execute(insert(WALKS).values(name=_MODELS, **values))
