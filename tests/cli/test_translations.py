"""`translations` finds every message, keeps what translators wrote, and fails on what is missing."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner, Result

from plugins.cli import root, translations
from plugins.model import OperatorError

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = """<h1>{{ _("Hello %(name)s", name=name) }}</h1>
{% trans trimmed num=n %}{{ num }} ship{% pluralize %}{{ num }} ships{% endtrans %}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, arguments)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site root with one theme and empty Vietnamese and English catalogs."""
    templates = tmp_path / "themes/own/templates"
    templates.mkdir(parents=True)
    (templates / "page.html").write_text(TEMPLATE, encoding="utf-8")
    for lang in ("en", "vi"):
        folder = tmp_path / f"translations/{lang}/LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.po").write_bytes(translations.dump(Catalog(locale=lang)))
    return tmp_path


def catalog(site: Path, lang: str) -> Catalog:
    return translations._read(site / f"translations/{lang}/LC_MESSAGES/messages.po", lang)


def reported(site: Path) -> tuple[int, dict[str, dict]]:
    result = run("--site", str(site), "translations", "report", "--format", "json")
    return result.exit_code, {entry["lang"]: entry for entry in json.loads(result.output) if entry["domain"] == "messages"}


def test_the_committed_catalogs_are_complete() -> None:
    result = run("translations", "report")
    assert result.exit_code == 0, result.output


def test_extract_reads_templates_with_plurals(site: Path) -> None:
    ids = {translations._id(message) for message in translations.extracted(site) if message.id}
    assert {"Hello %(name)s", "%(num)s ship"} <= ids
    assert run("--site", str(site), "translations", "extract").exit_code == 0
    assert "Hello %(name)s" in (site / "translations/messages.pot").read_text(encoding="utf-8")


def test_update_fills_english_and_leaves_others_to_a_translator(site: Path) -> None:
    assert run("--site", str(site), "translations", "update").exit_code == 0
    assert catalog(site, "en").get("Hello %(name)s").string == "Hello %(name)s"
    assert catalog(site, "en").get("%(num)s ship").string == ("%(num)s ship", "%(num)s ships")
    assert catalog(site, "vi").get("Hello %(name)s").string == ""
    code, entries = reported(site)
    assert code == 1
    assert "Hello %(name)s" in entries["vi"]["missing"] and "%(num)s ship" in entries["vi"]["missing"]
    assert not entries["en"]["missing"]


def test_update_keeps_translations_and_prunes_only_when_asked(site: Path) -> None:
    path = site / "translations/vi/LC_MESSAGES/messages.po"
    own = Catalog(locale="vi")
    own.add("Hello %(name)s", "Chào %(name)s")
    own.add("Gone", "Đã bỏ")
    path.write_bytes(translations.dump(own))
    run("--site", str(site), "translations", "update")
    assert catalog(site, "vi").get("Hello %(name)s").string == "Chào %(name)s"
    assert catalog(site, "vi").get("Gone").string == "Đã bỏ"
    assert reported(site)[1]["vi"]["stale"].count("Gone") == 1
    once = path.read_bytes()
    run("--site", str(site), "translations", "update")
    assert path.read_bytes() == once
    run("--site", str(site), "translations", "update", "--prune")
    assert catalog(site, "vi").get("Gone") is None


def complete(site: Path, **texts: str) -> None:
    run("--site", str(site), "translations", "update")
    path = site / "translations/vi/LC_MESSAGES/messages.po"
    vietnamese = catalog(site, "vi")
    for message in vietnamese:
        if message.id:
            key = translations._id(message)
            string = texts.get(key.split()[0], key if isinstance(message.id, str) else message.id[-1])
            message.string = string if isinstance(message.id, str) else (string,)
    path.write_bytes(translations.dump(vietnamese))


def test_report_is_clean_when_all_is_translated(site: Path) -> None:
    complete(site)
    code, entries = reported(site)
    assert code == 0 and entries["vi"]["missing"] == entries["vi"]["broken"] == []


@pytest.mark.parametrize("wrong", ["Chào %(ten)s", "Chào bạn"])
def test_report_fails_on_other_placeholders(site: Path, wrong: str) -> None:
    complete(site, Hello=wrong)
    code, entries = reported(site)
    assert code == 1 and entries["vi"]["broken"] == ["Hello %(name)s"]


def test_report_compares_the_languages_of_any_domain(site: Path) -> None:
    complete(site)
    findings = Catalog(locale="en")
    findings.add("link.broken", "The link leads nowhere")
    (site / "translations/en/LC_MESSAGES/findings.po").write_bytes(translations.dump(findings))
    (site / "translations/vi/LC_MESSAGES/findings.po").write_bytes(translations.dump(Catalog(locale="vi")))
    result = run("--site", str(site), "translations", "report")
    assert result.exit_code == 1 and "missing: link.broken" in result.output


def test_report_compares_the_places_of_ids_with_the_english_words(site: Path) -> None:
    complete(site)
    for lang, text in (("en", "{target} leads nowhere"), ("vi", "{dich} không tồn tại")):
        findings = Catalog(locale=lang)
        findings.add("link.broken", text)
        (site / f"translations/{lang}/LC_MESSAGES/findings.po").write_bytes(translations.dump(findings))
    result = run("--site", str(site), "translations", "report")
    assert result.exit_code == 1 and "broken: link.broken" in result.output


def test_a_message_may_stand_in_any_domain(site: Path) -> None:
    own = {"en": "Hello %(name)s", "vi": "Chào %(name)s"}
    for lang, text in own.items():
        catalog_ = Catalog(locale=lang)
        catalog_.add("Hello %(name)s", text)
        (site / f"translations/{lang}/LC_MESSAGES/other.po").write_bytes(translations.dump(catalog_))
    _, entries = reported(site)
    assert "Hello %(name)s" not in entries["vi"]["missing"]


def test_compile_writes_what_gettext_reads(site: Path) -> None:
    import gettext

    complete(site, Hello="Chào %(name)s")
    assert run("--site", str(site), "translations", "compile").exit_code == 0
    found = gettext.translation("messages", site / "translations", ["vi"])
    assert found.gettext("Hello %(name)s") == "Chào %(name)s"


def test_a_template_that_cannot_be_read_is_named(site: Path) -> None:
    (site / "themes/own/templates/bad.html").write_text("{% trans %}{{ x }", encoding="utf-8")
    result = run("--site", str(site), "translations", "extract")
    assert isinstance(result.exception, OperatorError) and "bad.html" in str(result.exception)


def test_a_broken_catalog_is_named(site: Path) -> None:
    (site / "translations/vi/LC_MESSAGES/messages.po").write_text('msgid "a"\nmsgstr "b"\nmsgwrong "c"\n', encoding="utf-8")
    result = run("--site", str(site), "translations", "report")
    assert isinstance(result.exception, OperatorError) and "messages.po" in str(result.exception)


@pytest.mark.parametrize("lang", ["vi", "zh", "ko", "ja"])
def test_no_interface_text_is_left_in_english(lang: str) -> None:
    """A translation equal to its source is allowed only where both languages write it so."""
    same = {translations._id(m) for m in catalog(ROOT, lang) if m.id and m.string == m.id and re.sub(r"%\(\w+\)s", "", str(m.id)).strip()}
    assert same <= {"Fax"}


def test_every_decreed_term_speaks_the_glossary() -> None:
    """Labels that the decrees name must read as the decrees write them."""
    expected = {"In force": "Còn hiệu lực", "Expired": "Hết hiệu lực", "Status": "Tình trạng", "Contact": "Liên hệ",
                "Issued by": "Cơ quan ban hành", "Legal status today": "Hiệu lực hôm nay",
                "Open for comments": "Đang lấy ý kiến"}
    assert {key: catalog(ROOT, "vi").get(key).string for key in expected} == expected


def test_catalogs_hold_every_message_and_no_other() -> None:
    """Nothing that templates and code say is untranslated; nothing is kept that nothing says."""
    catalogs_ = {(lang, domain): translations._read(path, lang) for lang, domain, path in translations._catalogs(ROOT)}
    for report in translations.reports_of(catalogs_, translations.extracted(ROOT)):
        assert (report.missing, report.broken, report.fuzzy, report.stale) == ((), (), (), ()), (report.lang, report.domain)


def test_update_leaves_other_domains_messages_to_them(site: Path) -> None:
    other = Catalog(locale="vi")
    other.add("Search facet: portal", "Cổng")
    (site / "translations/vi/LC_MESSAGES/search.po").write_bytes(translations.dump(other))
    run("--site", str(site), "translations", "update")
    known = {m.id for m in catalog(site, "vi")}
    assert "Online services" in known and "Search facet: portal" not in known
