"""What attacks have in common."""

from datetime import timedelta

from plugins.review.sshsig import STATEMENT_NAMESPACE
from plugins.review.statements import Kind, statement_path
from tests.review.scenarios import SITE, Case, Scenario
from tests.review.world import Content, Signer, World, page

ATTACKS: dict[str, Scenario] = {}
NEW = page("Tin hai")
DAY = timedelta(days=1)


def attack(scenario: Scenario) -> Scenario:
    """Enter a scenario in the table."""
    ATTACKS[scenario.__name__] = scenario
    return scenario


def unchanged(world: World, **more) -> Case:
    return Case(world, SITE, **more)


def raw_statement(payload: bytes, signer: str, namespace: str = STATEMENT_NAMESPACE) -> dict[str, Content]:
    path = statement_path(payload)
    return {path: payload, f"{path}.sig": Signer(signer).sign(payload, namespace)}


def forged(world: World, changes: dict[str, Content], spoil) -> dict[str, Content]:
    """A submission in order and an approval whose payload `spoil` rewrote before it was signed by its author."""
    payload = spoil(world.payload(Kind.APPROVE, "mem", changes))
    return changes | world.submit("ed", changes) | raw_statement(payload, "mem")
