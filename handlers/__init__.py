"""One file per topic of conversation. To add one: write it, and name it here."""

from collections.abc import Mapping

from bot.conversation import JobHandler, Topic
from handlers import (
    changes,
    consent,
    delegates,
    entitled,
    entitled_page,
    feedback,
    household,
    linking,
    list_export,
    list_jobs,
    lists,
    look_up,
    menu,
    my_data,
    new_standard,
    own_page,
    person,
    policy,
    request_paper,
    self_check,
    stop,
    welcome,
)

TOPICS: tuple[Topic, ...] = (
    changes.TOPIC,
    consent.TOPIC,
    delegates.TOPIC,
    entitled.TOPIC,
    feedback.TOPIC,
    household.TOPIC,
    linking.TOPIC,
    lists.TOPIC,
    look_up.TOPIC,
    menu.TOPIC,
    my_data.TOPIC,
    new_standard.TOPIC,
    own_page.TOPIC,
    person.TOPIC,
    policy.TOPIC,
    request_paper.TOPIC,
    self_check.TOPIC,
    stop.TOPIC,
    welcome.TOPIC,
)
JOBS: Mapping[str, JobHandler] = {
    **my_data.JOBS,
    **entitled_page.JOBS,
    **list_export.JOBS,
    **list_jobs.JOBS,
    **new_standard.JOBS,
    **request_paper.JOBS,
}
