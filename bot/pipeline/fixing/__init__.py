# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What to add to a repository so that nothing is owed any more: texts, notices and the card's metadata."""
