"""Programs that fetch what stands in a letter without anybody reading it."""

import re

# Link checkers and mail scanners say who they are, or say nothing at all.
_MACHINE = re.compile(
    r"bot\b|crawl|spider|scanner|linkcheck|headless|barracuda|mimecast|proofpoint|safelinks|symantec|trendmicro",
    re.IGNORECASE,
)


def is_machine(user_agent: str) -> bool:
    """Say whether a request was surely made by no person."""
    return not user_agent.strip() or _MACHINE.search(user_agent) is not None
