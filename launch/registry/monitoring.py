from launch.checks import operations, vitals
from launch.registry.shape import LIVE, RUN, C, O, R, Requirement

REQUIREMENTS = (
    Requirement(
        "MON1", R, "Prometheus, keeping 30 days", LIVE,
        "Run Prometheus with --storage.tsdb.retention.time=30d against the product. Needs a metrics "
        "endpoint, which this release has not.",
    ),
    Requirement(
        "MON2", R, "Dashboards of system, API and e-mail", LIVE,
        "Needs the three dashboards beside the metrics of MON1.",
    ),
    Requirement(
        "MON3", R, "Alerts, each tested firing and silent", RUN,
        "Run promtool over the alert rules and their tests, and record the run for MON3.",
    ),
    Requirement(
        "MON7", C, "Logs as JSON, with the ids to follow", LIVE,
        "Keep config.logs.JsonFormatter on every handler of the root logger in LOGGING.",
        operations.logs_structured,
    ),
    Requirement(
        "MON8", C, "Traces from the web through the workers to SMTP and OTA", LIVE,
        "Needs OpenTelemetry in web, workers, SMTP and the adapters; this release has none.",
    ),
    Requirement(
        "MON9", O, "Health can be asked", LIVE,
        "/health/ready says which of database and Redis does not answer; mend that one, and let your "
        "monitor ask both.",
        operations.health_answered,
    ),
    Requirement(
        "AM1", R, "Errors tracked, without personal data", LIVE,
        "Needs the Sentry SDK with a scrubber for addresses and names; this release logs errors only.",
    ),
    Requirement(
        "AM2", R, "Response times of each endpoint", LIVE,
        "Needs the metrics of MON1 with a histogram by route.",
    ),
    Requirement(
        "AM4", R, "Delivery followed by domain and organisation", LIVE,
        "Needs bounces and deferrals rolled up by the recipient's domain; this release rolls up by hotel "
        "and day.",
    ),
    Requirement(
        "AM5", R, "Success of campaigns watched", LIVE,
        "Needs an alert on campaigns that fail or stand still; this release shows them in the dashboard "
        "only.",
    ),
    Requirement(
        "AM6", C, "Direct revenue, opt-ins and departures as figures", LIVE,
        "Needs revenue attributed to campaigns; this release counts opt-ins and unsubscribes only.",
    ),
    Requirement(
        "AM7", C, "Speed as real users feel it", LIVE,
        "Open the dashboard in a browser, logged in: it reports its web vitals when a page is left. The "
        "figures stand in the operator's admin under 'Web vitals' and at /api/v1/web-vitals.",
        vitals.reported,
    ),
    Requirement(
        "AM8", O, "Session replay, off and masked by default", LIVE,
        "Needs a replay that somebody turns on and that masks all text; this release has none.",
    ),
    Requirement(
        "DM1", R, "Connections, slow queries, growth and lag of the database", LIVE,
        "Needs a PostgreSQL exporter beside MON1; `preflight` shows sizes and slow statements under DB1 "
        "and DB3.",
    ),
    Requirement(
        "DM5", C, "Waiting for locks seen", LIVE,
        "Needs a sample of pg_stat_activity and pg_locks over time; this release takes none.",
    ),
    Requirement(
        "DM7", O, "Advice on indexes by itself", LIVE,
        "DB2 names missing and unused indexes when it is asked; needs a schedule that asks and tells.",
    ),
)  # fmt: skip
