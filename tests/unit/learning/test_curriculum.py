from __future__ import annotations

import pytest

from photoface.learning.curriculum import Curriculum
from photoface.learning.mining_rule import Choice, MiningRule, Negatives


def test_the_formula() -> None:
    curriculum = Curriculum(MiningRule(margin=0.2), steps=100)
    for step in range(0, 200, 7):
        expected = 0.1 * (1 - min(step / 100, 1))
        assert curriculum.floor(step) == pytest.approx(expected)


def test_from_easy_to_the_rule_asked_for() -> None:
    asked = MiningRule(negatives=Negatives.HARDEST, margin=0.3, choice=Choice.RANDOM)
    curriculum = Curriculum(asked, steps=50)
    rules = [curriculum.rule_at(step) for step in range(80)]
    assert rules[0] == MiningRule(Negatives.SEMI_HARD, 0.3, 0.15, Choice.RANDOM, fall_back=True)
    floors = [rule.floor for rule in rules[:50]]
    assert floors == sorted(floors, reverse=True)
    assert floors[-1] == pytest.approx(0.15 / 50)
    assert all(rule == asked for rule in rules[50:])


def test_without_steps_it_is_the_rule() -> None:
    assert Curriculum(MiningRule()).rule_at(0) == MiningRule()
    assert Curriculum(MiningRule()).floor(0) == 0


def test_refusals() -> None:
    with pytest.raises(ValueError, match="curriculum"):
        Curriculum(MiningRule(), steps=-1)
