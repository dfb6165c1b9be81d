"""What the page of duplicates says."""

from dataclasses import dataclass

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_ui import formats

PARTS = {
    "name": N_("name"), "firm": N_("firm"), "birth": N_("date of birth"), "email": N_("e-mail"), "phone": N_("phone"), "siret": N_("SIRET"),
    "address": N_("address"), "town": N_("town"), "common": N_("common name"), "household": N_("household"),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """How many pairs of each zone that nobody decided, how many records repeat another (sure pairs), of how many records, and the pairs left for later."""

    sure: int
    review: int
    repeated: int
    records: int
    later: int = 0

    @property
    def share(self) -> float:
        return self.repeated / self.records if self.records else 0.0


def found(pairs: pl.DataFrame, records: int) -> Found:
    """Count `duplicates`: a group of records that are one person counts once, the others repeat it."""
    sure, later = pairs.filter(pl.col("zone") == "sure"), pairs["decision"].count()
    open_ = sure.filter(pl.col("decision").is_null()).height
    return Found(open_, pairs.height - later - open_, repeated(sure), records, later)


def repeated(sure: pl.DataFrame) -> int:
    """How many records are left over once each group of pairs is one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    names = pl.concat([sure["left_id"], sure["right_id"]]).unique()
    if not names.len():
        return 0
    rank = dict(zip(names, range(names.len()), strict=True))
    ends = [[rank[one] for one in sure[side]] for side in ("left_id", "right_id")]
    groups, _labels = connected_components(coo_array(([1] * sure.height, ends), shape=(names.len(), names.len())), directed=False)
    return names.len() - int(groups)


def answer(now: Found, language: str) -> str:
    """796 fiches en répètent une autre : 4,0 % de la base. 245 paires sont à revoir."""
    if not now.records:
        return say(N_("**No record of a customer is known yet.**"), language)
    if not now.sure and not now.review:
        return say(N_("**No record repeats another one.**"), language)
    n = formats.number(now.repeated, language)
    share = formats.share(now.share, language)
    one, many = (
        N_("**{n} record repeats another one**: {share} of the base."),
        N_("**{n} records repeat another one**: {share} of the base."),
    )
    said = (
        [say_number(one, many, now.repeated, language, n=n, share=share)]
        if now.repeated
        else [say(N_("**No repetition is sure.**"), language)]
    )
    if now.review:
        pairs = formats.number(now.review, language)
        said.append(say_number(N_("{n} pair is to be reviewed."), N_("{n} pairs are to be reviewed."), now.review, language, n=pairs))
    return " ".join(said)


def reasons(text: str, language: str) -> str:
    """nom +7 · téléphone +5: the comparisons of `duplicates` in words."""
    parts = [one.rsplit(" ", 1) for one in text.split("; ")] if text else []
    return " · ".join(f"{say(PARTS[name], language)} {points.replace('-', formats.MINUS)}" for name, points in parts)
