"""Members: who stays, where they stand, and who moves."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import friends_parts, look, results, saving
from pages.common import members_parts as parts
from pages.common.downloads import csv_buttons
from pages.common.session import draft, sized
from pages.common.text import _, local
from simulation import tables
from simulation.reporting import numbers
from simulation.reporting.slots import tier_slots

with body():
    held = draft()
    saving.stale(held)
    study = results.result(sized(held.good), stale=True)
    if study is not None:
        outcome = study.outcome
        names = [local(n) for n in outcome.scenario.program.tier_names]
        slots = tier_slots(len(names))
        parts.answer(study, held)
        left, right = st.columns([2.6, 1], gap="large")
        with left:
            parts.over_time(study)
        with right:
            st.space("small")
            parts.beside(study)
        files = {"curves": (_("curves"), tables.curve_table(outcome)), "monthly": (_("by month and tier"), outcome.monthly)}
        csv_buttons(outcome, files)
        st.space("xsmall")
        if len(names) > 1:
            parts.standing(outcome, names, slots)
            st.space("small")
            if outcome.scenario.run.months > 12:
                parts.moves(outcome, names, slots)
                csv_buttons(outcome, {"migration": (_("moves"), tables.migration(outcome, outcome.scenario.run.months))})
                st.space("small")
            a, b = st.columns(2, gap="large")
            with a:
                if outcome.scenario.run.months >= 12:
                    parts.rates(outcome, names)
                    csv_buttons(outcome, {"tier_rates": (_("tier rates"), tables.tier_rates(outcome))})
            with b:
                parts.balance(study)
        else:
            parts.balance(study)
        friends_parts.section(outcome)
        if outcome.opening:
            look.head(_("Day 0 as you gave it"), _("the opening base and how it was placed"))
            table = tables.opening(outcome)
            look.table(
                [_("Group"), _("Tier"), _("Members given"), _("placed"), _("Points given"), _("placed")],
                [
                    [
                        str(r.group),
                        r.tier,
                        *(numbers.count(x) for x in (r.members_given, r.members_placed, r.points_given, r.points_placed)),
                    ]
                    for r in table.itertuples()
                ],
            )
            csv_buttons(outcome, {"opening": (_("opening base"), table)})
