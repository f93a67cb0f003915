"""Who may do what: the asker's own roles, and for those who look after an area, everybody's."""

from __future__ import annotations

from functools import partial

from bot.conversation import Reply, Turn, text
from bot.domain.ids import AreaId
from bot.domain.messages import PersonalData
from bot.domain.roles import Role
from models.areas import area_by_id
from models.people.roles import HeldRole, roles_in

MAY_LIST = (Role.OFFICIAL, Role.LEADER, Role.ADMINISTRATOR)


def own(turn: Turn) -> Reply:
    """The asker's roles, in plain words."""
    grants = turn.register.actor.grants
    if not grants:
        return text(turn.say("rights.none"))
    lines = [
        turn.say(
            "rights.own_area", role=turn.say(f"register.role_{grant.role}"), area=_area(turn, grant.area)
        )
        if grant.area is not None
        else turn.say("rights.own", role=turn.say(f"register.role_{grant.role}"), count=len(grant.households))
        for grant in grants
    ]
    if turn.register.may_change:
        lines.append(turn.say("changes.how" if _names(turn) else "changes.only_number"))
    return text("\n".join([turn.say("rights.own_head"), *lines]))


def _names(turn: Turn) -> bool:
    """Whether people may be named on this channel."""
    return turn.capabilities.personal_data is PersonalData.FULL


def held(turn: Turn) -> Reply | None:
    """Everybody with a role in the asker's areas; None from somebody who may not ask."""
    areas = [grant.area for grant in turn.register.actor.granted(*MAY_LIST) if grant.area is not None]
    if not areas:
        return None
    below = [*areas, *turn.register.hamlets]
    found: list[HeldRole] = turn.read(partial(roles_in, areas=below, day=turn.today))
    lines = [
        turn.say(
            "rights.held",
            name=each.name,
            role=turn.say(f"register.role_{each.role}"),
            area=_area(turn, each.area),
            until=each.valid_to.strftime("%d/%m/%Y"),
        )
        for each in found
        if each.area is not None
    ]
    return text("\n".join([turn.say("rights.held_head", count=len(lines)), *lines]))


def _area(turn: Turn, area: AreaId | None) -> str:
    name: str = turn.read(partial(area_by_id, area_id=area)).name if area is not None else ""
    return name
