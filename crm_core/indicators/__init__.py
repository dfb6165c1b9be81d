"""The indicators: one file each. Importing this package registers every one of them."""

from importlib import import_module
from pkgutil import iter_modules

from crm_core.indicators.registry import REGISTRY, Indicator, Missing, find

TOOLS = {"registry", "statistics", "comparison"}

for module in sorted(one.name for one in iter_modules(__path__) if one.name not in TOOLS):
    import_module(f"{__name__}.{module}")

__all__ = ["REGISTRY", "Indicator", "Missing", "find"]
