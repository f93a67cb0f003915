"""One file per topic of conversation. To add one: write it, and name it here."""

from collections.abc import Mapping

from bot.conversation import JobHandler, Topic
from handlers import (
    changes,
    consent,
    delegates,
    entitled,
    event_door,
    event_report,
    event_work,
    events,
    feedback,
    figure_jobs,
    figures,
    household,
    linking,
    list_export,
    list_jobs,
    lists,
    look_up,
    menu,
    my_data,
    own_page,
    person,
    policy,
    stop,
    welcome,
)

TOPICS: tuple[Topic, ...] = (
    changes.TOPIC,
    consent.TOPIC,
    delegates.TOPIC,
    entitled.TOPIC,
    event_door.TOPIC,
    event_report.TOPIC,
    event_work.TOPIC,
    events.TOPIC,
    feedback.TOPIC,
    figures.TOPIC,
    household.TOPIC,
    linking.TOPIC,
    lists.TOPIC,
    look_up.TOPIC,
    menu.TOPIC,
    my_data.TOPIC,
    own_page.TOPIC,
    person.TOPIC,
    policy.TOPIC,
    stop.TOPIC,
    welcome.TOPIC,
)
JOBS: Mapping[str, JobHandler] = {
    **figure_jobs.JOBS,
    **my_data.JOBS,
    **list_export.JOBS,
    **list_jobs.JOBS,
    **event_report.JOBS,
}
