"""One page of every kind in the demonstration, by name: what screenshots, accessibility and validity are tried on."""

import re
from pathlib import Path

CITY = "hai-phong"
KINDS = {
    "home": "", "home-department": "../so-y-te-hai-phong/", "home-ward": "../phuong-an-bien/", "home-accent": "../dac-khu-cat-hai/",
    "news": "tin-tuc/", "year": "tin-tuc/2026/", "month": "tin-tuc/2026/11/",
    "article": "tin-tuc/cang-bien-hai-phong-cua-ngo-ra-bien/",
    "register": "van-ban-phap-quy/", "legal-document": "van-ban-phap-quy/quyet-dinh-204-2025-qd-ubnd/",
    "legal-document-expired": "van-ban-phap-quy/quyet-dinh-40-2024-qd-ubnd/",
    "directive": "chi-dao-dieu-hanh/cong-dien-ung-pho-mua-lon/", "gazette": "cong-bao-dien-tu/so-01-2025/",
    "clarification": "giai-thich-lam-ro/tin-gia-thu-tien-doi-giay-to/",
    "consultation": "lay-y-kien-gop-y/quy-che-lam-viec-ban-bien-tap/", "consultations": "lay-y-kien-gop-y/",
    "projects": "du-an/", "project": "du-an/nang-cap-tuyen-duong-ven-song/",
    "science-programme": "de-tai-khoa-hoc/bao-quan-vai-thieu/",
    "statistics-line": "thong-ke/ho-so-truc-tuyen-2026/", "statistics-bar": "thong-ke/don-vi-hanh-chinh/",
    "services": "dich-vu-cong/", "service": "dich-vu-cong/dang-ky-khai-sinh/",
    "organisation": "to-chuc-bo-may/", "organisation-chart": "so-do-to-chuc/", "body": "to-chuc-bo-may/so-y-te/",
    "leaders": "lanh-dao/", "leader": "lanh-dao/chu-tich/",
    "schedule": "lich-lam-viec/", "week": "lich-lam-viec/tuan-2026-11-23/",
    "dialogues": "doi-thoai/", "dialogue": "doi-thoai/doi-thoai-ve-an-toan-truong-hoc/",
    "questions": "hoi-dap/", "question": "hoi-dap/den-duong-hong/",
    "contact": "lien-he/", "map": "ban-do/", "links": "lien-ket/",
    "notice-suspension": "thong-bao/tam-dung-bao-tri-cong/",
    "albums": "thu-vien-anh/", "album": "thu-vien-anh/thanh-pho-cang/", "video": "video/hoang-hon-tren-cang/",
    "directory": "cac-cong-thanh-phan/", "site-map": "so-do-cong/", "search": "tim-kiem/", "open-data": "du-lieu-mo/",
    "style": "he-thong-giao-dien/", "terms": "ve-cong/terms/", "accessibility": "ve-cong/accessibility/",
    "not-found": "404.html", "withdrawn": "tin-tuc/huong-dan-phi-cu/", "access-to-information": "tiep-can-thong-tin/",
}
FOREIGN = {
    "home-ja": "ja/", "article-ja": "ja/news/cang-bien-hai-phong-cua-ngo-ra-bien/", "home-zh": "zh/",
    "legal-document-zh": "zh/legal-documents/quyet-dinh-204-2025-qd-ubnd/", "home-ko": "ko/", "home-en": "en/",
    "functions-en": "en/functions/", "statistics-ja": "ja/statistics/don-vi-hanh-chinh/", "register-en": "en/legal-documents/",
    "services-ko": "ko/services/", "contact-zh": "zh/contact/", "search-ja": "ja/search/",
}
EVERY = {**KINDS, **FOREIGN}
"""What the suite tries: every kind in Vietnamese, and some in each other language."""
LANGUAGES = ("vi", "en", "zh", "ko", "ja")


def address(name: str) -> str:
    """Path of a page below the output folder."""
    url = EVERY[name]
    return url[3:] if url.startswith("../") else f"{CITY}/{url}"


def every_page(folder: Path, languages: tuple[str, ...] = LANGUAGES) -> dict[str, str]:
    """One page of every kind in every language of a built demonstration, as paths below its folder: the page's own
    translation, else another item of the same section; a kind that a language has no page of is left out."""
    found = {name: address(name) for name in KINDS if "vi" in languages}
    for name in KINDS:
        for lang in languages:
            if lang != "vi" and (path := _in_language(folder, address(name), lang)):
                found[f"{name}-{lang}"] = path
    return found


def _in_language(folder: Path, path: str, lang: str) -> str:
    portal, _, rest = path.partition("/")
    if translated := _translation(folder, portal, rest, lang):
        return translated
    if path == address("withdrawn"):  # no other item stands for it
        return ""
    section = rest.split("/")[0] + "/"
    front = _translation(folder, portal, section, lang) if rest.count("/") > 1 else ""
    if not front:
        return ""
    links = re.findall(r'<a href="([^"#?]+/)"', (folder / front / "index.html").read_text().split("<main", 1)[1])
    items = [link for link in links if re.fullmatch(r"[a-z0-9][a-z0-9-]*/", link) and not link[:4].isdigit()]
    up = [link.rpartition(front.split("/", 1)[1])[2] for link in links]
    items += [link for link in up if re.fullmatch(r"[a-z0-9][a-z0-9-]*/", link) and (folder / front / link).is_dir()]
    return front + items[0] if items and (folder / front / items[0] / "index.html").is_file() else ""


def _translation(folder: Path, portal: str, rest: str, lang: str) -> str:
    """The page that the language switch leads to, unless it says that there is none."""
    page = folder / portal / rest
    html = (page / "index.html" if page.is_dir() else page).read_text()
    link = re.search(rf'<a lang="{lang}" hreflang="{lang}" href="([^"]+)">', html)
    if link is None:
        return ""
    base = page if page.is_dir() else page.parent
    target = (base / link[1]).resolve().relative_to(folder.resolve())
    return f"{target}/"
