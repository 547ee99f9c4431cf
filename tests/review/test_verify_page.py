"""The page with which a citizen checks a downloaded release, in a real browser and without a server."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plugins.adapters.git import GitRepository
from plugins.adapters.signing import make_key
from plugins.build.gate.approved_tree import approved_tree
from plugins.build.gate.release import receipts, seal, write_receipts
from tests.review.scenarios import lay_base
from tests.review.world import ROOT_LINES

PAGE = Path(__file__).resolve().parents[2] / "plugins/review/browser/verify.html"


@pytest.mark.browser
def test_a_release_is_good_until_it_is_touched(tmp_path: Path, browser: Any) -> None:
    world, _state = lay_base(tmp_path / "repository")
    repository, now = GitRepository(world.folder), datetime.now(UTC)
    tree = approved_tree(repository, world.tip, ROOT_LINES, None, now)
    release = tmp_path / "release"
    for portal in ("tinh", "xa"):
        (release / portal).mkdir(parents=True)
        (release / portal / "index.html").write_text(f"<h1>{portal}</h1>")
    write_receipts(release, receipts(repository, tree, now))
    line, other = make_key(tmp_path / "release-key", "release", ""), make_key(tmp_path / "other-key", "other", "")
    seal(release, tree, tmp_path / "release-key", now)
    page = browser.new_page()

    def verdict(key: str) -> tuple[str, str]:
        page.goto(PAGE.as_uri())
        page.fill("#key", key)
        page.set_input_files("#folder", str(release))
        page.click("button")
        page.wait_for_selector("#verdict.good, #verdict.bad")
        return page.get_attribute("#verdict", "class"), page.inner_text("#findings")

    assert verdict(line) == ("good", "")
    assert verdict(other)[0] == "bad" and verdict("ssh-ed25519 AAAA")[0] == "bad"
    (release / "xa/index.html").write_text("<h1>khác</h1>")
    assert verdict(line)[0] == "bad" and "xa/index.html" in verdict(line)[1]
    (release / "xa/index.html").unlink()
    assert "missing" in verdict(line)[1]
    (release / "xa/index.html").write_text("<h1>xa</h1>")
    next((release / "tinh/data/receipts").iterdir()).unlink()
    assert "content/tinh/" in verdict(line)[1]
    page.close()
