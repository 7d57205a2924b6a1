from launch.registry.shape import LIVE, RUN, SIGN, C, O, R, Requirement

REQUIREMENTS = (
    Requirement(
        "BK1", R, "A backup each day", RUN,
        "Schedule scripts/backup-database.sh daily, and record each run for BK1.",
        max_age_days=2,
    ),
    Requirement(
        "BK2", R, "A backup restored and compared", RUN,
        "Restore the newest backup into an empty server, compare the counts of every table, and record "
        "the drill.",
    ),
    Requirement(
        "BK3", R, "Backups of 30 days", LIVE,
        "Set the backup tool to keep 30 days. No check lists the backups yet.",
    ),
    Requirement(
        "BK4", R, "Backups in another place", RUN,
        "Copy each backup to S3-compatible or Azure storage elsewhere, and record a run that reads one "
        "back.",
    ),
    Requirement(
        "BK5", R, "Backups encrypted", RUN,
        "Encrypt backups with a key that is not on the database host, and record a run that finds no "
        "plain text in one.",
    ),
    Requirement(
        "BK6", C, "Increments each hour", RUN,
        "Schedule incremental backups each hour, and record a restore from one.",
    ),
    Requirement(
        "BK7", C, "A copy in another region", RUN,
        "Replicate the backup store to a second region, and record a run that reads from there.",
    ),
    Requirement(
        "BK8", O, "Recovery to a moment", RUN,
        "Archive the WAL without pause, restore to a named second, and record the drill.",
    ),
    Requirement(
        "DR1", R, "Recovery within an hour, losing at most an hour", RUN,
        "Follow the written recovery procedure against a clock, and record both times.",
    ),
    Requirement(
        "DR2", R, "Failover tried", RUN,
        "Fail over to the standby in the middle of a mailing, account for every letter, and record the "
        "drill.",
    ),
    Requirement(
        "DR4", R, "A release taken back", RUN,
        "Roll a release and its migrations back on a copy of the data, and record the drill.",
    ),
    Requirement(
        "DR5", C, "A hot standby", LIVE,
        "Run a streaming replica of PostgreSQL. No check reads pg_stat_replication yet.",
    ),
    Requirement(
        "DR6", C, "More than one region", SIGN,
        "Have operations attest where the regions are: `manage.py preflight_sign DR6 --person … --role "
        "operations`.",
    ),
    Requirement(
        "DR7", O, "Failover by itself", RUN,
        "Stop the main server without warning, measure until mail flows again, and record the drill.",
    ),
)  # fmt: skip
