"""Token buckets in memory, by the same maths as the Lua in `script.py`, which shares them between nodes.

Each limit is a bucket: it fills with `rate` tokens a second up to `burst`, and a letter takes one. Within any
t seconds it gives at most rate * t + burst. The service stream has buckets of its own beside them and looks
only at those, but takes from both: it never waits behind a campaign, and the campaign waits until what it
took has grown again.
"""

from dataclasses import dataclass, field
from math import floor, inf

from delivery.pace.learning import BURST_SECONDS, Learned, pushed_back, risen

SERVICE = "service "
LEARNED = "learned "


@dataclass(frozen=True, slots=True)
class Scope:
    """One limit: `rate` in letters per second, `burst` in letters."""

    name: str
    rate: float
    burst: float


@dataclass(frozen=True, slots=True)
class Day:
    """A number of letters for one day. The service stream is counted, but not held."""

    name: str
    letters: int


@dataclass(frozen=True, slots=True)
class Want:
    """Letters for one provider, and the limits that are this provider's alone."""

    provider: str
    letters: int
    scopes: tuple[Scope, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What one sender wants to send by one route. The numbers of `days` are those of the day `today`.

    `day_left`: seconds until they begin anew.
    """

    route: str
    service: bool
    wants: tuple[Want, ...]
    shared: tuple[Scope, ...] = ()
    days: tuple[Day, ...] = ()
    today: str = ""
    day_left: float = 0.0


@dataclass(frozen=True, slots=True)
class Grant:
    """Letters that may go now; the seconds until the next one may, and the limit that says so."""

    count: int
    wait: float = 0.0
    rate: float = inf
    scope: str = ""


@dataclass(slots=True)
class _Pool:
    level: float
    at: float
    rate: float

    @property
    def letters(self) -> int:
        return max(0, floor(self.level))

    @property
    def wait(self) -> float:
        return max(0.0, (1 - self.level) / self.rate)


def learned_scope(route: str, provider: str, rate: float) -> Scope:
    """The bucket of a learned rate: some seconds' worth, but always one letter."""
    return Scope(f"{LEARNED}{route} {provider}", rate, max(1.0, rate * BURST_SECONDS))


def fair_shares(wanted: list[int], capacity: float) -> list[int]:
    """Split a capacity so that the smallest wish is met first and nobody's rest is wasted (max-min fair)."""
    shares = [0] * len(wanted)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    for place, index in enumerate(order):
        fair = capacity if capacity == inf else capacity // (len(order) - place)
        shares[index] = int(min(wanted[index], fair))
        capacity -= shares[index]
    return shares


@dataclass(slots=True)
class Buckets:
    """The buckets of one organisation in this process. Not for two threads at once."""

    levels: dict[str, tuple[float, float]] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    today: str = ""
    learned: dict[tuple[str, str], Learned] = field(default_factory=dict)

    def take(self, ask: Ask, now: float) -> list[Grant]:
        """Give each want what its limits allow, at time `now` in seconds, and remember it."""
        if ask.today != self.today:
            self.today, self.days = ask.today, {}
        pools: dict[str, _Pool] = {}
        own = [self._scopes(ask, want, now) for want in ask.wants]
        for scope in (*ask.shared, *(scope for scopes in own for scope in scopes)):
            self._open(pools, scope, ask.service, now)
        seen = SERVICE if ask.service else ""
        wanted = [
            min([want.letters, *(pools[seen + scope.name].letters for scope in scopes)])
            for want, scopes in zip(ask.wants, own, strict=True)
        ]
        counts = fair_shares(wanted, self._capacity(ask, pools, seen))
        self._charge(ask, own, counts, pools)
        return [
            self._grant(ask, want, scopes, count, pools)
            for want, scopes, count in zip(ask.wants, own, counts, strict=True)
        ]

    def learn(self, route: str, observed: dict[str, float], now: float) -> None:
        """Providers pushed back; `observed`: letters per second of each before that. Their buckets are empty now."""
        for provider, rate in observed.items():
            learned = pushed_back(self.learned.get((route, provider)), observed=rate, now=now)
            self.learned[route, provider] = learned
            for prefix in ("", SERVICE):
                self.levels[prefix + learned_scope(route, provider, learned.rate).name] = (0.0, now)

    def _scopes(self, ask: Ask, want: Want, now: float) -> tuple[Scope, ...]:
        learned = self.learned.get((ask.route, want.provider))
        if learned is None:
            return want.scopes
        rate = risen(learned, now)
        if rate is None:
            del self.learned[ask.route, want.provider]
            return want.scopes
        return (*want.scopes, learned_scope(ask.route, want.provider, rate))

    def _open(self, pools: dict[str, _Pool], scope: Scope, service: bool, now: float) -> None:  # noqa: FBT001 - private
        for name in (scope.name, SERVICE + scope.name) if service else (scope.name,):
            level, at = self.levels.get(name, (scope.burst, now))
            level = min(scope.burst, level + max(0.0, now - at) * scope.rate)
            pools[name] = _Pool(level, max(now, at), scope.rate)

    def _capacity(self, ask: Ask, pools: dict[str, _Pool], seen: str) -> float:
        left: list[float] = [pools[seen + scope.name].letters for scope in ask.shared]
        if not ask.service:
            left += [max(0, day.letters - self.days.get(day.name, 0)) for day in ask.days]
        return min(left, default=inf)

    def _charge(
        self, ask: Ask, own: list[tuple[Scope, ...]], counts: list[int], pools: dict[str, _Pool]
    ) -> None:
        taken = sum(counts)
        spent = [(scope.name, taken) for scope in ask.shared]
        spent += [(scope.name, count) for scopes, count in zip(own, counts, strict=True) for scope in scopes]
        for name, letters in spent:
            for each in (name, SERVICE + name) if ask.service else (name,):
                pools[each].level -= letters
        self.levels |= {name: (pool.level, pool.at) for name, pool in pools.items()}
        for day in ask.days:
            self.days[day.name] = self.days.get(day.name, 0) + taken

    def _grant(
        self, ask: Ask, want: Want, scopes: tuple[Scope, ...], count: int, pools: dict[str, _Pool]
    ) -> Grant:
        every = (*ask.shared, *scopes)
        rate = min((scope.rate for scope in every), default=inf)
        if count >= want.letters:
            return Grant(count, 0.0, rate)
        seen = SERVICE if ask.service else ""
        waits = [(pools[seen + scope.name].wait, scope.name) for scope in every]
        if not ask.service:
            used_up = (day.name for day in ask.days if self.days[day.name] >= day.letters)
            waits += [(ask.day_left, name) for name in used_up]
        wait, name = max(waits, key=lambda each: each[0])
        return Grant(count, wait, rate, name)

    def give_back(self, ask: Ask) -> None:
        """Letters that were granted and not sent: their tokens may be used again."""
        back = sum(want.letters for want in ask.wants)
        spent = [(scope, back) for scope in ask.shared]
        spent += [(scope, want.letters) for want in ask.wants for scope in want.scopes]
        for scope, letters in spent:
            for name in (scope.name, SERVICE + scope.name) if ask.service else (scope.name,):
                if name in self.levels:
                    level, at = self.levels[name]
                    self.levels[name] = (min(scope.burst, level + letters), at)
        for day in ask.days:
            self.days[day.name] = max(0, self.days.get(day.name, 0) - back)
