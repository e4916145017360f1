"""Currencies as people write them: the codes of ISO 4217, and the signs and names that stand for one code alone.

Law: a name that several countries use ("pesos", "kroner") names no currency; the person is asked which.
"""

import re
from collections.abc import Iterable

# ISO 4217, list one, as published 2026-01-01: the money of a country, without funds, metals and test codes.
_TWO_DECIMALS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP "
    "CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES "
    "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK "
    "NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"

MINOR_DIGITS = (
    dict.fromkeys(_TWO_DECIMALS.split(), 2)
    | dict.fromkeys(_NO_DECIMALS.split(), 0)
    | dict.fromkeys(_THREE_DECIMALS.split(), 3)
)
"""Code -> how many decimals its smallest coin has."""

# Codes that are English words as well: they count in capitals only, for "14 all in one town" is no sum in lek.
_ALSO_WORDS = frozenset(re.findall("[A-Z]{3}", "ALL AMD BAM BOB COP CUP GEL LAK MAD MOP NAD PEN SOS STN TOP TRY"))

_SIGNS = """
    AUD a$, au$
    AZN ₼
    BRL r$
    CAD c$, ca$
    CNY cn¥
    CRC ₡
    EUR €
    GBP £
    GEL ₾
    HKD hk$
    ILS ₪
    INR ₹
    JPY ¥, jp¥
    KRW ₩
    KZT ₸
    MXN mx$
    NGN ₦
    NZD nz$
    PHP ₱
    RUB ₽
    SGD s$, sg$
    THB ฿
    TRY ₺
    TWD nt$
    UAH ₴
    USD $, us$
    VND ₫
"""
_NAMES = """
    AED dirhams
    AUD australian dollars
    BRL reais
    CAD canadian dollars
    CHF franc, francs, swiss francs, sfr
    CNY yuan, renminbi, rmb
    CZK koruna, kč
    DKK danish kroner
    EUR euro, euros
    GBP pound, pounds, pound sterling, pounds sterling, british pounds, sterling, quid
    HKD hong kong dollars
    HUF forint, forints
    IDR rupiah
    ILS shekel, shekels
    INR rupee, rupees, indian rupees
    JPY yen
    MXN mexican pesos
    MYR ringgit
    NGN naira
    NOK norwegian kroner
    NZD new zealand dollars
    PLN zloty, złoty, zł
    RON lei
    RUB rouble, roubles, ruble, rubles
    SEK swedish kronor
    SGD singapore dollars
    THB baht
    TRY lira
    UAH hryvnia
    USD dollar, dollars, us dollar, us dollars, bucks
    ZAR rand
"""


def _codes(table: str) -> dict[str, str]:
    """Spelling -> code, from lines that begin with the code."""
    rows = (line.split(maxsplit=1) for line in table.strip().splitlines())
    return {spelling: code for code, spellings in rows for spelling in spellings.split(", ")}


_CODE_OF = _codes(_SIGNS) | _codes(_NAMES)


def _any_of(spellings: Iterable[str]) -> str:
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=lambda word: (-len(word), word)))


_EITHER_CASE = frozenset(MINOR_DIGITS) - _ALSO_WORDS
CURRENCY = (
    rf"(?:(?i:{_any_of(_codes(_SIGNS))})"
    rf"|(?:(?i:{_any_of(_EITHER_CASE)}|{_any_of(_codes(_NAMES))})|(?-i:{_any_of(_ALSO_WORDS)}))(?![^\W\d_]))"
)
"""A regex for a sign, a code or a name; a code or a name ends where its letters end."""


_LAST_WORDS = frozenset(words.split()[-1] for words in (*_codes(_NAMES), *map(str.lower, MINOR_DIGITS)))
_ANY_SIGN = re.compile(f"[{re.escape(''.join({sign[-1] for sign in _codes(_SIGNS)}))}]")
_LETTERS = re.compile(r"[^\W\d_]+")


def may_name_one(text: str) -> bool:
    """Whether it is worth looking where: false only of a text that holds no currency, in a twentieth of the time."""
    return _ANY_SIGN.search(text) is not None or not _LAST_WORDS.isdisjoint(_LETTERS.findall(text.lower()))


def is_currency(typed: str) -> bool:
    """Whether it is a sign, a code or a name, and nothing else."""
    return re.fullmatch(CURRENCY, typed.strip(), re.IGNORECASE) is not None


def code_of(typed: str) -> str:
    """The ISO 4217 code behind what CURRENCY matched."""
    word = " ".join(typed.lower().split())
    return _CODE_OF.get(word, word.upper())
