from launch.registry.shape import RUN, SIGN, R, Requirement

REQUIREMENTS = (
    Requirement(
        "FC1", R, "All tests, scans, drills and trainings done", RUN,
        "Run `make lint test` on the release and record the run for FC1; the rows it draws from must hold "
        "too.",
        draws=(
            "LT1", "LU1", "OT1", "APP3", "APP6", "APP7", "EM1", "MON1", "MON2", "MON3", "BK1", "BK2",
            "DR1", "DOC1", "DOC2", "TR1",
        ),
        max_age_days=14,
    ),
    Requirement(
        "GO1", R, "Approved by every role, with the plans at hand", SIGN,
        "Have each attested: `manage.py preflight_sign GO1 --person … --role \"technical lead\"`, and so "
        "for product owner, security, operations, risk assessment, rollback plan, communication plan and "
        "support standby.",
        roles=(
            "technical lead", "product owner", "security", "operations", "risk assessment",
            "rollback plan", "communication plan", "support standby",
        ),
    ),
)  # fmt: skip
