# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``python -m bot.cli``: the command line where no script is installed."""

from bot.cli.main import main

if __name__ == "__main__":
    main(prog_name="hubnotice")
