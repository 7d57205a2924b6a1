"""Visits whose maker is known: what people's mail programs and browsers say, and what programs say.

Written from what vendors publish of their agents and proxies. `since`: seconds after the hand-over.
"""

from collections.abc import Iterator
from itertools import product

from delivery.machines import Visit

_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome"
PEOPLE_OPEN = (
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; Microsoft Outlook 16.0.4266)",
    "Outlook-iOS/723.4027091.prod.iphone (4.2411.0)",
    "Outlook-Android/2.0",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_SAFARI}",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {_SAFARI} Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Thunderbird/115.16",
    "SamsungEmail/6.1 (Android 14)",
    "eM Client/9.2.2157.0",
)
PEOPLE_BROWSE = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME}/131.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME}/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_SAFARI} Version/18.1 Safari/605.1.15",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) {_SAFARI} Version/17.6 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) {_SAFARI} CriOS/131.0 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {_SAFARI} GSA/340.3 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 14; SM-S911B) {_CHROME}/131.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 13; SM-A536B) {_CHROME}/121.0 SamsungBrowser/26.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; CUBOT P40) {_CHROME}/120.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; CUBOT_X18_Plus) {_CHROME}/96.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {_CHROME}/129.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (X11; Linux x86_64) {_CHROME}/128.0.0.0 Safari/537.36 OPR/114.0.0.0",
    "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {_SAFARI} Mobile/22A [FBAN/FBIOS;FBAV/489.0]",
    f"Mozilla/5.0 (Linux; Android 12; Instagram 300.0) {_CHROME}/118.0 Mobile Safari/537.36",
)
PROGRAMS = (
    "",
    " ",
    "Mozilla/5.0",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME}/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0",
    "Barracuda Sentinel (EE)",
    "Mimecast URL Protect",
    "Mozilla/5.0 (compatible; Proofpoint/1.0)",
    "Symantec Email Security.cloud",
    "MessageLabs/1.0",
    "TrendMicro Web Reputation",
    "Cisco IronPort URL Scanner",
    "Sophos Link Checker/2.0",
    "FortiGuard Web Filter",
    "FortiMail/7.4",
    "Vade Secure",
    "Mozilla/5.0 (compatible; Avanan/2.1)",
    "Cloudmark Authority",
    "Hornetsecurity ATP",
    "Microsoft Office Existence Discovery",
    "Microsoft Office Protocol Discovery",
    f"Mozilla/5.0 (X11; Linux x86_64) {_CHROME.replace('Chrome', 'HeadlessChrome')}/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23.20.0",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0)",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "Python-urllib/3.11",
    "aiohttp/3.10 Python/3.12",
    "Go-http-client/2.0",
    "Java/17.0.9",
    "Apache-HttpClient/4.5.14 (Java/11)",
    "libwww-perl/6.72",
    "node-fetch/1.0",
    "axios/1.7.7",
    "WinHTTP",
    "urlscan.io/1.0",
    "VirusTotal/1.0 (+https://www.virustotal.com)",
    "Mozilla/5.0 (compatible; CensysInspect/1.1)",
    "Expanse, a Palo Alto Networks company",
    "rspamd/3.8",
)
# A filter that shows a browser's name, as Safe Links does: its place, its haste or its greed tell.
_DISGUISED = PEOPLE_BROWSE[:4]


def people() -> Iterator[Visit]:
    """Opens and clicks of people, quick ones among them."""
    for agent, since in product(PEOPLE_OPEN, (9.0, 60.0, 86_400.0)):
        yield Visit(agent, since_handed=since)
    for agent, since in product(PEOPLE_BROWSE, (12.0, 300.0, 604_800.0)):
        yield Visit(agent, since_handed=since, address="203.0.113.7")
        yield Visit(agent, click=True, since_handed=since, address="2001:db8::7")
    for agent in PEOPLE_BROWSE:
        # Somebody who waited for the letter, opened and clicked at once; who reads two links in two tabs;
        # and whose hand-over is not known.
        yield Visit(agent, click=True, since_handed=8.0, opened=True)
        yield Visit(agent, click=True, since_handed=90.0, opened=True, gaps=(1.6,))
        yield Visit(agent, click=True)
        yield Visit(agent)


def programs() -> Iterator[Visit]:
    """Fetches by proxies ahead of reading, by filters and by scanners."""
    for agent, click in product(PROGRAMS, (False, True)):
        yield Visit(agent, click=click, since_handed=3_600.0)
    for agent in _DISGUISED:
        yield Visit(agent, since_handed=1.5)
        yield Visit(agent, click=True, since_handed=4.0)
        yield Visit(agent, click=True, since_handed=40.0, gaps=(0.2,))
        yield Visit(agent, click=True, since_handed=7_200.0, opened=True, gaps=(0.9, 1.8))
        for address in ("40.93.25.10", "104.47.2.36", "64.235.150.3", "148.163.140.1"):
            yield Visit(agent, click=True, since_handed=600.0, address=address)
