"""Which columns a model may learn from: not those that say the same of everyone, give the answer away, name a single customer, or are protected."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import polars as pl

from crm_core.models.fitting import Array
from crm_core.models.quality import Hits, ranking

PROTECTED = (
    "gender",
    "title",
    "family_status",
    "children",
    "children_ages",
    "department",
    "country",
    "age",
    "birth_date",
    "city",
    "region",
    "postal_code",
)
# Parts of the names of columns that firms add: sex, age, origin, belief, health, family, and the address as their proxy.
PERSONAL = re.compile(
    r"^(sex|sexe|gender|genre|civilite|age|ages|senior|seniors|senior_citizen|birth|naissance|nationalit[ey]|nationality|ethni\w*|ethnicity|race|religion|"
    r"handicap\w*|disab\w*|sante|health|marital\w*|marriage|married|matrimonial\w*|partner|spouse|conjoint|dependents?|children|enfants?|country|pays|geography|zip|"
    r"postal|postcode|cp|commune|ville|city|insee|iris|quartier|language|langue|surname|nom|prenom)$"
)  # fmt: skip
GIVEN_AWAY, FOLDS, SLICES, MOST_WORDS = 0.97, 5, 20, 200


@dataclass(frozen=True)
class Columns:
    """The columns used, numbers and words, how well each tells alone (AUC), and the names of those left out, by reason."""

    numbers: tuple[str, ...]
    words: tuple[str, ...]
    alone: dict[str, float]
    left_out: dict[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.numbers, *self.words)

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those columns of `rows`, with a word for what is not known."""
        return rows.select(pl.col(self.numbers).cast(pl.Float64), pl.col(self.words).fill_null("—"))


def is_protected(name: str) -> bool:
    """Whether a column tells what a firm may not judge by, or stands for it: by its own name, or one of its words."""
    folded = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return folded in PROTECTED or any(PERSONAL.match(part) for part in (folded, *re.split(r"[^a-z]+", folded)) if part)


def choose(rows: pl.DataFrame, hit: Hits, protected: bool) -> Columns:
    """The columns of `rows` to learn `hit` from; protected ones only when that is asked."""
    names = [name for name in rows.columns if name != "ck" and rows[name].count()]
    kept_back = tuple(name for name in names if not protected and is_protected(name))
    constant = tuple(name for name in names if name not in kept_back and rows[name].n_unique() < 2)
    named = tuple(name for name in names if rows.schema[name] == pl.String and rows[name].n_unique() > max(MOST_WORDS, rows.height // 5))
    tried = [name for name in names if name not in {*kept_back, *constant, *named}]
    alone = {name: telling(rows[name], hit) for name in tried}
    leaky = tuple(name for name in tried if alone[name] >= GIVEN_AWAY)
    used = [name for name in tried if name not in leaky]
    numbers = tuple(name for name in used if rows.schema[name].is_numeric())
    words = tuple(name for name in used if name not in numbers)
    return Columns(numbers, words, alone, {"protected": kept_back, "constant": constant, "named": named, "leaky": leaky})


def telling(column: pl.Series, hit: Hits) -> float:
    """How well one column ranks alone: by the share of hits among equal values (numbers: twentieths of them; not known: a value too), each fifth judged by the others."""
    value = _slices(column)
    fold = np.arange(len(hit)) % FOLDS
    score: Array = np.full(len(hit), float(hit.mean()))
    for one in range(FOLDS):
        here = fold == one
        seen = pl.DataFrame({"value": value.filter(~pl.Series(here)), "hit": hit[~here]}).group_by("value").agg(pl.col("hit").mean())
        met = value.filter(pl.Series(here)).to_frame("value").join(seen, on="value", how="left", maintain_order="left", nulls_equal=True)
        score[here] = met["hit"].fill_null(float(hit.mean())).to_numpy()
    return ranking(hit, score)


def _slices(column: pl.Series) -> pl.Series:
    if not column.dtype.is_numeric() or column.n_unique() <= SLICES:
        return column.rename("value")
    return (column.rank("average") / column.count() * SLICES).ceil().rename("value")
