# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What others reach over HTTP: the Hub's webhooks, and those who watch over the bot. FastAPI is imported here alone."""
