# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What others embed or subscribe to without asking anybody: Atom feeds, badges and exports of public cases."""
