"""Which mailbox provider keeps a domain's mailboxes: what one of them limits, it limits for all of its domains."""

import json

_DOMAINS = {
    "apple": "icloud.com mac.com me.com",
    "bluewin": "bluemail.ch bluewin.ch",
    "fastmail": "fastmail.com fastmail.fm",
    "free": "aliceadsl.fr free.fr freesbee.fr libertysurf.fr",
    "gmx": (
        "caramail.com caramail.fr email.de gmx.at gmx.ch gmx.com gmx.co.uk gmx.de gmx.es gmx.eu gmx.fr gmx.info "
        "gmx.it gmx.li gmx.net gmx.org gmx.us mail.com web.de"
    ),
    "google": "gmail.com googlemail.com",
    "libero": "blu.it giallo.it inwind.it iol.it libero.it",
    "mail.ru": "bk.ru inbox.ru internet.ru list.ru mail.ru",
    "microsoft": (
        "hotmail.at hotmail.be hotmail.ch hotmail.co.jp hotmail.co.th hotmail.co.uk hotmail.com hotmail.com.ar "
        "hotmail.com.br hotmail.com.tr hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.gr "
        "hotmail.it hotmail.nl hotmail.no hotmail.se live.at live.be live.ca live.ch live.cl live.cn live.co.uk "
        "live.com live.com.ar live.com.au live.com.mx live.com.pt live.de live.dk live.fi live.fr live.ie live.it "
        "live.jp live.nl live.no live.ru live.se msn.com outlook.at outlook.be outlook.cl outlook.co.id "
        "outlook.co.th outlook.com outlook.com.ar outlook.com.au outlook.com.br outlook.com.gr outlook.com.tr "
        "outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it "
        "outlook.jp outlook.kr outlook.pt outlook.sa outlook.sk passport.com windowslive.com"
    ),
    "orange": "orange.fr wanadoo.fr",
    "proton": "pm.me proton.me protonmail.ch protonmail.com",
    "sfr": "9online.fr cegetel.net club-internet.fr neuf.fr numericable.fr sfr.fr",
    "telekom": "magenta.de t-online.de",
    "tim": "alice.it tim.it tin.it virgilio.it",
    "yahoo": (
        "aim.com aol.at aol.co.uk aol.com aol.de aol.es aol.fr aol.it aol.nl aol.pl aol.se cs.com myyahoo.com "
        "netscape.net rocketmail.com sky.com verizon.net wow.com yahoo.at yahoo.be yahoo.ca yahoo.ch yahoo.co.id "
        "yahoo.co.il yahoo.co.in yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.co.za yahoo.com "
        "yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.co yahoo.com.hk yahoo.com.mx yahoo.com.my "
        "yahoo.com.pe yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw yahoo.com.ve yahoo.com.vn yahoo.cz "
        "yahoo.de yahoo.dk yahoo.es yahoo.fi yahoo.fr yahoo.gr yahoo.hu yahoo.ie yahoo.in yahoo.it yahoo.nl "
        "yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.se ymail.com"
    ),
    "yandex": "ya.ru yandex.by yandex.com yandex.com.tr yandex.kz yandex.ru yandex.ua",
}

PROVIDERS: dict[str, str] = {domain: key for key, domains in _DOMAINS.items() for domain in domains.split()}


def provider_of(address: str) -> str:
    """The provider's key for an address, or its bare domain in lower case where nobody better is known."""
    domain = address.rpartition("@")[2].lower()
    return PROVIDERS.get(domain, domain)


def provider_sql(address: str) -> str:
    """`provider_of` as a PostgreSQL expression. `address` is SQL text, trusted: a column, never a value.

    One look-up in a constant jsonb object, whose keys are sorted: a CASE of as many branches costs each row
    a walk through them. Holds no percent sign, so it may stand in a statement with parameters.
    """
    domain = f"lower(split_part({address}, '@', -1))"
    return f"coalesce('{json.dumps(PROVIDERS, separators=(',', ':'))}'::jsonb ->> {domain}, {domain})"
