"""Everyday European names and towns, by language. None belongs to anyone in particular."""

from __future__ import annotations

from typing import Final, NamedTuple


class Locale(NamedTuple):
    """Names, home countries, towns and phone prefix of one language."""

    language: str
    countries: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    comment: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_DE: Final = Locale(
    "de",
    ("DE", "DE", "DE", "AT", "AT", "CH"),
    _words(
        "Anna Lena Julia Katharina Sabine Petra Claudia Monika Birgit Heike Lukas Felix Jonas "
        "Maximilian Thomas Stefan Andreas Markus Jürgen Wolfgang Christian Sebastian Tobias"
    ),
    _words(
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer "
        "Richter Klein Wolf Schröder Neumann Zimmermann Braun Krüger Hofmann Lange Gruber Huber "
        "Steiner Moser Mayr Berger Pichler Fuchs Eder Egger Keller Frei Baumann Brunner"
    ),
    (("80331", "München"), ("6900", "Bregenz"), ("8001", "Zürich"), ("70173", "Stuttgart")),
    "Wir freuen uns auf ein ruhiges Zimmer. Sind Hunde erlaubt?",
)
_IT: Final = Locale(
    "it",
    ("IT", "IT", "IT", "CH"),
    _words(
        "Giulia Francesca Chiara Sara Martina Elena Paola Laura Valentina Federica Marco Luca "
        "Andrea Matteo Alessandro Davide Giovanni Roberto Stefano Paolo Antonio Simone"
    ),
    _words(
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti "
        "Costa Giordano Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi"
    ),
    (("20121", "Milano"), ("37121", "Verona"), ("39100", "Bolzano"), ("40121", "Bologna")),
    "Arriveremo dopo le 21. È possibile parcheggiare?",
)
_FR: Final = Locale(
    "fr",
    ("FR", "FR", "BE", "CH"),
    _words(
        "Camille Manon Chloé Élodie Céline Sophie Isabelle Nathalie Aurélie Julie Nicolas Julien "
        "Pierre Antoine François Thierry Laurent Mathieu Guillaume Benoît"
    ),
    _words(
        "Martin Bernard Dubois Thomas Robert Petit Durand Leroy Moreau Simon Laurent Lefebvre "
        "Michel Garnier Faure Rousseau Blanc Guérin Boyer Chevalier"
    ),
    (("75004", "Paris"), ("69002", "Lyon"), ("67000", "Strasbourg"), ("1000", "Bruxelles")),
    "Pouvez-vous préparer un lit bébé, s'il vous plaît ?",
)
_EN: Final = Locale(
    "en",
    ("GB", "GB", "IE", "US"),
    _words(
        "Emily Charlotte Sarah Rebecca Hannah Alice Grace Lucy Megan Fiona James Oliver William "
        "Henry George Daniel Thomas Edward Liam Patrick Andrew Simon"
    ),
    _words(
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans "
        "Walker White Roberts Green Hall Wood Clarke Murphy O'Brien Campbell"
    ),
    (("SW1A", "London"), ("M1", "Manchester"), ("D02", "Dublin"), ("EH1", "Edinburgh")),
    "Late arrival, around 10 pm. A room with a view would be lovely.",
)
_ES: Final = Locale(
    "es",
    ("ES",),
    _words(
        "María Carmen Lucía Paula Marta Cristina Elena Pilar Javier Carlos Alejandro Pablo Sergio "
        "Álvaro Miguel Rafael Diego Fernando"
    ),
    _words(
        "García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez "
        "Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero"
    ),
    (("28004", "Madrid"), ("08002", "Barcelona"), ("41001", "Sevilla")),
    "¿Hay desayuno sin gluten?",
)
_NL: Final = Locale(
    "nl",
    ("NL", "NL", "BE"),
    _words(
        "Sanne Emma Fleur Lotte Anouk Marieke Ingrid Femke Daan Bram Sem Jeroen Pieter Hendrik "
        "Willem Maarten Joost Ruben"
    ),
    (
        *_words("Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer"),
        "de Vries",
        "van Dijk",
        "van den Berg",
        "de Jong",
    ),
    (("1012", "Amsterdam"), ("3511", "Utrecht"), ("2000", "Antwerpen")),
    "Graag een kamer op de begane grond.",
)

LOCALES: Final = (_DE, _IT, _FR, _EN, _ES, _NL)
WEIGHTS: Final = (46, 24, 8, 10, 5, 7)
PHONE_PREFIX: Final = {
    "DE": "+49151",
    "AT": "+43664",
    "CH": "+4179",
    "IT": "+39347",
    "FR": "+336",
    "BE": "+32470",
    "GB": "+447",
    "IE": "+35386",
    "US": "+1202",
    "ES": "+346",
    "NL": "+316",
}
EMAIL_DOMAINS: Final = ("example.com", "example.org", "example.net")
