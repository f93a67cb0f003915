"""The demo's settings: a database of its own and a sample office that nobody can mistake for a real one."""

from __future__ import annotations

from bot.settings import Settings
from bot.wording import DEFAULT, wording

DATABASE = "sqlite:///data/demo.db"
CA_MAU = "96"


def demo_settings(settings: Settings, *, port: int | None) -> Settings:
    """The settings with what a demo needs where the environment says nothing."""
    given = settings.model_fields_set
    say = wording(DEFAULT)
    sample: dict[str, object] = {
        "database_url": DATABASE,
        "office_name": say("demo.office_name"),
        "office_area": say("demo.office_area"),
        "office_province": CA_MAU,
        "office_contact": say("demo.office_contact"),
        "office_hours": say("demo.office_hours"),
    }
    chosen = {name: value for name, value in sample.items() if name not in given}
    if port is not None:
        chosen["port"] = port
    made = settings.model_copy(update=chosen)
    if made.page is not None:
        return made
    return made.model_copy(update={"web_origins": (f"http://localhost:{made.port}",)})
