"""All counters of the product, in one place. No label ever holds anything personal."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry()

RECEIVED = Counter("donghanh_received_total", "Events stored in the inbox", ["channel"], registry=registry)
REPEATED = Counter(
    "donghanh_repeated_total", "Events a platform delivered again", ["channel"], registry=registry
)
REFUSED = Counter(
    "donghanh_refused_total", "Requests and frames refused at the door", ["reason"], registry=registry
)
DROPPED = Counter("donghanh_dropped_total", "Events of a flood that were not answered", registry=registry)
TURNS = Counter("donghanh_turns_total", "Turns by what they understood", ["decision"], registry=registry)
TURN_SECONDS = Histogram(
    "donghanh_turn_seconds",
    "From stored to committed",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=registry,
)
FAILED_TURNS = Counter("donghanh_failed_turns_total", "Turns that raised", ["error"], registry=registry)
PARKED = Counter("donghanh_parked_total", "Events parked after three failures", registry=registry)
SENDS = Counter(
    "donghanh_sends_total", "Messages by channel and outcome", ["channel", "outcome"], registry=registry
)
NOTICES = Counter("donghanh_notices_total", "Notices by outcome", ["outcome"], registry=registry)
JOBS = Counter("donghanh_jobs_total", "Long work by kind and outcome", ["kind", "outcome"], registry=registry)
TICK_ERRORS = Counter(
    "donghanh_tick_errors_total", "Background ticks that raised", ["tick"], registry=registry
)
INBOX = Gauge("donghanh_inbox", "Events in the inbox by state", ["status"], registry=registry)
OUTBOX = Gauge("donghanh_outbox", "Messages in the outbox by state", ["status"], registry=registry)
OUTBOX_AGE = Gauge(
    "donghanh_outbox_oldest_seconds", "Age of the oldest message that is due", registry=registry
)
QUESTIONS = Gauge(
    "donghanh_questions",
    "Questions that wait for the catalogue, by how they were missed",
    ["missed"],
    registry=registry,
)
BULK_RATE = Gauge("donghanh_bulk_rate", "Allowed bulk messages per second", ["channel"], registry=registry)
ZALO_DAYS_LEFT = Gauge(
    "donghanh_zalo_days_left", "Days until the tokens of the Official Account are over", registry=registry
)
ZALO_QUOTA = Gauge(
    "donghanh_zalo_quota_left",
    "Messages left of each quota of the Official Account, by its last answer",
    ["quota"],
    registry=registry,
)
