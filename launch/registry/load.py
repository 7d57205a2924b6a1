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
        "Run scripts/validate-ota-integrations.sh ENV: it tries every connection and records the run.",
    ),
    Requirement(
        "OT2", R, "Rates reach the channel", RUN,
        "Run scripts/validate-ota-integrations.sh ENV: it sends a price to each channel, reads it back, and "
        "records the run.",
    ),
    Requirement(
        "OT3", R, "Reservations are fetched whole", RUN,
        "Run scripts/validate-ota-integrations.sh ENV: it pulls each channel and records the run.",
    ),
    Requirement(
        "OT4", R, "Availability reaches the channel", RUN,
        "Run scripts/validate-ota-integrations.sh ENV: it sends rooms to each channel, reads them back, and "
        "records the run.",
    ),
    Requirement(
        "OT5", C, "Webhooks received", RUN,
        "Have each channel that calls send a test event, then run scripts/validate-ota-integrations.sh ENV.",
    ),
    Requirement(
        "OT6", O, "Channels under stress", RUN,
        "Run scripts/validate-ota-integrations.sh ENV --stress: it fetches two years and sends the calendar "
        "once more, from several workers at once, and counts whether everything was done once.",
    ),
)  # fmt: skip
