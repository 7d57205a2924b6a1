"""What is lawful: one table of rules for each purpose, and one of countries."""

from compliance.rules.countries import VERSION as RULES_VERSION
from compliance.rules.table import RULE_SETS, Ground, Rule, RuleSet
from compliance.rules.words import rules_table

__all__ = ["RULES_VERSION", "RULE_SETS", "Ground", "Rule", "RuleSet", "rules_table"]
