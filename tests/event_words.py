"""The texts of events whose keys code puts together, by the shape in which it does."""

from __future__ import annotations

from bot.domain.events.finding import Why
from bot.domain.events.report import Figure
from bot.domain.events.rules import Refusal
from bot.domain.events.seasons import Season
from bot.domain.events.terms import FOLLOW_UPS, EventState, Mode, Outcome, SeatState
from bot.events.event_import import EVENT_COLUMNS, WORK_COLUMNS
from handlers.fairs.event_after import TELLABLE
from handlers.fairs.event_report import PERIODS
from models.events.leaflets import LeafletState

ACTIVE = [state for state in SeatState if state.active]
NOTED = [outcome for outcome in FOLLOW_UPS if outcome is not Outcome.NEEDS_HELP]
FAULTS = (
    *("kind", "title", "place", "day", "hours", "past", "area", "number", "long"),
    *("work_key", "employer", "mode", "licence", "outcome", "code"),
)
PAGES = ("events", "work", "terms")
EVENT_FAMILIES = {
    "events.weekday_{}": [f"events.weekday_{day}" for day in range(7)],
    "events.why_{}": [f"events.why_{why}" for why in Why],
    "events.refused_{}": [f"events.refused_{why}" for why in Refusal],
    "events.noted_{}": [f"events.noted_{outcome}" for outcome in NOTED],
    "events.after_{}": [f"events.after_{what}" for what in ("hired", "interviewed", "training", "nothing")],
    "events.work_{}": [f"events.work_{what}" for what in FOLLOW_UPS],
    "events.outcome_{}": [f"events.outcome_{outcome}" for outcome in TELLABLE],
    "event_door.outcome_{}": [f"event_door.outcome_{outcome}" for outcome in Outcome],
    "event_change.{}.none": [f"event_change.{what}.none" for what in ("seats", "closes", "bus", "bring")],
    "event_new.kind.{}": [],
    "event_new.season.{}": [],
    "leaflets.state_{}": [f"leaflets.state_{state}" for state in LeafletState],
    "events.season_{}": [f"events.season_{season}" for season in Season],
    "event_new.target.{}": [],
    "event_work.seat_{}": [f"event_work.seat_{state}" for state in ACTIVE],
    "event_work.state_{}": [f"event_work.state_{state}" for state in EventState],
    "event_report.figure_{}": [f"event_report.figure_{figure}" for figure in Figure],
    "event_report.name_{}": [f"event_report.name_{figure}" for figure in Figure],
    "event_report.period_{}": [f"event_report.period_{period}" for period in PERIODS],
    "event_import.column_{}": [f"event_import.column_{name}" for name in (*EVENT_COLUMNS, *WORK_COLUMNS)],
    "event_import.fault_{}": [f"event_import.fault_{fault}" for fault in FAULTS],
    "event_import.mode_{}": [f"event_import.mode_{mode}" for mode in Mode],
    "event_import.page_{}": [f"event_import.page_{page}" for page in PAGES],
}
