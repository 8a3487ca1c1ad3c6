"""What assembly makes of words, whoever tagged them."""

from decimal import Decimal

from ocr.layout.assembly import assemble
from ocr.layout.tests.printed import page_of, value, words_of
from ocr.types import Label, Receipt, Tag

NAME, ADDRESS, ITEM, PRICE, PAID = (
    Label.STORE_NAME,
    Label.STORE_ADDRESS,
    Label.ITEM_NAME,
    Label.ITEM_PRICE,
    Label.PAYMENT_AMOUNT,
)
SUBTOTAL, TAX, TIP, TOTAL, KEY = Label.SUBTOTAL, Label.TAX, Label.TIP, Label.TOTAL, Label.KEY


def tagged(text: str, *labels: Label) -> Receipt:
    """What is read of words with these labels, one for each."""
    words = words_of(text)
    tags = [Tag(label=label, score=0.9) for _, label in zip(words, labels, strict=True)]
    return assemble(pages=[page_of(words)], words=words, tags=tags)


def named(*lines: str) -> str | None:
    text = "\n".join(lines)
    return value(tagged(text, *[NAME] * len(text.split())).merchant_name)


def test_any_tags_are_taken() -> None:
    receipt = tagged("PLAIN NAME\nsomething 12.00\nelse 3.50", NAME, NAME, Label.OTHER, TOTAL, ITEM, PRICE)
    assert (value(receipt.merchant_name), value(receipt.total)) == ("PLAIN NAME", Decimal("12.00"))
    (item,) = receipt.line_items
    assert (value(item.description), value(item.total)) == ("else", Decimal("3.50"))


def test_the_number_of_a_branch_is_no_line_of_the_name() -> None:
    assert named("Store #0417", "Panda Garden") == "Panda Garden"
    assert named("Store #0417") == "Store #0417"
    assert named("SMASHED BURGERS #0417") == "SMASHED BURGERS #0417"
    assert named("SMASHED BURGERS # 0417") == "SMASHED BURGERS # 0417"
    assert named("SMASHED BURGERS (519537-X)") == "SMASHED BURGERS"


def test_names_and_addresses_are_no_novels() -> None:
    text = "\n".join(["ENDLESS ADVENTURES"] * 30 + ["12 LONG LANE 34567"] * 30)
    receipt = tagged(text, *[NAME] * 60, *[ADDRESS] * 120)
    assert value(receipt.merchant_name) == " ".join(["ENDLESS ADVENTURES"] * 5)
    assert value(receipt.merchant_address) == " ".join(["12 LONG LANE 34567"] * 15)
    assert named("x" * 3000) == "x" * 100


def test_food_and_drinks_make_the_subtotal_together() -> None:
    text = "Food 21.95\nDrinks 6.50\nTax 2.53\nTotal 30.98"
    receipt = tagged(text, KEY, SUBTOTAL, KEY, SUBTOTAL, KEY, TAX, KEY, TOTAL)
    assert (value(receipt.subtotal), receipt.arithmetic_agrees) == (Decimal("28.45"), True)


def test_a_service_charge_and_a_tip_make_the_total_together() -> None:
    text = "Subtotal 100.00\nService 10.00\nTip 5.00\nTotal 115.00"
    receipt = tagged(text, KEY, SUBTOTAL, KEY, TIP, KEY, TIP, KEY, TOTAL)
    assert (value(receipt.tip), receipt.arithmetic_agrees) == (Decimal("15.00"), True)


def test_a_tip_that_is_only_suggested_is_none() -> None:
    text = "Subtotal 100.00\nTax 8.00\nTotal 108.00\nTip 20.00"
    receipt = tagged(text, KEY, SUBTOTAL, KEY, TAX, KEY, TOTAL, KEY, TIP)
    assert (receipt.tip, receipt.arithmetic_agrees) == (None, True)


def test_a_subtotal_that_is_the_total_does_not_prove_a_tip_to_be_suggested() -> None:
    receipt = tagged("Subtotal 100.00\nTip 20.00\nTotal 100.00", KEY, SUBTOTAL, KEY, TIP, KEY, TOTAL)
    assert (value(receipt.tip), receipt.arithmetic_agrees) == (Decimal("20.00"), False)


def test_several_items_are_believed_rather_than_change() -> None:
    text = "Rice 30.00\nTea 17.00\nItems 47.00\nCash 50.00\nChange 8.00"
    receipt = tagged(text, ITEM, PRICE, ITEM, PRICE, KEY, PAID, KEY, PAID, KEY, KEY)
    assert value(receipt.total) == Decimal("47.00")
