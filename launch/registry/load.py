from launch.registry.shape import RUN, C, O, R, Requirement

REQUIREMENTS = (
    Requirement(
        "LT1", R, "10,000 mails within an hour, at most 1 % failing", RUN,
        "Run scripts/load-test-emails.sh ENV, and record the run with rate, errors and resources for LT1.",
    ),
    Requirement(
        "LU1", R, "100,000 people at once, p95 below 500 ms", RUN,
        "Run scripts/load-test-users.sh ENV, and record the run with p95, errors and database figures for "
        "LU1.",
    ),
    Requirement(
        "OT1", R, "Every OTA connection validated", RUN,
        "Run scripts/validate-ota-integrations.sh ENV, and record the run for OT1.",
    ),
    Requirement(
        "OT2", R, "Rates reach the channel", RUN,
        "Push rates to each channel's test hotel, read them back, and record the run. Needs the rate "
        "push.",
    ),
    Requirement(
        "OT3", R, "Reservations are fetched whole", RUN,
        "Pull each channel's test hotel, compare with what it says it has, and record the run for OT3.",
    ),
    Requirement(
        "OT4", R, "Availability reaches the channel", RUN,
        "Push availability to each channel's test hotel, read it back, and record the run. Needs the "
        "availability push.",
    ),
    Requirement(
        "OT5", C, "Webhooks received", RUN,
        "Have each channel that offers webhooks send its test events, and record the run. Needs the "
        "webhook doors.",
    ),
    Requirement(
        "OT6", O, "Channels under stress", RUN,
        "Pull a season's reservations with faults in the channel, compare with its own truth, and record "
        "the run.",
    ),
)  # fmt: skip
