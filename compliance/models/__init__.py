"""Tables of the room. All of them are keyed by address hash, never by guest."""

from compliance.models.consent import ConsentEvent, ConsentStatus, ConsentText
from compliance.models.erasure import Erasure
from compliance.models.policy import PrivacyDraft, PrivacyPolicy
from compliance.models.preference import MailPreference
from compliance.models.processor import Processor
from compliance.models.request import DataExport, DataRequest
from compliance.models.retention import RetentionPeriod, RetentionRun
from compliance.models.rotation import HashRotation
from compliance.models.suppression import Suppression
from compliance.models.topic import Topic

__all__ = [
    "ConsentEvent",
    "ConsentStatus",
    "ConsentText",
    "DataExport",
    "DataRequest",
    "Erasure",
    "HashRotation",
    "MailPreference",
    "PrivacyDraft",
    "PrivacyPolicy",
    "Processor",
    "RetentionPeriod",
    "RetentionRun",
    "Suppression",
    "Topic",
]
