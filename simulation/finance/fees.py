"""Fees of a paid plan as an account: received in advance, recognised evenly over the term that they pay for."""
from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.finance.pnl import fees
from simulation.outcome import Outcome


def fees_rollforward(outcome: Outcome) -> pd.DataFrame:
    """By month, integer minor units: opening + received (tax included) - tax - recognised = closing; the figures of the P&L (pnl.fees)."""
    found = {name: table.sum(1) for name, table in fees(outcome).items()}
    closing = found["fees_deferred"]
    return pd.DataFrame({"month": np.arange(1, len(closing) + 1), "opening": np.concatenate([[0], closing[:-1]]), "received": found["fees_received"],
                         "tax": found["fee_tax"], "recognised": found["fees_recognised"], "closing": closing})
