"""The texts of visits, broadcasts, targets and cases whose keys code puts together."""

from __future__ import annotations

from bot.domain import targets
from bot.domain.fair_shares import Feast
from bot.domain.houses import Amiss, HouseKind, HouseStep
from bot.domain.target_checks import Fault
from bot.domain.understanding.phrases import View
from bot.domain.visits.ledger import Measure
from bot.domain.visits.patterns import Unusual
from bot.domain.visits.standing import Mark, Span
from bot.papers import unit_sheet
from models.cases.case_work import StepKind
from models.sending.broadcasts import Arrival, BroadcastState
from models.sponsors.visit_answers import Came, GiftAnswer

OF_WORK = {
    "visit.measure_{}": [f"visit.measure_{measure}" for measure in Measure],
    "unit_report.span_{}": [f"unit_report.span_{span}" for span in Span],
    "unit_report.column_{}": [
        f"unit_report.column_{name}"
        for name in ("family", "days", "given", "promised", "needs", "changes", "outlook")
    ],
    "unit_report.sheet_{}": [f"unit_report.sheet_{name}" for name in unit_sheet.COLUMNS],
    "unit_praise.mark_{}": [f"unit_praise.mark_{mark}" for mark in Mark],
    "visit.unusual_{}": [f"visit.unusual_{why}" for why in Unusual],
    "visit_answer.came.{}": [f"visit_answer.came.{came}" for came in Came],
    "visit_answer.gift.{}": [f"visit_answer.gift.{gift}" for gift in GiftAnswer],
    "book.by_{}": [f"book.by_{view}" for view in View],
    "house.amiss_{}": [f"house.amiss_{why}" for why in Amiss],
    "house.kind_{}": [f"house.kind_{kind}" for kind in HouseKind],
    "house.step_{}": [f"house.step_{step}" for step in HouseStep],
    "house.own_{}": [f"house.own_{step}" for step in HouseStep],
    "share.feast_{}": [f"share.feast_{feast}" for feast in Feast],
    "receipt.sign_{}": [f"receipt.sign_{who}" for who in ("giver", "taker", "witness")],
    "broadcast.state_{}": [f"broadcast.state_{state}" for state in BroadcastState],
    "broadcast.arrival_{}": [f"broadcast.arrival_{arrival}" for arrival in Arrival],
    "target.counted_{}": [f"target.counted_{unit}" for unit in targets.Unit],
    "target.unit_{}": [f"target.unit_{unit}" for unit in targets.Unit],
    "target.category_{}": [f"target.category_{category}" for category in targets.Category],
    "target.fault_{}": [f"target.fault_{fault}" for fault in Fault],
    "case.step_{}": [f"case.step_{step}" for step in StepKind],
}
