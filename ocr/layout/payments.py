"""Ways of paying, as receipts print them."""

import re
from dataclasses import dataclass

from ocr.layout.matching import fold

METHODS: dict[str, str] = {
    "visa": r"visa",
    "mastercard": r"master ?card|mastercd|\bmaster\b|\bm/c\b|\bmc\b",
    "amex": r"amex|american express",
    "discover": r"discover",
    "unionpay": r"union ?pay",
    "jcb": r"\bjcb\b",
    "diners": r"diners",
    "maestro": r"maestro",
    "girocard": r"girocard|\bec[- ]?(?:karte|cash)",
    "mydebit": r"my ?debit",
    "nets": r"\bnets\b",
    "interac": r"interac",
    "eftpos": r"eftpos",
    "paypal": r"paypal",
    "apple_pay": r"apple ?pay",
    "google_pay": r"google ?pay|g ?pay\b",
    "touch_n_go": r"touch ?'?n ?go|\btng\b",
    "grabpay": r"grab ?pay",
    "boost": r"\bboost\b",
    "alipay": r"ali ?pay",
    "wechat_pay": r"we ?chat",
    "gopay": r"go-? ?pay",
    "ovo": r"\bovo\b",
    "dana": r"\bdana\b",
    "shopeepay": r"shopee ?pay",
    "qris": r"qris",
    "linkaja": r"link ?aja",
    "momo": r"\bmomo\b",
    "zalopay": r"zalo ?pay",
    "vnpay": r"vn ?pay",
    "gofood": r"go ?food",
    "grabfood": r"grab ?food",
    "shopeefood": r"shopee ?food",
    "gift_card": r"gift ?card|gutschein",
    "bank_transfer": r"transfer|chuyen khoan|uberweisung",
    "cheque": r"cheque|check payment",
    "debit_card": r"debit|\bkartu debit\b",
    "credit_card": r"credit|kredit|tin dung",
    "card": r"\bcards?\b|\bkartu\b|\bkarte|\bthe\b|\bedc\b",
    "cash": (
        r"cash|tunai|tien mat|\bbar\b|bargeld|especes|efectivo|contanti|contant|\buang\b|tendered|khach dua"
        r"|tien khach"
    ),
}
"""Public method names and what they look like folded; where several match, the first is the most telling."""

_METHODS = [(name, re.compile(pattern)) for name, pattern in METHODS.items()]
_MASKED = re.compile(r"[*xX#•·.]{2}[*xX#•·.\s-]{0,40}(?P<last4>\d{4})(?!\d)")


@dataclass(frozen=True, kw_only=True)
class LastFour:
    """The digits of a card that its number shows."""

    value: str
    start: int
    end: int
    """Characters of the text, end exclusive."""


def payment_method(text: str) -> str | None:
    """The public name of the way of paying that `text` names: `cash`, `visa`, `card`, …"""
    folded = fold(text)
    return next((name for name, pattern in _METHODS if pattern.search(folded)), None)


def find_last4(text: str) -> LastFour | None:
    """The last four digits of a masked card number such as `XXXX XXXX XXXX 1234`."""
    match = _MASKED.search(text)
    return LastFour(value=match["last4"], start=match.start(), end=match.end()) if match else None
