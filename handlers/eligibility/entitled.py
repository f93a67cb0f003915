"""A family asks what it is entitled to: a few questions, then its rights and the nearest steps to others.

What it tells stays in the open form and goes with it; nothing is written into the register."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.clock import VIETNAM
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.eligibility.screening import Outcome
from bot.domain.eligibility.talk import NO_ANSWER, REGISTERED, UNKNOWN
from bot.domain.eligibility.telling import (
    LONGEST_NAME,
    amended,
    corrected_status,
    heads,
    overheard,
    puts_right,
)
from bot.domain.eligibility.terms import Area
from bot.domain.ids import ContactId
from bot.domain.messages import Choice
from bot.domain.policies.answers import MAX_SHORT
from bot.domain.register.households import Household
from bot.domain.register.terms import Standard, Status
from bot.domain.roles import Field
from bot.forms import Answers, Form, Question
from bot.screen_words import Words
from handlers.cases import person
from handlers.catalogue import policy
from handlers.eligibility import entitled_kept, entitled_lines, entitled_list, self_check
from handlers.eligibility.entitled_kept import COMPARED
from handlers.eligibility.entitled_questions import NOTHING, QUESTIONS
from handlers.eligibility.entitled_reading import read_numbers, read_short
from handlers.eligibility.entitled_worth import talk
from models import jobs
from models.areas import area_by_id
from models.audit import Reason
from models.eligibility_files import load_matter_words, load_people_words, load_rules, load_status_words

TOPIC = Topic("entitled")
MOST_LINES = 12
MOST_REASONS = 6


@TOPIC.action
def begin(turn: Turn) -> Reply:
    """Ask as little as can be: what the register knows of the asker's own household is not asked, and what
    was told lately need not be told again."""
    progress = turn.state.form
    if progress is not None and progress.form == ENTITLED.name:
        return forms.begin(turn, ENTITLED, answers=progress.answers)
    told = entitled_kept.last(turn)
    if told is None:
        return anew(turn)
    day = told.touched_at.astimezone(VIETNAM).strftime("%d/%m/%Y")
    return text(
        turn.say("entitled.ask_resume", day=day),
        Choice(turn.say("entitled.resume"), TOPIC.do(resume), lasting=True),
        Choice(turn.say("entitled.anew"), TOPIC.do(anew), lasting=True),
    )


@TOPIC.action
def anew(turn: Turn) -> Reply:
    """From the beginning."""
    return forms.begin(turn, ENTITLED, answers=_overheard(turn.incoming.text) | _begun(turn))


@TOPIC.action
def resume(turn: Turn) -> Reply:
    """Where it was left, in this chat or another one."""
    told = entitled_kept.last(turn)
    if told is None:
        return anew(turn)
    return forms.begin(turn, ENTITLED, answers=entitled_kept.resumed(told, _begun(turn)))


def _begun(turn: Turn) -> dict[str, str]:
    known = {"on": turn.today.isoformat()}
    if turn.office.province_code:
        known["province"] = turn.office.province_code
    return known | registered(turn)


def registered(turn: Turn) -> dict[str, str]:
    """What the register knows, where the asker belongs to one household and may see it here."""
    own = turn.register.own_households
    wanted = {Field.STATUS, Field.MEMBERS, Field.BIRTH, Field.HAMLET}
    if len(own) != 1:
        return {}
    household = turn.register.household(own[0], wanted, reason=Reason.OWN_WISH)
    if household is None:
        return {}
    hamlet = turn.read(partial(area_by_id, area_id=household.hamlet))
    area = {} if hamlet.urban is None else {"area": (Area.URBAN if hamlet.urban else Area.RURAL).value}
    known = _as_answers(household)
    return known | area | {f"{REGISTERED}{name}": known[name] for name in COMPARED if name in known}


def _as_answers(household: Household) -> dict[str, str]:
    known = {}
    recognised = household.recognised_by(Standard.NATIONAL)
    if recognised is not None:
        known["status"] = recognised.status.value
        if recognised.status is Status.NEWLY_ESCAPED:
            known["escaped_on"] = recognised.span.start.isoformat()
    births = [(each.name, each.birth) for each in household.members]
    told = [
        {"name": name[:LONGEST_NAME], "born": birth.day.isoformat() if birth.day else str(birth.year)}
        for name, birth in births
        if birth
    ]
    if told and len(told) == len(births) == len({each["name"] for each in told}):
        known |= {"who": json.dumps(told, ensure_ascii=False), "listed": "yes"}
    return known


def _heard(turn: Turn, answers: Answers, typed: str) -> Answers | None:
    """An age told wrong, put right at any question; another number of heads or another status than was told
    or is registered; or several things told at once."""
    words = load_people_words(correcting=True)
    progress = turn.state.form
    asking = progress is not None and progress.form == ENTITLED.name and progress.asked != forms.CONFIRM
    if asking and progress and (short := read_short(typed)) is not None:
        return {**answers, progress.asked: short}
    if _people_told(answers):
        right = amended(answers["who"], typed, words)
        if right is not None:
            return {**answers, "who": right}
        count = heads(typed, words)
        if count is not None and count != len(json.loads(answers["who"])):
            return {name: said for name, said in answers.items() if name not in ("who", "listed")}
    status = corrected_status(typed, load_status_words(), words)
    if status is not None and answers.get("status", status) != status:
        return {**answers, "status": status.value}
    if _people_told(answers):
        return None
    told = _overheard(typed)
    if "who" in told and "who" in answers:
        # Who did not want to tell at first.
        return {**answers, **told}
    return {**told, **answers} if len(told) > 1 else None


def _people_told(answers: Answers) -> bool:
    return answers.get("who", UNKNOWN) not in NO_ANSWER


def heard_again(turn: Turn, typed: str) -> Reply | None:
    """Words that put right what was told before, after the list was shown: it is asked and told anew."""
    if not puts_right(typed, load_people_words(correcting=True)):
        return None
    told = entitled_kept.last(turn)
    answers = None if told is None else _heard(turn, told.answers, typed)
    return None if answers is None else forms.begin(turn, ENTITLED, answers=answers)


def _overheard(typed: str) -> dict[str, str]:
    return overheard(typed, load_people_words(), load_status_words(), load_matter_words())


def _sum_up(turn: Turn, answers: Answers) -> str:
    words = Words(load_rules(), turn.today, turn.contact.language)
    lines = [turn.say("entitled.told"), *entitled_lines.told(turn.say, words, answers)]
    return "\n".join([*lines, turn.say("entitled.goes_on")])


def result(turn: Turn, answers: Answers, *, above: str | None = None) -> Reply:
    """The rights by money and ease, those received already left out, and what else can be seen or done."""
    rules, household = load_rules(), talk(answers).household
    screening = rules.screen(household, turn.today)
    words = Words(rules, turn.today, turn.contact.language)
    paid = [each for each in screening.outcomes if each.paid]
    had = [each for each in paid if not each.received]
    lines = [] if above is None else [above]
    lines += entitled_list.head(turn, screening, words)
    lines += entitled_list.once(turn, words, had)
    lines += entitled_list.ending(turn, screening, words)
    lines += entitled_list.near(turn, screening, words)
    while len("\n".join(lines)) > MAX_SHORT:
        lines.pop()
    rights = {each.right: each.received for each in paid}
    onward = _onward(turn, answers, had)
    listed = entitled_list.page_of(turn, words, had, 0, beside=len(onward))
    reply = text("\n".join(lines), *listed, *onward)
    return replace(reply, place=TOPIC.do(listing)).doing(entitled_kept.noting(turn, answers, rights))


@TOPIC.action
def listing(turn: Turn, start: str = "0") -> Reply:
    """The list again, or what comes after so many lines of it."""
    told = entitled_kept.last(turn)
    if told is None:
        return anew(turn)
    answers = {**told.answers, "on": turn.today.isoformat()}
    if start == "0":
        return result(turn, answers)
    rules = load_rules()
    screening = rules.screen(talk(answers).household, turn.today)
    had = [each for each in screening.outcomes if each.paid and not each.received]
    words = Words(rules, turn.today, turn.contact.language)
    back = Choice(turn.say("entitled.to_list"), TOPIC.do(listing), lasting=True)
    listed = entitled_list.page_of(turn, words, had, int(start), beside=1)
    reply = text(turn.say("entitled.further"), *listed, back)
    return replace(reply, place=TOPIC.do(listing, start))


def _onward(turn: Turn, answers: Answers, had: list[Outcome]) -> list[Choice]:
    """What can be done with the result."""
    choices = []
    if entitled_kept.disagreed(answers) and turn.register.own_households:
        choices.append(Choice(turn.say("entitled.report_difference"), TOPIC.do(report_difference)))
    if had:
        choices.append(Choice(turn.say("entitled.have_some"), TOPIC.do(have_some)))
    choices.append(Choice(turn.say("entitled.why_not"), TOPIC.do(why_not)))
    choices.append(Choice(turn.say("entitled.page"), TOPIC.do(page)))
    if answers.get("status") not in (Status.POOR, Status.NEAR_POOR):
        choices.append(Choice(turn.say("self_check.button"), self_check.TOPIC.do(self_check.begin)))
    return [*choices, Choice(turn.say("menu.person"), policy.PERSON)]


@TOPIC.action
def have_some(turn: Turn) -> Reply:
    """Mark what the family gets already, so that it is not offered again."""
    told = entitled_kept.last(turn)
    if told is None:
        return anew(turn)
    answers = {name: said for name, said in told.answers.items() if name != "receives"}
    return forms.begin(turn, RECEIVED, answers=answers | {"on": turn.today.isoformat()})


@TOPIC.action
def report_difference(turn: Turn) -> Reply:
    """Ask the commune to put the register right: a correction, never an edit."""
    told, own = entitled_kept.last(turn), turn.register.own_households
    if told is None or not own or not (names := entitled_kept.disagreed(told.answers)):
        return text(turn.say("choice.expired"))
    found = turn.register.household(own[0], {Field.NUMBER}, reason=Reason.OWN_WISH)
    if found is None:
        return text(turn.say("choice.expired"))
    words = Words(load_rules(), turn.today, turn.contact.language)
    said = [_difference(turn, words, name, told.answers) for name in names]
    about = "\n".join([turn.say("entitled.difference_of", number=found.number), *said])
    code, effect = person.opened(turn, CaseKind.DATA_CORRECTION, words=about, households=[own[0]])
    return text(turn.say("entitled.difference_reported", code=code, office=turn.office.name)).doing(effect)


def _difference(turn: Turn, words: Words, name: str, answers: Answers) -> str:
    known, said = (_spoken(words, name, answers.get(key, "")) for key in (f"{REGISTERED}{name}", name))
    return turn.say("entitled.difference", what=turn.say(f"entitled.name_{name}"), known=known, said=said)


def _spoken(words: Words, name: str, answer: str) -> str:
    if name == "status":
        return words.value("status", answer) if answer in set(Status) else answer
    return ", ".join(f"{each['name']} {each.get('born', each.get('age'))}" for each in json.loads(answer))


@TOPIC.action
def why_not(turn: Turn, start: str = "0") -> Reply:
    """What is open and what would settle it; what is not had, and every condition that fails."""
    told = entitled_kept.last(turn)
    if told is None:
        return anew(turn)
    words, first = Words(load_rules(), turn.today, turn.contact.language), int(start)
    household = talk({**told.answers, "on": turn.today.isoformat()}).household
    open_, denied = entitled_lines.why_not(turn.say, words, household, turn.today)
    heads = [turn.say("entitled.open_head")] * len(open_) + [turn.say("entitled.denied_head")] * len(denied)
    page_ = list(zip(heads, [*open_, *denied], strict=True))[first : first + MOST_REASONS]
    lines = list(dict.fromkeys(each for pair in page_ for each in pair))
    left = len(heads) - first - len(page_)
    choices = [Choice(turn.say("entitled.to_list"), TOPIC.do(listing), lasting=True)]
    if left > 0:
        further = TOPIC.do(why_not, str(first + MOST_REASONS))
        choices.insert(0, Choice(turn.say("entitled.show_more", count=left), further, lasting=True))
    return text("\n".join(lines or [turn.say("entitled.nothing_denied")]), *choices)


@TOPIC.action
def page(turn: Turn) -> Reply:
    """The whole result as a page to keep or show, made as long work."""
    told = entitled_kept.last(turn)
    if told is None:
        return anew(turn)
    return text(turn.say("entitled.page_coming")).doing(partial(_ask_page, turn=turn))


def _ask_page(tx: Connection, contact_id: ContactId, *, turn: Turn) -> None:
    person_ = {} if turn.register.person is None else {"speaker": str(turn.register.person)}
    jobs.add_job(tx, "entitled.page", contact_id=contact_id, parameters=person_, now=turn.now)


def _had_lines(turn: Turn, answers: Answers) -> list[tuple[str, str]]:
    words = Words(load_rules(), turn.today, turn.contact.language)
    rights = found(answers)
    nothing = (turn.say("entitled.nothing"), NOTHING)
    return [*((words.title(right), right) for right in rights[:MOST_LINES]), nothing]


def found(answers: Answers) -> list[str]:
    """The rights that the family may have, those received too, in the order they are told."""
    told = talk(answers)
    outcomes = told.rules.screen(told.household, told.day).outcomes
    return list(dict.fromkeys(each.right for each in outcomes if each.paid))


def _read_rights(turn: Turn, answers: Answers, typed: str) -> str | None:
    chosen = read_numbers(typed, found(answers)[:MOST_LINES])
    return None if chosen is None else " ".join(chosen)


ENTITLED = forms.register(Form("entitled", QUESTIONS, result, _sum_up, _heard, keeps=entitled_kept.keeping))
RECEIVED = forms.register(
    Form(
        "entitled_received",
        (Question("receives", found=_had_lines, read_in_turn=_read_rights),),
        result,
        None,
    )
)
