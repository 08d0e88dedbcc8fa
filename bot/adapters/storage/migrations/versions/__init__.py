# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One module a step, in the order of their numbers; a step that was released is never changed."""
