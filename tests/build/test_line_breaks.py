"""Titles keep a document's number, a dated month and the country's name on one line, and say the same words."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.build.pages.line_breaks import whole


@pytest.mark.parametrize("title, kept", [
    ("Quyết định 204/2025/QĐ-UBND ban hành Quy chế", ["204/2025/QĐ-UBND"]),
    ("关于第204/2025/QĐ-UBND号决定", ["第204/2025/QĐ-UBND号"]),
    ("工作日程：2026年11月30日至12月4日", ["2026年11月30日", "12月4日"]),
    ("2026년 11월 23일부터", ["2026년 11월 23일부터"]),
    ("Công văn 17/UBND-VX, 18/UBND", ["17/UBND-VX,", "18/UBND"]),
    ("Cổng thông tin tháng 11: những mục mới", ["tháng 11:"]),
    ("Nghỉ từ ngày 28/11/2026 đến hết ngày 2", ["ngày 28/11/2026", "ngày 2"]),
    ("Working in Viet Nam", ["Viet Nam"]),
    ("Sở Ngoại vụ thành phố Hải Phòng", ["Hải Phòng"]),
    ("Hải Phòng's port (Viet Nam), open", ["Hải Phòng's", "(Viet Nam),"]),
    ("204/2025/QĐ-UBND에 따라 «Hải Phòng»", ["204/2025/QĐ-UBND에", "Hải Phòng»"]),
    ("关于（第204/2025/QĐ-UBND号）海防Hải Phòng《公报》", ["（第204/2025/QĐ-UBND号）", "Hải Phòng"]),
    ("부위원장(도시·환경)", ["(도시·환경)"]),
    ("24/7 và 1/2 giờ; số lượng; các tháng cuối năm", []),
])
def test_what_is_kept_together(title: str, kept: list[str]) -> None:
    marked = str(whole(title, ("Hải Phòng",)))
    assert [html.unescape(part.split("</span>")[0]) for part in marked.split('<span class="whole">')[1:]] == kept


@given(st.text())
def test_the_words_stay_and_markup_is_escaped(title: str) -> None:
    assert html.unescape(re.sub(r"</?span[^>]*>", "", str(whole(title)))) == title


def test_markup_in_a_title_is_text() -> None:
    assert whole("<b>số 5</b>") == '&lt;b&gt;<span class="whole">số 5</span>&lt;/b&gt;'
