"""Countries and languages to choose from, each by its own name, so that no page needs a translation. Pure."""

COUNTRIES = {
    "AT": "Österreich", "DE": "Deutschland", "CH": "Schweiz · Suisse · Svizzera", "IT": "Italia", "FR": "France",
    "ES": "España", "GB": "United Kingdom", "IE": "Ireland", "US": "United States", "CA": "Canada",
    "NL": "Nederland", "BE": "België · Belgique", "LU": "Luxembourg", "LI": "Liechtenstein", "PT": "Portugal",
    "DK": "Danmark", "SE": "Sverige", "NO": "Norge", "FI": "Suomi", "IS": "Ísland", "PL": "Polska", "CZ": "Česko",
    "SK": "Slovensko", "HU": "Magyarország", "SI": "Slovenija", "HR": "Hrvatska", "RS": "Srbija", "RO": "România",
    "BG": "България", "GR": "Ελλάδα", "CY": "Κύπρος", "MT": "Malta", "EE": "Eesti", "LV": "Latvija",
    "LT": "Lietuva", "UA": "Україна", "TR": "Türkiye", "IL": "ישראל", "AE": "الإمارات", "SA": "السعودية",
    "AU": "Australia", "NZ": "New Zealand", "ZA": "South Africa", "JP": "日本", "CN": "中国", "KR": "대한민국",
    "IN": "India", "SG": "Singapore", "BR": "Brasil", "AR": "Argentina", "MX": "México", "CL": "Chile",
}  # fmt: skip
LANGUAGE_NAMES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "it": "Italiano", "es": "Español", "nl": "Nederlands",
    "pt": "Português", "da": "Dansk", "sv": "Svenska", "no": "Norsk", "fi": "Suomi", "pl": "Polski",
    "cs": "Čeština", "hu": "Magyar", "sl": "Slovenščina", "hr": "Hrvatski", "ja": "日本語", "zh": "中文",
}  # fmt: skip
