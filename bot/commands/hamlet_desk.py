"""Keeps the hamlets of the first office's commune: names, what became of them, in town or in the country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk, commune_of
from bot.domain.text import clean, fold
from bot.errors import RefusedToStart
from bot.settings import Settings
from models import areas
from models.areas import Area
from models.register.reading import living_in

LONGEST_NAME = 120


def listing(settings: Settings) -> str:
    """A line for each hamlet; those that became others are marked."""
    with CommandDesk(settings) as desk:
        return desk.read(lambda tx: _listing(tx, day=desk.today))


def _listing(tx: Connection, *, day: date) -> str:
    found = areas.hamlets_in(tx, [commune_of(tx)])
    homes = Counter(each.hamlet for each in living_in(tx, [each.id for each in found], day=day))
    names = {each.id: each.name for each in found}
    former = areas.former_names(tx, list(names))
    lines = []
    for each in found:
        where = "country" if each.urban is False else "town" if each.urban else "not known whether in town"
        line = f"{each.name}: {where}, {homes[each.id]} families"
        if (now := [one for one in areas.successors(tx, each.id) if one != each.id]) and now:
            line += f"; became {', '.join(names.get(one, '…') for one in now)}"
        if known := sorted(name for name, ids in former.items() if each.id in ids and name != each.name):
            line += f"; formerly {', '.join(known)}"
        lines.append(line)
    return (
        "\n".join(lines) or "There is no hamlet yet; `donghanh import --new-hamlets` makes those of a list."
    )


def rename(settings: Settings, name: str, new: str, *, since: date | None) -> str:
    """Give a hamlet another name. Raises `RefusedToStart` for one nobody knows and a name that is taken."""
    called = clean(new).strip()[:LONGEST_NAME]
    with CommandDesk(settings) as desk:
        return desk.run(lambda tx: _rename(tx, name, called, since=since or desk.today))


def _rename(tx: Connection, name: str, new: str, *, since: date) -> str:
    hamlet = _one(tx, name)
    if not new or any(fold(each.name) == fold(new) for each in areas.hamlets_in(tx, [commune_of(tx)])):
        raise RefusedToStart(f"A hamlet is called {new or '…'} already.")
    areas.rename(tx, hamlet, new, since=since)
    return f"{hamlet.name} is called {new} from {since} on; the old name leads there."


def became(settings: Settings, former: Sequence[str], into: Sequence[str], *, since: date | None) -> str:
    """Let old names lead to new hamlets. Raises `RefusedToStart` while families live under an old one."""
    with CommandDesk(settings) as desk:
        return desk.run(lambda tx: _became(tx, former, into, since=since or desk.today, day=desk.today))


def _became(tx: Connection, former: Sequence[str], into: Sequence[str], *, since: date, day: date) -> str:
    old, new = [_one(tx, name) for name in former], [_one(tx, name) for name in into]
    if {each.id for each in old} & {each.id for each in new}:
        raise RefusedToStart("A hamlet can not become itself.")
    if left := living_in(tx, [each.id for each in old], day=day):
        raise RefusedToStart(
            f"{len(left)} families live there still; import the list with the new hamlets first."
        )
    for each in old:
        for now in new:
            areas.succeed(tx, each.id, now.id, since=since)
    return f"{', '.join(each.name for each in old)}: now {', '.join(each.name for each in new)}."


def settle(settings: Settings, name: str, *, urban: bool) -> str:
    """Say whether a hamlet lies in town. Raises `RefusedToStart` for one nobody knows."""
    with CommandDesk(settings) as desk:
        return desk.run(lambda tx: _settle(tx, name, urban=urban))


def _settle(tx: Connection, name: str, *, urban: bool) -> str:
    hamlet = _one(tx, name)
    areas.set_urban(tx, hamlet.id, urban=urban)
    return f"{hamlet.name} lies in {'town' if urban else 'the country'}: its poverty line holds from now on."


def _one(tx: Connection, name: str) -> Area:
    """The hamlet that is, or was, called so. Raises `RefusedToStart` with the names there are."""
    known = areas.hamlets_by_name(tx, commune_of(tx))
    if (found := known.get(fold(name))) is None:
        names = ", ".join(dict.fromkeys(each.name for each in known.values()))
        raise RefusedToStart(f"No hamlet is called {name}; there are: {names or '…'}.")
    return found
