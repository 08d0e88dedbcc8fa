# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The casebook and the catalog in one SQL database: SQLite by default, PostgreSQL where several machines share the work."""
