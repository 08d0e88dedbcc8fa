# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What people answer in our threads: commands, who may give them, and what follows."""
