"""One file per topic of conversation. To add one: write it, and name it here."""

from collections.abc import Mapping

from bot.conversation import JobHandler, Topic
from handlers import (
    changes,
    feedback,
    household,
    linking,
    look_up,
    menu,
    my_data,
    person,
    policy,
    stop,
    welcome,
)

TOPICS: tuple[Topic, ...] = (
    changes.TOPIC,
    feedback.TOPIC,
    household.TOPIC,
    linking.TOPIC,
    look_up.TOPIC,
    menu.TOPIC,
    my_data.TOPIC,
    person.TOPIC,
    policy.TOPIC,
    stop.TOPIC,
    welcome.TOPIC,
)
JOBS: Mapping[str, JobHandler] = my_data.JOBS
