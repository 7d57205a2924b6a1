"""Which column holds what, by the headers of e-mail services and of five languages' spreadsheets."""

import re
import unicodedata
from collections.abc import Sequence

_HEADERS = {
    "email": """email e_mail email_address e_mail_address adresse_e_mail adresse_email courriel mail
        indirizzo_email indirizzo_e_mail correo correo_electronico e_mail_adresse emailadresse
        subscriber_email contact_email guest_email primary_email email_1""",
    "first_name": "first_name firstname fname given_name guest_first_name vorname prenom nome nombre",
    "last_name": """last_name lastname lname surname family_name guest_last_name nachname familienname nom
        nom_de_famille cognome apellido apellidos""",
    "full_name": "name full_name guest_name nom_complet nome_completo nombre_completo",
    "phone": """phone phone_number sms mobile tel telefon telefonnummer handy telephone portable
        telefono cellulare movil""",
    "language": "language locale preferred_language sprache langue lingua idioma",
    "country": "country cc country_code land pays paese nazione pais",
    "birth_date": """birthday birth_date birthdate date_of_birth dob geburtsdatum geburtstag
        date_de_naissance data_di_nascita fecha_de_nacimiento""",
    "tags": "tags tag etiquettes etichette etiquetas schlagworte",
    "status": "status subscription_status email_status statut",
    # Words that also head other columns, such as a province; read only beside or without a status.
    "standing": """state stato estado consent email_marketing_consent email_opt_in opt_in_email email_optin
        marketing_opt_in""",
    "opt_in_at": """optin_time opt_in_time optin_date opt_in_date consent_date consent_at
        consent_timestamp email_marketing_consent_timestamp subscribed_at subscribe_date
        subscription_date date_subscribed opt_in_datum einwilligung_am einwilligungsdatum
        anmeldedatum date_d_inscription date_inscription date_de_consentement data_iscrizione
        data_consenso fecha_de_suscripcion fecha_de_alta fecha_de_consentimiento""",
    "opt_in_ip": "optin_ip opt_in_ip signup_ip ip",
    "confirm_at": """confirm_time confirmed_at confirmation_date double_opt_in_date
        double_opt_in_time bestatigt_am""",
    "confirm_ip": "confirm_ip confirmation_ip",
    "unsubscribed_at": """unsub_time unsubscribed_at unsubscribe_date date_unsubscribed
        abgemeldet_am date_de_desinscription data_disiscrizione fecha_de_baja""",
    "bounced_at": "clean_time bounced_at bounce_date",
    "blacklisted": "email_blacklisted blacklisted email_blocklisted blocklisted",
}
FIELDS = tuple(_HEADERS)
_FIELD_OF = {header: field for field, headers in _HEADERS.items() for header in headers.split()}

# A file with one of these columns holds nothing but such people, even where a cell is empty.
FILE_OF_UNSUBSCRIBED = "unsub_time"
FILE_OF_BOUNCED = "clean_time"


def header_key(header: str) -> str:
    """Return a header in one spelling: 'Adresse e-mail' and 'ADRESSE_EMAIL' are one but for the dash."""
    text = unicodedata.normalize("NFKD", header.strip().strip("\ufeff").casefold())
    plain = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def columns_match(headers: Sequence[str]) -> dict[str, int]:
    """Return each field's column number. Of two columns for one field the first counts."""
    found: dict[str, int] = {}
    for number, header in enumerate(headers):
        field = _FIELD_OF.get(header_key(header))
        if field is not None:
            found.setdefault(field, number)
    return found
