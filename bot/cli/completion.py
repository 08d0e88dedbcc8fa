# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice completion``: what a shell reads to complete commands and options."""

from __future__ import annotations

import click

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    hubnotice completion bash > ~/.local/share/bash-completion/completions/hubnotice
    hubnotice completion zsh > "${fpath[1]}/_hubnotice"
    hubnotice completion fish > ~/.config/fish/completions/hubnotice.fish
    """  # noqa: D301 - click's mark for a paragraph that it must not wrap
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"{shell}: no completion is known for it")
    click.echo(kind(ctx.find_root().command, {}, "hubnotice", "_HUBNOTICE_COMPLETE").source())
