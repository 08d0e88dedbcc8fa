# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Bills of materials in the formats of others; each module loads its library when it is asked to write."""
