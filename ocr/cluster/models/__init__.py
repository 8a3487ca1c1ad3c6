"""Machines and their prices, pods, the releases of models on trial, and what was used."""

from ocr.cluster.models.machines import Machine, MachineKind, MachinePrice, Metered, OneOffCost
from ocr.cluster.models.plans import Alternative, AlternativeUnit, Budget
from ocr.cluster.models.pods import GONE_AFTER, MAX_URL, Pod, PodOrigin, PodState, validate_pod_url
from ocr.cluster.models.releases import Accuracy, ModelRelease, ServedModel
from ocr.cluster.models.usage import LATENCY_BOUNDS, DailyUsage, Usage

__all__ = [
    "GONE_AFTER",
    "LATENCY_BOUNDS",
    "MAX_URL",
    "Accuracy",
    "Alternative",
    "AlternativeUnit",
    "Budget",
    "DailyUsage",
    "Machine",
    "MachineKind",
    "MachinePrice",
    "Metered",
    "ModelRelease",
    "OneOffCost",
    "Pod",
    "PodOrigin",
    "PodState",
    "ServedModel",
    "Usage",
    "validate_pod_url",
]
