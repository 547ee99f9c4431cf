"""Realistic Vietnamese portals of any size, the same for every generator in the comparison.

Words follow Zipf's law over real syllable pairs; items have 300-800 words, tables, links, lists and one picture (each
section's own, small, so that nobody's picture processing is compared); five languages, six sections, dates over eight
years.
"""

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Iterator

from PIL import Image, ImageDraw

LANGS = ("vi", "vi", "vi", "vi", "vi", "vi", "en", "zh", "ko", "ja")
SECTIONS = ("news", "dissemination", "leadership-activity", "investment-promotion", "clarification", "documents")
_SYLLABLES = {
    "vi": ("thông báo tuyển sinh kế hoạch phát triển kinh tế xã hội thành phố cảng biển dịch vụ công trực tuyến thủ tục hành chính "
           "đăng ký kết hôn giấy chứng nhận quyền sử dụng đất quyết định nghị định ủy ban nhân dân phường xã đặc khu hội nghị "
           "triển khai nhiệm vụ trọng tâm chuyển đổi số cải cách môi trường giao thông an toàn thực phẩm y tế giáo dục văn hóa "
           "thể thao du lịch nông nghiệp thủy sản công nghiệp thương mại đầu tư ngân sách doanh nghiệp người dân khu vực").split(),
    "en": "public service plan for the city and its people new road school health water port trade tax land office notice form".split(),
    "zh": list("海防市人民委员会公共服务计划通知土地登记港口贸易教育卫生环境交通数字化转型投资旅游文化"),
    "ko": "하이퐁시 인민위원회 공공 서비스 계획 공지 토지 등록 항만 무역 교육 보건 환경 교통 디지털 전환 투자 관광".split(),
    "ja": list("ハイフォン市人民委員会公共サービス計画通知土地登録港貿易教育保健環境交通電子化投資観光文化"),
}


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    lang: str
    section: str
    day: date
    title: str
    summary: str
    text: str
    caption: str

    @property
    def slug(self) -> str:
        return f"bai-{self.number}"

    def body(self, picture: str) -> str:
        """The text with its picture at this address."""
        return f"{self.text}\n\n![{self.caption}]({picture})"


class Words:
    """Draws words of a language by Zipf's law from a vocabulary of syllable pairs."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.vocabulary: dict[str, list[str]] = {}
        self.weights: dict[str, list[float]] = {}
        for lang, syllables in _SYLLABLES.items():
            joint = "" if lang in ("zh", "ja") else " "
            pairs = list(dict.fromkeys(joint.join(chance.choice(syllables) for _ in range(2)) for _ in range(4000)))
            self.vocabulary[lang] = pairs
            total = 0.0
            self.weights[lang] = [total := total + 1 / rank for rank in range(1, len(pairs) + 1)]

    def text(self, lang: str, count: int) -> str:
        words = self.chance.choices(self.vocabulary[lang], cum_weights=self.weights[lang], k=max(1, count // 2))
        return ("" if lang in ("zh", "ja") else " ").join(words)


def items(count: int, seed: int = 1) -> Iterator[Item]:
    """The same items for the same count and seed."""
    chance = random.Random(seed)
    words = Words(chance)
    start = date(2018, 1, 1)
    for number in range(count):
        lang = LANGS[number % len(LANGS)]
        length = chance.randint(300, 800)
        parts = [f"## {words.text(lang, 6)}\n\n" + "\n\n".join(words.text(lang, length // 6) for _ in range(3)) for _ in range(2)]
        parts.append("- " + "\n- ".join(words.text(lang, 8) for _ in range(4)))
        parts.append(f"| {words.text(lang, 2)} | {words.text(lang, 2)} |\n|---|--:|\n"
                     + "\n".join(f"| {words.text(lang, 3)} | {chance.randint(1, 9999)} |" for _ in range(4)))
        parts.append(f"{words.text(lang, 10)} [{words.text(lang, 3)}](https://example.vn/{number}) **{words.text(lang, 4)}**.")
        yield Item(number, lang, SECTIONS[number % len(SECTIONS)], start + timedelta(days=number * 2900 // max(1, count)),
                   words.text(lang, 10).capitalize(), words.text(lang, 28), "\n\n".join(parts), words.text(lang, 6))


def pictures() -> Iterator[tuple[str, bytes]]:
    """(section, PNG): a drawing of water and sky for each."""
    for number, section in enumerate(SECTIONS):
        picture = Image.new("RGB", (320, 200), (214, 232, 245))
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, 120, 320, 200), (30, 90 + 10 * number, 150))
        draw.polygon([(120, 120), (160 + 8 * number, 50), (220, 120)], (150, 60, 50))
        out = io.BytesIO()
        picture.save(out, "PNG")
        yield section, out.getvalue()


def write_congmo(root: Path, count: int) -> None:
    """A site root for this engine: one portal, one registry file."""
    _write(root / "portals/city.yaml", "name: {vi: Cổng thành phố, en: City portal, zh: 市门户, ko: 시 포털, ja: 市ポータル}\n"
           "unit_type: city\nlanguages: [vi, en, zh, ko, ja]\ndomain: city.gov.vn\n")
    for section, picture in pictures():
        _write(root / f"content/city/{section}/hinh.png", picture)
    for item in items(count):
        _write(root / f"content/city/{item.section}/{item.slug}.{item.lang}.md",
               f'---\ntitle: "{item.title}"\ntype: article\ndate: {item.day}\nsummary: "{item.summary}"\nauthor: Biên tập viên A\nsource: Cổng\n---\n{item.body("hinh.png")}\n')


def write_hugo(root: Path, count: int) -> None:
    """The same for Hugo: its own way with languages, sections and pagination."""
    _static(root / "static")
    for item in items(count):
        _write(root / f"content/{item.section}/{item.slug}.{item.lang}.md",
               f'---\ntitle: "{item.title}"\ndate: {item.day}\nsummary: "{item.summary}"\nauthor: Biên tập viên A\n---\n{item.body(_address(item))}\n')


def write_pelican(root: Path, count: int) -> None:
    """The same for stock Pelican."""
    _static(root / "content")
    for item in items(count):
        _write(root / f"content/{item.section}/{item.slug}-{item.lang}.md",
               f"Title: {item.title}\nDate: {item.day}\nCategory: {item.section}\nSlug: {item.slug}\nLang: {item.lang}\nAuthor: Biên tập viên A\n"
               f"Summary: {item.summary}\n\n{item.body(_address(item))}\n")


def write_eleventy(root: Path, count: int) -> None:
    """The same for Eleventy."""
    _static(root / "content")
    for item in items(count):
        _write(root / f"content/{item.lang}/{item.section}/{item.slug}.md",
               f'---\ntitle: "{item.title}"\ndate: {item.day}\nsummary: "{item.summary}"\nlang: {item.lang}\ntags: "{item.lang}-{item.section}"\nlayout: item.njk\n---\n{item.body(_address(item))}\n')


def _static(folder: Path) -> None:
    for section, picture in pictures():
        _write(folder / f"media/{section}.png", picture)


def _address(item: Item) -> str:
    return f"/media/{item.section}.png"


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
