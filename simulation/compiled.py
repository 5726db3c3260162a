"""The rules of luck.py, ledger.py and member.py compiled, with the loops of blocks.py: the same functions, bound to machine integers."""
from __future__ import annotations

import functools
import hashlib
import os
import pathlib
import tempfile
import types

import numba
import numpy as np

from simulation import blocks, ledger, luck, member, queueing, records
from simulation.rules import (
    change,
    effects,
    engagement,
    expiry,
    invited,
    offers,
    partners,
    pending,
    plan,
    received,
    referral,
    returns,
    rewards,
    service,
    stages,
    standing,
    tiers,
)

RULES = (standing, stages, offers, expiry, pending, referral, effects, tiers, invited, engagement, rewards, returns, plan, received, change, partners,
         service)
MODULES = (luck, ledger, *RULES, member, blocks, queueing)
SCALAR_ONLY = ("allocate",)


def _cache_folder() -> str:
    """A folder for this very text of the rules and of this file: numba alone would miss a change in a module that a cached function calls."""
    files = [__file__, *(m.__file__ for m in (*MODULES, records))]
    text = b"".join(pathlib.Path(file).read_bytes() for file in files) + numba.__version__.encode()
    name = f"rules-{hashlib.sha256(text).hexdigest()[:16]}"
    for base in (pathlib.Path(__file__).resolve().parents[1] / ".cache", pathlib.Path(tempfile.gettempdir()) / f"tierlab-{os.getuid()}"):
        try:
            (base / name).mkdir(parents=True, exist_ok=True)
            if os.access(base / name, os.W_OK):
                return str(base / name)
        except OSError:
            continue
    return ""


def kept() -> bool:
    """Whether compiled rules are on disk, or some of them: a process that is just compiling them puts them there one by one."""
    folder = _cache_folder()
    return bool(folder) and any(pathlib.Path(folder).rglob("*.nbc"))


@functools.cache
def rules() -> types.SimpleNamespace:
    """Every rule by name, compiled on first use and kept on disk."""
    numba.config.CACHE_DIR = _cache_folder()
    space = {name: value for module in MODULES for name, value in vars(module).items()}
    space |= {"u64": np.uint64, "i64": np.int64} | {name: np.uint64(getattr(luck, name)) for name in luck.MACHINE_INTEGERS}
    for module in MODULES:
        for name, f in vars(module).items():
            if isinstance(f, types.FunctionType) and f.__module__ == module.__name__ and name not in SCALAR_ONLY:
                bound = types.FunctionType(f.__code__, space, name, f.__defaults__)
                space[name] = numba.njit(bound, cache=bool(numba.config.CACHE_DIR), nogil=True, error_model="numpy",
                                         forceinline=True)
    return types.SimpleNamespace(**space)
