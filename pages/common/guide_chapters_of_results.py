"""The model in chapters, the end: luck and ranges, costs and accounts, and what the model leaves out."""
from __future__ import annotations

from pages.common.guide_chapters import OF_MEMBERS, Chapter
from pages.common.guide_chapters_of_offers import OF_OFFERS
from simulation.words import N_

OF_RESULTS = {
    "luck": Chapter(
        N_("Luck, ranges and verdicts"),
        N_("Two programs are compared **on the same luck**, and a verdict is given only where the range allows it."),
        (
            N_("A run is one way in which things could have gone. On another seed other members order, and every figure moves. So no figure stands "
               "alone here: beside it is the range that holds it in 90 of 100 runs in which both luck and the uncertain assumptions vary."),
            N_("Luck is drawn by member, decision and occasion. If you change one term of a program, **every member keeps their own luck**, and "
               "whatever differs is the doing of that term. That is why two programs can be told apart long before the range of either has become "
               "narrow."),
            N_("A comparison takes the difference run by run. Its interval holds the true mean difference in 95 of 100 such studies. If it leaves "
               "out zero, the verdict is better or worse. If it holds zero, the verdict is cannot tell, and the page says about how many runs would "
               "settle it. More runs make an interval narrower: four times as many halve it."),
            N_("More runs never remove the doubt in the assumptions. That part of a range stays until somebody measures, in a pilot for instance."),
            N_("The example compares the shipped program with one whose Gold tier is easier to reach. Take more runs and watch the interval close. "
               "Then let each program have luck of its own."),
        ),
        N_("Interval = mean difference ± (Student's t) × (spread of the differences) ÷ (root of the number of runs)."),
        N_("Textbook statistics, and put to the test here: over 200 studies whose truth is known the intervals held it as often as they promise. See "
           "the page Evidence."),
        ("compare", "assumptions", "evidence"),
    ),
    "costs": Chapter(
        N_("Costs, liability and the P&L"),
        N_("Rewards cost **when they are redeemed**; the accounts keep back revenue from the day of the sale."),
        (
            N_("The net value follows the money. Rewards are booked when they are redeemed, benefits with each use, campaigns and running cost when "
               "they arise. Against that stand the extra margin and the fees. Points that nobody has used yet have cost nothing, so look at what is "
               "outstanding as well."),
            N_("The accounts see it otherwise. Under IFRS 15 and ASC 606 a sale that earns points is two sales: the goods, and a right to rewards. A "
               "part of what was paid is **kept back as contract liability** and becomes revenue as points are redeemed. How large that part is "
               "hangs on how many points the company expects to be used."),
            N_("Expect too little to be redeemed and revenue is shown too early; the correction comes later. The page Points liability shows the "
               "balance by several methods, the movement from opening to closing, the journal, and checks that each figure found in two ways is the "
               "same."),
            N_("The P&L arranges the same figures by month, quarter and year, and discounts them. A budget says what the program may cost and how "
               "often it would cost more; a stress test says what a bad year would do."),
            N_("In the example, one sale of 100 earns points. Say how many of them you expect to be redeemed, and see what is kept back and when it "
               "becomes revenue."),
        ),
        N_("Kept back of a sale = price × worth of the points expected to be used ÷ (price of the goods + worth of these points). Revenue to date = "
           "kept back × points redeemed ÷ points expected to be redeemed."),
        N_("IFRS 15, Illustrative Example 52, and ASC 606-10-55-353; the worked example is reproduced to the unit. Costs and margin are yours, in "
           "scenario and market."),
        ("costs", "pnl", "liability", "budget", "stress"),
    ),
    "limits": Chapter(
        N_("What the model leaves out"),
        N_("**Read the range, not the figure**: directions are published, many sizes are ours."),
        (
            N_("**The answer hangs most on one number**: by how much a program lowers the chance of leaving. It rests on one published program, and "
               "it decides more than half of the lift in most shipped scenarios. The page Assumptions shows where the answer turns."),
            N_("The sizes of the effects of tiers, demotion, redemption and offers are ours; papers give only their directions. No public data set "
               "has points, tiers and transactions together. So life without a program is checked on data, the effects on published effects, and "
               "nothing on a whole program from start to end."),
            N_("**Nobody is angry here.** Lost points, a devaluation, a wait for points, the end of a program: members act on what things are worth, "
               "not on resentment. Nothing outside moves either: no competitors, no prices, no growing market, and responses do not wear off over "
               "the years, but for offers."),
            N_("Baskets do not react, not even to a threshold near by. A check-in that reminds a member to buy is not in the model, nor is what a "
               "review does to other buyers. A yearly benefit looks better than it is where members order seldom. Members pick rewards by fixed "
               "weights."),
            N_("Some rules of real programs cannot be said: a reward for one tier alone, a benefit from an order value on, a tier that asks for a "
               "verified account. A scenario that misses one of them says so among its facts."),
            N_("What follows from this: use the model to compare designs on the same members, to find what the answer hangs on, and to plan the "
               "pilot that measures it."),
        ),
        "",
        N_("docs/model.md, What is weak, has the whole list. What was held against published figures, misses included, is on the page Evidence."),
        ("evidence", "assumptions", "pilot"),
    ),
}

CHAPTERS = OF_MEMBERS | OF_OFFERS | OF_RESULTS
