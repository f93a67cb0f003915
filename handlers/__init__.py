"""One file per topic of conversation. To add one: write it, and name it here."""

from collections.abc import Mapping

from bot.conversation import JobHandler, Topic
from handlers import (
    broadcast_jobs,
    broadcast_reply,
    broadcasts,
    case_work,
    changes,
    consent,
    delegates,
    digest,
    entitled,
    feedback,
    household,
    linking,
    list_export,
    list_jobs,
    lists,
    look_up,
    menu,
    my_data,
    own_case,
    own_page,
    person,
    policy,
    stop,
    targets,
    welcome,
)

TOPICS: tuple[Topic, ...] = (
    broadcast_reply.TOPIC,
    broadcasts.TOPIC,
    case_work.TOPIC,
    changes.TOPIC,
    consent.TOPIC,
    delegates.TOPIC,
    digest.TOPIC,
    entitled.TOPIC,
    feedback.TOPIC,
    household.TOPIC,
    linking.TOPIC,
    lists.TOPIC,
    look_up.TOPIC,
    menu.TOPIC,
    my_data.TOPIC,
    own_case.TOPIC,
    own_page.TOPIC,
    person.TOPIC,
    policy.TOPIC,
    stop.TOPIC,
    targets.TOPIC,
    welcome.TOPIC,
)
JOBS: Mapping[str, JobHandler] = {**my_data.JOBS, **list_export.JOBS, **list_jobs.JOBS, **broadcast_jobs.JOBS}
