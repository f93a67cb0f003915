"""Everything that can go wrong, and what it means for the message and the person.

DongHanhError
├── RefusedToStart            a person must repair something first; the text says what
├── StoreUnavailable          the database is busy, full or away: ask the platform to repeat
├── Moved                     the conversation changed meanwhile: prepare the turn once more
├── NotOpened                 sealed with a key we were not given, or changed: the operator must look
├── BadPayload                not a payload of this platform: answer 400, store nothing
└── SendError
    ├── NotAttached           nobody is at the other end (web page closed): wait for them, no attempt counted
    ├── RateLimited           wait `retry_after`, everybody waits
    ├── Unavailable           nothing reached the person: try again later
    │   └── NotReached        nor the platform: everybody waits a moment, no attempt counted
    ├── Postponed             a quota or the night: again after `wait`, only this message waits
    ├── OutcomeUnknown        it may have reached the person: try again unless the message must not repeat
    ├── Unreachable           blocked or gone: stop writing to this contact
    ├── WindowClosed          silent for too long to be written to freely: only an approved template may go
    ├── Rejected              the platform will never take this message: give it up
    └── ChannelDown           token, account or money: stop the channel, call the operator
"""

from __future__ import annotations

from datetime import timedelta


class DongHanhError(Exception):
    """Base of all errors of this product."""


class RefusedToStart(DongHanhError):
    """The operator must act before the program can run; the message says how."""


class StoreUnavailable(DongHanhError):
    """The database can not take this now. Nothing was stored; the sender should repeat."""


class Moved(DongHanhError):
    """What was read while preparing is no longer true."""


class NotOpened(DongHanhError):
    """What is sealed can not be opened. The text names the key or the place, never the content."""


class BadPayload(DongHanhError):
    """The body does not follow the platform's form."""


class SendError(DongHanhError):
    """A message was not (surely) delivered. The text is safe to log: no token, no personal data."""


class NotAttached(SendError):
    """The other end is closed for now and will ask for what waits."""


class RateLimited(SendError):
    """The platform asks for silence on the whole account."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"rate limited for {retry_after.total_seconds():g} s")
        self.retry_after = retry_after


class Unavailable(SendError):
    """The request did not reach the person; repeating it can not double it."""


class NotReached(Unavailable):
    """There is no way to the platform now; it will be as closed to any other message."""


class Postponed(SendError):
    """The platform takes this message later; others are not concerned."""

    def __init__(self, reason: str, wait: timedelta) -> None:
        super().__init__(reason)
        self.wait = wait


class OutcomeUnknown(SendError):
    """The request may have reached the person before the answer was lost."""


class Unreachable(SendError):
    """The person blocked the account or no longer exists there."""


class WindowClosed(SendError):
    """The person was silent for too long: the platform takes no free words for them any more."""


class Rejected(SendError):
    """The platform refuses this message for good."""


class ChannelDown(SendError):
    """The account itself is refused."""
