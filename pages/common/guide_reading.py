"""How to read each page of the menu: what it answers, what its largest number is, what its marks mean, and what to do next."""
from __future__ import annotations

import dataclasses

from simulation.words import N_


@dataclasses.dataclass(frozen=True)
class Reading:
    question: str
    largest: str
    marks: str
    after: str
    goes_on: tuple[str, ...] = ()      # pages that the next step leads to


STRIP = N_("Beside each number stands its range; below it a strip. Bar: the range that holds the figure in 90 of 100 runs. Dot: best estimate. Grey "
           "tick: what it is held against.")
SIDE = N_("Each row has a difference, its interval, a strip around zero and a verdict. Full dot: can be told. Hollow dot: cannot tell.")

READING = {
    "home": Reading(
        N_("Does this program pay for itself, and how sure is that?"),
        N_("The sentence at the top: the month in which the program has paid back, and how far ahead or behind it is at the end."),
        STRIP,
        N_("Look at the bars below: what the net value hangs on. Then change one term of the program."),
        ("design", "assumptions"),
    ),
    "design": Reading(
        N_("What does the program say, and what happens if I change a term?"),
        N_("The four numbers at the top. They follow every edit and stay in sight while you scroll."),
        N_("Grey tick: the saved program. Words beside a number say better, worse or cannot tell against it. Grey figures are those before the last "
           "change; a dashed frame means that the program has a fault."),
        N_("Put the edited program beside the saved one, then save it under a name."),
        ("compare",),
    ),
    "members": Reading(
        N_("Who stays, where do they stand, and who moves?"),
        N_("The share of last year's buyers who buy again, with the program and without it."),
        N_("Solid line and its band: with the program, and the range of 90 of 100 runs. Dashed grey: the same members without it. Each tier keeps "
           "its colour on all pages. In the flows, strong means moving, pale means staying."),
        N_("Where many move down, look at the threshold and at months of grace. To see single people, look at one member."),
        ("design", "explain"),
    ),
    "campaigns": Reading(
        N_("What does each offer bring that would not have come anyway?"),
        N_("The net of the best or the worst campaign over the whole run."),
        N_("Figures are a run with all campaigns less a run without this one, on the same luck. A range holds the mean in 95 of 100 studies; it is "
           "of luck alone."),
        N_("End what does not pay, or offer it to those from whom extra orders come. Fewer offers may work better: each tires."),
        ("design", "sweep"),
    ),
    "plan": Reading(
        N_("Who pays, what has the plan itself caused, and do fees carry the benefits?"),
        N_("What the plan has caused in sales for each member who paid, apart from selection."),
        N_("Selection is the lead that payers would have without the plan. Caused is what the plan adds to the same people. Ranges are of luck."),
        N_("Move the fee or the benefits, and see whether members who buy seldom begin to pay."),
        ("design", "sweep"),
    ),
    "service": Reading(
        N_("How long do members wait, and who waits longest?"),
        N_("The mean wait against the promise."),
        N_("Lines by tier, in the tier's colour; bands hold 90 of 100 runs. The level line is the promise."),
        N_("Compare agents with what waiting costs: members who wait too long order less and leave."),
        ("design", "costs"),
    ),
    "explain": Reading(
        N_("Why did this order come about, and what did it earn and cost?"),
        N_("The order's price in the end, and what was taken off or earned."),
        N_("Rows are mechanics in the order in which they acted; the next table says which did not act, and why. The pull adds up to how much more "
           "often this member orders at that moment."),
        N_("Choose another order or another member. If a rule surprises you, look it up in the chapters of the model."),
        ("guide",),
    ),
    "costs": Reading(
        N_("What does the program cost, and what does it bring?"),
        N_("The program's cost over the whole run, and what that is of each 100 of sales."),
        N_("Shades of one colour: parts of the cost, the strongest the largest. The curve is the net value to date with its band; a ring marks "
           "break-even."),
        N_("For accounts by month and quarter go to the P&L; for points that members still hold, to Points liability."),
        ("pnl", "liability"),
    ),
    "pnl": Reading(
        N_("What does the program earn by month, quarter and year, and what is that worth today?"),
        N_("The net present value, with the rate it is discounted at."),
        N_("Bold rows are sums of those above. A minus is a cost. Small grey: the range of 90 of 100 runs. Files have every month to the last unit."),
        N_("Look at where it breaks even: how low one figure alone could fall before nothing is left."),
        ("budget", "stress"),
    ),
    "liability": Reading(
        N_("What do members' points weigh in the accounts?"),
        N_("The closing balance of the contract liability."),
        N_("Solid with a band: the balance by plan. Dashed: by another estimate, or in truth. Roll-forward: opening plus movements is closing, in "
           "each month. Tie-out: each figure found in two ways."),
        N_("See how sure the estimate behind it is, and what happens if everybody redeems at once."),
        ("breakage", "stress"),
    ),
    "breakage": Reading(
        N_("How many points will never be redeemed, and how wrong are the usual estimates?"),
        N_("The share of the points that is never redeemed."),
        N_("Lines are what estimators would have said at each month's end; the truth stands beside them, or the two values it lies between. A plus: "
           "too much breakage said, revenue too early."),
        N_("Choose an estimator that is right early enough for your closing, and set the planned rate."),
        ("liability", "assumptions"),
    ),
    "budget": Reading(
        N_("What may the program cost, and how often is that more than the budget?"),
        N_("In how many of 100 runs the year stays within its budget."),
        N_("P10, P50, P90: what a tenth, half and nine tenths of the runs do not exceed. Band: 8 of 10 runs."),
        N_("Look at what the dearest runs have in common. A limit that stops spending is the mechanic Budget on the design page."),
        ("design", "stress"),
    ),
    "stress": Reading(
        N_("What happens to cash, liability and net value if something goes wrong?"),
        N_("The change that the worst shock makes, against the run without it."),
        N_("Change, 95% interval and verdict, on the same luck. Lines show when it bites."),
        N_("Change the terms of a shock to those that you fear, and keep the file."),
        ("liability", "budget"),
    ),
    "clv": Reading(
        N_("What is a member worth, and how much of that is the program's doing?"),
        N_("The worth of a member on day 0, to the end of the run and beyond."),
        N_("Full colour: within the run. Pale: beyond it. Added: with the program less without it, of the same people."),
        N_("Compare it with what a new member costs you to win."),
        ("pnl", "assumptions"),
    ),
    "present": Reading(
        N_("How do I show a program to people who have five minutes?"),
        N_("The one sentence of each slide: its answer."),
        N_("Left and Right lead through the story. A lever at the foot works while you present; grey figures are those before it moved."),
        N_("Take the slides or the brief along: they hold the same content."),
        ("compare",),
    ),
    "map": Reading(
        N_("How does the whole program hang together?"),
        N_("The way of a member: joining, earning, climbing, spending, and what expires."),
        N_("Boxes are rules with their terms, lines lead from what happens first to what follows. Costs stand where they arise. The map follows "
           "every edit."),
        N_("Follow one way to its end. A rule that nothing leads to is one that nobody will meet."),
        ("design",),
    ),
    "life": Reading(
        N_("What does one member live through, and why?"),
        N_("The member's story in a sentence: what they bought, won and lost."),
        N_("Points in time on a line: orders, points, tiers, offers, waits, each with its reason. Beside it the same person without the program, or "
           "in another one."),
        N_("Pick a typical member: one who rises, hoards, lapses, is demoted, or comes back."),
        ("explain", "members"),
    ),
    "compare": Reading(
        N_("Which of these programs is better, by how much, and can that be told?"),
        N_("The winner, and how far ahead it is; or that it cannot be told, and how many runs would tell."),
        SIDE,
        N_("See who gains and who loses from the change, then whether it holds under other assumptions."),
        ("winners", "drivers"),
    ),
    "winners": Reading(
        N_("Who gains and who loses when the old program gives way to the new one?"),
        N_("The share of the members who lose, under the transition that is looked at."),
        N_("Groups by tier on the day and by what members buy anyway. More and less are of what a member receives in a year; small changes count as "
           "about the same."),
        N_("Try another transition: keeping tiers for a term costs something and spares many a loss."),
        ("compare", "design"),
    ),
    "drivers": Reading(
        N_("Which effect makes the lift, and how much of a gap is only selection?"),
        N_("What the program lifts, and the effect that makes most of it."),
        N_("Bar: what is lost when that effect alone is off. Hollow dot: what it brings alone. Grey part of a gap: who they are; coloured part: what "
           "was caused."),
        N_("Find the assumption behind the largest effect, and how sure it is."),
        ("assumptions",),
    ),
    "assumptions": Reading(
        N_("Which assumption does the answer hang on, and where does it turn?"),
        N_("The assumption that moves the net value most, and the value at which the answer turns."),
        N_("Each bar runs from the low to the high case of one number. Marks: published, direction only, seen or fitted, assumed. Every number can "
           "be changed in the table."),
        N_("Put in your own number where you know better. Plan a pilot for the one that decides and that nobody knows."),
        ("pilot", "evidence"),
    ),
    "sweep": Reading(
        N_("How does the outcome follow when a term moves through its range?"),
        N_("The best point found, and whether it can be told from the current design."),
        N_("Ring: the current design. Full dot: the best point. Band: 95% interval. On the map: the stronger the colour, the better; bold can be "
           "told from now."),
        N_("Take the point into the program, if it can be told, and compare."),
        ("compare",),
    ),
    "data": Reading(
        N_("What do our own orders say about our customers?"),
        N_("The share of sales that the top tenth of the customers brings."),
        N_("The map has recency from left to right and value from bottom to top; the stronger, the more sales. Chance to be still there comes from "
           "the fitted model."),
        N_("Let a market be fitted to the file, and use it for a scenario."),
        ("design", "assumptions"),
    ),
    "pilot": Reading(
        N_("How many members does a trial need, and how far is reality from the forecast?"),
        N_("The members and months with which the effect would be seen."),
        N_("Power: the chance that the trial sees the effect, by members. Band: 90 of 100 runs. Actuals within the band agree with the forecast."),
        N_("Run the trial with a hold-out group drawn by lot, and bring the counts back here."),
        ("assumptions",),
    ),
    "guide": Reading(
        N_("How does the model work, and what do the words mean?"),
        N_("The chapter in one sentence."),
        N_("Every example runs the simulation's own rules. Blue: as the sliders stand. Dashed grey: what it is held against."),
        N_("Move a slider, then follow a link to the page that shows the same for your program."),
        ("evidence",),
    ),
    "evidence": Reading(
        N_("How far can the model be trusted?"),
        N_("How many of the published figures the simulation reaches."),
        N_("Each row: what was published, what may be, what we reached and its range over seeds, and whether it holds. A miss has its reason."),
        N_("Read what has not been tested, then look at the assumptions."),
        ("assumptions", "pilot"),
    ),
}
