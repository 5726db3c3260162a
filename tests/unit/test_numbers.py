"""Numbers as they are written; every expected text worked by hand."""
import math

import pytest

from simulation.reporting import numbers

MINUS = "\u2212"


@pytest.mark.parametrize(("value", "expected"), [
    (None, "–"), (math.nan, "–"), (math.inf, "–"), (0, "0"), (-0.0, "0"),
    (1, "1.00"), (12.34, "12.3"), (123.4, "123"), (1236, "1,240"), (12345, "12,300"),
    (0.58, "0.580"), (0.0083, "0.0083"), (0.00001, "0"),  # four decimals at most
    (99.95, "100"), (999.95, "1,000"), (9.996, "10.0"),  # rounding carries into the next digit
    (-0.5, MINUS + "0.500"), (-1236, MINUS + "1,240"),
])
def test_three_significant_digits(value, expected):
    assert numbers.three(value) == expected


@pytest.mark.parametrize(("value", "expected"), [
    (None, "–"), (math.nan, "–"), (0, "¥0"), (6.5, "¥6.50"), (999.95, "¥1,000"), (1486, "¥1,490"), (3000, "¥3,000"),
    (9994, "¥9,990"), (9996, "¥10.0k"),  # 9,996 is 10,000 in three digits, where thousands begin
    (284_000, "¥284k"), (999_499, "¥999k"), (999_600, "¥1.00m"), (2_840_000, "¥2.84m"), (999_700_000, "¥1.00bn"), (1.2e9, "¥1.20bn"),
    (-433_000, MINUS + "¥433k"), (-0.5, MINUS + "¥0.500"),
])
def test_money_in_english(value, expected):
    assert numbers.money(value, "¥") == expected


@pytest.mark.parametrize(("value", "expected"), [
    (None, "–"), (0, "¥0"), (3000, "¥3,000"), (9996, "¥1.00万"), (12_345, "¥1.23万"), (2_840_000, "¥284万"), (9_990_000, "¥999万"),
    (10_000_000, "¥1,000万"), (99_960_000, "¥1.00亿"), (112_000_000, "¥1.12亿"), (-433_000, MINUS + "¥43.3万"),
])
def test_money_in_chinese_steps_by_ten_thousand(value, expected):
    assert numbers.money(value, "¥", lang="zh") == expected


@pytest.mark.parametrize(("value", "expected"), [
    (370_000, "+¥370k"), (-370_000, MINUS + "¥370k"), (0, "±¥0"), (0.00001, "±¥0"), (None, "–"),
])
def test_money_as_a_difference_is_signed(value, expected):
    assert numbers.money(value, "¥", sign=True) == expected


def test_money_takes_any_symbol_or_none():
    assert numbers.money(1_120_000, "US$") == "US$1.12m"
    assert numbers.money(1_120_000, "", lang="zh") + "元" == "112万元"


@pytest.mark.parametrize(("value", "digits", "expected"), [
    (12_345, 0, "¥12,345"), (6.5, 2, "¥6.50"), (-0.4, 0, "¥0"), (-4000, 0, MINUS + "¥4,000"), (None, 0, "–"),
])
def test_an_amount_keeps_every_digit(value, digits, expected):
    assert numbers.amount(value, "¥", digits) == expected


@pytest.mark.parametrize(("value", "digits", "expected"), [
    (None, None, "–"), (0, None, "0%"), (1, None, "100%"), (0.473, None, "47.3%"), (0.031, None, "3.10%"), (0.0042, None, "0.42%"),
    (0.9996, None, "100%"), (0.09996, None, "10.0%"), (-0.05, None, MINUS + "5.00%"), (0.473, 0, "47%"), (1.5, None, "150%"),
])
def test_percent_of_a_share(value, digits, expected):
    assert numbers.percent(value, digits) == expected


@pytest.mark.parametrize(("value", "lang", "expected"), [
    (0.063, "en", "+6.3 pp"), (-0.012, "en", MINUS + "1.2 pp"), (0, "en", "±0.0 pp"), (-0.0001, "en", "±0.0 pp"), (None, "en", "–"),
    (0.063, "zh", "+6.3 个百分点"),
])
def test_a_difference_of_shares_is_signed_points(value, lang, expected):
    assert numbers.points(value, lang) == expected


@pytest.mark.parametrize(("value", "sign", "expected"), [
    (10_000, False, "10,000"), (0, False, "0"), (None, False, "–"), (-155, False, MINUS + "155"), (9860, True, "+9,860"), (0.4, False, "0"),
])
def test_counts_are_written_in_full(value, sign, expected):
    assert numbers.count(value, sign=sign) == expected


@pytest.mark.parametrize(("low", "high", "kind", "more", "expected"), [
    (0.464, 0.482, "percent", {}, "46.4 – 48.2"),
    (0.0302, 0.0318, "percent", {}, "3.02 – 3.18"),
    (580_000, 1_630_000, "money", {"like": 1_120_000}, "0.58 – 1.63"),
    (276_000, 292_000, "money", {"like": 284_000}, "276 – 292"),
    (2_760_000, 2_920_000, "money", {"like": 2_840_000, "lang": "zh"}, "276 – 292"),
    (110_000, 730_000, "money", {"like": 1_420_000, "sign": True}, "+0.110 to +0.730"),
    (-580_000, 1_630_000, "money", {"like": 1_120_000}, MINUS + "0.58 to 1.63"),  # a dash beside a minus would mislead
    (-580_000, 1_630_000, "money", {"like": 1_120_000, "lang": "zh"}, MINUS + "58 至 163"),
    (0.005, 0.017, "points", {}, "+0.5 to +1.7"),
    (-0.011, 0.025, "points", {}, MINUS + "1.1 to +2.5"),
    (0, 0.7, "money", {"sign": True}, "0.000 to +0.700"),
    (12, 27, "count", {}, "12 – 27"),
    (-6, 1, "count", {"sign": True}, MINUS + "6 to +1"),
    (398.2, 427.4, "count", {}, "398 – 427"),
    (1.234, 5.678, "count", {"digits": 1}, "1.2 – 5.7"),
    (0, 0, "percent", {}, "0 – 0"),
    (None, 0.5, "percent", {}, "–"), (0.5, math.nan, "percent", {}, "–"),
])
def test_a_range_repeats_no_unit(low, high, kind, more, expected):
    assert numbers.span(low, high, kind, **more) == expected


@pytest.mark.parametrize(("low", "high", "unit", "more", "expected"), [
    (0, 1, "percent", {}, ["0%", "25%", "50%", "75%", "100%"]),
    (0, 1, "percent", {"most": 3}, ["0%", "50%", "100%"]),
    (0, 0.07, "percent", {}, ["0%", "2%", "4%", "6%"]),
    (-850_000, 1_750_000, "money", {"symbol": "¥"}, [MINUS + "¥0.5m", "0", "¥0.5m", "¥1.0m", "¥1.5m"]),
    (-850_000, 1_750_000, "money", {"symbol": "¥", "lang": "zh"}, [MINUS + "¥50万", "0", "¥50万", "¥100万", "¥150万"]),
    (0, 12_000, "count", {}, ["0", "2,500", "5,000", "7,500", "10,000"]),
    (0, 52_000, "count", {}, ["0", "20k", "40k"]),
    (0, 40_000, "money", {"symbol": "¥", "lang": "zh"}, ["0", "¥1万", "¥2万", "¥3万", "¥4万"]),
    (0, 0, "money", {"symbol": "¥"}, ["0"]),
])
def test_an_axis_has_round_marks_in_one_step(low, high, unit, more, expected):
    assert numbers.ticks(low, high, unit, **more)[1] == expected


@pytest.mark.parametrize("reach", [1e-6, 0.3, 1, 7, 42, 999, 12_345, 3e6, 8e11])
@pytest.mark.parametrize("start", [0, -0.4, 0.7])
def test_an_axis_has_two_to_five_marks_inside_it(reach, start):
    low, high = start * reach, (start + 1) * reach
    values, texts = numbers.ticks(low, high, "money", "¥")
    assert 2 <= len(values) <= 5
    assert all(low - 1e-9 * reach <= value <= high + 1e-9 * reach for value in values)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("largest, lang, expected", [
    (99_999, "en", (1, "CNY")), (284_000, "en", (1e3, "thousand CNY")), (-284_000, "zh", (1e4, "万 CNY")),
])
def test_figures_of_a_table_share_one_step(largest, lang, expected):
    assert numbers.coarse(largest, "CNY", lang) == expected


@pytest.mark.parametrize("write", [numbers.three, numbers.percent, numbers.count, lambda v: numbers.money(v, "¥"), numbers.points])
def test_a_minus_is_never_a_hyphen(write):
    assert write(-123.4).startswith(MINUS)
    assert "-" not in write(-123.4)
