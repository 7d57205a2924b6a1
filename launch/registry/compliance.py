from launch.checks import forms, guests, letters, papers, retention, returns
from launch.registry.shape import LIVE, RUN, SIGN, C, O, R, Requirement

REQUIREMENTS = (
    Requirement(
        "GD1", R, "A lawful basis with evidence for each guest and purpose", LIVE,
        "Find the rows without basis or evidence, and stop their mailings; only compliance/rules.py may "
        "allow a guest.",
        guests.lawful_basis,
    ),
    Requirement(
        "GD2", R, "Data kept no longer than promised", LIVE,
        "Let celery's beat run, or run `manage.py retention`; `--dry-run` lists what is over and by which rule.",
        retention.kept_no_longer,
    ),
    Requirement(
        "GD3", R, "A guest can be erased", RUN,
        "Answer the overdue requests, run `manage.py erasure_replay` after a restore, and let celery's beat "
        "complete the journal. Then run `manage.py rights_drill --org … --environment …`: it looks for all three, "
        "erases a made-up guest, looks for them in every table, and records the run.",
    ),
    Requirement(
        "GD4", R, "A guest can take their data along", RUN,
        "Run `manage.py rights_drill --org … --environment …`: it exports a made-up guest and records the run.",
    ),
    Requirement(
        "GD5", R, "A privacy policy for each organisation, in versions", LIVE,
        "Write and publish each organisation's policy: `PUT /api/v1/orgs/{org}/privacy-policy`, then `POST "
        "…/privacy-policy/publish`; it stands at /privacy/{org}.",
        papers.policies_published,
    ),
    Requirement(
        "GD6", C, "Impact assessment and record of processing", SIGN,
        "Write the record by `manage.py papers`, complete it, and have both attested: "
        "`manage.py preflight_sign GD6 --person … --role \"impact assessment\"`, then "
        "`--role \"record of processing\"`.",
        roles=("impact assessment", "record of processing"),
    ),
    Requirement(
        "GD7", O, "Evidence for ISO 27001", SIGN,
        "Have whoever keeps the management system attest the export: `manage.py preflight_sign GD7 "
        "--person … --role …`.",
    ),
    Requirement(
        "CS1", R, "Honest headers and subjects, advertising named as such", LIVE,
        "Change the subject or the sender of the letters it names; campaigns/services/gate.py refuses such "
        "letters, and those that have to be marked as advertising and are not.",
        papers.letters_honest,
    ),
    Requirement(
        "CS2", R, "A way out of every marketing letter, with one click", LIVE,
        "Set BELLHOP_PUBLIC_URL to an https address (RFC 8058 wants one); footer and headers are added by "
        "themselves.",
        letters.ways_out_offered,
    ),
    Requirement(
        "CS3", R, "A guest who leaves gets nothing more, queued letters included", RUN,
        "Run `manage.py leaving_drill --org … --environment …`: made-up guests leave in every way in the middle of a "
        "mailing, by letters that wait and letters that a worker holds; it counts what would still go, and records it.",
    ),
    Requirement(
        "CS4", R, "A postal address in every letter", LIVE,
        "Complete street, postal code, city and country of the named hotels; the footer shows them.",
        letters.postal_address_shown,
    ),
    Requirement(
        "CS5", R, "Subscriptions confirmed by a second step", LIVE,
        "Switch a sign-up form on. Let celery's beat run, which deletes what nobody confirmed; look at consents "
        "that name a form or a pre-check-in and have no second step or wording.",
        forms.subscriptions_confirmed,
    ),
    Requirement(
        "CS6", C, "Guests choose what they get", LIVE,
        "Look at the letters it names: footer and link are added by themselves, and the page at /m/ must be "
        "reachable from outside.",
        letters.preferences_offered,
    ),
    Requirement(
        "CS7", O, "Complaints come back from mailbox providers", LIVE,
        "Run `manage.py inbound_lmtp` and let the mail server deliver the return addresses to it, or pipe them "
        "to `manage.py inbound_mail`; join the providers' feedback loops with an address at the bounce domain.",
        returns.complaints_come_back,
    ),
)  # fmt: skip
