"""Compiled rules are kept on disk, and the app says when they are not there yet."""
from simulation import compiled


def test_rules_are_kept_once_a_part_of_them_is_on_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(compiled, "_cache_folder", lambda: str(tmp_path))
    assert not compiled.kept()
    (tmp_path / "simulation_1").mkdir()
    (tmp_path / "simulation_1" / "luck.gap-39.py311.1.nbc").touch()
    assert compiled.kept()
    monkeypatch.setattr(compiled, "_cache_folder", lambda: "")
    assert not compiled.kept(), "without a folder each process compiles anew"


def test_the_folder_of_the_rules_is_the_one_that_is_asked():
    assert compiled.rules().gap is not None
    assert compiled._cache_folder() == compiled.numba.config.CACHE_DIR
