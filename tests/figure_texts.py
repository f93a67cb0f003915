"""The texts of figures whose keys are put together from codes."""

from bot.domain.figures.meaning import Why
from bot.domain.figures.query import Wholes
from bot.domain.figures.terms import Ask, Counted, Shape
from bot.domain.register.change_table import Flow
from bot.domain.register.terms import CannotEscape, Cause, Ethnicity, Received, Sex, Status, Trait
from bot.domain.sample.figures import FigureUnit, Qualifier

_TOLD_APART = {Why.ELSEWHERE, Why.PERSONAL}
_UNITS = ["hamlet_cell", "ward_cell", "provincial_cell", "city_cell", "pagoda", "donor"]
_COLUMNS = ["part", "count", "before", "whole", "number", "head", "hamlet", "status"]
_CODES: dict[str, list[str]] = {
    "": [*(each for each in Why if each not in _TOLD_APART), *(set(Qualifier) - {Qualifier.EXACTLY})],
    "status_": [*Status],
    "cause_": [*Cause],
    "reason_": [*CannotEscape],
    "ethnicity_": [*Ethnicity],
    "sex_": [*Sex],
    "flow_": [*Ask],
    "official_": [*Flow],
    "counted_": [*Counted],
    "what_": [*Received],
    "form_": [each for each in Shape if each is not Shape.COUNT],
    "having_": [*Trait],
    "whole_": [*Wholes],
    "unit_": [*FigureUnit, *_UNITS],
    "age_": ["from", "to", "between", "exactly"],
    "column_": _COLUMNS,
}
FIGURES = {
    f"figures.{prefix}{{}}": [f"figures.{prefix}{code}" for code in codes] for prefix, codes in _CODES.items()
}
