"""A mechanic more costs one file, one registry line and one case file: the worked example of docs/design.md, added to a copy of the project."""
import json
import re
import shutil
import subprocess
import sys
import textwrap

import pytest

PARTS = ("app.py", "pages", "simulation", "scenarios", "tests/cases", "tests/conftest.py", "pyproject.toml", ".streamlit", ".cache")
SCENARIO = """\
title: {en: With a birthday gift, zh: 生日礼}
extends: handbook_four_tiers
market: ecommerce_cn
program:
  birthday_gift: {from_tier: 2, unit_cost: 24, perceived_value: 40}
run: {members: 300, months: 14, seed: 2}
"""
BOTH_ENGINES = """
    import json
    from simulation.scenario import load_scenario
    from simulation.simulate import simulate
    scenario = load_scenario("gifted")
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    without = simulate(scenario.with_program({k: v for k, v in scenario.program.mapping().items() if k != "birthday_gift"}))
    booked = {p.name: sum(p.amounts) for _, label, p in fast.postings if label == "birthday_gift"}
    print(json.dumps([fast.digest() == slow.digest(), fast.digest() != without.digest(), booked["Birthday gift"]]))
"""
ON_THE_PAGE = """
    import json
    from streamlit.testing.v1 import AppTest
    page = AppTest.from_file("pages/design.py", default_timeout=60)
    page.query_params["scenario"] = "gifted"
    page.run()
    assert not page.exception, page.exception
    labels = [w.label for w in page.number_input] + [w.label for w in page.toggle] + [m.value for m in page.markdown]
    print(json.dumps([any("Birthday gift" in x for x in labels), any("Cost of a gift" in x for x in labels)]))
"""


@pytest.fixture(scope="module")
def project(root, tmp_path_factory):
    """A copy of the project with the mechanic added: what a developer types, and nothing else."""
    copy = tmp_path_factory.mktemp("project")
    for part in PARTS:
        source, target = root / part, copy / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target)
    text = (root / "docs/design.md").read_text("utf-8")
    [code], [cases] = (re.findall(rf"```{language}\n(.*?)```", text, re.S) for language in ("python", "yaml"))
    (copy / "simulation/mechanics/birthday_gift.py").write_text(code, "utf-8")
    (copy / "tests/cases/birthday_gift.yaml").write_text(cases, "utf-8")
    registry = copy / "simulation/mechanics/__init__.py"
    lines, after = registry.read_text("utf-8"), '    "tier_benefits": TierBenefits,\n'
    assert after in lines
    lines = lines.replace(after, after + '    "birthday_gift": BirthdayGift,\n')
    registry.write_text(lines.replace("REGISTRY:", "from simulation.mechanics.birthday_gift import BirthdayGift\nREGISTRY:"), "utf-8")
    (copy / "scenarios/gifted.yaml").write_text(SCENARIO, "utf-8")
    return copy


def run(project, *command, code=""):
    command = [sys.executable, *command, *([textwrap.dedent(code)] if code else [])]
    env = {"PATH": "/usr/bin:/bin", "HOME": str(project), "TIERLAB_HOME": str(project / "home"), "TIERLAB_WORKERS": "0", "PYTHONPATH": str(project)}
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300, check=False, env=env)
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    return done.stdout


def test_its_cases_are_played_through_both_rules(project):
    assert "2 passed" in run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/cases", "-k", "birthday_gift")


def test_it_has_an_effect_and_a_cost_the_same_in_both_engines(project):
    equal, acts, cost = json.loads(run(project, "-c", code=BOTH_ENGINES).splitlines()[-1])
    assert equal and acts and cost > 0


def test_the_program_check_takes_it(project):
    assert "Traceback" not in run(project, "-m", "simulation", "check", "gifted")


def test_the_design_page_draws_its_form(project):
    section, field = json.loads(run(project, "-c", code=ON_THE_PAGE).splitlines()[-1])
    assert section and field
