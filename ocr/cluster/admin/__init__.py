"""What operators see and decide of the cluster: one module by topic."""

from ocr.cluster.admin import machines, pods

__all__ = ["machines", "pods"]
