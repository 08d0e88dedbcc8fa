# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the local Hub speaks HTTP: requests and replies, sockets, quotas, faults, and the record of it all."""
