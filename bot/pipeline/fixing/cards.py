# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a card has to say about upstreams, at its end and in its metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.model.repository import Declared
from bot.pipeline.fixing.metadata import with_base_model, with_relation
from bot.pipeline.fixing.sections import is_open_at_end, with_section
from bot.pipeline.fixing.wanted import CARD_RULES, CHANGES, CREDIT_RULES, Wanted

_HEADING = "## Attribution"
_RELATIONS = {
    "fine-tuned": "finetune",
    "trained further with an expanded vocabulary": "finetune",
    "merged": "merge",
    "quantized": "quantized",
    "adapted": "adapter",
}
"""The Hub's words for what was done (model cards, "base_model_relation")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChange:
    """A card as it would be."""

    text: str
    is_changed: bool
    remarks: tuple[str, ...] = ()


def changed_card(
    card: str | None,
    title: str,
    wanted: Sequence[tuple[Wanted, bool]],
    declare: Callable[[bytes], Declared],
    hub_url: str,
) -> CardChange:
    """The card with what is wanted. ``wanted`` says of each upstream whether the whole model comes from it.

    ``declare`` reads what a card's metadata declares.
    """
    begun = card if card is not None else f"# {title}\n"
    text = begun
    remarks: list[str] = []
    for want, is_whole in wanted:
        if is_whole and want.asks({*CREDIT_RULES, CHANGES}):
            text, remark = _with_base(text, want, declare)
            remarks += [remark] if remark else []
    lines = dict.fromkeys(line for want, is_whole in wanted for line in _lines(want, hub_url, is_whole=is_whole))
    if lines and is_open_at_end(text):
        said = " ".join(lines)
        remarks.append(
            f"README.md: ends inside a block of code or a comment, so add by hand where readers see it: {said}"
        )
    elif lines:
        text = with_section(text, _HEADING, [*lines])
    return CardChange(text=text, is_changed=text != begun, remarks=tuple(remarks))


def _with_base(text: str, want: Wanted, declare: Callable[[bytes], Declared]) -> tuple[str, str]:
    before = declare(text.encode())
    repo, relation = want.upstream.repo, _RELATIONS.get(want.change)
    known = repo.casefold() in {each.casefold() for each in before.base_models}
    if known and (before.base_model_relation or not relation):
        return text, ""
    left = f"README.md: its metadata is left alone; add `base_model: {repo}` there by hand"
    changed = with_relation(text, relation) if known and relation else with_base_model(text, repo, relation)
    if changed is None:
        return text, left
    stated = before.base_model_relation or relation
    models = before.base_models if known else (*before.base_models, repo)
    return (
        (changed, "")
        if declare(changed.encode()) == replace(before, base_models=models, base_model_relation=stated)
        else (text, left)
    )


def _lines(want: Wanted, hub_url: str, *, is_whole: bool) -> Iterator[str]:
    repo = want.upstream.repo
    link = repo if want.upstream.revision.startswith("local-") else f"[{repo}]({hub_url}/{repo})"
    name = want.license.name if want.license else want.license_id
    address = f" ({want.license.url})" if want.license and want.license.url else ""
    yield from want.phrases
    if want.asks(CARD_RULES) or (not is_whole and want.asks(CREDIT_RULES)):
        changed = f", {want.change}" if want.change else ""
        under = f", under the {name}{address}" if name else ""
        yield f"The {want.component.words} comes from {link}{changed}{under}."
    if want.restrictions:
        yield f"The use restrictions of the {name} apply to whoever receives this model: {', '.join(want.restrictions)}."
