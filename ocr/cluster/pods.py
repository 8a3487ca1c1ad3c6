"""What operators decide of pods."""

from ocr.cluster.models import Pod, PodState


def pod_set_state(*, pod: Pod, state: PodState) -> None:
    """Let a pod get calls, finish what it has, or get nothing; workers follow within 5 seconds."""
    pod.state = state
    pod.save(update_fields=["state"])
