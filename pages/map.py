"""Program map: the whole program as a picture, as it is edited, with what a run gave where there is one."""

from pages.common.shell import body, page

page(__file__)

from pages.common import map_parts as parts
from pages.common import saving
from pages.common.session import draft, sized

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    if not scenario.program.mechanics:
        parts.nothing()
    else:
        place = parts.place()
        outcome, old = parts.run_of(scenario, held.source)
        with place:
            parts.answer(held, scenario, outcome, old)
            parts.picture(held, scenario, outcome, old)
        parts.left_out(held)
        parts.links(scenario)
        parts.table(held, scenario, None if old else outcome)
