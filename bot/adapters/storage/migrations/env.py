# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What Alembic runs to migrate: it takes the connection, and with it the transaction, from `bot.adapters.storage.schema`."""

from __future__ import annotations

from alembic import context

from bot.adapters.storage.tables import METADATA


def _run() -> None:
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()


# Alembic loads this file under its own name for it; imported as a part of the package it does nothing.
if __name__ == "env_py":
    _run()
