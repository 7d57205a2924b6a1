"""Money as integer minor units, with the exponent of its currency (ISO 4217)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

_NO_DECIMALS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS: Final = {
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
}
_DEFAULT_EXPONENT: Final = 2
_LIMIT: Final = 10**15


def currency_exponent(currency: str) -> int:
    """Return how many decimals a currency has; 2 where ISO 4217 lists no exception."""
    return _EXPONENTS.get(currency, _DEFAULT_EXPONENT)


def minor_units(amount: str, currency: str) -> int:
    """Turn a decimal text into minor units, half a unit rounded up. Raises ValueError."""
    try:
        value = Decimal(amount.strip())
    except InvalidOperation as error:
        message = f"{amount[:40]!r} is not an amount"
        raise ValueError(message) from error
    if not value.is_finite() or abs(value) > _LIMIT:
        message = f"{amount[:40]!r} is not a plausible amount"
        raise ValueError(message)
    scaled = value.scaleb(currency_exponent(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def decimal_text(minor: int, currency: str) -> str:
    """Write minor units as a decimal text with the decimals of the currency: 19950 EUR is `199.50`."""
    return f"{Decimal(minor).scaleb(-currency_exponent(currency)):f}"
