"""The results that the accessibility statement shows: axe-core on one page of every kind in every language, in light,
dark and high contrast, each page at 320 px (1280 px at 400 %), and what its content security policy refused.

    python -m tests.theme.statement OUTPUT [--languages vi,en,zh,ko,ja]

Writes `themes/congmo/templates/partials/accessibility-results.html`, so that every portal's statement is built from
what was found and when. Run it after a change of the theme (`make accessibility`). Exit code 1 where something was found.
"""

import argparse
import json
import re
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tests.browsing import chromium, serving
from tests.theme.kinds import LANGUAGES, every_page

ENGINE = Path(__file__).resolve().parents[2]
RESULTS = ENGINE / "themes/congmo/templates/partials/accessibility-results.html"
AXE = ENGINE / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark", "contrast")
REFUSED = "window.refused = []; document.addEventListener('securitypolicyviolation', e => window.refused.push(e.violatedDirective + ' ' + e.blockedURI))"
PAGE = """{{# Written by `make accessibility`; do not edit. #}}
{{% set found = {found} %}}
<h2 id="results">{{{{ _("Results of the check") }}}}</h2>
<dl class="fields">
<dt>{{{{ _("Checked on %(date)s")|fill(date=edition.day(found.date)) }}}}</dt>
<dd>{{{{ _("%(pages)s pages in %(languages)s languages, one of every kind, each in light, dark and high contrast colours and 320 pixels wide")|fill(pages=found.pages, languages=found.languages) }}}}{{{{ edition.stop }}}}axe-core {{{{ found.axe }}}}{{{{ edition.comma }}}}WCAG 2.2 AA</dd>
<dt>{{{{ _("Found by the automatic check") }}}}</dt>
<dd>{{% if found.problems %}}<ul>{{% for each in found.problems %}}<li>{{{{ each }}}}</li>{{% endfor %}}</ul>{{% else %}}{{{{ _("No problem") }}}}{{% endif %}}</dd>
<dt>{{{{ _("Tell us about a barrier") }}}}</dt>
<dd>{{% if portal.contact.email %}}<a href="mailto:{{{{ portal.contact.email }}}}">{{{{ portal.contact.email }}}}</a>{{% else %}}{{{{ edition.text(portal.contact.address) or _("Not yet supplied") }}}}{{% endif %}}</dd>
</dl>
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("output", type=Path)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    asked = parser.parse_args()
    languages = tuple(asked.languages.split(","))
    pages = every_page(asked.output, languages)
    problems: dict[str, set[str]] = {}
    axe = AXE.read_text()
    with serving(asked.output) as base, chromium() as browser:
        for name, path in pages.items():
            for problem in problems_of(browser, base + path, axe):
                problems.setdefault(problem, set()).add(name)
    version = re.search(r"\d+\.\d+\.\d+", axe[:200])
    found = {"date": datetime.now(timezone(timedelta(hours=7))).date().isoformat(), "axe": version.group() if version else "",
             "pages": len(pages), "languages": len(languages),
             "problems": [f"{help} ({', '.join(sorted(names))})" for help, names in sorted(problems.items())]}
    if languages == LANGUAGES:
        RESULTS.write_text(PAGE.format(found=json.dumps(found, ensure_ascii=False)))
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 1 if problems else 0


def problems_of(browser: Any, url: str, axe: str) -> set[str]:
    """What is wrong with one page, in any of its looks."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    errors: set[str] = set()
    page.on("pageerror", lambda error: errors.add(f"script: {error}"))
    page.add_init_script(REFUSED)
    page.goto(url)
    errors |= {f"refused by the policy: {each}" for each in page.evaluate("window.refused")}
    page.evaluate(axe)
    for theme in THEMES:
        if theme != "light":
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        # Only the colours differ from one look to the next.
        result = page.evaluate("only => axe.run(document, {runOnly: only})", TAGS if theme == "light" else ["color-contrast"])
        errors |= {f"{found['help']} [{theme}]" for found in result["violations"]}
    page.set_viewport_size({"width": 320, "height": 640})
    if page.evaluate("document.scrollingElement.scrollWidth") > 320:
        errors.add("scrolls sideways at 320 px")
    page.close()
    return errors


if __name__ == "__main__":
    sys.exit(main())
