"""What became of a letter inside Postfix, told by its log and its queue. Pure: knows no Django."""

from delivery.mta.fate import Fate, FateKind, LogUnreadable
from delivery.mta.fates import mta_fates

__all__ = ["Fate", "FateKind", "LogUnreadable", "mta_fates"]
