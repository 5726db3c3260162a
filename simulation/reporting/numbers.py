"""How a number is written: three significant digits, the unit once, a true minus sign, steps of 万 and 亿 in Chinese.

Every function takes plain numbers; None, NaN and infinity give a dash. Shares lie in 0..1 and are shown in percent.
"""
import math

MINUS, DASH = "\u2212", "–"
# (used from, divisor, unit): thousands stay in full up to 9,990, as "¥3,000" reads better than "¥3.00k"
STEPS = {"en": ((1e9, 1e9, "bn"), (1e6, 1e6, "m"), (1e4, 1e3, "k")), "zh": ((1e8, 1e8, "亿"), (1e4, 1e4, "万"))}
# Of figures that stand without a step of their own, where the unit is said once for all: from which size, divisor, word before the unit
COARSE_FROM = 1e5
COARSE = {"en": (1e3, "thousand "), "zh": (1e4, "万 ")}
TO = {"en": " to ", "zh": " 至 "}


def three(value) -> str:
    """Three significant digits, no exponent, at most four decimals: 1,240, 47.3, 0.580."""
    return DASH if _missing(value) else _signed(_three(value), value, False)


def money(value, symbol: str, lang: str = "en", sign: bool = False) -> str:
    """A sum in three significant digits with its step: ¥2.84m, ¥284k, ¥1,240, ¥284万; `sign` writes + and ± too."""
    if _missing(value):
        return DASH
    divisor, unit = _step(value, lang)
    return _signed(_three(_round3(value) / divisor), value, sign, symbol) + unit


def amount(value, symbol: str = "", digits: int = 0) -> str:
    """A sum to the last digit asked for, for inputs and ledgers: ¥12,345 or ¥6.50."""
    return DASH if _missing(value) else _signed(_fixed(value, digits), value, False, symbol)


def percent(value, digits: int | None = None) -> str:
    """A share as percent, in three significant digits with at most two decimals unless `digits` says how many."""
    if _missing(value):
        return DASH
    return _signed(_fixed(100 * value, _percent_decimals(100 * value) if digits is None else digits), value, False) + "%"


def points(value, lang: str = "en", digits: int = 1) -> str:
    """The difference of two shares in percentage points, always signed: +6.3 pp."""
    return DASH if _missing(value) else _signed(_fixed(100 * value, digits), value, True) + (" 个百分点" if lang == "zh" else " pp")


def count(value, digits: int = 0, sign: bool = False) -> str:
    """How many, in full: 10,000."""
    return DASH if _missing(value) else _signed(_fixed(value, digits), value, sign)


def span(low, high, kind: str = "count", *, like=None, lang: str = "en", sign: bool = False, digits: int | None = None) -> str:
    """A range beside its best estimate, without the unit: 46.4 – 48.2, or +0.11 to +0.73 where signs matter.

    kind: money, percent, points or count. Money takes its step from `like`, the estimate it stands beside (else from the larger end), so
    that ¥1.12m goes with 0.58 – 1.63. Both ends have as many decimals as the larger one; `digits` sets them by hand.
    """
    if _missing(low) or _missing(high):
        return DASH
    largest = max(abs(low), abs(high))
    if kind == "money":
        divisor, _ = _step(largest if _missing(like) else like, lang)
    else:
        divisor = 1 if kind == "count" else 0.01
    if digits is None:
        digits = {"money": _decimals, "percent": _percent_decimals, "points": lambda _: 1, "count": lambda _: 0}[kind](largest / divisor)
    signs = sign or kind == "points"
    texts = [_signed(text := _fixed(end / divisor, digits), end, signs and not _zero(text)) for end in (low, high)]
    return (TO[lang] if signs or MINUS in "".join(texts) else " – ").join(texts)


def ticks(low: float, high: float, unit: str, symbol: str = "", lang: str = "en", most: int = 5) -> tuple[list[float], list[str]]:
    """Round values for an axis from `low` to `high`, at most `most`, and their texts in one common step: 0, ¥0.5m, ¥1.0m."""
    step = _round_step(low, high, most)
    values = [i * step for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    largest = max((abs(v) for v in values), default=0)
    divisor, suffix = (0.01, "%") if unit == "percent" else _step(largest, lang)
    digits = _exact_decimals(step / divisor)
    if suffix and digits and 1e4 <= largest < 1e5:  # 2,500 rather than 2.5k
        divisor, suffix, digits = 1, "", 0
    zero, symbol = "0%" if unit == "percent" else "0", symbol if unit == "money" else ""
    return values, [_signed(_fixed(v / divisor, digits), v, False, symbol) + suffix if v else zero for v in values]


def coarse(largest: float, unit: str, lang: str = "en") -> tuple[float, str]:
    """What to divide figures by, and their unit in words: 284,000 as 284 "thousand CNY", small ones as they are."""
    divisor, word = COARSE[lang] if abs(largest) >= COARSE_FROM else (1, "")
    return divisor, (word.rstrip() if lang == "zh" and unit and not unit.isascii() else word) + unit


def _missing(value) -> bool:
    return value is None or not math.isfinite(value)


def _round3(value) -> float:
    return float(f"{value:.2e}")


def _decimals(value) -> int:
    exponent = int(f"{value:.2e}".split("e")[1])  # after rounding: 999.95 has the exponent of 1000
    return min(4, max(0, 2 - exponent)) if value else 0


def _exact_decimals(step) -> int:
    return next((digits for digits in range(8) if math.isclose(round(step, digits), step, rel_tol=1e-6)), 8)


def _percent_decimals(value) -> int:
    return min(2, _decimals(value))


def _fixed(value, digits: int) -> str:
    return f"{abs(value):,.{digits}f}"


def _three(value) -> str:
    text = _fixed(_round3(value), _decimals(value))
    return "0" if _zero(text) else text


def _zero(text: str) -> bool:
    return not any(digit in text for digit in "123456789")


def _signed(text: str, value, sign: bool, symbol: str = "") -> str:
    mark = ("±" if sign else "") if _zero(text) else MINUS if value < 0 else "+" if sign else ""
    return mark + symbol + text


def _step(value, lang: str) -> tuple[float, str]:
    size = _round3(abs(value))
    return next(((divisor, unit) for start, divisor, unit in STEPS[lang] if size >= start), (1, ""))


def _round_step(low: float, high: float, most: int) -> float:
    reach = high - low or max(abs(high), 1.0)
    power = 10.0 ** math.floor(math.log10(reach / most))
    for factor in (1, 2, 2.5, 5, 10, 20, 25, 50):
        step = factor * power
        if math.floor(high / step + 1e-9) - math.ceil(low / step - 1e-9) + 1 <= most:
            return step
    return 100 * power
