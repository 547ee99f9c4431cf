"""No attack gets a byte through, whether the history is walked from the start or from the last release."""

import pytest

from tests.review.attacks import ATTACKS
from tests.review.scenarios import Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("attacks"))


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_not_accepted(stage: Stage, name: str) -> None:
    assert stage.case(name, ATTACKS[name]).failure() == ""


def test_there_are_at_least_sixty_attacks() -> None:
    assert len(ATTACKS) >= 60
