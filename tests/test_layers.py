from pathlib import Path

from importlinter.cli import lint_imports


def test_imports_only_go_to_the_left_and_pure_modules_stay_pure() -> None:
    """The contracts stand in pyproject.toml; `make layers` prints what breaks them."""
    assert lint_imports(config_filename=str(Path(__file__).parents[1] / "pyproject.toml"), no_cache=True) == 0
