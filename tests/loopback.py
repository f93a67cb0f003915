"""Keeps every test on this machine: a look-up or connection beyond it is refused and fails the test."""

import ipaddress
import sys
from collections.abc import Iterator

import pytest

refused: list[str] = []


class FarConnectionRefused(RuntimeError):
    """A test tried to reach something outside this machine."""


def is_near(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def asked_host(event: str, arguments: tuple[object, ...]) -> str | None:
    """The host that an audited event is about; None where there is none, as for a Unix socket."""
    match event, arguments:
        case "socket.connect", (_, (host, *_)):
            pass
        case "socket.getaddrinfo", (host, *_):
            pass
        case _:
            return None
    return host.decode() if isinstance(host, bytes) else host


def refuse_far_connections(event: str, arguments: tuple[object, ...]) -> None:
    host = asked_host(event, arguments) if event.startswith("socket.") else None
    if host is not None and not is_near(host):
        refused.append(host)
        raise FarConnectionRefused(f"{host} is not this machine")


def pytest_configure() -> None:
    # An audit hook also sees what libraries do with sockets of their own. It lasts as long as the process.
    sys.addaudithook(refuse_far_connections)


@pytest.fixture(autouse=True)
def stays_on_this_machine() -> Iterator[None]:
    """Fail the test that tried to get out, also where its own code swallowed the refusal."""
    refused.clear()
    yield
    assert not refused, f"the test tried to reach {refused}"
