"""How long does the value of a million customers take, and how much memory?

    python -m benchmarks.value --customers 1000000

A made-up base that buys as BG/NBD says, over three years, with the parameters of CDNOW but four times the purchases; amounts as Gamma-Gamma says. Prints seconds by the clock and of
the processor for each step from the customers' lives on, and the peak of memory.
"""

import argparse
import resource
from time import perf_counter, process_time

import numpy as np
import polars as pl

from crm_core.models.customers import Customers
from crm_core.models.ladder import climb
from crm_core.models.spending import Amounts, choose, correlation
from crm_core.models.spread import covariance
from crm_core.models.value import Fitted, _score

DAYS, R, ALPHA, A, B, P, Q, V = 1095, 0.97, 4.414, 0.793, 2.426, 6.25, 3.74, 15.44


def lives(rng: np.random.Generator, size: int) -> pl.DataFrame:
    """Rows of `customer_lives`: rates and chances of leaving are drawn, then purchases one after the other, until everyone has left or today has come."""
    age, rate, chance = rng.integers(1, DAYS, size) / 7, rng.gamma(R, 1 / ALPHA, size), rng.beta(A, B, size)
    x, last, here, now = np.zeros(size), np.zeros(size), np.arange(size), np.zeros(size)
    while len(here):
        now = now + rng.exponential(1 / rate[here])
        bought = now < age[here]
        here, now = here[bought], now[bought]
        x[here], last[here] = x[here] + 1, now
        staying = rng.random(len(here)) >= chance[here]
        here, now = here[staying], now[staying]
    mean = np.where(x > 0, rng.gamma(P * np.maximum(x, 1)) / np.maximum(x, 1) / rng.gamma(Q, 1 / V, size), 0.0)
    days = pl.DataFrame({"ck": np.arange(size), "x": x, "last": np.floor(last * 7), "age": np.round(age * 7), "repeat_mean": mean})
    past = [pl.lit(mean * x).alias(name) for name in ("past_sales", "past_margin", "without_margin")]
    return days.with_columns(pl.col("x", "last", "age").cast(pl.Int32), pl.lit(mean).alias("mean"), pl.lit(mean**2).alias("squares"), *past)


def run(size: int) -> list[tuple[str, float, float]]:
    """Each step with its seconds by the clock and of the processor."""
    steps, rows = [], lives(np.random.default_rng(7), size)

    def timed(name, work):
        wall, busy = perf_counter(), process_time()
        answer = work()
        steps.append((name, perf_counter() - wall, process_time() - busy))
        return answer

    now = timed("group", lambda: Customers.of(rows))
    purchases, reasons = timed("fit the purchases", lambda: climb(now.lives, lambda _k: 0.0))
    if purchases is None:
        raise SystemExit(f"no model: {reasons}")
    amounts = Amounts.of(now)
    spend, _said = timed("fit the amounts", lambda: choose(amounts, correlation(amounts)))
    spread = timed("draw the interval", lambda: covariance(now, purchases, amounts, spend))
    values = timed(
        "score", lambda: _score(now, Fitted(size, now.repeat_buyers, now.history, (), 0.4, 0.1, purchases, spend, spread=spread))
    )
    print(f"{size} customers, {len(now.lives.n)} groups, {purchases}, {spend}; value of all {values['customer_value'].sum():.0f}")
    return steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    steps = run(parser.parse_args().customers)
    for name, wall, busy in [*steps, ("all", sum(one[1] for one in steps), sum(one[2] for one in steps))]:
        print(f"{name:20} {wall:7.2f} s by the clock {busy:7.2f} s of the processor")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
