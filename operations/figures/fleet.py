"""Which pods get calls, and where they are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low

from ocr.cluster.models import Pod, PodState

USUAL_PODS = 4
"""Of a workstation with two GPUs, each shared by two pods; assumed while no machine has any."""


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The active pods."""

    by_site: Counter[str]
    by_machine: Counter[int]
    """By the machine's primary key; pods that run on none that is known are left out."""

    @property
    def pods(self) -> int:
        """How many there are."""
        return self.by_site.total()

    def changes(self, pods: int) -> Iterator[tuple[str, int]]:
        """Yield what could become of so many pods, and how many there were then."""
        machine = median_low(self.by_machine.values()) if self.by_machine else USUAL_PODS
        site = median_low(self.by_site.values()) if self.by_site else machine
        yield ("These pods" if pods == self.pods else "As assumed"), pods
        yield "One pod more", pods + 1
        yield f"One workstation more ({_pods(machine)})", pods + machine
        yield f"One site more ({_pods(site)})", pods + site
        for name, lost in sorted(self.by_site.items()):
            yield f"Without {name} ({_pods(lost)})", max(0, pods - lost)


def active_fleet() -> Fleet:
    """Return the pods that get calls now."""
    pods = list(Pod.objects.listed().filter(state=PodState.ACTIVE).values_list("site", "machine"))
    return Fleet(
        by_site=Counter(site for site, _ in pods),
        by_machine=Counter(machine for _, machine in pods if machine is not None),
    )


def _pods(count: int) -> str:
    return f"{count} {'pod' if count == 1 else 'pods'}"
