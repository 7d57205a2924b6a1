from launch.registry.shape import LIVE, SIGN, C, R, Requirement

REQUIREMENTS = (
    Requirement(
        "CO1", R, "Machines of the right size", LIVE,
        "Needs use over time set against capacity, from the metrics of MON1.",
    ),
    Requirement(
        "CO2", R, "Workers and web grow and shrink with the load", LIVE,
        "Needs a scaler that follows queue length and load; this release runs a fixed number of each.",
    ),
    Requirement(
        "CO4", R, "Storage growth known, old partitions dropped", LIVE,
        "Needs the partitions of DB8 and the retention of GD2; sizes are shown under DB1.",
    ),
    Requirement(
        "CO5", C, "Spare or reserved capacity where it can wait", SIGN,
        "Have operations attest the choice: `manage.py preflight_sign CO5 --person … --role operations`.",
    ),
    Requirement(
        "CO7", R, "Cost of sending and of other services known each month", LIVE,
        "Needs a meter of sent mail and of calls to others, with prices and a budget; this release has "
        "none.",
    ),
)  # fmt: skip
