"""The demo's settings: a database of its own and a sample office that nobody can mistake for a real one."""

from __future__ import annotations

from pydantic import SecretStr

from bot.privacy import Seal
from bot.settings import Settings

DATABASE = "sqlite:///data/demo.db"


def demo_settings(settings: Settings, *, port: int | None) -> Settings:
    """The settings with what a demo needs where the environment says nothing."""
    given = settings.model_fields_set
    sample: dict[str, object] = {
        "database_url": DATABASE,
        "office_name": "UBND phường Bạc Liêu (bản dùng thử)",
        "office_area": "Phường Bạc Liêu, tỉnh Cà Mau",
        "office_province": "96",
        "office_contact": "cán bộ giảm nghèo (mẫu)",
        "office_hours": "7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu (mẫu)",
        "attachment_key": SecretStr(Seal.new_key()),
    }
    chosen = {name: value for name, value in sample.items() if name not in given}
    if port is not None:
        chosen["port"] = port
    return settings.model_copy(update=chosen)
