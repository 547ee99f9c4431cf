"""What flows have in common."""

from datetime import timedelta

from tests.review.scenarios import A, SITE, Case, Scenario
from tests.review.world import World, page

FLOWS: dict[str, Scenario] = {}
NEW = page("Tin hai")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WITHOUT_A = {path: data for path, data in SITE.items() if path != A}


def flow(scenario: Scenario) -> Scenario:
    """Enter a scenario in the table."""
    FLOWS[scenario.__name__] = scenario
    return scenario


def published(world: World, changes: dict, **more) -> Case:
    """The site with these changes, and no error reported."""
    whole = {path: data for path, data in (SITE | changes).items() if data is not None}
    return Case(world, whole, **({"quiet": True} | more))
