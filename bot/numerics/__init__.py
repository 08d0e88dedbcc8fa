# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Numbers: decoding, preparing and comparing rows of weights. Pure."""
