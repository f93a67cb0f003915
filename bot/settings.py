"""Every setting, read once from the environment. Secrets come from nowhere else."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from bot.errors import RefusedToStart

TELEGRAM_API = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"
ZALO_API = "https://openapi.zalo.me"
ZALO_TEMPLATES = "https://business.openapi.zalo.me"
ZALO_OAUTH = "https://oauth.zaloapp.com"
ZALO_BOT_API = "https://bot-api.zaloplatforms.com"
ENGINES = ("sqlite:///", "postgresql+psycopg://")


class Settings(BaseSettings):
    """One field, one environment variable. Each is described in bot/README.md."""

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

    zalo_oa_id: str | None = Field(None, alias="ZALO_OA_ID", pattern=r"^\d{5,30}$")
    """The Official Account of the office. Without it that door is off."""
    zalo_app_id: str | None = Field(None, alias="ZALO_APP_ID", pattern=r"^\d{5,30}$")
    """The app of Zalo's developer page the account granted its rights to."""
    zalo_app_secret: SecretStr | None = Field(None, alias="ZALO_APP_SECRET")
    """That app's secret key."""
    zalo_oa_secret: SecretStr | None = Field(None, alias="ZALO_OA_SECRET")
    """The "OA Secret Key" of the page's webhook settings, with which Zalo signs what it posts to /zalo."""
    zalo_callback_url: str | None = Field(None, alias="ZALO_CALLBACK_URL")
    """The callback address saved on that page, to which an administrator comes back with a code."""
    zalo_either_signature: bool = Field(False, alias="ZALO_EITHER_SIGNATURE")
    """Take signatures over the account's id in place of the app's too, as some guides describe them."""
    zalo_secret_proof: bool = Field(False, alias="ZALO_SECRET_PROOF")
    """Sign every call with the app's secret; for apps that are refused with -242 without it."""
    zalo_limit: int = Field(100, alias="ZALO_LIMIT", ge=10, le=4000)
    """How many requests a minute the account's package allows: 100 or 2,000."""
    zalo_budget: int = Field(27_500, alias="ZALO_BUDGET", ge=0)
    """What messages to people who were silent for over two days may cost a month, in VND. The smaller
    package holds 500 of them at 55 VND."""
    zalo_domain_file: Path | None = Field(None, alias="ZALO_DOMAIN_FILE")
    """The file Zalo gives to prove whose the domain is, under its own name; shown at the domain's root."""
    zalo_file_hosts: str = Field("zdn.vn,zadn.vn", alias="ZALO_FILE_HOSTS")
    """From which hosts, and those below them, lists that officials send to the account are fetched."""
    zalo_form_picture: str | None = Field(None, alias="ZALO_FORM_PICTURE")
    """The public address of a picture above Zalo's form for name and phone; without it no form is shown."""
    zalo_api_url: str = Field(ZALO_API, alias="ZALO_API_URL")
    """Base address of the Open API, to be pointed at a simulator."""
    zalo_template_url: str = Field(ZALO_TEMPLATES, alias="ZALO_TEMPLATE_URL")
    """Base address of templates, likewise."""
    zalo_oauth_url: str = Field(ZALO_OAUTH, alias="ZALO_OAUTH_URL")
    """Base address of the token endpoint, likewise."""

    zalo_bot_token: SecretStr | None = Field(None, alias="ZALO_BOT_TOKEN")
    """The token of a bot made with Zalo's Bot Creator. Without it that door is off."""
    zalo_bot_webhook_url: str | None = Field(None, alias="ZALO_BOT_WEBHOOK_URL")
    """The public https address of this server's /zalo-bot. Without it the bot polls."""
    zalo_bot_webhook_secret: SecretStr | None = Field(None, alias="ZALO_BOT_WEBHOOK_SECRET")
    """What the Bot platform sends along to prove itself: 8 to 256 characters."""
    zalo_bot_pictures_url: str | None = Field(None, alias="ZALO_BOT_PICTURES_URL")
    """The public address of this process, from which Zalo fetches pictures; without it none are sent."""
    zalo_bot_api_url: str = Field(ZALO_BOT_API, alias="ZALO_BOT_API_URL")
    """Base address of the Bot platform, to be pointed at a simulator."""

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
