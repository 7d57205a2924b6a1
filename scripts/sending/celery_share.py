"""What Celery itself costs a letter: tasks that find nothing to send, over the letters that one would have sent."""

import time

import redis
from django.conf import settings

from delivery.tasks import send_mailing
from scripts.sending.workers import Workers, celery_workers
from scripts.sending.world import group_make

TASKS = 300
NO_MAILING = 0
PATIENCE = 120


def celery_share(*, letters_per_task: float) -> float:
    """Microseconds of the workers' processor time a letter, the parent's included.

    The tasks look for journals and for a mailing that does not exist, so a little of our own is in it.
    """
    organization_id = group_make().pk
    with celery_workers({}) as workers:
        task_us = tasks_run(workers, organization_id) / TASKS * 1e6
    share = task_us / letters_per_task
    print(
        f"Celery    {task_us:8,.0f} µs a task, {share:.3f} µs a letter at {letters_per_task:,.0f} letters a task"
    )
    return share


def tasks_run(workers: Workers, organization_id: int) -> float:
    """Seconds of processor time that all tasks took together."""
    used = workers.cpu_seconds()
    for _ in range(TASKS):
        send_mailing.delay(organization_id=organization_id, mailing_id=NO_MAILING)
    wait_until_done()
    return workers.cpu_seconds() - used


def wait_until_done() -> None:
    """Ask the broker, since to ask the workers would cost their time: a task is acknowledged when it has ended."""
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    deadline = time.monotonic() + PATIENCE
    quiet = 0
    while time.monotonic() < deadline:
        # A task on its way from the queue into a worker's hands may be in neither for a moment.
        quiet = 0 if broker.llen("sending") or broker.hlen("unacked") else quiet + 1
        if quiet == 3:  # noqa: PLR2004 - looks in a row
            broker.close()
            return
        time.sleep(0.1)
    raise SystemExit("The workers did not get through the tasks.")
