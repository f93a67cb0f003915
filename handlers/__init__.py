"""One file per topic of conversation, in folders by subject. To add one: write it, and name it here."""

from collections.abc import Mapping

from bot.conversation import JobHandler, Topic
from handlers import menu, stop, welcome
from handlers.broadcasting import broadcast_jobs, broadcast_reply, broadcasts
from handlers.cases import case_work, own_case, person, unreached
from handlers.catalogue import feedback, policy
from handlers.changing import changes
from handlers.eligibility import (
    entitled,
    entitled_had,
    entitled_page,
    new_standard,
    new_standard_commune,
    request_paper,
    self_check,
)
from handlers.fairs import (
    event_classes,
    event_door,
    event_employers,
    event_openings,
    event_report,
    event_work,
    events,
    leaflets,
)
from handlers.families import household, look_up
from handlers.files import list_export, list_jobs, lists
from handlers.giving import book_receipts, book_totals, corrections, fair_shares, fund, houses, pledges
from handlers.people import consent, delegates, linking, my_data, own_page
from handlers.sponsoring import (
    how_are_you,
    sponsor_offers,
    sponsor_office,
    sponsors,
    unit_praise,
    unit_reports,
    visit_pictures,
    visit_rhythm,
    visited,
    visits,
)
from handlers.statistics import digest, figure_jobs, figures, targets

TOPICS: tuple[Topic, ...] = (
    book_receipts.TOPIC,
    book_totals.TOPIC,
    broadcast_reply.TOPIC,
    broadcasts.TOPIC,
    case_work.TOPIC,
    changes.TOPIC,
    consent.TOPIC,
    corrections.TOPIC,
    delegates.TOPIC,
    digest.TOPIC,
    entitled.TOPIC,
    entitled_had.TOPIC,
    event_classes.TOPIC,
    event_door.TOPIC,
    event_employers.TOPIC,
    event_openings.TOPIC,
    event_report.TOPIC,
    event_work.TOPIC,
    events.TOPIC,
    fair_shares.TOPIC,
    feedback.TOPIC,
    figures.TOPIC,
    fund.TOPIC,
    household.TOPIC,
    houses.TOPIC,
    how_are_you.TOPIC,
    leaflets.TOPIC,
    linking.TOPIC,
    lists.TOPIC,
    look_up.TOPIC,
    menu.TOPIC,
    my_data.TOPIC,
    new_standard.TOPIC,
    own_case.TOPIC,
    own_page.TOPIC,
    person.TOPIC,
    pledges.TOPIC,
    policy.TOPIC,
    request_paper.TOPIC,
    self_check.TOPIC,
    sponsor_offers.TOPIC,
    sponsor_office.TOPIC,
    sponsors.TOPIC,
    stop.TOPIC,
    targets.TOPIC,
    unit_praise.TOPIC,
    unit_reports.TOPIC,
    unreached.TOPIC,
    visit_pictures.TOPIC,
    visit_rhythm.TOPIC,
    visited.TOPIC,
    visits.TOPIC,
    welcome.TOPIC,
)
JOBS: Mapping[str, JobHandler] = {
    **book_receipts.JOBS,
    **figure_jobs.JOBS,
    **my_data.JOBS,
    **entitled_page.JOBS,
    **list_export.JOBS,
    **list_jobs.JOBS,
    **new_standard_commune.JOBS,
    **request_paper.JOBS,
    **event_report.JOBS,
    **broadcast_jobs.JOBS,
    **unit_reports.JOBS,
    **unit_praise.JOBS,
}
