# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How a database of an older release becomes one of this release, as Alembic runs it."""
