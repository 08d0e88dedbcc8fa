# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What all pages of the desk stand on: rendering, visitors, routes with permissions, headers, static files, languages."""
