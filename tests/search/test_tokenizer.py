"""The tokenizer: what it makes of words, and that the browser makes exactly the same."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.search.query import plan
from plugins.search.tokenizer import BREAK, canonical, fold, normalise, stem, tokens, rules

LANGUAGES = ("vi", "en", "zh", "ko", "ja")


@pytest.mark.parametrize(("one", "other", "lang"), [
    ("hoà", "hòa", "vi"), ("thuỷ", "thủy", "vi"), ("quý", "qúy", "vi"), ("khoẻ", "khỏe", "vi"), ("quản lý", "quản lí", "vi"),
    ("mỹ thuật", "mĩ thuật", "vi"), ("THỦ TỤC", "thủ tục", "vi"), ("thu\u0309 tu\u0323c", "thủ tục", "vi"), ("QÐ", "QĐ", "vi"),
    ("ﾃﾞﾝｸﾞ", "デング", "ja"), ("ＡＢＣ", "abc", "ja"), ("registering", "register", "en"), ("permits", "permit", "en"),
    ("incentives", "incentive", "en"), ("investment", "investor", "en"), ("투자 우대", "투자우대", "ko"),
])
def test_spellings_of_one_word_are_one(one, other, lang):
    assert tokens(normalise(one), lang) == tokens(normalise(other), lang)


@pytest.mark.parametrize(("one", "other"), [("thuý", "thúi"), ("đất", "dat"), ("sổ", "số"), ("bản", "ban"), ("hội trường", "hội trưởng")])
def test_different_words_stay_apart(one, other):
    assert tokens(normalise(one), "vi") != tokens(normalise(other), "vi")


def test_folding_takes_every_mark_and_d():
    assert fold(canonical("đường", "vi")) == "duong"
    assert fold("が") == "が" and fold("가") == "가"


def test_a_particle_is_left_out_of_a_query_only():
    assert tokens("운전면허를", "ko", asked=True) == [*"운전면허", BREAK] and tokens("운전면허를", "ko") == [*"운전면허를"]


def test_sentences_break_pairs_and_punctuation_parts_characters():
    assert tokens(normalise("Một. Hai"), "vi") == [canonical("một", "vi"), BREAK, "hai"]
    assert tokens(normalise("结婚，登记"), "zh") == ["结", "婚", BREAK, "登", "记"]


def test_a_stem_never_eats_the_word():
    steps = rules("en")["stem"]
    for word in ("s", "ing", "ed", "ion", "ness", "ies"):
        assert stem(word, steps)


def agree(twin, text: str, lang: str) -> None:
    assert twin.ask("tokens", text=text, lang=lang) == tokens(normalise(text), lang), (text, lang)
    ours, theirs = plan(text, lang), twin.ask("plan", text=text, lang=lang)
    assert [unit.term for unit in ours.units] == [unit["term"] for unit in theirs["units"]], (text, lang)
    assert [unit.term for unit in ours.words] == [unit["term"] for unit in theirs["words"]], (text, lang)
    assert [unit.folded for unit in ours.units] == [unit["folded"] for unit in theirs["units"]], (text, lang)
    assert (list(ours.readings), list(ours.numbers)) == (theirs["readings"], theirs["numbers"]), (text, lang)


CORPUS = (
    "Thủ tục hành chính, quản lý đất đai; Thuỷ Nguyên – Hải Phòng.", "204/2025/QĐ-UBND ngày 20 tháng 11 năm 2025",
    "QÐ số 12/QÐ-UBND (2025-11-20), 20/11/2025 và 20.11.2025", "giờ 18:00 tel:+84 ^boost~2 field:value -not +must * ?",
    "Straße ΣΊΣΥΦΟΣ İstanbul ﬁne ½ ㎏ ①②", "2025年11月20日 工業団地，投资优惠 ﾃﾞﾝｸﾞ熱カナ", "운전면허를 교환하는 방법 2025년 1월 2일",
    "a\u200bb\u00adc\ufeffd e\u0301\u0323f", "😀 emoji \U0001f469\u200d\U0001f4bb and \ue000 private \U0010ffff", "\ud800 lone \udfff surrogates",
    "", " ", "\n\n", "___ --- ...", "đ" * 500, "x" * 5000, "registering a marriage; administrations' permits were granted",
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_browser_agrees_on_the_corpus(twin, lang):
    for text in CORPUS:
        agree(twin, text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), lang)


def test_the_browser_agrees_on_every_code_point(twin):
    for start in range(0, 0x110000, 512):
        codes = [code for code in range(start, start + 512) if not 0xD800 <= code < 0xE000]
        if codes:
            text = " ".join(f"a{chr(code)}b" for code in codes)
            assert twin.ask("tokens", text=text, lang="vi") == tokens(normalise(text), "vi"), hex(start)


LETTERS = st.sampled_from(list("aAăâđĐÐeêoôơuưyýỳqQhklnstvx") + ["\u0301", "\u0300", "\u0323", "\u0309", "\u0303"])
OTHERS = st.sampled_from(list("0129/-. ,#@:\n") + list("년월일年月日가나를漢字かカﾃﾞ") + ["204/2025/QĐ-UBND", "ngày 1 tháng 2 năm 2025", "İ", "ß", "Σ"])


@settings(max_examples=400, deadline=None)
@given(st.lists(LETTERS | OTHERS | st.characters(exclude_categories=["Cs"]), max_size=40).map("".join), st.sampled_from(LANGUAGES))
def test_the_browser_agrees_on_anything(twin, text, lang):
    agree(twin, text, lang)


def test_the_browser_agrees_on_long_noise(twin):
    chance = random.Random(7)
    for lang in LANGUAGES:
        text = "".join(chr(chance.choice((chance.randrange(0x250), chance.randrange(0xD800), chance.randrange(0xE000, 0x30000)))) for _ in range(20000))
        agree(twin, text, lang)
