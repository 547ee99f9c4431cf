"""Attacks on the kinds of pages that need more than others."""

from tests.review.attacks.base import NEW, attack, unchanged
from tests.review.scenarios import PLAN, SITE, Case
from tests.review.world import World, page


@attack
def dialogue_plan_without_the_head(world: World) -> Case:
    world.publish({PLAN: NEW}, "ed", "mem", "mem2")
    return unchanged(world)


@attack
def dialogue_plan_with_the_head_alone(world: World) -> Case:
    world.publish({PLAN: NEW}, "ed", "head")
    return unchanged(world)


@attack
def dialogue_plan_put_among_the_news(world: World) -> Case:
    world.publish({"content/tinh/news/ke-hoach.vi.md": page("Kế hoạch", type="dialogue-plan")}, "ed", "mem")
    return unchanged(world)


@attack
def dialogue_plan_behind_a_byte_order_mark(world: World) -> Case:
    world.publish({"content/tinh/news/ke-hoach.vi.md": b"\xef\xbb\xbf" + page("Kế hoạch", type="dialogue-plan")}, "ed",
                  "mem")
    return unchanged(world)


@attack
def dialogue_plan_with_other_line_ends(world: World) -> Case:
    spelt = page("Kế hoạch", type="dialogue-plan").replace(b"\n", b"\r\n")
    world.publish({"content/tinh/news/ke-hoach.vi.md": spelt}, "ed", "mem")
    return unchanged(world)


@attack
def dialogue_plan_whose_type_is_spelt_with_escapes(world: World) -> Case:
    spelt = page("Kế hoạch", type="dialogue-plan").replace(b"type:", b'"\\x74ype":')
    world.publish({"content/tinh/news/ke-hoach.vi.md": spelt}, "ed", "mem")
    return unchanged(world)


@attack
def dialogue_plan_that_drops_its_type(world: World) -> Case:
    path, plan = "content/tinh/news/ke-hoach.vi.md", page("Kế hoạch", type="dialogue-plan")
    world.publish({path: plan}, "ed", "mem", "head")
    world.publish({path: page("Kế hoạch khác")}, "ed", "mem")
    return Case(world, SITE | {path: plan})


@attack
def section_under_another_name(world: World) -> Case:
    world.publish({"content/tinh/van-ban/l2.vi.md": NEW}, "ed", "mem")
    return unchanged(world)


@attack
def section_under_the_portals_own_name(world: World) -> Case:
    world.publish({"content/tinh/doi-thoai/p.vi.md": NEW}, "ed", "mem")
    return unchanged(world)
