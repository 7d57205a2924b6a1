"""The buckets of `bucket.py` as Lua, so that all nodes share them: one round trip, nothing in between.

KEYS: 1 the organisation's levels, 2 what its route has learned, 3 the day's numbers; all hashes.
ARGV: 1 the Ask as JSON, with `at`: null for Redis' own clock, the one that all nodes share. Lua's numbers
lose digits when they become text, hence %.17g.
"""

from delivery.pace.bucket import LEARNED, SERVICE
from delivery.pace.learning import (
    BURST_SECONDS,
    FLOOR,
    GROWTH_PER_MINUTE,
    LEAST_TOP,
    QUIET_SECONDS,
    SAME_EVENT_SECONDS,
)

# What is not touched for so long is full again, or forgotten on purpose.
_KEEP_SECONDS = 2 * 86_400

_COMMON = f"""
local ask = cjson.decode(ARGV[1])
local now = ask.at
if now == cjson.null then
  local time = redis.call('TIME')
  now = time[1] + time[2] / 1000000
end
local function risen(rate, at, top)
  local quiet = now - at - {QUIET_SECONDS}
  if quiet <= 0 then return rate end
  rate = rate * {GROWTH_PER_MINUTE} ^ math.min(quiet / 60, 1000)
  if rate < top then return rate end
end
local function learned(provider)
  local kept = redis.call('HGET', KEYS[2], provider)
  if not kept then return end
  local rate, at, top = string.match(kept, '^(%S+) (%S+) (%S+)$')
  return tonumber(rate), tonumber(at), tonumber(top)
end
local function keep(name, level, at)
  redis.call('HSET', KEYS[1], name, string.format('%.17g %.17g', level, at))
end
local function both(name)
  if ask.service then return {{name, '{SERVICE}' .. name}} end
  return {{name}}
end
"""

TAKE = (
    _COMMON
    + f"""
local pools, seen = {{}}, ask.service and '{SERVICE}' or ''
local function open(scope)
  local name, rate, burst = scope[1], scope[2], scope[3]
  for _, each in ipairs(both(name)) do
    local level, at = burst, now
    local kept = redis.call('HGET', KEYS[1], each)
    if kept then
      level, at = string.match(kept, '^(%S+) (%S+)$')
      level = math.min(burst, tonumber(level) + math.max(0, now - at) * rate)
      at = math.max(now, at)
    end
    pools[each] = {{level = level, at = at, rate = rate}}
  end
end
local function letters(scope)
  return math.max(0, math.floor(pools[seen .. scope[1]].level))
end

local capacity = math.huge
for _, scope in ipairs(ask.shared) do
  open(scope)
  capacity = math.min(capacity, letters(scope))
end
local used = {{}}
for _, day in ipairs(ask.days) do
  used[day[1]] = tonumber(redis.call('HGET', KEYS[3], day[1]) or 0)
  if not ask.service then capacity = math.min(capacity, math.max(0, day[2] - used[day[1]])) end
end

local order, any_learned = {{}}, redis.call('HLEN', KEYS[2]) > 0
for index, want in ipairs(ask.wants) do
  local rate, at, top
  if any_learned then rate, at, top = learned(want[1]) end
  if rate then
    rate = risen(rate, at, top)
    if rate then
      table.insert(want[3], {{'{LEARNED}' .. ask.route .. ' ' .. want[1], rate, math.max(1, rate * {BURST_SECONDS})}})
    else
      redis.call('HDEL', KEYS[2], want[1])
    end
  end
  want.may = want[2]
  for _, scope in ipairs(want[3]) do
    open(scope)
    want.may = math.min(want.may, letters(scope))
  end
  want.place, order[index] = index, want
end

table.sort(order, function(a, b) return a.may < b.may or (a.may == b.may and a.place < b.place) end)
local taken = 0
local function spend(scope, count)
  for _, each in ipairs(both(scope[1])) do pools[each].level = pools[each].level - count end
end
for place, want in ipairs(order) do
  local fair = capacity
  if capacity < math.huge then fair = math.floor(capacity / (#order - place + 1)) end
  want.count = math.min(want.may, fair)
  capacity, taken = capacity - want.count, taken + want.count
  for _, scope in ipairs(want[3]) do spend(scope, want.count) end
end
for _, scope in ipairs(ask.shared) do spend(scope, taken) end
for name, pool in pairs(pools) do keep(name, pool.level, pool.at) end
if next(pools) then redis.call('EXPIRE', KEYS[1], {_KEEP_SECONDS}) end
for _, day in ipairs(ask.days) do
  used[day[1]] = redis.call('HINCRBY', KEYS[3], day[1], taken)
  redis.call('EXPIRE', KEYS[3], {_KEEP_SECONDS})
end

local grants = {{tostring(redis.call('HLEN', KEYS[2]))}}
for _, want in ipairs(ask.wants) do
  local rate, wait, slowest = math.huge, -1, ''
  local function look(scope)
    rate = math.min(rate, scope[2])
    local pool = pools[seen .. scope[1]]
    local after = math.max(0, (1 - pool.level) / pool.rate)
    if after > wait then wait, slowest = after, scope[1] end
  end
  for _, scope in ipairs(ask.shared) do look(scope) end
  for _, scope in ipairs(want[3]) do look(scope) end
  if want.count >= want[2] then
    wait, slowest = 0, ''
  elseif not ask.service then
    for _, day in ipairs(ask.days) do
      if used[day[1]] >= day[2] and ask.day_left > wait then wait, slowest = ask.day_left, day[1] end
    end
  end
  table.insert(grants, string.format('%d %.17g %.17g %s', want.count, wait, rate, slowest))
end
return grants
"""
)

LEARN = (
    _COMMON
    + f"""
for provider, observed in pairs(ask.observed) do
  local rate, at, top = learned(provider)
  local risen_rate = rate and risen(rate, at, top)
  if not risen_rate then
    rate, at, top = math.max({FLOOR}, observed / 2), now, math.max({LEAST_TOP}, observed * 2)
  elseif now - at >= {SAME_EVENT_SECONDS} then
    rate, at = math.max({FLOOR}, risen_rate / 2), now
  end
  redis.call('HSET', KEYS[2], provider, string.format('%.17g %.17g %.17g', rate, at, top))
  keep('{LEARNED}' .. ask.route .. ' ' .. provider, 0, now)
  keep('{SERVICE}{LEARNED}' .. ask.route .. ' ' .. provider, 0, now)
end
redis.call('EXPIRE', KEYS[1], {_KEEP_SECONDS})
redis.call('EXPIRE', KEYS[2], {_KEEP_SECONDS})
"""
)

GIVE_BACK = (
    _COMMON
    + """
local back = 0
local function give(scope, count)
  for _, each in ipairs(both(scope[1])) do
    local kept = redis.call('HGET', KEYS[1], each)
    if kept then
      local level, at = string.match(kept, '^(%S+) (%S+)$')
      keep(each, math.min(scope[3], level + count), tonumber(at))
    end
  end
end
for _, want in ipairs(ask.wants) do
  back = back + want[2]
  for _, scope in ipairs(want[3]) do give(scope, want[2]) end
end
for _, scope in ipairs(ask.shared) do give(scope, back) end
for _, day in ipairs(ask.days) do
  local used = tonumber(redis.call('HGET', KEYS[3], day[1]) or 0)
  if used > 0 then redis.call('HINCRBY', KEYS[3], day[1], -math.min(used, back)) end
end
"""
)
