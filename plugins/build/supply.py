"""The supply report: how much was published, and how complete and how timely each portal is (NA-14.4.g)."""

from collections import Counter
from typing import Sequence

from plugins.build.survey import Survey
from plugins.build.tables import Table
from plugins.rules.supply import counts, periods


def supply_tables(found: Survey, portals: Sequence[str], start: str, end: str, by: str) -> list[Table]:
    """Items by portal, section, type and language with a column for each period and their sum; and the same in all."""
    columns = periods(start, end, by)
    whole: Counter = Counter()
    for key in portals:
        whole += counts(key, found.items.get(key, ()), start, end, by)
    keys = sorted({key for key, _ in whole})
    rows = tuple((*key, *(whole[key, period] for period in columns), sum(whole[key, period] for period in columns)) for key in keys)
    sums = tuple((key, *(sum(n for (k, p), n in whole.items() if k[0] == key and p == period) for period in columns),
                  sum(n for (k, _), n in whole.items() if k[0] == key)) for key in portals)
    heads = (("portal", "Cổng"), ("section", "Mục"), ("type", "Loại"), ("lang", "Ngôn ngữ"), *((p, p) for p in columns), ("total", "Cộng"))
    total = ("*", *(sum(n for (_, p), n in whole.items() if p == period) for period in columns), sum(whole.values()))
    return [Table("Theo cổng", (("portal", "Cổng"), *((p, p) for p in columns), ("total", "Cộng")), (*sums, total),
                  f"Bài đăng từ {start} đến {end}, tính cả hai ngày. Bài không ghi ngày đăng không tính."),
            Table("Theo mục, loại, ngôn ngữ", heads, rows)]
