"""Names, addresses, telephone numbers and company numbers of the demo customers."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crm_core.demo.population import STORES
from crm_core.demo.timeline import Bools, Ints, pick

LISTS = Path(__file__).parents[2] / "data" / "reference_lists"
DEPARTMENTS = ("59", "76", "44", "69", "31", "")
AREA_CODES = ("03 20", "02 35", "02 40", "04 72", "05 61", "01 83")
STREET_KINDS = ("rue", "rue", "rue", "avenue", "boulevard", "allée", "impasse", "place", "chemin")
STREETS = (
    *("de la République", "Victor Hugo", "des Lilas", "du Général de Gaulle", "Jean Jaurès", "de l'Église", "Pasteur", "des Tilleuls"),
    *("du Moulin", "de la Gare", "Émile Zola", "des Écoles", "du Château", "Gambetta", "de Verdun", "des Jardins", "Voltaire", "du Stade"),
    *("de la Fontaine", "des Acacias", "Jules Ferry", "du Marché", "de la Paix", "des Peupliers", "Anatole France", "Saint-Martin"),
)
MAILBOXES = ("courriel.example", "boite.example", "messagerie.example", "poste.example")
COMPANY_STARTS = ("Hôtel", "Restaurant", "Paysages", "Jardins", "Cabinet", "Résidence", "Gîtes", "Ateliers", "Traiteur", "Agence")
COMPANY_ENDS = ("SARL", "SAS", "EURL", "SA", "& Fils", "Services")


def names(which: str) -> list[str]:
    return (LISTS / f"{which}.txt").read_text("utf-8").split("\n")


def _popular(rng: np.random.Generator, which: str, size: int) -> NDArray[np.str_]:
    """Names with the frequent ones drawn more often."""
    known = [name for name in names(which) if name]
    return pick(rng, known, size, 1.0 / np.arange(12.0, len(known) + 12.0, dtype=np.float64))


def person_names(rng: np.random.Generator, size: int) -> tuple[NDArray[np.str_], NDArray[np.str_], Bools]:
    female = rng.random(size) < 0.58
    first = np.where(female, _popular(rng, "first_names_female", size), _popular(rng, "first_names_male", size))
    return first, _popular(rng, "last_names", size), female


def company_names(rng: np.random.Generator, last: NDArray[np.str_]) -> pl.Series:
    starts, ends = pick(rng, COMPANY_STARTS, len(last)), pick(rng, COMPANY_ENDS, len(last))
    return pl.Series([f"{start} {name} {end}" for start, name, end in zip(starts, last, ends, strict=True)])


def ascii_words(values: pl.Series) -> pl.Series:
    return values.str.normalize("NFD").str.replace_all(r"[^A-Za-z\-]", "").str.to_lowercase()


def emails(rng: np.random.Generator, first: pl.Series, last: pl.Series) -> pl.Series:
    number = pl.Series(rng.integers(1, 99, len(first))).cast(pl.String)
    style = pl.Series(rng.random(len(first)) < 0.6)
    boxes = pl.Series(pick(rng, MAILBOXES, len(first)))
    plain = ascii_words(first) + "." + ascii_words(last)
    return (
        pl.select(
            pl.when(style).then(plain + number).otherwise(ascii_words(last) + number + ascii_words(first).str.slice(0, 1))
        ).to_series()
        + "@"
        + boxes
    )


def _pairs(rng: np.random.Generator, size: int, count: int) -> pl.Series:
    digits = rng.integers(0, 100, (size, count))
    return pl.Series([" ".join(f"{pair:02d}" for pair in row) for row in digits.tolist()])


def mobiles(rng: np.random.Generator, size: int) -> pl.Series:
    prefixes = [f"06 {tens}{unit}" for tens in (1, 2, 5, 6, 7, 8) for unit in range(10)] + [
        f"07 {tens}{unit}" for tens in (6, 8) for unit in range(10)
    ]
    return pl.Series(pick(rng, prefixes, size)) + " " + _pairs(rng, size, 3)


def landlines(rng: np.random.Generator, store: Ints) -> pl.Series:
    return pl.Series(np.array(AREA_CODES)[store]) + " " + _pairs(rng, len(store), 3)


def streets(rng: np.random.Generator, size: int) -> pl.Series:
    number = pl.Series(1 + np.floor(rng.exponential(35.0, size)).astype(np.int64)).cast(pl.String)
    return number + " " + pl.Series(pick(rng, STREET_KINDS, size)) + " " + pl.Series(pick(rng, STREETS, size))


def towns(rng: np.random.Generator, store: Ints) -> pl.DataFrame:
    """Postal code, town and region: often the store's town, mostly its department, sometimes anywhere in mainland France."""
    codes = pl.read_csv(LISTS / "postal_codes.csv", schema_overrides={"postal_code": pl.String, "department": pl.String})
    codes = codes.filter(pl.col("town") != pl.col("town").str.to_uppercase(), ~pl.col("town").str.contains("Arrondissement"))
    codes = codes.filter(pl.col("department").str.len_chars() == 2).with_row_index("row")
    chosen = rng.integers(0, len(codes), len(store))
    draw = rng.random(len(store))
    for rank, department in enumerate(DEPARTMENTS[:-1]):
        near = codes.filter(pl.col("department") == department)
        town = near.filter(pl.col("town") == STORES[rank])["row"].to_numpy()
        here = store == rank
        chosen = np.where(here & (draw < 0.92), rng.choice(near["row"].to_numpy(), len(store)), chosen)
        chosen = np.where(here & (draw < 0.40), rng.choice(town, len(store)), chosen)
    return codes[chosen].select("postal_code", "town", "region")


def _luhn_digit(digits: Ints) -> Ints:
    """The digit that makes the number valid when written after `digits`."""
    doubled = digits.copy()
    doubled[:, -1::-2] *= 2
    digit: Ints = -(doubled - 9 * (doubled > 9)).sum(axis=1) % 10
    return digit


def sirets(rng: np.random.Generator, size: int) -> pl.Series:
    siren = rng.integers(0, 10, (size, 8))
    siren[:, 0] = rng.integers(3, 10, size)
    siren = np.column_stack([siren, _luhn_digit(siren)])
    office = np.column_stack([siren, np.zeros((size, 3), dtype=np.int64), rng.integers(1, 6, size)])
    digits = np.column_stack([office, _luhn_digit(office)])
    return pl.Series(["".join(map(str, row)) for row in digits.tolist()])
