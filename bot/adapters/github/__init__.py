# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""GitHub issues through github3.py, with the timeouts, retries and limits that the library does not have."""
