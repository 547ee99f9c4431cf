"""What the demonstration's own pages say because a clause wants it said."""

import pytest
import yaml

from tests.rules.scenes import ROOT


def test_a_lifetime_is_stated_for_every_content_type() -> None:
    """HP-03.2 with Decree 64/2007, Article 20."""
    rows = {line.split("|")[1].strip() for line in (ROOT / "content/hai-phong/about-portal/online-lifetime.vi.md").read_text().splitlines() if line.startswith("|")}
    names = {yaml.safe_load(path.read_text())["name"]["vi"] for path in (ROOT / "portals/_types").glob("*.yaml")}
    assert names - rows == set()


@pytest.mark.parametrize("use", ["an ninh quốc gia", "Kích động bạo lực", "bí mật nhà nước", "vu khống", "hàng hóa, dịch vụ bị cấm", "Giả mạo tổ chức"])
def test_the_terms_name_each_forbidden_use(use: str) -> None:
    """QN-08.1."""
    assert use in (ROOT / "content/quang-ninh/about-portal/terms.vi.md").read_text()
