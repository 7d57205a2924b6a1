"""What adapters remember: in one process, and in Redis for all workers."""

import threading
from typing import Any

import pytest
from django.core.cache import cache

from integrations_ota.adapters.memory import LOCAL, LocalMemory, Memory
from integrations_ota.services import memory as module
from integrations_ota.services.memory import SharedMemory


@pytest.fixture(params=[LocalMemory, SharedMemory])
def memory(request: pytest.FixtureRequest) -> Memory:
    made: Memory = request.param()
    return made


def test_a_text_is_kept_and_forgotten(memory: Memory) -> None:
    memory.put("k", "text", 60)
    assert memory.get("k") == "text"
    memory.forget("k")
    assert memory.get("k") is None


def test_events_are_counted(memory: Memory) -> None:
    assert [memory.count("n", 60) for _ in range(3)] == [1, 2, 3]


def test_a_window_ends_and_a_text_expires() -> None:
    clock = [0.0]
    memory = LocalMemory(clock=lambda: clock[0])
    memory.put("k", "text", 60)
    assert [memory.count("n", 60), memory.count("n", 60)] == [1, 2]
    clock[0] = 61.0
    assert (memory.get("k"), memory.count("n", 60)) == (None, 1)


def test_only_one_at_a_time_is_let_in(memory: Memory) -> None:
    inside = most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with memory.held("door"):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == (0, 1)


def test_another_worker_knows_it_too_and_redis_shows_no_secret() -> None:
    SharedMemory().put("token", "jwt-secret", 60)
    SharedMemory().count("n", 60)
    LOCAL.clear()
    assert SharedMemory().get("token") == "jwt-secret"
    assert SharedMemory().count("n", 60) == 2
    assert "jwt-secret" not in str(cache.get("ota:token"))


def test_without_redis_the_process_remembers_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def __getattr__(self, name: str) -> Any:
            def answer(*_: Any, **__: Any) -> None:
                if name == "lock":
                    raise OSError("no route")

            return answer

    monkeypatch.setattr(module, "cache", Gone())
    memory = SharedMemory()
    memory.put("k", "text", 60)
    assert memory.get("k") == "text"
    assert [memory.count("n", 60), memory.count("n", 60)] == [1, 2]
    with memory.held("door"):
        assert memory.get("k") == "text"
