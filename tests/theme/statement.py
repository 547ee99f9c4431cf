"""The results that the accessibility statement shows: axe-core on one page of every kind.

    python -m tests.theme.statement OUTPUT

Writes `themes/congmo/templates/partials/accessibility-results.html`, so that every portal's statement is built from
what was found and when. Run it after a change of the theme (`make accessibility`).
"""

import argparse
import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.theme.browsing import chromium, serving
from tests.theme.kinds import EVERY, address

ENGINE = Path(__file__).resolve().parents[2]
RESULTS = ENGINE / "themes/congmo/templates/partials/accessibility-results.html"
AXE = ENGINE / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGE = """{{# Written by `make accessibility`; do not edit. #}}
{{% set found = {found} %}}
<h2 id="results">{{{{ _("Result") }}}}</h2>
<dl class="fields">
<dt>{{{{ _("Checked on %(date)s")|fill(date=edition.day(found.date)) }}}}</dt>
<dd>axe-core {{{{ found.axe }}}}, WCAG 2.2 AA. {{{{ _("Pages") }}}}: {{{{ found.pages }}}} × 3 ({{{{ _("Light") }}}}, {{{{ _("Dark") }}}}, {{{{ _("High contrast") }}}}).</dd>
<dt>{{{{ _("Known problems") }}}}</dt>
<dd>{{% if found.problems %}}<ul>{{% for each in found.problems %}}<li>{{{{ each }}}}</li>{{% endfor %}}</ul>{{% else %}}{{{{ _("No known problems") }}}}{{% endif %}}</dd>
<dt>{{{{ _("Tell us about a barrier") }}}}</dt>
<dd>{{% if portal.contact.email %}}<a href="mailto:{{{{ portal.contact.email }}}}">{{{{ portal.contact.email }}}}</a>{{% else %}}{{{{ edition.text(portal.contact.address) or _("Not yet supplied") }}}}{{% endif %}}</dd>
</dl>
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("output", type=Path)
    asked = parser.parse_args()
    problems: dict[str, set[str]] = {}
    with serving(asked.output) as base, chromium() as browser:
        for name in EVERY:
            for theme in ("light", "dark", "contrast"):
                page = browser.new_page(color_scheme="dark" if theme == "dark" else "light")
                page.goto(base + address(name))
                if theme == "contrast":
                    page.evaluate("document.documentElement.dataset.theme = 'contrast'")
                page.evaluate(AXE.read_text())
                result = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
                for found in result["violations"]:
                    problems.setdefault(found["help"], set()).add(name)
                page.close()
    version = re.search(r"\d+\.\d+\.\d+", AXE.read_text()[:200]).group()
    today = datetime.now(timezone(timedelta(hours=7))).date().isoformat()
    found = {"date": today, "axe": version, "pages": len(EVERY),
             "problems": [f"{help} ({', '.join(sorted(names))})" for help, names in sorted(problems.items())]}
    RESULTS.write_text(PAGE.format(found=json.dumps(found, ensure_ascii=False)))
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
