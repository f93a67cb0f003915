"""Every setting, read once from the environment. Secrets come from nowhere else."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from bot.errors import RefusedToStart

TELEGRAM_API = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"
ENGINES = ("sqlite:///", "postgresql+psycopg://")


class Settings(BaseSettings):
    """One field, one environment variable. Each is described in README or CONTRIBUTING."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True)

    database_url: str = Field("sqlite:///data/donghanh.db", alias="DATABASE_URL")
    """Where everything is kept: SQLite by default, PostgreSQL as postgresql+psycopg://…"""
    cache: Path = Field(Path("data/cache"), alias="DONGHANH_CACHE")
    """A folder for what is learned from the catalogue. It may be emptied at any time."""

    telegram_token: SecretStr | None = Field(None, alias="TELEGRAM_TOKEN")
    """The bot's token from @BotFather. Without it Telegram is off."""
    telegram_bot_name: str | None = Field(
        None, alias="TELEGRAM_BOT_NAME", pattern=r"^[A-Za-z][A-Za-z0-9_]{4,31}$"
    )
    """The bot's user name, as in t.me/NAME: slips can lead there."""
    telegram_webhook_url: str | None = Field(None, alias="TELEGRAM_WEBHOOK_URL")
    """The public https address of this server's /telegram. Without it the bot polls."""
    telegram_webhook_secret: SecretStr | None = Field(None, alias="TELEGRAM_WEBHOOK_SECRET")
    """What Telegram sends along to prove itself: 16 to 256 of A-Z a-z 0-9 _ -."""
    telegram_api_url: str = Field(TELEGRAM_API, alias="TELEGRAM_API_URL")
    """Base address of the Bot API, to be pointed at a simulator or an own Bot API server."""
    telegram_file_url: str = Field(TELEGRAM_FILES, alias="TELEGRAM_FILE_URL")
    """Base address of files, likewise."""

    host: str = Field("127.0.0.1", alias="DONGHANH_HOST")
    """The address the web server listens on."""
    port: int = Field(8000, alias="DONGHANH_PORT", ge=0, le=65535)
    """The port the web server listens on."""
    web_origins: tuple[str, ...] = Field((), alias="DONGHANH_WEB_ORIGINS")
    """Addresses the chat page may be opened at, as JSON: ["https://…"]. This machine itself always may."""
    demo_anywhere: bool = Field(False, alias="DONGHANH_DEMO_ANYWHERE")
    """Let the demo listen beyond this machine."""

    office_name: str = Field("", alias="DONGHANH_OFFICE_NAME")
    """The first office, as people know it. Used once, when the database is made."""
    office_area: str = Field("", alias="DONGHANH_OFFICE_AREA")
    """The commune of the first office."""
    office_province: str | None = Field(None, alias="DONGHANH_OFFICE_PROVINCE", pattern=r"^\d{2}$")
    """Its province's two-digit code since 01/07/2025 (96 is Cà Mau): which provincial rules are told."""
    office_contact: str | None = Field(None, alias="DONGHANH_OFFICE_CONTACT")
    """Whom to ask for there."""
    office_phone: str | None = Field(None, alias="DONGHANH_OFFICE_PHONE")
    """The number people are told to call."""
    office_address: str | None = Field(None, alias="DONGHANH_OFFICE_ADDRESS")
    """Where to go."""
    office_hours: str | None = Field(None, alias="DONGHANH_OFFICE_HOURS")
    """When somebody is there, in words."""
    quiet_from: time = Field(time(21), alias="DONGHANH_QUIET_FROM")
    """From this local time on nobody is written to unasked."""
    quiet_to: time = Field(time(7), alias="DONGHANH_QUIET_TO")
    """Until this local time."""

    keys: SecretStr | None = Field(None, alias="DONGHANH_KEYS")
    """NAME:SECRET[,NAME:SECRET…], the present key first. Made by `donghanh keys new`."""
    keep_days: int = Field(7, alias="DONGHANH_KEEP_DAYS", ge=1, le=90)
    """After how many days the words of finished messages are forgotten."""
    keep_questions_days: int = Field(180, alias="DONGHANH_KEEP_QUESTIONS_DAYS", ge=1, le=730)
    """After how many days an unanswered question that nobody asks any more is forgotten; it names nobody."""
    log_format: str = Field("console", alias="DONGHANH_LOG", pattern="^(console|json)$")
    """How the log is written: console or json."""
    clock_file: Path | None = Field(None, alias="DONGHANH_CLOCK_FILE")
    """A file that holds the present instant. Refused unless the database is a demo or test database."""

    @property
    def page(self) -> str | None:
        """Where people open the chat page; None when nobody wrote that down."""
        return f"{self.web_origins[0].rstrip('/')}/" if self.web_origins else None

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, url: str) -> str:
        if not url.startswith(ENGINES):
            raise ValueError("DATABASE_URL begins with " + " or ".join(ENGINES))
        return url

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _strong_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not 16 <= len(secret.get_secret_value()) <= 256:
            raise ValueError("TELEGRAM_WEBHOOK_SECRET needs 16 to 256 characters")
        return secret


def read_settings() -> Settings:
    """The settings of this environment. Raises `RefusedToStart` naming what is wrong, never a value."""
    try:
        return Settings()
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise RefusedToStart("; ".join(faults)) from None
    except SettingsError as error:
        raise RefusedToStart(f"{_named_in(error)} can not be read; it is written as JSON") from None


def _named_in(error: SettingsError) -> str:
    """The environment variable of the field an error is about."""
    fields = (field for name, field in Settings.model_fields.items() if f'"{name}"' in str(error))
    return str(next((field.alias for field in fields), "a setting"))
