# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What can be measured about a model, and which bytes each measurement needs. Pure."""
