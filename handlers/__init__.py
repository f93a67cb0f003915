"""One file per topic of conversation. To add one: write it, and name it here."""

from collections.abc import Mapping

from bot.conversation import JobHandler, Topic
from handlers import (
    changes,
    consent,
    delegates,
    entitled,
    feedback,
    household,
    how_are_you,
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
    sponsor_offers,
    sponsor_office,
    sponsors,
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
    how_are_you.TOPIC,
    linking.TOPIC,
    lists.TOPIC,
    look_up.TOPIC,
    menu.TOPIC,
    my_data.TOPIC,
    own_page.TOPIC,
    person.TOPIC,
    policy.TOPIC,
    sponsor_offers.TOPIC,
    sponsor_office.TOPIC,
    sponsors.TOPIC,
    stop.TOPIC,
    welcome.TOPIC,
)
JOBS: Mapping[str, JobHandler] = {**my_data.JOBS, **list_export.JOBS, **list_jobs.JOBS}
