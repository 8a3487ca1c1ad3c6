"""The reference cluster: three cloud machines, two workstations with GPUs at home, a database, a disk.

An operator loads it to start from, and to see what figures look like; afterwards it is theirs to change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from ocr.cluster.models import Alternative, AlternativeUnit, Machine, MachineKind, Metered

_PUBLISHED = date(2026, 11, 1)
_INCLUDED = Decimal(9000)
"""Gigabytes a month of each rented machine."""


@dataclass(frozen=True, kw_only=True)
class _Listed:
    """A machine with its price, and what was paid for it once."""

    machine: Mapping[str, Any]
    price: Mapping[str, Any]
    once: Mapping[str, Decimal]


def _rented(number: int, name: str, monthly: int, **more: Any) -> _Listed:
    included = {"included_gb": more.pop("included_gb", _INCLUDED), "metered": more.pop("metered", "")}
    fields = {"number": number, "name": name, "site": "Cloud", "remark": "Cloud fee", **more}
    return _Listed(
        machine={"kind": MachineKind.CLOUD, **fields},
        price={"monthly_cost": Decimal(monthly), **included},
        once={},
    )


def _workstation(number: int, name: str, site: str, purchase: int, processor: str) -> _Listed:
    specs = f"{processor}, 32 GB, 2 x RTX 3060, SSD 1 TB, HDD 4 TB"
    fields = {"number": number, "name": name, "site": site, "specs": specs}
    return _Listed(
        machine={
            "kind": MachineKind.ON_PREMISES,
            "purpose": "Runs four pods",
            "remark": "Electricity and internet",
            "purchase_cost": Decimal(purchase),
            **fields,
        },
        price={"monthly_cost": Decimal(50)},
        once={"Static IP": Decimal(50)},
    )


_SMALL, _LARGE = "1 core, 4 GB", "2 cores, 8 GB"
MACHINES: Sequence[_Listed] = (
    _rented(1, "VPN master", 14, specs=_SMALL, purpose="Joins the sites"),
    _rented(2, "Receipt service", 84, specs=_LARGE, purpose="Pages and API"),
    _rented(3, "OCR/Layout service", 84, specs=_LARGE, purpose="Workers", metered=Metered.ALL_PODS),
    _workstation(4, "Workstation 1", "Home 1", 1500, "Core i7-7700"),
    _workstation(5, "Workstation 2", "Home 2", 2000, "Xeon E5-2680"),
    _rented(6, "DB instance", 15, purpose="PostgreSQL", included_gb=Decimal(0)),
    _rented(7, "Storage", 0, purpose="Original files", included_gb=Decimal(0)),
)
ALTERNATIVES: Sequence[tuple[str, str, AlternativeUnit, str]] = (
    ("AWS g5.xlarge", "734.38", AlternativeUnit.MONTH, "aws.amazon.com/ec2/pricing"),
    ("AWS AnalyzeExpense", "10", AlternativeUnit.THOUSAND, "aws.amazon.com/textract/pricing"),
    ("Azure prebuilt receipt", "10", AlternativeUnit.THOUSAND, "azure.microsoft.com/pricing"),
    ("Mindee", "44", AlternativeUnit.THOUSAND, "mindee.com/pricing"),
    ("Veryfi", "80", AlternativeUnit.THOUSAND, "veryfi.com/pricing"),
)
"""Name, price in USD, what it is for, and where it was published."""


@transaction.atomic
def reference_cluster_load(*, since: date) -> list[tuple[Machine, bool]]:
    """Return the machines of the reference cluster, and which of them are new, bought and priced that day.

    A number or a name that is taken stays as it is, whatever an operator made of it.
    """
    for name, price, unit, source in ALTERNATIVES:
        told = {"price": Decimal(price), "unit": unit, "source": source, "published_on": _PUBLISHED}
        Alternative.objects.get_or_create(name=name, defaults={"note": "As published.", **told})
    return [_load(listed, since) for listed in MACHINES]


def _load(listed: _Listed, since: date) -> tuple[Machine, bool]:
    fields = dict(listed.machine)
    if fields.get("purchase_cost"):
        fields["purchased_on"] = since
    machine, is_new = Machine.objects.get_or_create(number=fields.pop("number"), defaults=fields)
    if is_new:
        machine.prices.create(valid_from=since, **listed.price)
        for label, amount in listed.once.items():
            machine.one_off_costs.create(day=since, label=label, amount=amount)
    return machine, is_new
