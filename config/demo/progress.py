import sys
import time
from collections.abc import Callable

WIDTH = 30


class Narrator:
    """Tells each step of the job in one line; on a terminal a bar grows while it is under way."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.live = sys.stdout.isatty()

    def say(self, text: str = "") -> None:
        print(text, flush=True)

    def step(self, text: str) -> None:
        self.say(f"\n{time.monotonic() - self.began:6.1f} s  {text}")

    def fact(self, text: str) -> None:
        self.say(f"          {text}")

    def watch(self, label: str, progress: Callable[[], tuple[int, int]], *, patience: float) -> bool:
        """Show a bar until `progress()` says (done, total) with done ≥ total > 0; False when patience ends first."""
        deadline = time.monotonic() + patience
        shown = -1
        while True:
            done, total = progress()
            if self.live or (done != shown and done >= total > 0):
                self.bar(label, done, total)
                shown = done
            if done >= total > 0:
                self.end_bar()
                return True
            if time.monotonic() > deadline:
                self.end_bar()
                return False
            time.sleep(0.2)

    def bar(self, label: str, done: int, total: int) -> None:
        filled = WIDTH * min(done, total) // total if total else 0
        line = f"          {'█' * filled}{'░' * (WIDTH - filled)} {done:,} of {total:,} {label}"
        print(f"\r{line}\033[K" if self.live else line, end="" if self.live else "\n", flush=True)

    def end_bar(self) -> None:
        if self.live:
            print(flush=True)
