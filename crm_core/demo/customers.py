"""The customers' records, with the faults that real files have: duplicates, wrong addresses, invalid e-mails."""

import numpy as np
import polars as pl

from crm_core.demo import identity, truths
from crm_core.demo.headers import VALUES
from crm_core.demo.population import EMAIL_CONSENT, EMAIL_SHARE, STORES, Population
from crm_core.demo.timeline import HISTORY, Ints, Timeline, pick

JOBS = (
    "Employé",
    "Cadre",
    "Retraité",
    "Enseignant",
    "Artisan",
    "Ouvrier",
    "Infirmier",
    "Commerçant",
    "Profession libérale",
    "Étudiant",
    "Sans activité",
)
ORIGINS = ("Passage en magasin", "Site internet", "Parrainage", "Publicité locale", "Salon", "Réseaux sociaux")
SECTORS = ("Hôtellerie", "Restauration", "Paysagiste", "Bureaux", "Santé", "Commerce", "Collectivité", "Événementiel")
ROLES = ("Gérant", "Responsable achats", "Directrice", "Assistant de direction", "Chef de cuisine", "Jardinier en chef")
EQUIPMENT = ("Barbecue", "Tondeuse", "Serre", "Piscine", "Véranda", "Potager surélevé")
REASONS = ("Déménagement", "Prix", "Concurrence", "Insatisfaction", "Cessation d'activité", "Demande d'effacement")
SALES_REPS = ("Anne L.", "Karim B.", "Sophie M.", "Thomas R.", "Inès D.")
PERSONAL = (
    *("title", "last_name", "first_name", "gender", "company_name", "siret", "contact_name", "contact_role", "email", "phone", "mobile"),
    *("address_1", "address_2", "postal_code", "city", "birth_date", "profession", "family_status", "children", "housing_type"),
    *("housing_tenure", "equipment", "consent_email", "consent_sms", "consent_phone", "consent_mail", "consent_email_on"),
    *("consent_email_source", "acquisition_cost"),
)
HEADCOUNTS = (2, 5, 8, 12, 20, 35, 60, 120, 250)


def numbers(people: Population) -> pl.Series:
    """Customer numbers in the order in which the firm opened the records."""
    rank = np.empty(len(people), dtype=np.int64)
    rank[np.argsort(people.known, kind="stable")] = np.arange(len(people))
    return pl.Series(1000 + rank).cast(pl.String).str.zfill(6)


def _sometimes(rng: np.random.Generator, values: pl.Series, share: float) -> pl.Series:
    return values.set(pl.Series(rng.random(len(values)) >= share), None)


def _no_email(rng: np.random.Generator, people: Population) -> pl.Series:
    without = (1 - EMAIL_SHARE) / (1 - EMAIL_SHARE * EMAIL_CONSENT)
    return pl.Series(~people.by_email & (rng.random(len(people)) < without))


def _words(rng: np.random.Generator, field: str, weights: tuple[float, ...], size: int) -> pl.Series:
    return pl.Series(pick(rng, list(VALUES["customers"][field].values()), size, np.array(weights)))


def _identity(rng: np.random.Generator, people: Population) -> pl.DataFrame:
    size = len(people)
    first, last, female = identity.person_names(rng, size)
    title = np.where(female, "Mme", "M.")
    frame = pl.DataFrame({"title": title, "last_name": last, "first_name": first})
    company = pl.Series(people.company)
    area = identity.towns(rng, people.store)
    return frame.with_columns(
        kind=pl.Series(np.where(people.company, "Entreprise", "Particulier")),
        gender=pl.Series(np.where(female, "F", "H")),
        company_name=identity.company_names(rng, last),
        siret=identity.sirets(rng, size),
        contact_name=pl.col("first_name") + " " + pl.col("last_name"),
        email=identity.emails(rng, frame["first_name"], frame["last_name"]).set(_no_email(rng, people), None),
        phone=_sometimes(rng, identity.landlines(rng, people.store), 0.55),
        mobile=_sometimes(rng, identity.mobiles(rng, size), 0.78),
        address_1=identity.streets(rng, size),
        address_2=_sometimes(rng, pl.Series(pick(rng, ["Bât. A", "Bât. B", "Apt 12", "Étage 3", "Résidence du Parc"], size)), 0.12),
        postal_code=area["postal_code"],
        city=area["town"],
        region=area["region"],
        country=pl.lit("France"),
        is_company=company,
    )


def _situation(rng: np.random.Generator, size: int) -> pl.DataFrame:
    born = pl.Series(rng.integers(-12000, 12500, size)).cast(pl.Int32).cast(pl.Date)
    return pl.DataFrame(
        {
            "birth_date": _sometimes(rng, born, 0.70),
            "profession": _sometimes(rng, pl.Series(pick(rng, JOBS, size)), 0.55),
            "family_status": _sometimes(rng, _words(rng, "family_status", (24, 48, 12, 10, 6), size), 0.5),
            "children": _sometimes(rng, pl.Series(rng.choice(5, size, p=[0.36, 0.22, 0.27, 0.11, 0.04])), 0.5),
            "housing_type": _sometimes(rng, _words(rng, "housing_type", (64, 36), size), 0.6),
            "housing_tenure": _sometimes(rng, _words(rng, "housing_tenure", (66, 34), size), 0.6),
            "equipment": _sometimes(rng, pl.Series(pick(rng, EQUIPMENT, size)), 0.35),
            "sector": pl.Series(pick(rng, SECTORS, size)),
            "headcount": pl.Series(rng.choice(HEADCOUNTS, size)),
            "share_capital": pl.Series(rng.choice([1000, 5000, 8000, 10000, 50000, 150000], size)),
            "contact_role": pl.Series(pick(rng, ROLES, size)),
        }
    )


def _consents(rng: np.random.Generator, timeline: Timeline, people: Population) -> pl.DataFrame:
    yes = people.by_email
    given = {
        "consent_email": yes,
        "consent_sms": rng.random(len(people)) < 0.42,
        "consent_phone": rng.random(len(people)) < 0.35,
        "consent_mail": people.by_mail,
    }
    source = pl.Series(pick(rng, ["Formulaire web", "Carte de fidélité", "Bulletin papier"], len(people)))
    return pl.DataFrame(
        {
            **{name: np.where(flags, "Oui", "Non") for name, flags in given.items()},
            "consent_email_on": timeline.dates(people.known, ~yes),
            "consent_email_source": source.set(pl.Series(~yes), None),
        }
    )


def _relation(rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series, leaving: Ints) -> pl.DataFrame:
    size = len(people)
    told = (rng.random(size) < 0.12) & people.buyer & ~people.duplicate & (leaving < HISTORY - 40)
    left = np.minimum(leaving + rng.integers(3, 35, size), HISTORY - 2)
    back = (rng.random(size) < truths.UNDELIVERABLE_SHARE) & ~people.suspect
    returned = np.maximum(people.known + 5, HISTORY - rng.integers(10, 700, size))
    sponsored = people.buyer & ~people.old & (rng.random(size) < 0.16)
    sponsors = np.flatnonzero(people.old & people.buyer & (people.gap < 130) & ~people.orphan & ~people.duplicate)
    origin = np.where(sponsored, "Parrainage", pick(rng, ORIGINS, size, np.array([48.0, 24.0, 2.0, 12.0, 5.0, 9.0])))
    return pl.DataFrame(
        {
            "acquisition_channel": np.where(people.suspect, "Fichier loué", origin),
            "first_known_on": timeline.dates(people.known),
            "acquisition_cost": np.round(rng.gamma(4.0, 3.0, size), 2),
            "sales_rep": pl.Series(pick(rng, SALES_REPS, size)).set(pl.Series(~people.company), None),
            "store": np.array(STORES)[people.store],
            "undeliverable_on": timeline.dates(np.minimum(returned, HISTORY - 2), ~back),
            "left_on": timeline.dates(left, ~told),
            "left_reason": pl.Series(pick(rng, REASONS, size)).set(pl.Series(~told), None),
            "referred_by": ids.gather(rng.choice(sponsors, size)).set(pl.Series(~sponsored), None),
        }
    )


def _broken(rng: np.random.Generator, people: Population, frame: pl.DataFrame) -> pl.DataFrame:
    """Invalid e-mails, telephone and company numbers, and towns that do not belong to their postal code."""
    size = len(frame)
    shares = (truths.INVALID_EMAIL_SHARE, truths.INVALID_PHONE_SHARE, truths.INVALID_SIRET_SHARE, truths.WRONG_TOWN_SHARE)
    email, phone, siret, town = (pl.Series(rng.random(size) < share) for share in shares)
    no_sign = pl.Series(rng.random(size) < 0.5)
    elsewhere = identity.towns(rng, (people.store + 2) % (len(STORES) - 1))["town"]
    broken = frame.with_columns(
        email=pl.when(email & no_sign)
        .then(pl.col("email").str.replace("@", ""))
        .when(email)
        .then(pl.col("email").str.replace(".example", ",", literal=True))
        .otherwise("email"),
        mobile=pl.when(phone).then(pl.col("mobile").str.slice(0, 9)).otherwise("mobile"),
        siret=pl.when(siret).then(pl.col("siret").str.slice(0, 13)).otherwise("siret"),
        city=pl.when(town).then(elsewhere).otherwise("city"),
    )
    nothing = pl.Series(people.suspect)
    return broken.with_columns(pl.when(nothing).then(None).otherwise(pl.col(name)).alias(name) for name in PERSONAL)


def records(rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series, leaving: Ints) -> pl.DataFrame:
    """All records in the order of Population, the duplicates still equal to the record that they repeat."""
    parts = [
        _identity(rng, people),
        _situation(rng, len(people)),
        _consents(rng, timeline, people),
        _relation(rng, timeline, people, ids, leaving),
    ]
    frame = _broken(rng, people, pl.concat(parts, how="horizontal"))
    source = np.where(people.duplicate, people.original, np.arange(len(people)))
    own = frame.select("first_known_on", "acquisition_channel", "undeliverable_on", "left_on", "left_reason", "referred_by")
    repeated = frame[source].with_columns(own).with_columns(customer_id=ids)
    return repeated.with_columns(duplicate=pl.Series(people.duplicate), orphan=pl.Series(people.orphan))


def typos(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Write the duplicates as a hurried clerk would: letters swapped, names exchanged, other e-mail case, capitals, no accents."""
    copies = frame.filter(pl.col("duplicate"))
    way = pl.Series(rng.integers(0, 5, len(copies)))
    cut = 1 + int(rng.integers(0, 2))
    last, first, email = pl.col("last_name"), pl.col("first_name"), pl.col("email")
    swapped = last.str.slice(0, cut) + last.str.slice(cut + 1, 1) + last.str.slice(cut, 1) + last.str.slice(cut + 2)
    bare = last.str.normalize("NFD").str.replace_all(r"[^A-Za-z \-]", "").str.to_uppercase()
    changed = copies.with_columns(
        last_name=pl.when(way == 0).then(swapped).when(way == 1).then(first).when(way == 3).then(bare).otherwise(last),
        first_name=pl.when(way == 1).then(last).when(way == 4).then(first.str.slice(0, 1) + ".").otherwise(first),
        email=pl.when(way == 2).then(email.str.to_uppercase()).when(way == 3).then(pl.lit(None)).otherwise(email),
        address_1=pl.when(way == 4)
        .then(pl.col("address_1").str.replace("avenue", "av.").str.replace("boulevard", "bd"))
        .otherwise("address_1"),
        company_name=pl.when(way < 2)
        .then(pl.col("company_name").str.to_uppercase())
        .otherwise(pl.col("company_name").str.replace(" SARL| SAS", "")),
        address_2=pl.lit(None, pl.String),
        birth_date=pl.when(way == 0).then(pl.lit(None)).otherwise("birth_date"),
    )
    return pl.concat([frame.filter(~pl.col("duplicate")), changed])
