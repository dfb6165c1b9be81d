"""What is said of the value of customers: how much is to come, whether the model was right, and what is missing for one."""

from datetime import date

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW
from crm_core.models.ladder import WORDS
from crm_core.units import Unit
from crm_ui import formats

YEAR = 366
WEIGHTY = [WORDS[code] for code in ("no_margin", "margin_negative", "unchecked", "no_interval", "ranks_worse")]


def speaks(model: pl.DataFrame) -> bool:
    """Whether a model gives values; without one there are rules only."""
    return bool(model["words"][0] != "rules")


def answer(model: pl.DataFrame, values: pl.DataFrame, language: str, currency: str) -> str:
    """What everyone should bring, or why nothing is said of it."""
    if not speaks(model):
        return say(N_("**No value is predicted.** {why}"), language, why=warnings(model, language)[-1])
    if not values.height:
        return say(N_("**None of these customers has bought yet.**"), language)
    return to_come(values, language, currency)


def to_come(values: pl.DataFrame, language: str, currency: str) -> str:
    """What these customers should bring, and how much of it the best tenth."""
    total = float(values["customer_value"].sum())
    if total <= 0:
        return say(N_("Nothing is to be expected of these customers in the next 12 months."), language)
    best = float(values["customer_value"].sort(descending=True).head(max(values.height // 10, 1)).sum()) / total
    return say(
        N_("**{amount}** to expect in the next 12 months, {share} of it from the best tenth of the customers."),
        language,
        amount=formats.headline(total, Unit.MONEY, language, currency=currency),
        share=formats.share(best, language, 0),
    )


def tracking(rows: pl.DataFrame, language: str) -> str:
    """How far off the model was over the part of the history that it had not seen."""
    seen, unseen = rows.filter("seen"), rows.filter(~pl.col("seen"))
    if not seen.height or not unseen.height:
        return say(N_("The history is too short to compare week by week"), language)
    actual, predicted = (float(unseen[name][-1]) - float(seen[name][-1]) for name in ("actual", "predicted"))
    values = {"actual": formats.number(actual, language), "predicted": formats.number(predicted, language)}
    return say(N_("{predicted} repeat purchases predicted without seeing them, {actual} made"), language, **values)


def frequencies(rows: pl.DataFrame, language: str) -> str:
    """Whether the means of the model or those of the guess are nearer to what was done, weighing each group by its customers."""
    if not rows.height:
        return say(N_("Nobody to compare"), language)
    model, guess = (float((rows["customers"] * (rows[name] - rows["actual"]).abs()).sum()) for name in ("predicted", "naive"))
    nearer = N_("The model comes nearer than the guess “everyone buys as before”")
    further = N_("The guess “everyone buys as before” comes nearer than the model")
    return say(nearer if model <= guess else further, language)


def warnings(model: pl.DataFrame, language: str, *, weighty: bool = False) -> list[str]:
    """The warnings of `customer_value_model`, in words; `weighty`: only those without which its values would be misread."""
    told = model.filter(pl.col("parameter") == "warning")["words"].to_list()
    return [say(one, language) for one in told if not weighty or one in WEIGHTY]


def cut(model: pl.DataFrame) -> date | None:
    """The last day that the model of the check had seen."""
    found = model.filter(pl.col("parameter") == "check_from")["words"]
    return None if found.is_empty() else date.fromisoformat(found[0])


def there(groups: pl.DataFrame, language: str) -> str:
    """How many of those who have been silent for a year are probably still there, or of everyone when nobody has been."""
    quiet = groups.filter(pl.col("silent") >= YEAR)
    some = quiet if quiet.height else groups
    share = float((some["p_alive"] * some["customers"]).sum()) / int(some["customers"].sum())
    after, anyway = (
        N_("After a year without a purchase, {share} are probably still there"),
        N_("{share} of the customers are probably still there"),
    )
    return say(after if quiet.height else anyway, language, share=formats.share(share, language, 0))


def to_buy(groups: pl.DataFrame, language: str) -> str:
    """What is to come after the fewest and after the most purchases, of bands that are not few."""
    bands = groups.group_by("purchases").agg(
        pl.col("customers").sum(), (pl.col("expected_purchases") * pl.col("customers")).sum().alias("all_of")
    )
    enough = bands.filter(pl.col("customers") >= FEW).sort("purchases").with_columns(pl.col("all_of") / pl.col("customers"))
    if enough.height < 2:
        return say(N_("Too few customers alike to compare"), language)
    few, many = (enough.row(place, named=True) for place in (0, -1))
    values = {
        "few": few["purchases"],
        "many": many["purchases"],
        "low": formats.number(few["all_of"], language, 1),
        "high": formats.number(many["all_of"], language, 1),
    }
    return say_number(N_("{low} to come after {few} purchase, {high} after {many} or more"), N_("{low} to come after {few} purchases, {high} after {many} or more"), few["purchases"], language, **values)  # fmt: skip


def costs(known: list[str], lacking: list[str], language: str) -> str:
    """What the profit of customers takes off, and what no file tells."""
    values = {"known": ", ".join(known), "lacking": ", ".join(lacking)}
    if not known:
        return say(N_("No cost of a customer is known: profit is margin alone."), language)
    if not lacking:
        return say(N_("Costs taken off: {known}."), language, **values)
    return say(N_("Costs taken off: {known}. Not known: {lacking}."), language, **values)


def life(course: pl.DataFrame, language: str) -> str:
    """Whether this customer is probably still there."""
    return say(N_("Still there with a probability of {share}"), language, share=formats.share(float(course["p_alive"][-1]), language, 0))
