"""The market: who the members are, what things cost and how strongly members respond.  Every number says where it comes from."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from simulation.inputs import Misfit, Strict, Text
from simulation.words import N_, said

PRESETS = ("sceptic", "low", "central", "high")
BY_HAND = "changed by hand"     # so begins the source of a number that a visitor has changed
MARKS = {
    "paper": N_("A figure that a paper has published."),
    "sign": N_("A paper gives the direction; the size is ours."),
    "seen": N_("Read off a public page, or from the company's own data, or fitted to data."),
    "assumed": N_("No data behind it; replace it with your own."),
}
LOG_RATE, LOG_DROPOUT = N_("log of the purchase rate"), N_("log of the dropout chance")     # units of the effects
MARK_NAMES = {"paper": N_("paper"), "sign": N_("sign"), "seen": N_("seen"), "assumed": N_("assumed")}
# How a source's words tell its mark; the first that fits holds
WORDS = {
    "assumed": rf"^{BY_HAND}|^fitted on simulated|^assumed(?!.*\((?:paper|sign|seen)\))|\(assumed\)",
    "paper": r"\(paper\)",
    "sign": r"\(sign\)",
    "seen": r"\(seen\)|^fitted\b|^our\b|https?://|\b[a-z0-9-]+\.[a-z]{2,}/",
}


class Assumption(Strict):
    """A number with its source, and its value for the cautious (`low`) and the hopeful (`high`) case where it is uncertain.

    mark: how sure it is, one of MARKS; read off the words of the source unless it is given.
    """

    value: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    source: str = Field(min_length=1)
    mark: Literal["paper", "sign", "seen", "assumed"] = "assumed"

    @model_validator(mode="before")
    @classmethod
    def marked(cls, value: Any) -> Any:
        if isinstance(value, dict) and "mark" not in value:
            return value | {"mark": told_mark(str(value.get("source", ""))) or "assumed"}
        return value

    @model_validator(mode="before")
    @classmethod
    def sourced(cls, value: Any) -> Any:
        if isinstance(value, int | float):
            raise ValueError(said("is a bare {value}; write {{value: {value}, source: ...}}, for every number says where it comes from",
                                  value=f"{value:g}"))
        return value

    @model_validator(mode="after")
    def between(self) -> Assumption:
        if (self.low is None) != (self.high is None):
            raise ValueError(N_("gives only one of low and high; give both or none"))
        if self.low is not None and not min(self.low, self.high) <= self.value <= max(self.low, self.high):
            raise ValueError(said("value {value} does not lie between low {low} and high {high}; move the value, or low and high",
                                  value=f"{self.value:g}", low=f"{self.low:g}", high=f"{self.high:g}"))
        return self


def told_mark(source: str) -> str | None:
    """The mark that the words of a source tell; None where they tell none: such a number counts as assumed."""
    return next((mark for mark, words in WORDS.items() if re.search(words, source.strip(), re.I)), None)


def number(
    title: str,
    unit: str = "",
    ge: float | None = 0.0,
    le: float | None = None,
    help: str = "",
    effect: bool = False,
    default: float | None = None,
    low: float | None = None,
    high: float | None = None,
    source: str = "assumed",
    gt: float | None = None,
) -> Any:
    """A market field: limits hold for value, low and high; `effect` marks what the program does to behaviour (sceptics set it to 0)."""
    extra = {"unit": unit, "effect": effect, "ge": ge if gt is None else None, "le": le, "gt": gt}
    if default is None:
        return Field(title=title, description=help, json_schema_extra=extra)
    return Field(Assumption(value=default, low=low, high=high, unit=unit, source=source), title=title, description=help, json_schema_extra=extra)


class Market(Strict):
    """Members' purchasing (BG/NBD with gamma-gamma spend, weeks as the unit of time), money, and the sizes of the program's effects."""

    name: Text
    note: Text = Text(en="")
    currency: str = Field(pattern="^[A-Z]{3}$", title="Currency")
    symbol: str = Field(max_length=4, title="Currency symbol")
    minor_digits: Literal[0, 2, 3] = Field(2, title="Decimals of the currency")

    r: Assumption = number("Purchase rate, shape r", gt=0, help="Purchase rates differ by member as Gamma(r, rate alpha).")
    alpha: Assumption = number("Purchase rate, alpha", "weeks", gt=0)
    a: Assumption = number("Dropout, a", gt=0, help="The chance to leave after a purchase differs by member as Beta(a, b).")
    b: Assumption = number("Dropout, b", gt=0)
    p: Assumption = number("Spend within a member, shape p", ge=0.05, help="One basket is Gamma(p, rate nu).")
    q: Assumption = number("Spend between members, shape q", gt=1)
    v: Assumption = number("Spend between members, rate v", gt=0)
    average_basket: Assumption = number("Average basket", "currency", gt=0, le=20_000)
    margin: Assumption = number("Contribution margin", "share of sales", le=1)
    returned_share: Assumption = number("Orders returned", "share of orders", le=0.9)
    return_days: Assumption = number("Days until a return", "days", ge=1, le=90, default=14)
    joins_per_year: Assumption = number("New members a year", "share of members at the start", le=5, default=0)
    season: tuple[float, ...] | None = Field(None, title="Season", description="Purchasing by week of the year, mean 1.")
    season_source: str = ""

    responsiveness_spread: Assumption = number("Spread of responsiveness", "sd of log", le=2, default=0.5)
    headroom: Assumption = number("Headroom of light buyers", le=3, default=1.5)
    price_sensitive: Assumption = number("Price-sensitive members", "share", le=1, default=0.5,
                                         help="They value discounts and free freight; the others, who seek quality, value service and goods.")
    never_redeems: Assumption = number("Members who never redeem", "share", le=1)
    eta_0: Assumption = number("Redemption, base log-odds", ge=-10, le=10, default=-1)
    eta_expiring: Assumption = number("Redemption, pressure of expiry", "log-odds", ge=0, le=10, default=1)
    theta_goal: Assumption = number("Goal gradient", LOG_RATE, le=1, effect=True)
    theta_enrolled: Assumption = number("Being enrolled", LOG_RATE, le=1, effect=True)
    theta_tier: Assumption = number("Tier benefits on frequency", LOG_RATE, le=1, effect=True)
    theta_redeem: Assumption = number("Glow after a redemption", LOG_RATE, le=1, effect=True)
    theta_campaign: Assumption = number("Running offer", LOG_RATE, le=2, effect=True)
    phi_member: Assumption = number("Membership on dropout", LOG_DROPOUT, le=2, effect=True)
    phi_tier: Assumption = number("Tier benefits on dropout", LOG_DROPOUT, le=2, effect=True)
    loss_weight: Assumption = number("Weight of a demotion", "times a gain", le=5, effect=True)
    theta_paid: Assumption = number("Paid plan on frequency", LOG_RATE, le=2, default=0.30, effect=True,
                                    source="assumed: three times theta_tier; Iyengar, Park and Yu 2022: a third is economic (sign)")
    phi_paid: Assumption = number("Paid plan on dropout", LOG_DROPOUT, le=2, default=0.25, effect=True, source="assumed, as phi_tier")
    paid_basket: Assumption = number("Smaller baskets with a paid plan", "share of the basket", le=0.5, default=0.05, effect=True,
                                     source="Iyengar, Park and Yu 2022: smaller and more frequent orders (sign)")
    plan_0: Assumption = number("Joining a paid plan, base log-odds", "log-odds", ge=-10, le=10, default=-2)
    plan_slope: Assumption = number("Joining a paid plan, weight of its gain", "log-odds", ge=0, le=10, default=3)
    plan_appeal: Assumption = number("Value of a paid plan as members see it before they join", "times its value", le=3, default=1.2)
    renew_0: Assumption = number("Renewing a paid plan, base log-odds", "log-odds", ge=-10, le=10, default=1.6,
                                 source="with the two below: Prime renews 91% after year 1, 96% after year 2, survey estimates (seen)")
    renew_slope: Assumption = number("Renewing a paid plan, weight of its gain", "log-odds", ge=0, le=10, default=0.8)
    renew_tenure: Assumption = number("Renewing a paid plan, each year of tenure", "log-odds", ge=0, le=10, default=0.5)
    pull_forward: Assumption = number("Pull-forward of extra purchases", "share", le=1)
    reward_rate_scale: Assumption = number("Generous program: scale", "reward value, share of spend", gt=0, le=1, default=0.01)
    benefit_scale: Assumption = number("Benefit value: scale", "share of spend", gt=0, le=1, default=0.05)
    offer_scale: Assumption = number("Offer depth: scale", "share of price", gt=0, le=1, default=0.10)
    status_value: Assumption = number("Value of status", "share of spend", le=1, default=0.03)
    status_share: Assumption = number("Status: share at which it fades", "share of members", gt=0, le=1, default=0.10)
    glow_days: Assumption = number("Glow lasts", "days", gt=0, default=21)
    demotion_days: Assumption = number("Demotion remembered", "days", gt=0, default=182)
    fatigue_days: Assumption = number("Campaign fatigue lasts", "days", gt=0, default=28)
    carry_over: Assumption = number("Carry-over of an offer", "share", le=1, default=0.25)
    carry_over_days: Assumption = number("Carry-over lasts", "days", le=60, default=7)
    max_log_rate: Assumption = number("Largest program effect", LOG_RATE, gt=0, le=2, default=1.1)
    max_effect: Assumption = number("Largest sum of effects", gt=0, le=3, default=0.8,
                                    help="A member's program effect is at most so many times responsiveness and headroom.")
    organic_referrals: Assumption = number("New members whom a member brings in unasked", "a year", le=2, default=0.0)
    referral_response: Assumption = number("New members more, for a large reward", "a year", le=2, default=0.06, low=0.03, high=0.10, effect=True)
    referral_scale: Assumption = number("Referral reward: scale", "currency", gt=0, default=25.0,
                                        help="At this reward members bring in 63% of what the largest reward would give.")
    referred_dropout: Assumption = number("Dropout of a referred member, while the referrer stays", "times the usual", gt=0, le=2, default=0.82,
                                          source="Schmitt, Skiera and Van den Bulte 2011: 18% less churn (paper)")
    referred_basket: Assumption = number("Basket of a referred member, larger by", "share", le=2, default=0.15,
                                         source="Schmitt, Skiera and Van den Bulte 2011 (paper)")
    referred_weeks: Assumption = number("This gap closes in", "weeks", gt=0, le=1_000, default=130.0,
                                        source="Schmitt, Skiera and Van den Bulte 2011 (paper)")
    referrer_dropout: Assumption = number("Dropout of a member who has referred, for a year", "times the usual", gt=0, le=1, default=0.8)
    paid_acquisition: Assumption = number("Cost of a new member through paid channels", "currency", default=0.0,
                                          help="What word of mouth is compared with; 0: not known.")
    expected_redemption: Assumption = number("Points redeemed in the end, as planned", "share of points", le=1, default=0.0,
                                             help="For the points liability. 0: the program's long-run ratio in a run on other luck.")
    theta_wait: Assumption = number("Waiting beyond the promise, on frequency", LOG_RATE, le=1, effect=True, default=0.03, low=0.0, high=0.07,
                                    source="bounded by Lu et al. 2013, De Vries et al. 2018 (sign)")
    phi_wait: Assumption = number("Waiting beyond the promise, on dropout", LOG_DROPOUT, le=2, effect=True, default=0.1, low=0.0, high=0.2,
                                  source="bounded by Lu et al. 2013, De Vries et al. 2018 (sign)")
    wait_weight: Assumption = number("Weight of the newest wait in what members remember", "share", le=1, default=0.3,
                                     help="The rest is what they remembered before.")
    worst_wait: Assumption = number("Most that one wait counts", "promises beyond the promise", le=10, default=2.0,
                                    help="Who gives up has met it.")
    active_days: Assumption = number("Active means a purchase within", "days", ge=1, le=365, default=90)
    fiscal_year_start: Assumption = number("Fiscal year starts in", "month", ge=1, le=12, default=1, source="assumed: the calendar year",
                                           help="A month from 1 to 12; a fiscal year is named after the year in which it ends.")
    fee_tax: Assumption = number("Tax in the fees that members pay", "share of the fee", le=0.5, default=0, source="assumed: fees are without tax",
                                 help="What is passed on to the state: a fee of 106 with 6 of tax in it has 0.0566.")
    discount_rate: Assumption = number("Discount rate", "a year", le=1, default=0.08, low=0.05, high=0.12,
                                       help="What a year of waiting costs; a month costs its twelfth root.")
    cost_per_point: Assumption = number("Cost of a redeemed point", "currency", le=1_000, default=0,
                                        help="0: what the program's own rewards cost for each point.")

    @model_validator(mode="after")
    def within_limits(self) -> Market:
        for name, held in self.assumptions().items():
            if wrong := outside(name, held):
                raise Misfit(name, wrong)
        return self

    @field_validator("season")
    @classmethod
    def weekly_index(cls, season: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if season is None:
            return None
        if len(season) != 52:
            raise ValueError(said("has {n} numbers; give 52, one a week", n=len(season)))
        if min(season) <= 0 or abs(sum(season) / 52 - 1) > 0.005:
            raise ValueError(N_("must be above 0 with mean 1 (within 0.005)"))
        return season

    @property
    def minor_per_unit(self) -> int:
        return 10**self.minor_digits

    def minor(self, amount: float) -> int:
        """Currency units as integer minor units (cents, fen), to the nearest."""
        return round(amount * self.minor_per_unit)

    def assumptions(self) -> dict[str, Assumption]:
        return {name: held for name in type(self).model_fields if isinstance(held := getattr(self, name), Assumption)}

    def unit_of(self, name: str) -> str:
        """The unit of a number: its own, else its field's."""
        return getattr(self, name).unit or type(self).model_fields[name].json_schema_extra["unit"]

    def values(self) -> dict[str, float]:
        """Every number by name."""
        return {name: held.value for name, held in self.assumptions().items()}

    def uncertain(self) -> list[str]:
        """The assumptions that have a low and a high value."""
        return [name for name, held in self.assumptions().items() if held.low is not None and held.low != held.high]

    def with_values(self, **values: float) -> Market:
        """A copy with other numbers; low, high and source stay for reference, so the value need not lie between them."""
        new = {name: getattr(self, name).model_copy(update={"value": float(x)}) for name, x in values.items()}
        return self.model_copy(update=new)

    def preset(self, name: str) -> Market:
        """sceptic: no program effect at all; low, central, high: every uncertain assumption at that value."""
        if name == "sceptic":
            return self.with_values(**dict.fromkeys(effects(), 0.0))
        if name in ("low", "high"):
            return self.with_values(**{n: getattr(getattr(self, n), name) for n in self.uncertain()})
        if name != "central":
            raise ValueError(said("no preset is called {name}; there are {known}", name=f"{name!r}", known=", ".join(PRESETS)))
        return self


def effects() -> list[str]:
    """The market's fields that say what a program does to behaviour."""
    return [name for name, field in Market.model_fields.items() if (field.json_schema_extra or {}).get("effect")]


def outside(name: str, held: Assumption) -> str:
    """What is wrong with a number that leaves the limits of its field; empty where nothing is."""
    extra = Market.model_fields[name].json_schema_extra
    for x in (held.value, held.low, held.high):
        if x is not None and (
            (extra["gt"] is not None and x <= extra["gt"])
            or (extra["ge"] is not None and x < extra["ge"])
            or (extra["le"] is not None and x > extra["le"])
        ):
            return said("{given} is outside what is allowed: {allowed}", given=f"{x:g}", allowed=limits_of(extra))
    if name == "fiscal_year_start" and any(x is not None and x != int(x) for x in (held.value, held.low, held.high)):
        return N_("is no month; give a whole number from 1 (January) to 12")
    if name == "fiscal_year_start" and held.low is not None:
        return N_("is a choice, not an estimate; give it without low and high")
    return ""


def limits_of(extra: dict) -> str:
    above, least, most = (None if extra.get(x) is None else f"{extra[x]:g}" for x in ("gt", "ge", "le"))
    low = said("above {low}", low=above) if above else said("at least {low}", low=least) if least else ""
    high = said("at most {high}", high=most) if most else ""
    return said("{low} and {high}", low=low, high=high) if low and high else low or high
