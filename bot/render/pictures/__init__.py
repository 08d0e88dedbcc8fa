# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pictures of a case: SVG, tables, CSV and text from measured numbers. Pure."""
