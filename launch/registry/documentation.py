from launch.checks import documents
from launch.registry.shape import LIVE, SIGN, C, O, R, Requirement

REQUIREMENTS = (
    Requirement(
        "DOC1", R, "The API described, to read and to browse", LIVE,
        "Run `make openapi` and commit docs/openapi.yaml, so that it is what /api/v1/openapi.yaml serves.",
        documents.api_described,
    ),
    Requirement(
        "DOC2", R, "Guides for users, deployment, trouble, backup and restore", LIVE,
        "Needs those guides in docs/, each tried by following it; this release has architecture and "
        "settings only.",
    ),
    Requirement(
        "DOC6", C, "Tutorials and answers inside the dashboard", LIVE,
        "Needs a help page in the dashboard; this release has none.",
    ),
    Requirement(
        "DOC8", O, "A guide for new developers", LIVE,
        "Correct the paths in CONTRIBUTING.md that are named here, or bring the files back.",
        documents.guide_true,
    ),
    Requirement(
        "TR1", R, "Support, operations and users trained", SIGN,
        "After each training have it attested: `manage.py preflight_sign TR1 --person … --role support`, "
        "and so for operations and users.",
        roles=("support", "operations", "users"),
    ),
    Requirement(
        "TR6", O, "A sandbox to practise in", LIVE,
        "`make demo` is one on any machine; needs an installation that people reach by themselves, and a "
        "check of it.",
    ),
)  # fmt: skip
