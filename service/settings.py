"""What an operator can set: environment `TRYGG_…`, or a TOML file named by `--config`."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from service.network.address import Inside

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Addresses that nobody but this machine reaches."""

SLUG = r"^[a-z0-9][a-z0-9-]{0,62}$"


Days = Annotated[int, Field(ge=0, le=36_500)]
"""For how long something is kept; 0: until somebody decides."""


SHORTEST_DAYS = 30
"""For so long at least is kept what was written of something that really happened."""


def _in_no_haste(days: int) -> int:
    """Return the days; ValueError where a record would be gone before anybody has had time to hold it."""
    if 0 < days < SHORTEST_DAYS:
        raise ValueError(
            f"what really happened is kept for {SHORTEST_DAYS} days at least, so that a report can be written and a "
            "hold set; 0 keeps it until somebody decides"
        )
    return days


Evidence = Annotated[Days, AfterValidator(_in_no_haste)]
"""For how long names and words of something that really happened are kept."""


class OfficeKeeps(BaseModel):
    """What one office has decided to keep, where it differs from the others; days left out are as theirs."""

    model_config = ConfigDict(extra="forbid")

    decision: Annotated[str, Field(min_length=1, max_length=200)]
    """Which decision it is, so that it can be found: its number and day."""
    reports_days: Evidence | None = None
    near_misses_days: Evidence | None = None
    measures_days: Evidence | None = None
    notes_days: Evidence | None = None
    alarms_days: Evidence | None = None
    drills_days: Days | None = None


class Settings(BaseSettings):
    """All settings, with the defaults of a trial on one machine."""

    model_config = SettingsConfigDict(env_prefix="TRYGG_", extra="forbid", defer_build=True)

    data_dir: Path = Path("trygg-data")
    """The folder of the database, the broker's memory and the lock that keeps a second node out."""
    plans_dir: Path = Path("plans")
    """The folder of the offices' plans (`<office>.yaml`) and devices (`<office>.devices.yaml`)."""
    routes_file: Path | None = None
    """The ways out (TOML): text messages, calls, mail, alarm centres; `routes.toml` in the data folder when not set."""
    database_url: SecretStr | None = None
    """`postgresql+psycopg://…`; SQLite in the data folder when not set. Secret, because it may hold a password."""
    mqtt_url: SecretStr | None = None
    """`mqtt://…` or `mqtts://…`; a broker of its own on loopback when not set."""
    mqtt_ca: Path | None = None
    """Certificates to trust for `mqtts://` instead of the system's."""
    brokers_file: Path | None = None
    """The site's own brokers (TOML) at which Trygg listens too; `brokers.toml` in the data folder when not set."""
    broker_host: str | None = None
    """The address on which Trygg's own broker listens for devices elsewhere, over TLS; loopback alone when not set."""
    broker_port: Annotated[int, Field(ge=1, le=65535)] = 8883
    """The port of that listener."""
    broker_local_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """The port of Trygg's own broker on this computer, that or none; the first free one from 1883 when not set."""
    broker_names: list[Annotated[str, Field(max_length=253)]] = []
    """Names and addresses under which devices reach the broker, as a JSON list: its certificate is made for them."""
    broker_certificate: Path | None = None
    """A certificate of your own for the broker (PEM, with its chain); Trygg makes one when not set."""
    broker_key: Path | None = None
    """The key of that certificate (PEM, without a password)."""
    broker_files: Path | None = None
    """The folder that `trygg broker config --out` wrote for a mosquitto of your own: kept up to date from then on, by
    each node that is given it."""
    http_host: str = "127.0.0.1"
    """The address to listen on. Beyond loopback only with TLS, or behind a named proxy, and with an account."""
    http_names: list[Annotated[str, Field(max_length=253, pattern=r"^[A-Za-z0-9.-]+$")]] = []
    """Host names under which browsers reach the service, as a JSON list; any other name is refused."""
    tls_certificate: Path | None = None
    """The certificate (PEM, with its chain) for `https`; needs `tls_key`."""
    tls_key: Path | None = None
    """The key of the certificate (PEM, without a password)."""
    proxy: str | None = None
    """The address of the reverse proxy that does TLS and is alone believed about where a request comes from."""
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """The port to listen on; 0 lets the system choose."""
    directory_roles: list[
        Literal[
            "presser",
            "responder",
            "lead",
            "office_administrator",
            "security",
            "safety_representative",
            "leadership",
            "operator",
        ]
    ] = [
        "presser",
        "responder",
        "lead",
        "office_administrator",
        "security",
        "safety_representative",
        "leadership",
    ]
    """Roles that a directory's groups may give over SCIM, as a JSON list; `operator` only when it is named here."""
    node: Annotated[str, Field(pattern=SLUG)] = "node-1"
    """This node's stable name: its sessions at the broker carry it."""
    catch_all_office: Annotated[str, Field(pattern=SLUG)] | None = None
    """The office that hears presses from an office nobody knows; the first one by name when not set."""

    oidc_issuer: Annotated[str, Field(max_length=500)] | None = None
    """The agency's identity provider (OpenID Connect), as it calls itself: `https://…`; none when not set."""
    oidc_client_id: Annotated[str, Field(max_length=500)] | None = None
    """The name that the provider gave this service."""
    oidc_client_secret: SecretStr | None = None
    """The secret that the provider gave this service; 16 characters at least."""
    oidc_client_secret_file: Path | None = None
    """A file that holds the secret instead, readable by the service alone."""
    oidc_claim: Annotated[str, Field(max_length=100, pattern=r"^\S+$")] = "sub"
    """What in the provider's answer names a person for good; it is compared with an account's subject."""
    oidc_match_claim: Annotated[str, Field(max_length=100, pattern=r"^\S+$")] | None = None
    """What names, at a first login, the account with that login name and no password; nothing does when not set."""
    oidc_scopes: Annotated[str, Field(max_length=500)] = "openid"
    """What is asked for, as words: some providers send a claim only with `openid profile` or `openid email`."""
    oidc_label: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    """What the button on the login page calls the provider."""
    oidc_ca: Path | None = None
    """Certificates to trust for the provider instead of the system's."""
    passkey_url: Annotated[str, Field(max_length=300)] | None = None
    """The address at which passkeys are made and work, `https://trygg.example.se`; the first of `http_names` when not
    set. Passkeys that were made at another address do not work any more."""
    route_test_centre_s: Annotated[int, Field(ge=10, le=86_400)] = 60
    """Seconds between two self-tests of an alarm receiving centre or a CAP address."""
    route_test_s: Annotated[int, Field(ge=60, le=86_400)] = 3600
    """Seconds between two self-tests of every other route out of the house."""
    device_grace_s: Annotated[int, Field(ge=0, le=3600)] = 120
    """Seconds for which a device, a bridge or a gateway may be gone before the screens say so."""
    home_assistant_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None
    """The first level of Home Assistant's discovery topics, `homeassistant` usually; nothing is shown when not set."""
    backup_dir: Path | None = None
    """The folder into which a backup is made every day, best on another disk; none is made when not set."""
    backup_keep: Annotated[int, Field(ge=1, le=10_000)] = 30
    """How many backups stay in that folder."""
    backup_hour: Annotated[int, Field(ge=0, le=23)] = 3
    """The hour of the day, by this machine's time, from which the day's backup is made."""
    heartbeat_url: SecretStr | None = None
    """An address (`https://…`) that is asked once a minute while all is well, so that somebody outside notices when
    Trygg falls silent; nothing is asked when not set. Secret: whoever knows it can say that all is well."""
    inside_hosts: list[Annotated[str, Field(min_length=1, max_length=253)]] = []
    """Hosts of the house's own network that Trygg may ask over HTTP, as a JSON list of names, addresses and networks
    (`["login.example.se", "10.1.0.0/16"]`): an identity provider, a CAP receiver, whoever is given signs of life. An
    address that is written as a number needs no entry."""
    keep_reports_days: Evidence = 0
    """Days for which the words of a finished report are kept after the last of them; 0: until somebody decides."""
    keep_near_misses_days: Evidence = 0
    """Days for which the words of a finished near miss are kept after the last of them; 0: until somebody decides."""
    keep_measures_days: Evidence = 0
    """Days for which the words of a measure are kept after its end; 0: until somebody decides."""
    keep_notes_days: Evidence = 0
    """Days for which the notes of an alarm that is over are kept after the last of them; 0: until somebody decides."""
    keep_alarms_days: Evidence = 0
    """Days for which names and words of an alarm that is over are kept after the last of them; 0: until decided."""
    keep_drills_days: Days = 0
    """Days for which names and words of a drill or a check are kept after its last entry; 0: until decided."""
    keep_accounts_days: Days = 0
    """Days for which the name on an account is kept after the account has ended; 0: until decided."""
    keep_sessions_days: Days = 90
    """Days for which a session, phone, screen or token is kept after its end; 0: until decided."""
    keep_looks_days: Evidence = 0
    """Days for which it is kept who has looked at an alarm's record; 0: until decided."""
    retention_decision: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """Which decision of the agency these times follow, by its number and day: the data sheet and the record name it."""
    offices_keep: dict[Annotated[str, Field(pattern=SLUG)], OfficeKeeps] = {}
    """Offices that have decided otherwise for themselves: a table for each (`[offices_keep.torget]`) with the
    `decision`, and any of `alarms_days`, `drills_days`, `reports_days`, `near_misses_days`, `measures_days` and
    `notes_days`; 0 keeps in this office what is erased in others."""
    log_level: Literal["debug", "info", "warning"] = "info"
    """How much the service says about itself; `debug` says no secrets either."""

    @field_validator("inside_hosts")
    @classmethod
    def _names_hosts(cls, entries: list[str]) -> list[str]:
        Inside.of(entries)  # raises ValueError with what to write instead
        return entries

    @property
    def read_from(self) -> Path | None:
        """Return the file that the settings were read from; None where they come from the environment alone."""
        named = self.model_config.get("toml_file")
        return named if isinstance(named, Path) else None

    @property
    def store_url(self) -> str:
        """Return where the record is kept."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'trygg.db').absolute()}"

    @property
    def routes_path(self) -> Path:
        """Return where it is read by which routes people are called; the file need not be there."""
        return self.routes_file or self.data_dir / "routes.toml"

    @property
    def brokers_path(self) -> Path:
        """Return where the site's own brokers are named; the file need not be there."""
        return self.brokers_file or self.data_dir / "brokers.toml"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what was given on the command line first, then the environment, then the file."""
        toml = TomlConfigSettingsSource(settings_cls, settings_cls.model_config.get("toml_file"))
        return init_settings, env_settings, toml


def environment_of_children() -> dict[str, str]:
    """Return what a child process gets to know of the environment: no settings, and no passwords of databases."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("TRYGG_", "PGPASS"))}


def load(config: Path | None = None) -> Settings:
    """Read the settings.

    Raises:
        pydantic.ValidationError: a setting is unknown or does not fit.
        FileNotFoundError: the configuration file does not exist.
    """
    if config is None:
        return Settings()
    if not config.exists():
        raise FileNotFoundError(f"{config} does not exist; name an existing file after --config, or leave it out")

    class FromFile(Settings):
        model_config = SettingsConfigDict(env_prefix="TRYGG_", extra="forbid", toml_file=config)

    return FromFile()
