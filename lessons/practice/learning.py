"""What a graded take teaches about its player's skills."""

from __future__ import annotations

from collections.abc import Mapping

from lessons.practice.models import SkillBelief, Take
from tutor.learning.mastery import Belief, learned


def learn_from(take: Take, evidence: Mapping[str, tuple[int, int]]) -> None:
    """Update the beliefs about the student's skills; `evidence` is skill -> (right, wrong) of this take."""
    rows = {row.skill: row for row in SkillBelief.objects.filter(student=take.student, skill__in=list(evidence))}
    before = {skill: Belief.from_dict(row.state) for skill, row in rows.items()}
    for skill, belief in learned(before, evidence, take.created).items():
        SkillBelief.objects.update_or_create(student=take.student, skill=skill, defaults={"state": belief.to_dict()})
