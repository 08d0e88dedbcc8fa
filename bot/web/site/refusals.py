# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a page raises instead of answering: a status and a calm sentence for whoever asked."""

from __future__ import annotations

from bot.web.site.texts import phrase


class Refused(Exception):
    """The request is not done; ``sentence`` is shown, translated where a catalogue has it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status = status
        self.sentence = sentence


TITLES = {
    400: phrase("This could not be read"),
    401: phrase("Please sign in first"),
    403: phrase("This page is not open to you"),
    404: phrase("There is nothing here"),
    405: phrase("This cannot be done here"),
    409: phrase("This is not possible now"),
    413: phrase("That was too much at once"),
    421: phrase("This is not the address of this desk"),
    500: phrase("Something went wrong on our side"),
    503: phrase("This is not available at the moment"),
}
SENTENCES = {
    400: phrase("What was sent has a form that is not expected here."),
    401: phrase("What you asked for is shown to people who signed in."),
    403: phrase("Your account does not have the role that it needs. An administrator of this desk can change that."),
    404: phrase("There is no such page, or it is not open to you. If a link led here, it may be an old one."),
    405: phrase("This address is there, but it does not take what was sent."),
    413: phrase("Please send less at once."),
    500: phrase("It is not your doing. It has been noted, and nothing was changed that you did not see."),
    503: phrase("Please try again in a moment. Nothing was lost."),
}
