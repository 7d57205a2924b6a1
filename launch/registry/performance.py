from launch.checks import (
    api,
    frontend,
    indexes,
    letters,
    names,
    partitions,
    redis,
    relays,
    statements,
    tables,
)
from launch.registry.shape import LIVE, RUN, C, O, R, Requirement
from launch.types import Proof

REQUIREMENTS = (
    Requirement(
        "DB1", R, "Fresh statistics on every table", LIVE,
        "Run `ANALYZE` on the database as its owner; leave autovacuum on, so that they stay fresh.",
        tables.statistics_fresh,
    ),
    Requirement(
        "DB2", R, "Indexes: none missing, unused, double or invalid", LIVE,
        "Drop the named double, unused or invalid indexes (REINDEX CONCURRENTLY an invalid one you need), "
        "and add an index whose first columns are those of each named foreign key or filter.",
        indexes.indexes_right,
    ),
    Requirement(
        "DB3", R, "Slow statements known, with their plans", LIVE,
        "Put pg_stat_statements into shared_preload_libraries, restart PostgreSQL, and run `CREATE "
        "EXTENSION pg_stat_statements` in the product's database as a superuser.",
        statements.slow_statements_known,
    ),
    Requirement(
        "DB4", R, "Connection pool of 10 to 200", LIVE,
        "Set DATABASE_POOL_MIN=10 and DATABASE_POOL_MAX to at most 200, and the server's max_connections "
        "above that for all processes together.",
        tables.pool_sized,
    ),
    Requirement(
        "DB5", R, "Queries cached in Redis, and forgotten when their rows change", LIVE,
        "Needs a cache of costly selectors in REDIS_CACHE_URL whose keys change with the rows; this "
        "release reads PostgreSQL each time.",
    ),
    Requirement(
        "DB6", C, "Reports read from a replica that is not behind", LIVE,
        "Needs a streaming replica and a router that sends the reads of `analytics` there while its lag "
        "is small; this release reads the main server.",
    ),
    Requirement(
        "DB7", C, "PgBouncer in transaction mode", LIVE,
        "Put PgBouncer with pool_mode=transaction before PostgreSQL, point DATABASE_URL at it and set "
        "DATABASE_POOL_MAX=0. No check looks at it yet.",
    ),
    Requirement(
        "DB8", O, "Large tables partitioned by time", LIVE,
        "Run the beat, whose task delivery.prepare_months makes the ledger's months ahead. A named table has "
        "outgrown one piece; events and statistics have no partitions yet.",
        partitions.partitioned_by_month,
    ),
    Requirement(
        "API1", R, "Answers compressed by gzip, static files by brotli too", LIVE,
        "Run with DJANGO_SETTINGS_MODULE=config.settings.production and `manage.py collectstatic`, which "
        "writes the brotli files; keep GZipMiddleware in MIDDLEWARE.",
        api.compressed,
    ),
    Requirement(
        "API2", R, "Responses cached in Redis", LIVE,
        "Needs a response cache for the costly reads of the API; this release answers each request anew.",
    ),
    Requirement(
        "API3", R, "At most 100 requests a minute from one address", LIVE,
        "Set BELLHOP_RATE_PER_IP=100/min, let Redis answer (a limit that cannot count lets everybody in), "
        "and set TRUSTED_PROXIES to the number of proxies in front.",
        api.rate_limited_by_address,
    ),
    Requirement(
        "API4", R, "JSON written by orjson", LIVE,
        "Give the named views accounts.api.json.JsonRenderer, the default renderer in REST_FRAMEWORK.",
        api.json_by_orjson,
    ),
    Requirement(
        "API5", R, "HTTP/2", LIVE,
        "Serve the product through nginx with `http2 on` in its TLS server. No check asks for it yet.",
    ),
    Requirement(
        "API6", C, "GraphQL with limits of depth and cost", LIVE,
        "Needs a GraphQL endpoint over the selectors, with both limits; this release has none.",
    ),
    Requirement(
        "API7", C, "Pages of at most 100, by cursor", LIVE,
        "Give the named views accounts.api.pagination.KeysetPagination, whose max_page_size is 100.",
        api.pages_capped,
    ),
    Requirement(
        "API8", O, "Static files ready for a CDN", LIVE,
        "Names carry hashes already; needs STATIC_URL to be taken from the environment, so that a CDN's "
        "origin can be given.",
    ),
    Requirement(
        "EM1", R, "At least 100 mails a minute, measured", RUN,
        "Run scripts/load-test-emails.sh ENV against the installation and record the run for EM1.",
    ),
    Requirement(
        "EM2", R, "Letters claimed in batches of 50", LIVE,
        "Set BATCH in delivery/services/claim.py back to 50.",
        letters.batches_of_fifty,
    ),
    Requirement(
        "EM3", R, "The queue survives Redis", (Proof.LIVE, Proof.RUN),
        "Set `appendonly yes` and `maxmemory-policy noeviction` in the broker's Redis; then restart and "
        "empty it in the middle of a mailing, and record that drill with every letter accounted for.",
        redis.queue_persistent,
    ),
    Requirement(
        "EM4", R, "Three attempts, waiting longer each time, never in step", LIVE,
        "Set ATTEMPTS to 3 in delivery/services/outcome.py and let the wait grow by a factor, with "
        "jitter.",
        letters.retried_three_times,
    ),
    Requirement(
        "EM5", C, "Every letter signed by DKIM", LIVE,
        "Make a sending domain for each named sender, and publish its DKIM record in DNS before the next "
        "mailing.",
        letters.letters_signed,
    ),
    Requirement(
        "EM6", C, "SPF and DMARC published", LIVE,
        "Add a sending domain for each hotel's sender, publish the records that it shows, and check it. Where "
        "DNS did not answer, look at BELLHOP_DNS_SERVER.",
        names.spf_and_dmarc_published,
    ),
    Requirement(
        "EM7", O, "A sending address of one's own for each organisation", LIVE,
        "Give each named organisation a relay of its own at /api/v1/orgs/ORG/relays, with a warm-up plan while "
        "its address is new; `manage.py relay_assign` gives it an address of this machine.",
        relays.addresses_of_their_own,
    ),
    Requirement(
        "EM8", R, "E-mail statistics over the API", LIVE,
        "GET /api/v1/analytics/email-stats must answer a member with every figure; see "
        "analytics/selectors/email_stats.py.",
        api.email_stats_answered,
    ),
    Requirement(
        "FE1", R, "Scripts and styles minified", LIVE,
        "Build the dashboard with `npm run build` in frontend/, without turning off build.minify.",
        frontend.minified,
    ),
    Requirement(
        "FE2", R, "Each page a chunk of its own", LIVE,
        "Load the pages in frontend/src/app/routes.tsx by dynamic import, and build again.",
        frontend.split_by_route,
    ),
    Requirement(
        "FE3", R, "Images as WebP, loaded late, with their size", LIVE,
        "Needs an image pipeline for letters and dashboard; this release has no raster image and no "
        "check.",
    ),
    Requirement(
        "FE4", R, "Built files cached for a year", LIVE,
        "Run `manage.py collectstatic`, and serve /static/ through WhiteNoise or with the same "
        "Cache-Control.",
        frontend.cached_for_a_year,
    ),
    Requirement(
        "FE5", R, "The dashboard opens without a network", LIVE,
        "Needs a service worker that keeps the dashboard's files; this release has none.",
    ),
    Requirement(
        "FE7", C, "Long lists draw only what is seen", LIVE,
        "The guest list is virtual; a browser check that counts its rows is still to be added.",
    ),
)  # fmt: skip
