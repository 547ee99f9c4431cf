"""Honest work passes, whether the history is walked from the start or from the last release."""

import pytest

from tests.review.flows import FLOWS
from tests.review.scenarios import Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("flows"))


@pytest.mark.parametrize("name", FLOWS)
def test_flow_passes(stage: Stage, name: str) -> None:
    assert stage.case(name, FLOWS[name]).failure() == ""
