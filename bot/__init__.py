# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""hubnotice: finds out which upstream models a repository is really made of, and asks kindly for missing attribution."""
