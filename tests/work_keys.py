"""The texts of visits, broadcasts, targets and cases whose keys code puts together."""

from __future__ import annotations

from bot.domain import targets
from bot.domain.audience import FamilyTrait
from bot.domain.target_checks import Fault
from bot.domain.visits.ledger import Measure
from bot.domain.visits.patterns import Unusual
from models.cases.case_work import StepKind
from models.sending.broadcasts import Arrival, BroadcastState
from models.sponsors.visit_answers import Came, GiftAnswer

OF_WORK = {
    "visit.measure_{}": [f"visit.measure_{measure}" for measure in Measure],
    "visit.unusual_{}": [f"visit.unusual_{why}" for why in Unusual],
    "visit_answer.came.{}": [f"visit_answer.came.{came}" for came in Came],
    "visit_answer.gift.{}": [f"visit_answer.gift.{gift}" for gift in GiftAnswer],
    "broadcast.state_{}": [f"broadcast.state_{state}" for state in BroadcastState],
    "broadcast.arrival_{}": [f"broadcast.arrival_{arrival}" for arrival in Arrival],
    "broadcast.trait_{}": [f"broadcast.trait_{trait}" for trait in FamilyTrait],
    "target.unit_{}": [f"target.unit_{unit}" for unit in targets.Unit],
    "target.category_{}": [f"target.category_{category}" for category in targets.Category],
    "target.fault_{}": [f"target.fault_{fault}" for fault in Fault],
    "case.step_{}": [f"case.step_{step}" for step in StepKind],
}
