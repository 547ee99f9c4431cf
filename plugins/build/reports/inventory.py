"""The software that this program is made of, with versions and licences, from what is installed (HP-03.3)."""

from importlib.metadata import distributions

from plugins import ENGINE_VERSION
from plugins.build.reports.tables import Table, Words


def inventory_table() -> Table:
    """One row for each installed package, by name."""
    rows = {}
    for one in distributions():
        told = one.metadata
        licences = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if line.startswith("License ::")]
        licence = told.get("License-Expression") or ", ".join(licences) or (told.get("License") or "").split("\n")[0]
        rows[told["Name"].lower()] = (told["Name"], one.version, licence[:80], (told.get("Summary") or "")[:120])
    return Table(Words("Software inventory"), (("name", "Name"), ("version", "Version"), ("licence", "Licence"), ("summary", "Summary")),
                 tuple(rows[name] for name in sorted(rows)), Words("Cổng Mở {version} and the packages installed with it.", {"version": ENGINE_VERSION}))
