"""The model in chapters, for readers who do not program: what members do.  Costs, luck and limits: guide_chapters_of_results.py.

Each says what docs/model.md says, in short; words between **two stars** stand out.
"""
from __future__ import annotations

import dataclasses

from simulation.words import N_


@dataclasses.dataclass(frozen=True)
class Chapter:
    """title; answer: the chapter in one sentence; paragraphs; formula: in words, with what each part means; evidence; pages that show it."""

    title: str
    answer: str
    paragraphs: tuple[str, ...]
    formula: str
    evidence: str
    pages: tuple[str, ...]


OF_MEMBERS = {
    "buying": Chapter(
        N_("How members buy and leave"),
        N_("Each member orders at a pace of their own and **may leave after any order**."),
        (
            N_("A run begins with people, not with averages. Each member is given a pace, the orders they place in a year while they are active, and "
               "a chance of leaving for good after an order. Both differ from member to member: many order seldom, a few order often."),
            N_("Time between two orders is a matter of luck around the member's pace. After each order a coin is tossed with the member's own "
               "chance. Who leaves does not say so. The company sees only that no more orders come, which is why a member who pauses looks like one "
               "who has gone."),
            N_("This is the life **without a program**, and it is the same in every scenario, to the last order. A program adds a second stream of "
               "orders that happen only because of it, and makes the coin kinder. Every run plays both lives with the same people and the same luck. "
               "What the program has brought is the difference between the two, member by member."),
            N_("Why two streams? If a program simply made members faster, more orders would also mean more coins tossed, and members would leave "
               "sooner because they like the program. That would be wrong, so extra orders carry no coin."),
            N_("In the example, raise the chance of leaving: the two lines part. Orders of a base that leaves flatten, although nobody became "
               "slower."),
        ),
        N_("Orders to date = orders of those still there, month by month. A member is still there after n orders with the chance (1 − own chance of "
           "leaving) multiplied n times by itself."),
        N_("A published model of buying, BG/NBD (Fader, Hardie and Lee 2005), checked here against its closed form and against the CDNOW data. Pace "
           "and chance of leaving are fitted to your orders on the page Member data, or assumed."),
        ("data", "members"),
    ),
    "spend": Chapter(
        N_("How spend varies"),
        N_("A member's baskets vary around **a level of their own**."),
        (
            N_("Two members who order equally often may spend very different sums. So each has a spend level, drawn once. The baskets of one member "
               "vary around that level by luck; the levels vary between members."),
            N_("Luck and level are hard to tell apart from a few orders. One large basket may be a large spender, or an ordinary member who bought a "
               "gift. The model weighs both: after one order it stays near the average of all, and with each further order it trusts the member's "
               "own mean more."),
            N_("The example shows this. Say what a customer's orders were worth on average, and how many there were. The line is what the model "
               "expects of the next basket. It starts at the average of all and moves to the customer's own."),
            N_("**A program does not change the size of an order.** Members order more often and stay longer; they do not fill their baskets to "
               "reach a threshold. Only a paid plan makes baskets smaller, because free freight invites small orders. A program that works by larger "
               "baskets is therefore undervalued here."),
            N_("Money is counted in whole cents or fen, points are whole, days are days: the accounts tie to the last unit."),
        ),
        N_("Expected basket = a weighted mean of the average of all and the customer's own. The own mean weighs the more, the more orders there are, "
           "and the more members differ from each other."),
        N_("The gamma-gamma model (Fader and Hardie 2013), with the figures that the authors found for CDNOW, scaled to the market's average basket. "
           "That programs leave spend a visit as it is: Gopalakrishnan et al. 2021."),
        ("data", "members"),
    ),
    "joining": Chapter(
        N_("Who is there and who joins"),
        N_("A run starts with **your members as they are**, or with new ones, and others join on the way."),
        (
            N_("Without further word all members are new on day 0. A scenario may instead hold an opening base: how many members stand in each tier, "
               "what points they hold, how long they have been there, when they last bought, how often, and at what basket. Then day 0 equals your "
               "own counts and balances exactly."),
            N_("From such a history the model works out what each member is like. Who bought often and lately is probably still there. Who has not "
               "ordered for long may have left already, so an opening base does not start complete."),
            N_("Later joiners come evenly over time, so many a year for each hundred members on day 0. They are **the same people on the same days** "
               "with and without the program. A program does not fetch them; only rewards for referrals do that, in a chapter of its own."),
            N_("A joiner's first order, placed as the card is handed over, counts as activity but not as sales, and earns nothing. Otherwise a "
               "program would be paid for orders that led to it."),
            N_("In the example, move the joiners a year and see how many have become members by each month's end. The people are drawn just as in a "
               "run."),
        ),
        N_("Members to date = members of day 0 + joiners a year × years gone by. How many of them are still there is a matter of their own orders "
           "and coins."),
        N_("Rates of joining are an assumption of each market, from your own records. The history of an opening base is read with the same published "
           "models as in the two chapters before."),
        ("assumptions", "members"),
    ),
    "tiers": Chapter(
        N_("Tiers and qualifying"),
        N_("A tier is reached by what counts **within a window**, and kept as long as the rules say."),
        (
            N_("What qualifies is spend, orders, points earned, growth value or things done, or two of these together. Amounts count within a "
               "window: the last twelve months, a calendar year, the member's own year, or for ever. What falls out of the window no longer counts."),
            N_("A member moves up at once, or at the next review. A tier is held for a term. After it, each review takes it away where the window "
               "holds too little. The program says how far a member falls, whether months of grace come first, and whether a reminder is sent."),
            N_("A threshold works in two ways. It decides **who gets the benefits**, and so what they cost. And it is a goal: members a little below "
               "it hurry. Put it too high and hardly anybody is near. Put it too low and the tier is full, benefits cost more, and standing in it "
               "means less."),
            N_("The example is a small run of its own for each position of the slider: new members, two years, real orders. It shows where members "
               "stand at each month's end, whether or not they have left. A threshold of a tier moves its neighbours' shares, too."),
        ),
        N_("Qualifying amount = all that counted within the window. Tier = the highest one whose threshold it reaches, as soon as the program "
           "looks."),
        N_("The rules are those of programs in the market, read off their public terms. That a demotion costs purchases is published (Wagner, "
           "Hennig-Thurau and Rudolph 2009); how much is ours."),
        ("design", "members", "winners"),
    ),
    "goal": Chapter(
        N_("The goal gradient"),
        N_("Members **buy faster as they come near a goal**, and slow down once they have it."),
        (
            N_("People hurry toward the end of a task. On a coffee card with ten stamps, the last gaps between visits were a fifth shorter than the "
               "first. In the model a goal is the next reward, the next tier, or, after a reminder, the tier that a member is about to lose. The "
               "nearest counts."),
            N_("How near is a number between 0 and 1: the share of the way that is done. The pull grows with it, and falls back when the goal is "
               "reached and the next one is far away."),
            N_("Not everybody answers alike. **Light buyers have room to order more, heavy ones hardly.** Some members respond strongly to any "
               "program, some hardly. And a program that gives little back pulls little: the gradient is scaled by how generous the points are."),
            N_("The example follows one member who stands in the second tier and spends more and more within the year. The line is the pace of "
               "orders at that moment, by the rules of a run. It climbs toward the third tier's threshold and drops when that is reached, to the new "
               "tier's own level. The grey line is the same member without a goal gradient. The step that remains is what the higher tier itself is "
               "worth."),
        ),
        N_("Pace with the program = own pace × e to the power of the pull. Pull = responsiveness × headroom × (goal gradient × share of the way done "
           "+ benefits + being enrolled + offers)."),
        N_("Kivetz, Urminsky and Zheng 2006 for the stamp card; their figure is reproduced on the page Evidence. The direction is published; its "
           "size for a whole program is ours, and has a low and a high case."),
        ("evidence", "explain", "drivers"),
    ),
    "points": Chapter(
        N_("Earning and using points"),
        N_("Points are earned on what is paid, and **used when the balance makes it worth while**."),
        (
            N_("An order earns points on what is paid, after discounts and rewards, at the rate of the tier held before it. Member days, categories "
               "and campaigns multiply them; joining, birthdays, reviews and check-ins may add some. Caps hold."),
            N_("Where orders may come back, points can be made to wait. They show in the balance but cannot be used until the time is over. A "
               "returned order takes its points with it."),
            N_("**Using points is a decision at an order.** When the balance buys at least the smallest reward, the member redeems with a chance "
               "that grows with the balance, and is higher while some points are about to be lost. Then as many rewards are taken as balance and "
               "order allow, the oldest points first. Some members never redeem at all."),
            N_("After redeeming, the glow of a reward lifts the pace of orders for some weeks. But an order paid with points earns on less money."),
            N_("In the example, set how many points a reward takes. Below it nobody can redeem; above it the chance climbs. The second line is the "
               "same member in a month at whose end points run out."),
        ),
        N_("Log-odds of redeeming = a constant + the logarithm of (balance ÷ points of one reward) + a bonus while points are running out."),
        N_("That about a third of the worth of rewards is never claimed: Stourm, Bradlow and Fader 2015. That a redemption is followed by more "
           "orders: Dorotic et al. 2014. The constants of the formula are assumed."),
        ("design", "costs", "explain"),
    ),
    "expiry": Chapter(
        N_("Expiry and breakage"),
        N_("Breakage is **what members never redeem**; the model does not put it in, it comes out."),
        (
            N_("Points may live for so many months after they were earned, end on a fixed date each year, or end when a member has not ordered for "
               "long. What is left on that day is lost. Points leave in the order in which they came, so old ones are used first."),
            N_("Nobody tells the simulation how large breakage is. It follows from who never redeems, who left for good with points in hand, who "
               "never reached a reward, and who was too late. That is why a longer life of points lowers it only a little: most of what is lost "
               "belongs to members who would not have used it anyway."),
            N_("The company learns the truth late. On the day points are issued nobody knows which will be used. The page Breakage sets the usual "
               "estimators beside what the simulation knows, and shows when each is too hopeful."),
            N_("**One thing to keep in mind.** Members hurry a little when points run out, and that is all. Nobody here is angry about lost points. "
               "So a short life of points always looks cheap; in truth it may cost goodwill that the model does not know."),
            N_("The example runs a small program for five years and follows the points of its first year."),
        ),
        N_("Breakage = points expired ÷ (points issued − points taken back), once all of them are used or lost."),
        N_("Published breakage lies between 10 and 40%; airlines report 12 to 29%. Longer expiry lowers it (Llaguno). Both are checked on the page "
           "Evidence."),
        ("breakage", "liability", "evidence"),
    ),
}
