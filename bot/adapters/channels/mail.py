# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Mail by the operator's own relay: text and HTML, one thread for each case, and one click to hear no more (RFC 8058).

The relay signs it (DKIM); its signature has to cover both ``List-Unsubscribe`` headers, see docs/alerts.md.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from bot.model.deliveries import DeliveryKind
from bot.model.errors import InputError, SettingsError, Undelivered
from bot.ports.alerts import Answer, Parcel

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}", re.ASCII)
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}", re.ASCII)
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mail leaves."""

    url: str
    """``smtp://[user:password@]host:port`` with STARTTLS, or ``smtps://``; in the clear to this machine alone."""
    sender: str
    """An address, with or without a name before it."""
    public_url: str
    """Where the pages are that mails lead to."""
    timeout_seconds: float = 30.0


class Mailer:
    """One connection for each message: there are few, and a relay on the way that hangs holds up one alone."""

    def __init__(self, settings: MailSettings, *, context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._context = context

    def carry(self, parcel: Parcel, at: datetime) -> Answer:
        """Raises Undelivered, SettingsError where no mail can be sent from here."""
        message = composed(parcel, self._settings, at)
        try:
            with self._connected() as relay:
                relay.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()), (0, b""))
            raise _refused(code, words) from error
        except smtplib.SMTPResponseException as error:
            # A relay that refuses us or the whole message says nothing about the address.
            said = _text(error.smtp_error)
            raise Undelivered(f"the relay answered {error.smtp_code}: {said}", status=error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Undelivered(f"the relay: {type(error).__name__}: {error}") from error
        return Answer(status=250, text="taken by the relay")

    def _connected(self) -> smtplib.SMTP:
        context = self._context = self._context or ssl.create_default_context()
        parts = urlsplit(self._settings.url)
        host, seconds = parts.hostname or "", self._settings.timeout_seconds
        if parts.scheme == "smtps":
            relay: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=seconds, context=context)
        else:
            relay = smtplib.SMTP(host, parts.port or 587, timeout=seconds)
        try:
            if parts.scheme == "smtp" and (host not in _LOOPBACK or parts.username):
                relay.starttls(context=context)
            if parts.username:
                relay.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            relay.close()
            raise
        return relay


def composed(parcel: Parcel, settings: MailSettings, at: datetime) -> EmailMessage:
    """The message. The same parcel has the same ``Message-ID`` at every try, and the same thread as all about its case."""
    if not settings.public_url:
        raise SettingsError("mail needs pages that it leads to: set HUBNOTICE_PUBLIC_URL first")
    name, sender = parseaddr(settings.sender)
    domain = sender.rpartition("@")[2]
    # Seven bits pass every relay.
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = Address(display_name=_line(name) or "hubnotice", addr_spec=check_address(sender))
    message["To"] = Address(addr_spec=check_address(parcel.channel.address))
    message["Subject"] = _line(parcel.title)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{parcel.id}@{domain}>"
    if parcel.thread:
        # The first of a thread is never sent: all refer to it, in whatever order they arrive.
        root = hashlib.sha256(f"{parcel.channel.id} {parcel.thread}".encode()).hexdigest()[:24]
        message["References"] = message["In-Reply-To"] = f"<{parcel.thread}.{root}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"hubnotice alerts <alerts.{domain}>"
    if parcel.kind is not DeliveryKind.CONFIRMATION:
        message["List-Unsubscribe"] = f"<{parcel.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(parcel.text)
    message.add_alternative(parcel.html, subtype="html")
    return message


def check_address(text: str) -> str:
    """A mail address as it is. Raises InputError for anything else: several, names, quotes, spaces, line breaks."""
    local, _, domain = text.rpartition("@")
    if len(text) > 254 or not _LOCAL.fullmatch(local) or ".." in text or local[:1] == "." or local[-1:] == ".":
        raise InputError("expected one mail address such as ada@example.org")
    if not _DOMAIN.fullmatch(domain) and domain != "localhost":
        raise InputError("expected one mail address such as ada@example.org")
    return text


def _refused(code: int, words: bytes | str) -> Undelivered:
    is_bounce = 500 <= code < 600
    return Undelivered(f"the address was refused: {code} {_text(words)}", status=code or None, is_bounce=is_bounce)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _line(text: str) -> str:
    return " ".join(_BREAKS.sub(" ", text).split())
