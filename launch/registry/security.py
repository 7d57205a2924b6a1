from launch.checks import api, headers
from launch.registry.shape import LIVE, RUN, C, O, R, Requirement

REQUIREMENTS = (
    Requirement(
        "TLS1", R, "A valid certificate that renews itself", LIVE,
        "Let certbot or nginx's ACME module keep a Let's Encrypt certificate for the public name. No "
        "check looks at it yet.",
    ),
    Requirement(
        "TLS2", R, "HSTS for a year, subdomains and preload", LIVE,
        "Run with DJANGO_SETTINGS_MODULE=config.settings.production, and let no proxy drop the header.",
        headers.hsts_sent,
    ),
    Requirement(
        "TLS3", R, "TLS 1.2 and 1.3 alone", LIVE,
        "Set `ssl_protocols TLSv1.2 TLSv1.3` in nginx. No check makes a handshake yet.",
    ),
    Requirement(
        "TLS4", R, "Strong ciphers", LIVE,
        "Use Mozilla's intermediate cipher list in nginx. No check makes a handshake yet.",
    ),
    Requirement(
        "TLS5", R, "OCSP stapled where the authority offers it", LIVE,
        "Set `ssl_stapling on` in nginx where the certificate names a responder. No check makes a "
        "handshake yet.",
    ),
    Requirement(
        "TLS6", C, "New certificates for the domain noticed", LIVE,
        "Needs a watch on Certificate Transparency logs for the public name; this release has none.",
    ),
    Requirement(
        "TLS7", O, "CAA record", LIVE,
        "Publish a CAA record that names the one authority you use. No check asks DNS for it yet.",
    ),
    Requirement(
        "APP1", R, "Forged requests refused (CSRF)", LIVE,
        "Keep CsrfViewMiddleware in MIDDLEWARE and SessionAuthentication, which checks the token, in "
        "REST_FRAMEWORK.",
        headers.forged_requests_refused,
    ),
    Requirement(
        "APP2", R, "No other site may read answers (CORS)", LIVE,
        "Remove the Access-Control-Allow-Origin header, in the product or in the proxy, or name the sites "
        "it is for.",
        headers.other_origins_refused,
    ),
    Requirement(
        "APP3", R, "No SQL injection", RUN,
        "Run the security scan over the code and the API, and record the run for APP3.",
    ),
    Requirement(
        "APP4", R, "Headers against framing, sniffing and leaks", LIVE,
        "Keep SecurityMiddleware, XFrameOptionsMiddleware and PermissionsPolicyMiddleware in MIDDLEWARE, "
        "and let the proxy pass their headers on.",
        headers.browsers_guarded,
    ),
    Requirement(
        "APP5", R, "Strict Content-Security-Policy with nonces", LIVE,
        "Keep CSPMiddleware and CONTENT_SECURITY_POLICY as in config/settings/base.py; give each script "
        "the nonce.",
        headers.content_policy_strict,
    ),
    Requirement(
        "APP6", R, "Every input checked at the door", RUN,
        "Fuzz the API from docs/openapi.yaml, and record the run for APP6.",
    ),
    Requirement(
        "APP7", R, "Templates can neither run scripts nor read secrets", RUN,
        "Run the corpus of script injections through the template compiler, and record the run for APP7.",
    ),
    Requirement(
        "APP8", C, "A limit for each person beside the one for each address", LIVE,
        "Set BELLHOP_RATE_PER_USER, and keep accounts.api.throttling.PerUser in REST_FRAMEWORK.",
        api.rate_limited_by_person,
    ),
    Requirement(
        "APP9", C, "Web application firewall", LIVE,
        "Put ModSecurity with the OWASP Core Rule Set into nginx. No check looks at it yet.",
    ),
    Requirement(
        "APP10", O, "Intrusions noticed", LIVE,
        "Needs alerts on what the audit log and the log-in counter show; this release writes both and "
        "alerts on none.",
    ),
    Requirement(
        "INF1", R, "Firewall opens 22, 25, 80 and 443 alone", LIVE,
        "Enable UFW with those four ports allowed and all others denied. No check reads its rules yet.",
    ),
    Requirement(
        "INF2", R, "Guessing of passwords stopped (fail2ban)", LIVE,
        "Run fail2ban with jails for SSH, the dashboard's log-in and SMTP. No check asks it yet.",
    ),
    Requirement(
        "INF3", R, "No root over SSH", LIVE,
        "Set `PermitRootLogin no` in sshd_config. No check reads `sshd -T` yet.",
    ),
    Requirement(
        "INF4", R, "SSH by key alone", LIVE,
        "Set `PasswordAuthentication no` and `KbdInteractiveAuthentication no` in sshd_config. No check "
        "reads them yet.",
    ),
    Requirement(
        "INF5", R, "Security updates by themselves", LIVE,
        "Install and enable unattended-upgrades. No check looks at it yet.",
    ),
    Requirement(
        "INF6", R, "Secrets can be rotated, and their age is known", LIVE,
        "SECRET_KEY, SECRET_BOX_KEYS and ADDRESS_HASH_KEY take several keys; needs a record of when each "
        "was made.",
    ),
    Requirement(
        "INF7", C, "Databases off the public network", LIVE,
        "Bind PostgreSQL and Redis to a private address. No check knocks at their ports yet.",
    ),
    Requirement(
        "INF8", C, "Admin behind a VPN or an allow-list", LIVE,
        "Allow /admin/ in nginx from your own networks alone. No check asks from outside yet.",
    ),
    Requirement(
        "INF9", O, "Disks encrypted", LIVE,
        "Put the data directories on LUKS or on the provider's encrypted volumes. No check looks at them "
        "yet.",
    ),
)  # fmt: skip
