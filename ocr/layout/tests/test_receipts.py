"""Whole small receipts, from words to fields, in four languages."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from ocr.layout.assembly import assemble
from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import page_of, read, value, words_of
from ocr.types import LineItem, Receipt

MALAYSIAN = """
INDAH GIFT & HOME DECO SDN BHD (933109-X)
27, JALAN DEDAP 13,
TAMAN JOHOR JAYA,
81100 JOHOR BAHRU, JOHOR.
TEL: 07-3507405   FAX: 07-3558160
TAX INVOICE
12/10/2018 20:49:59   #01
CASHIER: CN
DESC/ITEM            QTY   PRICE   AMT(RM)
ST-PRIVILEGE CARD
62482                2     10.00   20.00
GF-TABLE LAMP/STITCH
62483                1     55.90   55.90
@DISC 10%                          -5.59
TOTAL QTY            3
SUBTOTAL                           70.31
ROUNDING ADJ                       -0.01
TOTAL ROUNDED              RM      70.30
CASH                       RM      80.30
CHANGE                     RM      10.00
GST SUMMARY   AMOUNT(RM)   TAX(RM)
SR @ 6%       66.33        3.98
THANK YOU! PLEASE COME AGAIN
"""

GERMAN = """
Ilios Restaurant
Bretonischer Ring 7
85630 Grasbrunn
Tel: 089-46169340
Rechnung Nr. 2844
Datum: 10.07.13   21:52   Tisch: 102
4x Lowenbrau Original   3,00   12,00
2x Gyros                9,90   19,80
1x Tee                         2,10
Netto                   EUR    28,49
MwSt 19,0%                     5,41
Summe                   EUR    33,90
Bar                            40,00
Rückgeld                       6,10
"""

VIETNAMESE = """
CÔNG TY TNHH CÀ PHÊ SEN
Địa chỉ: 12 Đường Lê Lợi, Quận 1, TP HCM
ĐT: 028 3822 1234
HÓA ĐƠN BÁN HÀNG
Ngày: 05/03/2021 14:20
Tên hàng          SL   Đơn giá   Thành tiền
Cà phê sữa        2    29.000    58.000
Bánh mì           1    21.000    21.000
Tổng cộng                        79.000đ
Tiền mặt                         100.000
Tiền thừa                        21.000
Cảm ơn quý khách
"""

AMERICAN = """
BLUE DOOR DINER
3440 WASHINGTON ST
JAMAICA PLAIN, MA 02130
(617) 318-1141
Server: Kim
03/04/2018 09:47 PM
1 Club Sandwich       12.50
2 Iced Tea            6.00
Subtotal              18.50
Sales Tax 6.25%       1.16
Gratuity              3.70
Total                 $23.36
VISA XXXXXXXXXXXX1234   23.36
"""

INDONESIAN = """
AYAM GORENG PRAMBANAN
Jl. Tukad Pakerisan No. 47, Denpasar
Tanggal: 02-10-22
Jam: 13:46:09
AYAM GORENG
2 x @ 20.000       40.000
ES TEH
1 x @ 3.000        3.000
Subtotal           43.000
PPN 10%            4.300
Total Rp           47.300
Tunai              50.000
Kembali            2.700
Terima kasih
"""


def rows(items: tuple[LineItem, ...]) -> list[tuple[object, ...]]:
    return [
        tuple(value(getattr(item, name)) for name in ("description", "quantity", "total")) for item in items
    ]


def sums(receipt: Receipt) -> list[str | None]:
    return [
        str(found.value) if found else None
        for found in (receipt.subtotal, receipt.tax, receipt.tip, receipt.total)
    ]


def test_a_malaysian_receipt() -> None:
    receipt = read(MALAYSIAN)
    assert value(receipt.merchant_name) == "INDAH GIFT & HOME DECO SDN BHD"
    assert value(receipt.merchant_address) == (
        "27, JALAN DEDAP 13, TAMAN JOHOR JAYA, 81100 JOHOR BAHRU, JOHOR."
    )
    assert value(receipt.merchant_phone) == "07-3507405"
    assert (value(receipt.date), value(receipt.time)) == (date(2018, 10, 12), time(20, 49, 59))
    assert value(receipt.currency) == "MYR"
    assert sums(receipt)[::3] == ["70.31", "70.30"]
    assert rows(receipt.line_items) == [
        ("ST-PRIVILEGE CARD", Decimal(2), Decimal("20.00")),
        ("GF-TABLE LAMP/STITCH", Decimal(1), Decimal("55.90")),
    ]
    assert receipt.arithmetic_agrees is True
    (payment,) = receipt.payments
    assert (value(payment.method), value(payment.amount)) == ("cash", Decimal("80.30"))


def test_a_german_receipt() -> None:
    receipt = read(GERMAN)
    assert value(receipt.merchant_name) == "Ilios Restaurant"
    assert value(receipt.merchant_address) == "Bretonischer Ring 7 85630 Grasbrunn"
    assert (value(receipt.date), value(receipt.time)) == (date(2013, 7, 10), time(21, 52))
    assert value(receipt.currency) == "EUR"
    assert sums(receipt) == ["28.49", "5.41", None, "33.90"]
    assert value(receipt.taxes[0].rate) == Decimal("19.0")
    assert rows(receipt.line_items) == [
        ("Lowenbrau Original", Decimal(4), Decimal("12.00")),
        ("Gyros", Decimal(2), Decimal("19.80")),
        ("Tee", Decimal(1), Decimal("2.10")),
    ]
    assert receipt.arithmetic_agrees is True


def test_a_vietnamese_receipt() -> None:
    receipt = read(VIETNAMESE)
    assert value(receipt.merchant_name) == "CÔNG TY TNHH CÀ PHÊ SEN"
    assert value(receipt.merchant_phone) == "028 3822 1234"
    assert (value(receipt.date), value(receipt.time)) == (date(2021, 3, 5), time(14, 20))
    assert (value(receipt.currency), value(receipt.total)) == ("VND", Decimal(79000))
    assert rows(receipt.line_items) == [
        ("Cà phê sữa", Decimal(2), Decimal(58000)),
        ("Bánh mì", Decimal(1), Decimal(21000)),
    ]
    assert value(receipt.payments[0].method) == "cash"
    assert receipt.arithmetic_agrees is True


def test_an_american_receipt() -> None:
    receipt = read(AMERICAN)
    assert value(receipt.merchant_name) == "BLUE DOOR DINER"
    assert value(receipt.merchant_phone) == "(617) 318-1141"
    assert (value(receipt.date), value(receipt.time)) == (date(2018, 3, 4), time(21, 47))
    assert sums(receipt) == ["18.50", "1.16", "3.70", "23.36"]
    assert rows(receipt.line_items) == [
        ("Club Sandwich", Decimal(1), Decimal("12.50")),
        ("Iced Tea", Decimal(2), Decimal("6.00")),
    ]
    (payment,) = receipt.payments
    assert (value(payment.method), value(payment.last4)) == ("visa", "1234")
    assert receipt.arithmetic_agrees is True


def test_an_indonesian_receipt_with_names_above_their_prices() -> None:
    receipt = read(INDONESIAN)
    assert value(receipt.merchant_name) == "AYAM GORENG PRAMBANAN"
    assert (value(receipt.date), value(receipt.time)) == (date(2022, 10, 2), time(13, 46, 9))
    assert value(receipt.currency) == "IDR"
    assert sums(receipt) == ["43000", "4300", None, "47300"]
    assert rows(receipt.line_items) == [
        ("AYAM GORENG", Decimal(2), Decimal(40000)),
        ("ES TEH", Decimal(1), Decimal(3000)),
    ]
    assert receipt.arithmetic_agrees is True


def test_the_same_date_means_another_day_in_another_country() -> None:
    american, malaysian = read(AMERICAN), read(MALAYSIAN.replace("12/10/2018", "03/04/2018"))
    assert (value(american.date), value(malaysian.date)) == (date(2018, 3, 4), date(2018, 4, 3))


def test_a_date_that_nothing_decides_keeps_its_text_and_little_confidence() -> None:
    receipt = read("CORNER STORE\n03/04/2018\nBREAD   2.00\nTOTAL   2.00")
    assert receipt.date is not None
    assert receipt.date.raw_text == "03/04/2018"
    assert receipt.date.confidence < 0.5


def test_keywords_survive_reading_errors() -> None:
    receipt = read(
        AMERICAN.replace("Subtotal", "Subtotai").replace("Total  ", "TotaI  ").replace("Gratuity", "Gratulty")
    )
    assert sums(receipt) == ["18.50", "1.16", "3.70", "23.36"]


def test_a_wrong_sum_lowers_the_confidence_of_the_total() -> None:
    right, wrong = read(AMERICAN), read(AMERICAN.replace("$23.36", "$28.36"))
    assert wrong.arithmetic_agrees is False
    assert right.total and wrong.total
    assert wrong.total.confidence < right.total.confidence


def test_cash_and_change_choose_among_totals() -> None:
    receipt = read("SHOP\nTEA   8.00\nTOTAL   8.00\nCASH   10.00\nCHANGE   2.00\nGRAND TOTAL   99.00")
    assert value(receipt.total) == Decimal("8.00")


def test_the_rounded_total_is_the_total() -> None:
    receipt = read("SHOP\nTEA   9.98\nTOTAL ROUNDED   10.00\nROUNDING   0.02\nTOTAL   9.98")
    assert value(receipt.total) == Decimal("10.00")


@pytest.mark.parametrize(
    "address",
    ["12 MILL LANE, OXFORD", "12 MILL LANE", "45 Park Place, Leeds", "3 The Shambles\nYORK YO1 7LZ"],
)
def test_a_short_address_is_found(address: str) -> None:
    receipt = read(f"CORNER BAKERY\n{address}\n14/03/2026\nTea   2.00\nTOTAL   2.00")
    assert value(receipt.merchant_name) == "CORNER BAKERY"
    assert value(receipt.merchant_address) == address.replace("\n", " ")


@pytest.mark.parametrize("row", ["LANE 5", "TILL 2 LANE 5", "TABLE 4"])
def test_the_lane_of_a_till_is_no_address(row: str) -> None:
    receipt = read(f"CORNER BAKERY\n{row}\n14/03/2026\nTea   2.00\nTOTAL   2.00")
    assert receipt.merchant_address is None


def test_items_that_make_the_total_are_trusted() -> None:
    printed = "SHOP\n2 Loaf   9.00\n3 Bun   10.00\nTOTAL   {}"
    right, wrong = (read(printed.format(total)).line_items for total in ("19.00", "17.00"))
    for found, doubted in zip(right, wrong, strict=True):
        assert found.total and doubted.total and found.quantity
        assert found.total.confidence >= 0.9 > doubted.total.confidence
        assert found.quantity.confidence >= 0.9


def test_a_derived_price_is_as_sure_as_what_it_follows_from() -> None:
    loaf, bun = read("SHOP\n2 Loaf   9.00\n3 Bun   10.00\nTOTAL   19.00").line_items
    assert loaf.unit_price and loaf.total and loaf.quantity and bun.unit_price and bun.total
    assert loaf.unit_price.value == Decimal("4.50")
    assert loaf.unit_price.confidence == min(loaf.total.confidence, loaf.quantity.confidence)
    assert bun.unit_price.value == Decimal("3.33")
    assert bun.unit_price.confidence < bun.total.confidence


@pytest.mark.parametrize(
    "rows",
    [
        "Discount   0.50\nTotal discount   0.50\nTOTAL   4.50",
        "Discount   0.20\nVoucher   0.30\nTotal discount   0.50\nTOTAL   4.50",
        "Discount   -0.50\nTotal discount   0.50\nTOTAL   4.50",
        "Discount   0.20\nVoucher   0.30\nTOTAL   4.50",
        "TOTAL   5.00\nGIFT CARD   1.00\nCASH   10.00\nCHANGE   6.00",
        "Subtotal   5.00\nCGST 5%   0.25\nSGST 5%   0.25\nTOTAL   5.50",
        "Subtotal   5.00\nGST 0.25   PST 0.35\nTOTAL   5.60",
        "Subtotal   5.00\nGST 5%   0.25\nTotal GST 5%\nTOTAL   5.25\nGST summary\nGST 5%   5.00   0.25",
        "Subtotal   5.00\nRounding   0.05\nTOTAL   4.95",
    ],
)
def test_the_sums_of_an_honest_receipt_add_up(rows: str) -> None:
    assert read(f"SHOP\nTea   2.00\nCake   3.00\n{rows}").arithmetic_agrees is True


def test_rows_without_height_are_read() -> None:
    """A net may answer with boxes that have none."""
    flat = [replace(word, quad=(word.quad[0], word.quad[1]) * 2) for word in words_of(AMERICAN)]
    assert len(tag_words(flat)) == len(flat)


def test_poorly_read_words_make_doubtful_fields() -> None:
    sharp, blurred = read(AMERICAN, score=0.99), read(AMERICAN, score=0.6)
    assert sharp.merchant_name and blurred.merchant_name
    assert blurred.merchant_name.confidence < sharp.merchant_name.confidence * 0.7


def test_a_field_over_two_rows_has_a_quad_around_all_its_words() -> None:
    address = read(AMERICAN).merchant_address
    assert address is not None
    assert address.raw_text == "3440 WASHINGTON ST\nJAMAICA PLAIN, MA 02130"
    (left, top), (right, _), (_, bottom), _ = address.quad
    assert (left, top, right, bottom) == (40.0, 70.0, 40.0 + 23 * 10, 120.0)


def read_pages(text: str, pages: int) -> Receipt:
    """What the rules read from a file whose every page bears the same text."""
    one = words_of(text)
    lines = max(word.line for word in one) + 1
    words = [replace(word, page=n + 1, line=word.line + n * lines) for n in range(pages) for word in one]
    return assemble(
        pages=[replace(page_of(one), number=n + 1) for n in range(pages)],
        words=words,
        tags=tag_words(one) * pages,
    )


def test_the_heads_of_several_receipts_in_one_file_are_not_joined() -> None:
    several, one = read_pages(MALAYSIAN, 3), read(MALAYSIAN)
    assert several.merchant_name == one.merchant_name
    assert several.merchant_address == one.merchant_address
    assert value(several.merchant_phone) == value(one.merchant_phone)


def test_a_currency_that_no_sign_shows_stands_where_the_country_does() -> None:
    currency = read("CORNER CAFE\n12 HIGH STREET\n40100 SHAH ALAM, SELANGOR, MALAYSIA\nTOTAL 5.00").currency
    assert currency is not None
    assert (currency.value, currency.raw_text) == ("MYR", "40100 SHAH ALAM, SELANGOR, MALAYSIA")
    assert currency.quad[0] == (40.0, 100.0)


@pytest.mark.parametrize(
    "row",
    ["1 " * 900, "O" * 3000, "a" * 3000, "S." * 1500, "x " * 1500, "*" * 3000, "12/" * 999],
)
def test_no_row_takes_for_ever(row: str) -> None:
    assert value(read(f"{row}\nTOTAL   5.00").total) == Decimal("5.00")


def test_a_page_without_words_gives_an_empty_receipt() -> None:
    page = page_of(words_of("x"))
    assert tag_words([]) == []
    assert assemble(pages=[page], words=[], tags=[]) == Receipt()
