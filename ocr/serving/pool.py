"""Which pod gets the next call: the one with the fewest calls under way, among those that are alive.

Pods come and go (`refresh`), are ejected by their failures or their silence, and come back when a probe
finds them serving (`tick`). `start` runs both in threads: a slow list must not keep silent pods alive.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ocr.errors import PodError, PodsAwayError
from ocr.serving.health import Health
from ocr.serving.latency import Latency
from ocr.serving.models import REQUIRED
from ocr.serving.node import Node
from ocr.serving.values import PodAddress, PodReport

logger = logging.getLogger(__name__)

REFRESH_EVERY = 5.0
"""Seconds between two looks at the list of pods."""
_TICK_EVERY = 0.1
_PROBES_AT_ONCE = 16


@dataclass(eq=False, kw_only=True)
class Member:
    """A pod of the pool and what is known of it."""

    node: Node
    health: Health = field(default_factory=Health)
    draining: bool = False
    probing: bool = False

    @property
    def address(self) -> PodAddress:
        """Where it listens."""
        return self.node.address


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A call that a pod was chosen for; it must be given back."""

    member: Member
    model: str
    number: int


class Pool:
    """All pods of this process. Thread-safe."""

    def __init__(
        self,
        *,
        addresses: Callable[[], Sequence[PodAddress]],
        connect: Callable[[PodAddress], Node],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.latency = Latency()
        self._addresses = addresses
        self._connect = connect
        self._clock = clock
        self._members: dict[str, Member] = {}
        self._lock = threading.Lock()
        self._answered_at = float("-inf")
        self._probes = ThreadPoolExecutor(_PROBES_AT_ONCE, thread_name_prefix="probe")

    def start(self) -> None:
        """Look after the pods from now on, as long as the process lives."""
        self.refresh()
        for name, work, pause in (
            ("pod-list", self.refresh, REFRESH_EVERY),
            ("pod-health", self.tick, _TICK_EVERY),
        ):
            threading.Thread(target=_repeat, args=(work, pause), name=name, daemon=True).start()

    def ready(self) -> bool:
        """Return whether a call would find a pod."""
        return self.open_count() > 0

    def open_count(self) -> int:
        """Return how many pods get calls now."""
        with self._lock:
            return sum(_is_open(member) for member in self._members.values())

    def reports(self) -> list[PodReport]:
        """Return what is known of each pod now."""
        now = self._clock()
        with self._lock:
            return [_report(member, now) for member in self._members.values()]

    def take(self, model: str, *, avoid: Collection[Member] = (), elsewhere: bool = False) -> Turn:
        """Choose a pod for the model's call, rather none of `avoid` and rather on another site than theirs.

        Raises `PodsAwayError` when no pod is alive or, if it must be `elsewhere`, all that are were to avoid.
        """
        sites = {member.address.site for member in avoid}
        with self._lock:
            choice = [member for member in self._members.values() if _is_open(member)]
            if elsewhere:
                choice = [member for member in choice if member not in avoid]
            if not choice:
                raise PodsAwayError
            member = min(choice, key=lambda m: (m in avoid, m.address.site in sites, *_load(m)))
            return Turn(member=member, model=model, number=member.health.begin(self._clock()))

    def answered(self, turn: Turn) -> None:
        """Give back a turn that ended well."""
        now, member = self._clock(), turn.member
        with self._lock:
            if not member.health.alive:
                logger.warning("Pod %s answers after all", member.address.url)
            member.health.succeed(turn.number, now, model=turn.model)
            self._answered_at = now

    def failed(self, turn: Turn, error: PodError) -> None:
        """Give back a turn that ended in an error of the pod."""
        now, member = self._clock(), turn.member
        with self._lock:
            was_alive = member.health.alive
            member.health.fail(turn.number, now, model=turn.model, gone=error.gone)
            if was_alive and not member.health.alive:
                logger.warning("Pod %s gets no calls for now: %s", member.address.url, error)

    def dismissed(self, turn: Turn) -> None:
        """Give back a turn whose end says nothing of the pod."""
        with self._lock:
            turn.member.health.dismiss(turn.number)

    def gave_up(self, turn: Turn) -> bool:
        """Return whether the pod was ejected since it got the call."""
        with self._lock:
            return turn.member.health.gave_up(turn.number)

    def refresh(self) -> None:
        """Take over the list of pods; one that left it gets no new calls and goes when it has none."""
        try:
            addresses = {address.url: address for address in self._addresses()}
        except Exception:
            logger.exception("The list of pods cannot be read; the last one stays")
            return
        with self._lock:
            for url, address in addresses.items():
                member = self._members.get(url)
                if member is None or member.address.site != address.site:
                    member = self._members[url] = Member(node=self._connect(address))
                member.draining = address.draining
            for url in self._members.keys() - addresses.keys():
                self._members[url].draining = True
                if not self._members[url].health.outstanding:
                    del self._members[url]

    def tick(self) -> None:
        """Do what is due: eject silent pods, probe ejected ones."""
        now = self._clock()
        with self._lock:
            self._eject_silent(now)
            resting = [member for member in self._members.values() if not member.probing]
            due = [member for member in resting if member.health.probe_due(now)]
            for member in due:
                member.probing = True
        for member in due:
            self._probes.submit(self._probe, member)

    def _eject_silent(self, now: float) -> None:
        """Eject pods that keep silent while others answer; when all are silent, it is not the pods."""
        patience = self.latency.silence()
        if patience is None:
            return
        for member in self._members.values():
            since = member.health.silent_since()
            if since is None or now - since < patience or self._answered_at < since + patience / 2:
                continue
            if member.health.alive:
                member.health.eject(now)
                logger.warning("Pod %s keeps silent; it gets no calls for now", member.address.url)

    def _probe(self, member: Member) -> None:
        serving = False
        try:
            serving = member.node.is_serving(REQUIRED)
        except Exception:
            logger.exception("Pod %s could not be probed", member.address.url)
        with self._lock:
            member.probing = False
            if serving and not member.health.alive:
                member.health.revive()
                logger.warning("Pod %s is back", member.address.url)


def _repeat(work: Callable[[], None], pause: float) -> None:
    while True:
        time.sleep(pause)
        try:
            work()
        except Exception:
            logger.exception("Looking after the pods failed; the next time follows")


def _is_open(member: Member) -> bool:
    return member.health.alive and not member.draining


def _load(member: Member) -> tuple[int, float]:
    """Fewest calls under way; among equals, the one that was quicker lately."""
    return member.health.outstanding, member.health.latency


def _report(member: Member, now: float) -> PodReport:
    return PodReport(
        url=member.address.url,
        site=member.address.site,
        draining=member.draining,
        in_flight=member.health.outstanding,
        ejected_for=member.health.ejected_for(now),
        probe_in=member.health.probe_in(now),
    )
