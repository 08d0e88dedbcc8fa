# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Durable work and its schedule: DBOS runs the jobs, APScheduler says when."""
