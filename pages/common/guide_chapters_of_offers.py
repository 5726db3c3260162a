"""The model in chapters, continued: benefits, offers, paid plans and referrals."""
from __future__ import annotations

from pages.common.guide_chapters import Chapter
from simulation.words import N_

OF_OFFERS = {
    "benefits": Chapter(
        N_("Benefits, and what they are worth to members"),
        N_("A benefit moves members by **what it is worth to them**, and costs what it costs you."),
        (
            N_("Each benefit has two numbers. What a use costs the company goes into the accounts. What it is worth to the member moves behaviour. "
               "The two may be far apart: a place in a queue costs little and may please much. **The worth is an assumption of yours**, in the "
               "scenario, and it matters."),
            N_("The worth counts against what the member spends. Thirty a year is much to somebody who orders twice and little to somebody who "
               "orders every week. Twice the worth is less than twice the pull: the first benefits count most. Some benefits are valued only by "
               "price-sensitive members, or only by those who look for quality, and only these use them."),
            N_("Above the first tier comes **status**, the pleasure of standing higher than others. It fades as the tier fills. Make a tier twice as "
               "large and each of its members thinks less of it."),
            N_("Losing a tier hurts more than winning it pleased. After a demotion a member orders less and leaves more readily, which fades over "
               "about half a year; a new upgrade ends that. Waiting too long at a service desk works in the same direction."),
            N_("In the example a tier has one benefit. Set its worth a month and how full the tier is, and see what that does to members who order "
               "seldom or often."),
        ),
        N_("Worth of a tier, between 0 and 1 = 1 − e to the power of −(worth as a share of the member's spend + status) ÷ scale. It raises the pace "
           "of orders and lowers the chance of leaving."),
        N_("That tiers raise purchases and retention: Kopalle et al. 2012; Chaudhuri, Voorhees and Beck 2019. Status: Drèze and Nunes 2009. "
           "Demotion: Wagner, Hennig-Thurau and Rudolph 2009. Directions are published, sizes are ours."),
        ("design", "service", "drivers"),
    ),
    "offers": Chapter(
        N_("Offers and campaigns"),
        N_("An offer brings orders on its day, **tires members**, and leaves a little behind."),
        (
            N_("A running offer, a member day or a discount, raises the pace of orders while it lasts. Deeper offers pull more, but each further "
               "step adds less than the one before. Extra points count as what they are worth, so twice the points of a stingy program are a small "
               "offer."),
            N_("Every offer **tires**. The next one soon after it works less, and the effect wears off over some weeks without offers. When an offer "
               "is over, a part of its pull stays for a week."),
            N_("Some extra orders would have come anyway, a little later. That part is taken off again: such an order takes the place of the "
               "member's next one. The page Campaigns therefore asks the right question. It runs the same members on the same luck without the "
               "campaign, and counts what is missing."),
            N_("Personal offers, coupons, red packets and lotteries, work the same way for the members who hold them. Who gets one depends on what "
               "the company can see at the opening of a month: sales, days since the last order, tier, stage. Members who have left are asked, too, "
               "and cost a contact, because the company does not know."),
            N_("In the example, add offer days to each month and watch the later ones shrink."),
        ),
        N_("Pull of an offer = largest pull × (1 − e to the power of −depth ÷ scale) ÷ (1 + tiredness). Each offer adds 1 to the tiredness, which "
           "decays over weeks."),
        N_("Carry-over of about a quarter for a week: Sahni, Zou and Chintagunta 2017. Largest pull, tiredness and the share of orders that only "
           "come earlier are assumed, with a low and a high case."),
        ("campaigns", "pnl", "sweep"),
    ),
    "plan": Chapter(
        N_("The paid plan"),
        N_("Who buys a lot anyway **selects themselves into a paid plan**; only part of their lead is its doing."),
        (
            N_("A paid plan has a fee and gives things of value: a lower price, points back, free freight. Each member weighs a year's worth of "
               "these, at their own pace and basket, against the fee. The more it is worth over the fee, the likelier they join. So those who join "
               "are heavy buyers from the start."),
            N_("While they hold the plan they order more often and leave less. Only about a third of that is the economic value; the rest is that "
               "people use what they have paid for. Their baskets become a little smaller."),
            N_("**Do not compare payers with others and call it lift.** Payers spend several times as much, mostly because of who they are. The page "
               "Paid plan splits the gap: it looks at the same people in a run without the plan."),
            N_("At the end of a term a member renews with a chance that grows with the worth over the fee and with the years held. Members who have "
               "left the shop do not renew, so the rate of all terms is lower than that of active members."),
            N_("In the example, set the fee and the price off, and see from which pace of orders on members would join."),
        ),
        N_("Log-odds of joining = a constant + weight × (worth of a year as members see it − fee) ÷ fee. Renewing: the same kind of formula, with "
           "the years held."),
        N_("Renewal rates of Prime and Costco, from surveys and reports. Self-selection: Leenheer et al. 2007. A third economic, two thirds not: "
           "Iyengar, Park and Yu 2022. The chances to join are assumed."),
        ("plan", "evidence"),
    ),
    "referrals": Chapter(
        N_("Referrals"),
        N_("A reward brings in more friends, but **ever fewer for each further coin**."),
        (
            N_("Members bring in others unasked, with and without a program. A reward for both sides brings in more. How many more depends on what "
               "both get together. The first coins count most; beyond some sum a higher reward hardly adds anybody."),
            N_("Friends are people of their own, drawn like everybody else. But a referred member leaves less readily **as long as the one who "
               "brought them is still there**, and starts with a larger basket, a lead that is gone after two and a half years. Who has referred for "
               "a reward also stays more readily for a year."),
            N_("The reward is booked when the friend is won, money at once, points when they are redeemed. Friends who would have come unasked are "
               "not paid for. A cap limits how many a member is paid for in a calendar year."),
            N_("Whether referrals pay is a question of what a new member costs through other channels. A market may state that cost; then the pages "
               "set the two beside each other."),
            N_("In the example, move the reward and how readily members answer to it. The line shows friends a year for every thousand members."),
        ),
        N_("Friends more a year = what a very large reward would bring × (1 − e to the power of −reward of both sides ÷ scale)."),
        N_("Schmitt, Skiera and Van den Bulte 2011 for the lower churn and the larger basket of referred customers. How many friends a reward brings "
           "is assumed, with a low and a high case."),
        ("members", "evidence"),
    ),
}
