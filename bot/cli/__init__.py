# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The command line: options, one call, one printer, one exit code. Heavy libraries are imported inside the commands."""
