"""The report command: what it writes, and what it refuses, in words and before it computes."""
import dataclasses
import re

import lxml.html
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from simulation import __main__ as command
from simulation.experiments import study
from simulation.reporting import pdf
from simulation.story import command as story_command
from simulation.story.material import Material
from tests.unit.a_story import logo, story


def packed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_command_writes_the_reports(tmp_path, capsys, monkeypatch):
    (tmp_path / "logo.png").write_bytes(logo())
    monkeypatch.setattr(story_command, "gather", lambda scenario, runs, progress: Material(study(scenario, runs, progress)))    # the rest takes long
    arguments = ["report", "points_only", "--out", str(tmp_path / "out"), "--members", "300", "--months", "13", "--runs", "3",
                 "--format", "pptx,html", "--logo", str(tmp_path / "logo.png"), "--accent", "#0A7D5C"]
    assert command.main(arguments) == 0
    (slides,) = (tmp_path / "out").glob("*.pptx")
    web = lxml.html.fromstring(slides.with_suffix(".html").read_text("utf-8"))
    values = [node.text_content() for node in web.xpath("//span[@class='value']")]
    text = packed("".join(t.text or "" for s in Presentation(slides).slides for t in s._element.iter(qn("a:t"))))
    assert len(values) > 8 and all(packed(value) in text for value in values) and "300" in web.xpath("string(//dl)")
    assert "wrote" in capsys.readouterr().out


@pytest.mark.parametrize("more, word", [(["--logo", "nowhere.png"], "nowhere.png"), (["--accent", "red"], "#4353D6"), (["--format", "docx"], "docx"),
                                        (["--members", "0"], "members")])
def test_command_refuses_before_it_computes(tmp_path, capsys, more, word):
    assert command.main(["report", "points_only", "--out", str(tmp_path / "out"), *more]) == 2
    assert word in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_command_refuses_a_folder_that_cannot_be_written(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(story_command, "told", lambda *_: pytest.fail("computed before the folder was looked at"))
    (tmp_path / "file").write_text("x")
    assert command.main(["report", "points_only", "--out", str(tmp_path / "file" / "out")]) == 2
    said = capsys.readouterr().err
    assert "out" in said and str(tmp_path / "file") in said and "another folder" in said


def test_command_names_the_font_that_chinese_wants(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(pdf, "installed", lambda: frozenset({"DejaVu Sans"}))
    monkeypatch.setattr(story_command, "told", lambda *_: pytest.fail("computed before the font was looked for"))
    assert command.main(["report", "points_only", "--out", str(tmp_path), "--lang", "zh"]) == 2
    assert "fonts-noto-cjk" in capsys.readouterr().err


def test_command_writes_nothing_where_one_report_cannot_be_made(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(pdf, "installed", lambda: frozenset({"DejaVu Sans", "Libertinus Serif"}))
    monkeypatch.setattr(story_command, "told", lambda *_: dataclasses.replace(story("en"), title="会员店"))
    assert command.main(["report", "points_only", "--out", str(tmp_path / "out")]) == 2
    assert "fonts-noto-cjk" in capsys.readouterr().err and not (tmp_path / "out").exists()
    monkeypatch.setattr(story_command, "report", lambda held, ending, own: pytest.fail("made") if ending == "pdf" else b"x")
    monkeypatch.setattr(story_command, "told", lambda *_: story("en"))
    with pytest.raises(pytest.fail.Exception):      # whatever else stops one
        command.main(["report", "points_only", "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()


def test_command_names_an_unknown_scenario(tmp_path, capsys):
    assert command.main(["report", "no_such_scenario", "--out", str(tmp_path / "out")]) == 2
    assert "no_such_scenario" in capsys.readouterr().err and not (tmp_path / "out").exists()
