"""Whether the RFM segments tell who is asleep or lost: not of too few buyers, nor of purchases of a few weeks, nor where all have the same score."""

from dataclasses import dataclass

from crm_core.engine import Scope
from crm_ui import cache, scoring_data, young_history
from crm_ui.findings import scoring as findings
from crm_ui.words import language


@dataclass(frozen=True)
class Apart:
    """`why`: what keeps the segments from saying anything, "" for nothing; `flat`: which scores are the same for everyone; `returns`: whether they tell who comes back."""

    why: str = ""
    flat: str = ""
    returns: bool = True

    @classmethod
    def of(cls, scope: Scope) -> "Apart":
        """What can be told of the whole base. A score whose cut points somebody fixed says what they say, whomever it tells apart."""
        rules, codes = cache.settings().rfm, cache.ask("rfm_codes", scope.everyone())
        alike = findings.alike(codes) - {score for score, fixed in (("r", rules.cuts_r), ("f", rules.cuts_f)) if fixed}
        flat, young = findings.flat(codes, language()) or "", "" if rules.cuts_r else young_history.segments(cache.connection(), scope)
        why = scoring_data.too_few(scope) or young or (flat if "r" in alike else "")
        return cls(why, flat, not why and "f" not in alike)
