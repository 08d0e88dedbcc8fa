# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From one origin's license to what is owed, and from the repository to what of it is there."""
