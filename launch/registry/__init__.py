"""Every requirement of a launch, in the order they are read. Nothing is proved here; see launch/checks."""

from launch.errors import RequirementUnknown
from launch.registry import (
    backup,
    compliance,
    cost,
    documentation,
    go,
    load,
    monitoring,
    performance,
    security,
)
from launch.registry.shape import Requirement, Section

__all__ = ["REQUIREMENTS", "SECTIONS", "Requirement", "Section", "requirement_get"]

SECTIONS: tuple[Section, ...] = (
    Section("Performance", performance.REQUIREMENTS),
    Section("Security", security.REQUIREMENTS),
    Section("Monitoring and alerting", monitoring.REQUIREMENTS),
    Section("Backup and recovery", backup.REQUIREMENTS),
    Section("Load tests", load.REQUIREMENTS),
    Section("Documentation and training", documentation.REQUIREMENTS),
    Section("Compliance", compliance.REQUIREMENTS),
    Section("Cost", cost.REQUIREMENTS),
    Section("Go or no-go", go.REQUIREMENTS),
)
REQUIREMENTS: dict[str, Requirement] = {row.id: row for section in SECTIONS for row in section.requirements}


def requirement_get(requirement_id: str) -> Requirement:
    """Raises RequirementUnknown."""
    if requirement_id not in REQUIREMENTS:
        raise RequirementUnknown(
            f"There is no requirement {requirement_id}; `manage.py preflight --list` names all."
        )
    return REQUIREMENTS[requirement_id]
