"""Old wards, communes and provinces by name: what each of them became in 2025."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Meaning, Reply, Turn, text
from bot.domain.messages import Action, Choice
from bot.domain.places import OldProvince, OldUnit
from bot.domain.policies.answers import named_sources
from bot.domain.policies.statements import Cited
from bot.domain.policies.terms import Group
from bot.domain.understanding import Understood
from handlers.catalogue import policy
from models.gazetteer import load_gazetteer

MOST_NAMESAKES = 6
PERSON = Action("person", "offer")


def answer(turn: Turn, understood: Understood) -> Reply | None:
    """What a place that is named became; None when the question is not about that, or names none we know."""
    entries = turn.knowledge.catalogue.entries
    about = understood.entries[0] if understood.entries else None
    if about is None or entries[about].group is not Group.PLACES:
        return None
    gazetteer, asked = load_gazetteer(), turn.incoming.text
    if wards := gazetteer.wards(asked, province_code=turn.office.province_code):
        codes = dict.fromkeys(unit.province_code for unit in wards)
        return _told(turn, about, [_ward(turn, unit) for unit in wards[:MOST_NAMESAKES]], *codes)
    if province := gazetteer.province(asked):
        return _told(turn, about, [_province(turn, province)], "provinces")
    return None


def _told(turn: Turn, entry_id: str, lines: list[str], *sources: str) -> Reply:
    cited = tuple(Cited.of(load_gazetteer().sources[name]) for name in sources)
    wording = turn.knowledge.entry_wording(turn.contact.language)[entry_id]
    words = "\n".join([*lines, named_sources(wording, cited)])
    following = policy.choice_of(wording.button, entry_id)
    reply = text(words, following, Choice(turn.say("menu.person"), PERSON, lasting=True))
    here = policy.TOPIC.do(policy.tell, entry_id)
    return replace(reply, meaning=Meaning("answer", (entry_id,), cited), place=here)


def _ward(turn: Turn, unit: OldUnit) -> str:
    if unit.now == (unit.name,):
        key = "places.same"
    else:
        key = "places.became" if len(unit.now) == 1 else "places.divided"
    new = ", ".join(_inside(name) for name in unit.now)
    district, province = _inside(unit.district), _inside(unit.province_now)
    return turn.say(key, old=unit.name, district=district, new=new, province=province)


def _inside(name: str) -> str:
    """A name within a sentence: "phường Bạc Liêu"."""
    return name[:1].lower() + name[1:]


def _province(turn: Turn, province: OldProvince) -> str:
    key = "places.province_same" if province.kept else "places.province_became"
    return turn.say(key, old=province.name, new=_inside(province.now))
