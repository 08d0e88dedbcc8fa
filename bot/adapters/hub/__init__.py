# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The Hugging Face Hub behind the ports: one guarded connection, models to read, discussions to write."""
