"""The settings of a workspace: one TOML file, every key with a default and a sentence that says what it does."""

import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomlkit

from crm_core.beside import written
from crm_core.errors import WrongChoice
from crm_core.i18n import LANGUAGES, N_
from crm_core.rfm_rules import GRID, by_code, covered, cut_points, of_r_package
from crm_core.settings_keys import CURRENCY, SIZE, ZONE
from crm_core.settings_keys import key as _key

FILE_NAME = "settings.toml"


@dataclass(frozen=True)
class Firm:
    name: str = _key("", N_("Name of the firm, shown under every title"))
    language: str = _key("fr", N_("Language shown when neither the address nor the browser chooses"), choices=LANGUAGES)
    time_zone: str = _key("Europe/Paris", N_("Time zone in which days begin and end"), form=ZONE)
    currency: str = _key("EUR", N_("Currency of the amounts"), form=CURRENCY)


@dataclass(frozen=True)
class Complaints:
    promised_days: int = _key(5, N_("Working days within which a complaint must be closed"), low=1, high=60)
    working_week: str = _key(
        "ouvres", N_("Days counted: Monday to Friday (ouvrés) or Monday to Saturday (ouvrables)"), choices=("ouvres", "ouvrables")
    )
    holidays: str = _key(
        "FR", N_("Public holidays: those of France, with those of Alsace-Moselle, or none"), choices=("FR", "FR-alsace-moselle", "none")
    )
    cutoff_hour: int = _key(0, N_("Hour from which a complaint counts as received the next day; 0 = never"), low=0, high=23)


@dataclass(frozen=True)
class Lifecycle:
    d50: int = _key(0, N_("Days: half of the gaps between purchases are shorter; 0 = computed from the data"), low=0, high=3650)
    d80: int = _key(0, N_("Days without purchase after which a customer is no longer active; 0 = computed"), low=0, high=3650)
    d95: int = _key(0, N_("Days without purchase after which a customer is former; 0 = computed"), low=0, high=3650)
    hot_days: int = _key(90, N_("Days during which an inbound contact keeps a prospect hot"), low=1, high=730)
    regular_orders: int = _key(3, N_("Purchases in 12 months that make a customer regular"), low=2, high=100)
    regular_variation: float = _key(0.75, N_("Highest coefficient of variation of the gaps of a regular customer"), low=0.0, high=5.0)


ACTION = N_("What is proposed for customers of this class; empty = the usual action")


@dataclass(frozen=True)
class Actions:
    suspect: str = _key("", ACTION)
    prospect: str = _key("", ACTION)
    hot_prospect: str = _key("", ACTION)
    trial_buyer: str = _key("", ACTION)
    occasional: str = _key("", ACTION)
    regular: str = _key("", ACTION)
    convinced: str = _key("", ACTION)
    inactive: str = _key("", ACTION)
    former: str = _key("", ACTION)


@dataclass(frozen=True)
class Scoring:
    abc_a: float = _key(0.80, N_("Share of revenue up to which customers are in class A"), low=0.05, high=0.99)
    abc_b: float = _key(0.95, N_("Share of revenue up to which customers are in class B"), low=0.06, high=1.0)
    margin_rate: float = _key(
        0.0, N_("Margin in the sales, for the value of customers; 0 = computed from the lines that have one"), low=0.0, high=1.0
    )
    discount_rate: float = _key(
        0.10, N_("Annual rate at which the purchases of the next 12 months are discounted in the value of customers"), low=0.0, high=1.0
    )
    protected_fields: bool = _key(
        False, N_("Whether scores may use gender, age, title, family, nationality and address; no is the fair choice")
    )
    churn_by: str = _key(
        "auto",
        N_(
            "What says who leaves: no purchase in the next D80 days, the end of the contract, a column of the file of customers, or what there is of these"
        ),
        choices=("auto", "purchases", "left_on", "column"),
    )
    churn_column: str = _key(
        "", N_("Column of the file of customers that says who left, by yes or no; empty = one of a usual name such as churn")
    )
    appetence: str = _key(
        "", N_("What the appetence is for, like category: Bougies, product: P12 or channel: web; empty = what most customers bought")
    )


@dataclass(frozen=True)
class Rfm:
    months: int = _key(
        0,
        N_("Months, up to the as-of day, over which purchases and amounts are counted; 0 = the period chosen on the page"),
        low=0,
        high=120,
    )
    cuts: str = _key(
        "quintiles",
        N_(
            "Cut points computed from the data: quintiles with equal values together, or as R’s package rfm has them (quantiles of type 7 plus 1)"
        ),
        choices=("quintiles", "r_package"),
    )
    cuts_r: str = _key(
        "", N_("Most days since the last purchase for R = 5, 4, 3 and 2: four numbers like 30; 90; 180; 365; empty = computed")
    )
    cuts_f: str = _key("", N_("Most purchases for F = 1, 2, 3 and 4: four numbers like 1; 2; 4; 8; empty = computed"))
    cuts_m: str = _key("", N_("Largest amount for M = 1, 2, 3 and 4: four numbers like 50; 100; 250; 500; empty = computed"))
    grid: str = _key(
        "own",
        N_(
            "Segments: ours, by the blocks of the section RFM segments, or those of R’s package rfm; "
            "the ten codes that R leaves without a segment (215, 241, 251, 252, 341, 351, 441, 451, 541, 551) are then in ours"
        ),
        choices=("own", "r_package"),
    )
    second: str = _key("f", N_("Second score of our blocks: F alone, or the mean of F and M by their weights"), choices=("f", "fm"))
    weight_r: float = _key(1.0, N_("Weight of R in the weighted score"), low=0.01, high=100.0)
    weight_f: float = _key(1.0, N_("Weight of F in the weighted score, and in the mean of F and M"), low=0.01, high=100.0)
    weight_m: float = _key(1.0, N_("Weight of M in the weighted score, and in the mean of F and M"), low=0.01, high=100.0)

    def check(self) -> None:
        """Raises WrongChoice when cut points cannot be read."""
        for text in (self.cuts_r, self.cuts_f, self.cuts_m):
            cut_points(text)


BLOCKS = N_("Scores of this segment: R and F, or R, F and M, like 5 4-5; several blocks parted by semicolons")


@dataclass(frozen=True)
class RfmSegments:
    champions: str = _key(GRID["champions"], BLOCKS)
    loyal: str = _key(GRID["loyal"], BLOCKS)
    potential_loyal: str = _key(GRID["potential_loyal"], BLOCKS)
    new: str = _key(GRID["new"], BLOCKS)
    promising: str = _key(GRID["promising"], BLOCKS)
    need_attention: str = _key(GRID["need_attention"], BLOCKS)
    about_to_sleep: str = _key(GRID["about_to_sleep"], BLOCKS)
    at_risk: str = _key(GRID["at_risk"], BLOCKS)
    cannot_lose: str = _key(GRID["cannot_lose"], BLOCKS)
    hibernating: str = _key(GRID["hibernating"], BLOCKS)

    def check(self) -> None:
        """Raises WrongChoice when a code has no segment, or several."""
        covered(asdict(self))


@dataclass(frozen=True)
class Targets:
    csat: float = _key(0.80, N_("Target: share of satisfied customers"), low=0.0, high=1.0)
    nps: float = _key(25.0, N_("Target: net promoter score"), low=-100.0, high=100.0)
    response_rate: float = _key(0.20, N_("Target: share of invitations that were answered"), low=0.0, high=1.0)
    attrition: float = _key(0.12, N_("Target: attrition rate over the period, at most"), low=0.0, high=1.0)
    lost: float = _key(
        0.0, N_("Target: customers lost over the period, at most; 0 = the target of the attrition rate, in customers"), low=0.0
    )
    on_time: float = _key(0.95, N_("Target: share of complaints closed within the promised days"), low=0.0, high=1.0)
    complaint_rate: float = _key(60.0, N_("Target: complaints per 1,000 active customers, at most"), low=0.0)
    closing_days: float = _key(4.0, N_("Target: median working days to close a complaint, at most"), low=0.0)
    late_open: float = _key(15.0, N_("Target: open complaints past their due date, at most"), low=0.0)
    base_quality: float = _key(0.95, N_("Target: share of correct data in the base"), low=0.0, high=1.0)


@dataclass(frozen=True)
class Limits:
    upload_mb: int = _key(
        200, N_("Largest file that the Import page takes, in megabytes; the command line has no limit"), low=1, high=10000
    )
    memory: str = _key("4GB", N_("Memory that the query engine may use"), form=SIZE)
    threads: int = _key(2, N_("Processor cores that the query engine may use"), low=1, high=256)


@dataclass(frozen=True)
class Settings:
    """Everything a workspace can be told; immutable, so that it can be part of a cache key."""

    firm: Firm = field(default_factory=Firm)
    complaints: Complaints = field(default_factory=Complaints)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    actions: Actions = field(default_factory=Actions)
    scoring: Scoring = field(default_factory=Scoring)
    rfm: Rfm = field(default_factory=Rfm)
    rfm_segments: RfmSegments = field(default_factory=RfmSegments)
    targets: Targets = field(default_factory=Targets)
    limits: Limits = field(default_factory=Limits)

    def with_values(self, section: str, **values: Any) -> "Settings":
        """The same settings with some keys of one section changed, checked as if they came from the file."""
        return replace(self, **{section: _checked(section, getattr(self, section), values)})

    @property
    def fingerprint(self) -> str:
        """Changes with everything that figures depend on: not with the words of the actions."""
        return sha256(repr(replace(self, actions=Actions())).encode()).hexdigest()[:12]


def segment_of_codes(rules: Rfm, segments: RfmSegments) -> list[str]:
    """The segment of each RFM code, 111 first, 555 last."""
    if rules.grid == "r_package":
        return by_code(of_r_package())
    return by_code(covered(asdict(segments)), (rules.weight_f, rules.weight_m) if rules.second == "fm" else None)


def sections() -> list[str]:
    return [one.name for one in fields(Settings)]


def _checked(section: str, now: Any, values: dict[str, Any]) -> Any:
    known = {one.name: one for one in fields(now)}
    for name, value in values.items():
        if name not in known:
            raise WrongChoice(
                N_("The settings have no key {key}."), N_("Known keys: {known}."), key=f"{section}.{name}", known=", ".join(known)
            )
        _check_value(f"{section}.{name}", value, getattr(now, name), known[name].metadata)
    new = replace(now, **{name: type(getattr(now, name))(value) for name, value in values.items()})
    if isinstance(new, Rfm | RfmSegments):
        new.check()
    return new


def _check_value(key: str, value: Any, default: Any, rules: Any) -> None:
    number = isinstance(default, int | float) and not isinstance(default, bool)
    fits = isinstance(value, int | float) and not isinstance(value, bool) if number else isinstance(value, type(default))
    if not fits or (rules["form"] and not rules["form"].holds(value)):
        raise WrongChoice(
            N_("The setting {key} cannot be {value}."), N_("Write a value like {example}."), key=key, value=value, example=default
        )
    if rules["choices"] and value not in rules["choices"]:
        raise WrongChoice(
            N_("The setting {key} cannot be {value}."),
            N_("Possible values: {choices}."),
            key=key,
            value=value,
            choices=", ".join(rules["choices"]),
        )
    low, high = rules["low"], rules["high"]
    if (low is not None and value < low) or (high is not None and value > high):
        raise WrongChoice(
            N_("The setting {key} cannot be {value}."),
            N_("It goes from {low} to {high}."),
            key=key,
            value=value,
            low=low,
            high="∞" if high is None else high,
        )


def load(folder: Path) -> Settings:
    """The settings of the workspace in `folder`; defaults for every key the file lacks.

    Raises WrongChoice when the file cannot be read or holds an unknown key or an impossible value.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return Settings()
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise WrongChoice(
            N_("The settings file {path} cannot be read: {problem}."), N_("Mend that line or delete the file."), path=path, problem=problem
        ) from problem
    settings = Settings()
    for section, values in written.items():
        if section not in sections() or not isinstance(values, dict):
            raise WrongChoice(
                N_("The settings have no section {section}."), N_("Known sections: {known}."), section=section, known=", ".join(sections())
            )
        settings = settings.with_values(section, **values)
    return settings


def save(folder: Path, settings: Settings) -> None:
    """Write the whole file, each key under the sentence that explains it."""
    document = tomlkit.document()
    for section in fields(settings):
        values = getattr(settings, section.name)
        table = tomlkit.table()
        for one in fields(values):
            if one.metadata["choices"]:
                table.add(tomlkit.comment(" | ".join(one.metadata["choices"])))
            table.add(tomlkit.comment(one.metadata["note"]))
            table.add(one.name, getattr(values, one.name))
        document.add(section.name, table)
    write_whole(folder / FILE_NAME, tomlkit.dumps(document))


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody reads half of it; nothing stays when it cannot be written. Raises OSError."""
    with written(path) as beside:
        beside.write_text(text, encoding="utf-8")
