# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jmss.rules.succession import GroupView, NodeView, Step, Succession, succession

NAMES = ("SV1", "SV2", "SV3", "SV4")
ALL = {name: NodeView(alive=True, boot=f"boot {name}") for name in NAMES}
OWNED = GroupView("VCOM1", NAMES, owner="SV1", owner_boot="boot SV1")
FRESH = GroupView("VCOM1", NAMES)
DEAD = NodeView(alive=False, boot="boot SV1")


def without(*names: str, **changes: NodeView) -> dict[str, NodeView]:
    dead = {name: replace(ALL[name], alive=False) for name in names}
    return {**ALL, **dead, **changes}


@pytest.mark.parametrize(
    ("group", "nodes", "wanted"),
    [
        (OWNED, ALL, Succession(Step.STAY, "SV1")),
        (FRESH, ALL, Succession(Step.TAKE, "SV1")),
        # SV1 fails: SV2 is the next, and must first kill what is left of SV1 (manual S3).
        (OWNED, without("SV1"), Succession(Step.TAKE, "SV2", ("SV1", "boot SV1"))),
        (OWNED, without("SV1", "SV2"), Succession(Step.TAKE, "SV3", ("SV1", "boot SV1"))),
        (OWNED, without(*NAMES), Succession(Step.WAIT)),
        # Not at home and home is back: no move by itself.
        (
            replace(OWNED, owner="SV3", owner_boot="boot SV3"),
            ALL,
            Succession(Step.STAY, "SV3"),
        ),
        # SV1 died and is back already: its old start must be gone before anybody goes on.
        (
            OWNED,
            {**ALL, "SV1": NodeView(alive=True, boot="new")},
            Succession(Step.TAKE, "SV1", ("SV1", "boot SV1")),
        ),
        (replace(OWNED, given_up=True), ALL, Succession(Step.TAKE, "SV1")),
        (replace(OWNED, given_up=True), without("SV1"), Succession(Step.TAKE, "SV2")),
        (replace(OWNED, wanted="SV3"), ALL, Succession(Step.HAND_OVER, "SV3")),
        (replace(OWNED, wanted="SV1"), ALL, Succession(Step.STAY, "SV1")),
        (replace(OWNED, wanted="SV3"), without("SV3"), Succession(Step.STAY, "SV1")),
        (replace(OWNED, wanted="SV9"), ALL, Succession(Step.STAY, "SV1")),
        (replace(OWNED, wanted="SV3", given_up=True), ALL, Succession(Step.TAKE, "SV3")),
        # The cluster is just starting: the better node may still come.
        (FRESH, without("SV1", SV1=NodeView(alive=False, expected=True)), Succession(Step.WAIT)),
        (
            FRESH,
            without("SV2", SV2=NodeView(alive=False, expected=True)),
            Succession(Step.TAKE, "SV1"),
        ),
        # The service failed too often on SV1: the next one tries.
        (
            replace(OWNED, given_up=True),
            {**ALL, "SV1": replace(ALL["SV1"], barred=frozenset({"VCOM1"}))},
            Succession(Step.TAKE, "SV2"),
        ),
        (
            FRESH,
            {name: replace(node, barred=frozenset({"VCOM1"})) for name, node in ALL.items()},
            Succession(Step.WAIT),
        ),
        # A node that left the layout is no living owner.
        (
            replace(OWNED, owner="SV9", owner_boot="old"),
            ALL,
            Succession(Step.TAKE, "SV1", ("SV9", "old")),
        ),
    ],
)
def test_table(group: GroupView, nodes: dict[str, NodeView], wanted: Succession) -> None:
    assert succession(group, nodes) == wanted


boots = st.sampled_from(("old", "new"))
node_views = st.builds(
    NodeView,
    alive=st.booleans(),
    boot=boots,
    expected=st.booleans(),
    barred=st.sampled_from((frozenset(), frozenset({"VCOM1"}))),
)
clusters = st.fixed_dictionaries(dict.fromkeys(NAMES, node_views))
group_views = st.builds(
    GroupView,
    name=st.just("VCOM1"),
    nodes=st.permutations(NAMES).map(tuple),
    owner=st.none() | st.sampled_from((*NAMES, "SV9")),
    owner_boot=boots,
    given_up=st.booleans(),
    wanted=st.none() | st.sampled_from((*NAMES, "SV9")),
)


def owner_lives(group: GroupView, nodes: dict[str, NodeView]) -> bool:
    if group.owner not in nodes or group.given_up:
        return False
    node = nodes[str(group.owner)]
    return node.alive and node.boot == group.owner_boot


@given(group_views, clusters)
def test_only_a_living_node_of_the_group_gets_it(
    group: GroupView, nodes: dict[str, NodeView]
) -> None:
    decision = succession(group, nodes)
    if decision.step in {Step.TAKE, Step.HAND_OVER}:
        assert decision.node in group.nodes
        assert nodes[str(decision.node)].alive
        assert "VCOM1" not in nodes[str(decision.node)].barred
    assert (decision.step is Step.WAIT) == (decision.node is None)


@given(group_views, clusters)
def test_a_living_owner_is_never_fenced_and_moves_only_when_asked(
    group: GroupView, nodes: dict[str, NodeView]
) -> None:
    decision = succession(group, nodes)
    if owner_lives(group, nodes):
        assert decision.step in {Step.STAY, Step.HAND_OVER}
        assert decision.fence is None
        if decision.step is Step.HAND_OVER:
            assert decision.node == group.wanted != group.owner
        else:
            assert decision.node == group.owner
    else:
        assert decision.step in {Step.TAKE, Step.WAIT}


@given(group_views, clusters)
def test_nobody_starts_before_the_remains_of_a_dead_owner_are_gone(
    group: GroupView, nodes: dict[str, NodeView]
) -> None:
    decision = succession(group, nodes)
    if decision.step is Step.TAKE and group.owner and not group.given_up:
        assert decision.fence == (group.owner, group.owner_boot)
    else:
        assert decision.fence is None


@given(group_views, clusters, st.sampled_from(NAMES))
def test_the_death_of_a_node_that_does_not_carry_the_group_moves_nothing(
    group: GroupView, nodes: dict[str, NodeView], dead: str
) -> None:
    if owner_lives(group, nodes) and dead not in {group.owner, group.wanted}:
        after = {**nodes, dead: replace(nodes[dead], alive=False)}
        assert succession(group, after) == succession(group, nodes)


@given(group_views, clusters)
def test_once_taken_it_stays(group: GroupView, nodes: dict[str, NodeView]) -> None:
    decision = succession(group, nodes)
    if decision.step is Step.TAKE:
        taker = str(decision.node)
        taken = replace(group, owner=taker, owner_boot=nodes[taker].boot, given_up=False)
        assert succession(taken, nodes) == Succession(Step.STAY, taker)


@given(group_views, clusters)
def test_somebody_has_it_as_soon_as_somebody_can(
    group: GroupView, nodes: dict[str, NodeView]
) -> None:
    able = [name for name in NAMES if nodes[name].alive and "VCOM1" not in nodes[name].barred]
    nobody_else_comes = not any(node.expected for node in nodes.values())
    if able and nobody_else_comes:
        assert succession(group, nodes).node is not None
