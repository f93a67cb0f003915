"""The long part of a figure: it is drawn or written into a file. What may be told is asked anew."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation import JobHandler, JobTurn, Reply, text
from bot.domain.messages import File, Outgoing
from bot.figures.answer import Decision
from bot.figures.picture import drawable, picture_of
from handlers.files.list_export import XLSX
from handlers.statistics.figures import desk_of, query_of

PNG = "image/png"


def draw(turn: JobTurn) -> Reply:
    """A picture of a figure, made for a phone."""
    desk = desk_of(turn)
    answer = desk.of(drawable(query_of(desk, turn.parameters["query"])))
    if answer.decision is not Decision.ANSWER or answer.result is None:
        return text(answer.text)
    # What draws is slow to import and large; most servers never need it.
    from bot.figures.charts import chart

    content = chart(picture_of(answer, desk.telling))
    file = File(f"bieu-do-{turn.today:%Y-%m-%d}.png", PNG, content)
    return Reply((Outgoing(answer.text.split("\n")[0], file=file),))


def write(turn: JobTurn) -> Reply:
    """A figure as a spreadsheet, with a page that tells filter, time and source."""
    desk = desk_of(turn)
    answer = desk.of(query_of(desk, turn.parameters["query"]), most=None)
    if answer.decision is not Decision.ANSWER or answer.result is None:
        return text(answer.text)
    from bot.figures.files import workbook

    content = workbook(turn.say, desk, answer)
    file = File(f"so-lieu-{turn.today:%Y-%m-%d}.xlsx", XLSX, content)
    return Reply((Outgoing(turn.say("figures.written"), file=file),))


JOBS: Mapping[str, JobHandler] = {"figures.draw": draw, "figures.write": write}
