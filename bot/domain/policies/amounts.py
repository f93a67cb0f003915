"""The sums and shares that an entry tells, and what is said first to somebody who names one of them.

Must not say a figure that was not surely known when it counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.policies.catalogue import Entry
from bot.domain.policies.figures import Figure, Figures
from bot.domain.policies.statements import Said, Scene, merged
from bot.domain.policies.terms import Amount
from bot.domain.policies.wording import EntryWording


def amounts(entry: Entry, wording: EntryWording) -> frozenset[Amount]:
    """Every sum and share that the entry tells about any day."""
    figures = Figures(entry, about=wording.phrases.about, formatter=wording.formatter)
    names = {name for words in wording.statements.values() for name in words.figures()}
    told = (figure for name in names if figures.known(name) for figure in figures.through_time(name))
    return frozenset(figure.amount for figure in told if figure.amount)


def about_the_amount(scene: Scene) -> list[Said]:
    """The statement that tells the amount which somebody names, or what took its place where it is over.

    Several are ways to say it, the fullest first. None where it may have been several things, or asked about
    another day than today."""
    if scene.amount is None or scene.day != scene.today:
        return []
    told = {name: said for name, said in scene.by_figure().items() if scene.figures.known(name)}
    present = {name: scene.figures.at(name, scene.day) for name in told}
    for name, now in present.items():
        if now and not now.stale and now.amount and scene.amount.means(now.amount):
            return [told[name]]
    over = [(was, now, told[name]) for name, now in present.items() for was in _over(scene, name, now)]
    if len({(was.text, now.text) for was, now, _ in over if now}) != 1:
        return []
    return _begun_with_what_is_over(scene, over[0][0], over[0][2])


def _over(scene: Scene, name: str, now: Figure | None) -> Iterator[Figure]:
    """The last time the figure came to the amount, where it now comes to something else."""
    if scene.amount is None or now is None or now.stale:
        return
    for was in reversed(scene.figures.through_time(name)):
        if was.amount and scene.amount.means(was.amount) and was.span.last < scene.day:
            yield was
            return


def _begun_with_what_is_over(scene: Scene, was: Figure, told: Said) -> list[Said]:
    until = scene.formatter.date(was.span.last)
    dated = scene.phrases.over_since.format(was=was.text, until=until)
    cited = [cite for one in was.basis for cite in scene.cite(one, one.confidence)]
    return [
        replace(told, text=f"{dated} {told.text}", cited=merged([*told.cited, *cited])),
        # That it counts no more rests on what counts now.
        replace(told, text=f"{scene.phrases.over.format(was=was.text)} {told.text}"),
    ]
