"""From fitted transactions to a market file."""

from __future__ import annotations

import pathlib
from typing import Any

from simulation.inputs import Fault, ScenarioError
from simulation.purchasing import PurchasingModel
from simulation.scenario import dump, load_market
from simulation.words import said

UNITS = {"alpha": "weeks"}


def fitted_market(
    model: PurchasingModel, base: str, source: str, name: str, currency: str | None = None, symbol: str | None = None
) -> dict[str, Any]:
    """A market document: purchasing and spend as fitted, everything that transactions cannot tell from the market `base`."""
    market = load_market(base)
    fitted = f"fitted on {source}: {model.n_customers:,} customers up to {model.calibration_end:%Y-%m-%d}"
    currency = currency or market.currency
    document = {
        "extends": base,
        "name": name,
        "note": f"Purchasing and spend {fitted}; everything else from {base}.",
        "currency": currency,
        "symbol": symbol or (market.symbol if currency == market.currency else currency[:3]),
    }
    for field in ("r", "alpha", "a", "b", "p", "q", "v"):
        document[field] = {"value": _digits(getattr(model, field)), "unit": UNITS.get(field, ""), "source": fitted}
    document["average_basket"] = {"value": _digits(model.mean_spend), "unit": currency, "source": fitted}
    load_market(document)
    return document


def _digits(value: float) -> float:
    return float(f"{value:.6g}")


def write_market(document: dict[str, Any], path: pathlib.Path) -> None:
    """Writes the file whole or not at all; an existing market is not replaced."""
    if path.exists():
        raise ScenarioError([Fault("--out", "there is a file already; choose another name or delete it first")], str(path))
    if not path.parent.is_dir():
        raise ScenarioError([Fault("--out", said("there is no folder {folder}", folder=path.parent))], str(path))
    path.write_text(dump(document), encoding="utf-8")
