"""The running forge, where it was asked for and can be had."""

import os
from typing import Iterator

import pytest

from tests.forge.chroot import CannotRun
from tests.forge.pagure import Pagure, running


@pytest.fixture(scope="session")
def pagure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pagure]:
    """Pagure on loopback; the test is skipped, with the reason, where it cannot run."""
    if not os.environ.get("CONGMO_FORGE"):
        pytest.skip("a real forge is set up by `make forge` only (root, 500 MB, apt)")
    try:
        with running(tmp_path_factory.mktemp("pagure")) as forge:
            yield forge
    except CannotRun as why:
        pytest.skip(f"no forge on this machine: {why}")
