"""Document numbers and dates in all their spellings."""

import pytest

from plugins.search.numbers import dates, fold_latin, number_terms, queried_numbers
from plugins.search.tokenizer import normalise


@pytest.mark.parametrize(("query", "expected"), [
    ("204/2025/QĐ-UBND", "#204/2025/qd-ubnd"), ("204/2025/QD-UBND", "#204/2025/qd-ubnd"), ("204/2025/qd-ubnd", "#204/2025/qd-ubnd"),
    ("204 2025 qd ubnd", "#204/2025/qd-ubnd"), ("quyết định 204/2025", "#204/2025"), ("QĐ 204", "#204/qd"), ("nghị định số 42", "#42/nd"),
    ("thông tư 10", "#10/tt"), ("204", "#204"), ("decree 42/2022", "#42/2022"), ("42/2022/NĐ–CP", "#42/2022/nd-cp"),
])
def test_a_query_names_a_document(query, expected):
    found = queried_numbers(fold_latin(normalise(query)))
    assert found and (found[0] == expected or expected in found)


@pytest.mark.parametrize("query", ["tuyển sinh lớp 10", "20/11/2025", "2025-11-20", "", "giờ 18:00 mở cửa", "12345678"])
def test_other_numbers_are_no_documents(query):
    assert queried_numbers(fold_latin(normalise(query))) == []


@pytest.mark.parametrize("number", ["204/2025/QĐ-UBND", "204/2025/QÐ-UBND", "204/2025/QD-UBND", "204/2025/qđ-ubnd"])
@pytest.mark.parametrize("query", ["204/2025/QĐ-UBND", "204/2025/QD-UBND", "QĐ 204", "quyết định 204/2025", "204"])
def test_every_spelling_meets_every_other(number, query):
    indexed = number_terms(normalise(f"Quyết định số {number} của Ủy ban"), True)
    assert set(queried_numbers(fold_latin(normalise(query)))) & set(indexed)


def test_a_number_ends_where_the_words_begin():
    assert number_terms(normalise("12/2025/NQ-HĐND về thu phí"), False) == ["#12/2025/nq-hdnd", "#12/2025"]
    assert number_terms(normalise("tỷ lệ 1/2 và 5/kg, ngày 20/11/2025"), False) == []


@pytest.mark.parametrize("text", ["20/11/2025", "20-11-2025", "20.11.2025", "2025-11-20", "ngày 20 tháng 11 năm 2025",
                                  "ngay 20 thang 11 nam 2025", "2025年11月20日", "2025년 11월 20일"])
def test_spellings_of_a_date(text):
    assert dates(normalise(text)) == ["@2025-11-20"]


def test_no_date():
    assert dates(normalise("40/11/2025 và 20/13/2025")) == []
