from launch.models.evidence import EvidenceRun, SignOff

__all__ = ["EvidenceRun", "SignOff"]
