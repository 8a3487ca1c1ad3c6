"""The engine that calls pods, built from the settings and the database."""

from django.conf import settings

from ocr.cluster.live.desk import desk
from ocr.cluster.recorder import Recorder
from ocr.cluster.sources import PodList, ReleaseList
from ocr.engines import get_engine
from ocr.engines.serving import ServingEngine
from ocr.serving.client import Client
from ocr.serving.discovery import parse_pods
from ocr.serving.node import Node
from ocr.serving.pool import Pool
from ocr.serving.transport import HttpTransport
from ocr.serving.values import PodAddress, Policy
from ocr.types import Call


def serving_engine() -> ServingEngine:
    """Return an engine that looks after its pods from now on. Raises `PodListError` for unusable OCR_PODS."""
    policy = Policy(**settings.OCR_POLICY)
    pods = PodList(parse_pods(settings.OCR_PODS))
    fallback = get_engine(settings.OCR_FALLBACK) if settings.OCR_FALLBACK else None

    def connect(address: PodAddress) -> Node:
        return Node(address, HttpTransport(address, connect_seconds=policy.connect_seconds))

    pool = Pool(addresses=pods, connect=connect)
    recorder = Recorder()

    def record(call: Call) -> None:
        recorder.record(call)
        desk.record(call)

    client = Client(pool, policy=policy, record=record, releases=ReleaseList())
    recorder.start()
    pool.start()
    desk.pool = pool
    return ServingEngine(client, fallback=fallback)
