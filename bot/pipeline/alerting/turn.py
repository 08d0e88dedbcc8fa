# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One turn of everything about alerts: what happened is given out, what is due is bundled, what is bundled is sent.

Any number of processes may take turns at the same time. A turn that is cut off anywhere is gone on with by the next one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.model.errors import BotError
from bot.pipeline.alerting.bundling import Bundler
from bot.pipeline.alerting.dormant import Dormancy
from bot.pipeline.alerting.fan_out import FanOut
from bot.pipeline.alerting.sending import Sender

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTurn:
    """The parts of a turn, in their order."""

    fan_out: FanOut
    bundler: Bundler
    sender: Sender
    dormancy: Dormancy

    def take(self) -> None:
        """One turn. Raises what the database raises."""
        self.fan_out.run()
        self.dormancy.run()
        self.bundler.run()
        self.sender.run()

    def take_calmly(self) -> None:
        """One turn, as a schedule takes it: what goes wrong is logged, and the next one goes on."""
        try:
            self.take()
        except BotError as error:
            _LOG.warning("alerts_put_off", extra={"reason": f"{type(error).__name__}: {error}"})
        except Exception:  # noqa: BLE001 - logged, and the next turn goes on
            # The outer loop of this work: a mistake of ours ends no daemon.
            _LOG.exception("alerts_broke")
