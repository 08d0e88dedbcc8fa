# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of one quota, as a value: turns come in evenly, and what the Hub says is left bounds them from above.

Times are seconds on the clock of whoever keeps the bucket, any clock, as long as it is always the same one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

_BURST_SHARE = 0.1
"""Share of a quota that may be used at once. The rest comes in evenly, so that no window ever holds more than the quota."""
_RESERVED_BURST = 0.25
"""Share of the burst that is kept for what cannot wait: the list of changes, and posts."""
_STAYS = 0.5
"""Share of the reserve that stays there even while those who are not urgent have taken turns that are still to come in."""
_RESERVED_REST = 0.1
"""Share of the quota, by the time that is left of the Hub's window, that is kept for them of what the Hub says is left."""
_SPARE = 0.01
"""Share of a quota by which the Hub's count is taken to be lower than it says: requests on the way are not in it yet."""
_SAME_WINDOW_SECONDS = 5.0
"""By how much two answers in one window of the Hub may differ about its end."""
_ROUNDED_SECONDS = 1.0
"""The end of a window is told in whole seconds, so it may be later than it says by nearly one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Turns of one quota: never more than ``requests`` in any ``window_seconds``.

    Who gives turns out that are used up to ``slack_seconds`` later says so, and they come in slower by as much.
    """

    requests: float
    window_seconds: float
    slack_seconds: float = 0.0
    tokens: float
    counted_at: float
    closed_until: float = 0.0
    remaining: float | None = None
    """What may still be used in the Hub's present window, which ends at ``remaining_until``; ``None`` where it did not say."""
    remaining_until: float = 0.0

    @classmethod
    def full(cls, *, requests: float, window_seconds: float, now: float, slack_seconds: float = 0.0) -> Bucket:
        """A bucket of which nothing was used for a while."""
        bucket = cls(
            requests=requests, window_seconds=window_seconds, slack_seconds=slack_seconds, tokens=0.0, counted_at=now
        )
        return replace(bucket, tokens=bucket.burst)

    @property
    def burst(self) -> float:
        """Turns that may be taken at once."""
        return max(1.0, self.requests * _BURST_SHARE)

    @property
    def per_second(self) -> float:
        """Turns that come in."""
        return max(self.requests - self.burst, 1.0) / (self.window_seconds + self.slack_seconds)

    def at(self, now: float) -> Bucket:
        """The bucket at this moment. A clock that lags behind the one that counted last adds nothing and takes nothing away."""
        now = max(now, self.counted_at)
        is_over = self.remaining is not None and now >= self.remaining_until
        return replace(
            self,
            tokens=min(self.burst, self.tokens + (now - self.counted_at) * self.per_second),
            counted_at=now,
            remaining=None if is_over else self.remaining,
        )

    def take(self, now: float, *, most: int = 1, patience_seconds: float, is_urgent: bool = True) -> Grant:
        """Turns for one caller; one that has to be waited for is taken at once.

        More than one, up to ``most``, where there are plenty: a quarter of those that are there. What is not urgent leaves the
        reserve alone; of those that wait for it only as many are let in as the reserve can lend turns to.
        """
        bucket = self.at(now)
        wait = bucket.wait(is_urgent=is_urgent)
        is_full = not is_urgent and wait > 0 and bucket.tokens - 1.0 < bucket.burst * _RESERVED_BURST * _STAYS
        if wait > patience_seconds or is_full:
            return Grant(bucket=bucket, turns=0, wait_seconds=wait)
        turns = 1 if wait > 0 else max(1, min(most, int(bucket.spare(is_urgent=is_urgent) / 4)))
        taken = replace(
            bucket,
            tokens=bucket.tokens - turns,
            remaining=None if bucket.remaining is None else bucket.remaining - turns,
        )
        return Grant(bucket=taken, turns=turns, wait_seconds=wait)

    def resized(self, requests: float, window_seconds: float, now: float) -> Bucket:
        """Another quota from now on. What was used stays used, for a window at the longest."""
        if (requests, window_seconds) == (self.requests, self.window_seconds):
            return self
        bucket = self.at(now)
        other = replace(bucket, requests=requests, window_seconds=window_seconds)
        tokens = max(bucket.tokens + other.burst - bucket.burst, other.burst - requests)
        return replace(other, tokens=tokens)

    def told(self, remaining: float, seconds: float, now: float) -> Bucket:
        """The Hub says what is left, and for how long. Somebody else may use the same token, so the lower count is the true one."""
        bucket = self.at(now)
        until = bucket.counted_at + seconds + _ROUNDED_SECONDS
        if remaining <= 0:
            bucket = replace(bucket, closed_until=max(bucket.closed_until, until))
        if bucket.remaining is None or until > bucket.remaining_until + _SAME_WINDOW_SECONDS:
            known = remaining - self.requests * _SPARE
        elif until < bucket.remaining_until - _SAME_WINDOW_SECONDS:
            # An answer that was long on its way, about a window that is over.
            return bucket
        else:
            known = min(bucket.remaining, remaining - self.requests * _SPARE)
            until = max(until, bucket.remaining_until)
        return replace(bucket, remaining=max(0.0, known), remaining_until=until)

    def reopened(self, now: float) -> Bucket:
        """Empty and open at this moment, whatever the clock said that counted last."""
        return replace(
            self, tokens=min(0.0, self.tokens), counted_at=now, closed_until=0.0, remaining=None, remaining_until=0.0
        )

    def spare(self, *, is_urgent: bool) -> float:
        """What is there for such a caller."""
        tokens = self.tokens - (0.0 if is_urgent else self.burst * _RESERVED_BURST)
        return tokens if self.remaining is None else min(tokens, self.remaining - self._kept(is_urgent=is_urgent))

    def _kept(self, *, is_urgent: bool) -> float:
        """Of what the Hub says is left, the part that such a caller leaves to others."""
        return 0.0 if is_urgent else self._kept_a_second * max(0.0, self.remaining_until - self.counted_at)

    @property
    def _kept_a_second(self) -> float:
        return self.requests * _RESERVED_REST / self.window_seconds

    def wait(self, *, is_urgent: bool) -> float:
        """Seconds until there is a turn."""
        reserve = 0.0 if is_urgent else self.burst * _RESERVED_BURST
        wait = max(0.0, (1.0 + reserve - self.tokens) / self.per_second, self.closed_until - self.counted_at)
        if self.remaining is None or self.remaining - self._kept(is_urgent=is_urgent) >= 1.0:
            return wait
        # What is kept shrinks with the window, so a caller that is not urgent may come before the end of it.
        early = 0.0 if is_urgent else max(0.0, self.remaining - 1.0) / self._kept_a_second
        return max(wait, self.remaining_until - self.counted_at - early)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a caller got: ``turns`` from ``wait_seconds`` on; none where that were more than its patience, or too many wait."""

    bucket: Bucket
    turns: int
    wait_seconds: float
