-- Good requests and bad ones for the http driver, and the answers counted by status:
--
--   wrk -t 2 -c 120 -d 35s -s load.lua http://127.0.0.1:PORT/ -- 30 SEED
--
-- After 30 seconds no more is sent, so that every request has its answer before wrk ends, and the counts are exact.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

local JSON = "application/json"
local FILLER = string.rep("x", 300)
local EVENT = '{"namespace":"n","event-type":"%s","cloud-events-version":"0.1","source-type":"s","source-id":"i",'
  .. '"event-id":"%.0f","data":{"name":"J\195\182n","filler":"' .. FILLER .. '"}}'

local id = 0

local function event(event_type)
  id = id + 1
  return string.format(EVENT, event_type, id)
end

local function post(body, content_type)
  return wrk.format("POST", nil, { ["Content-Type"] = content_type or JSON }, body)
end

-- One request of each kind; a good one has two events.
local kinds = {
  good = function() return post("[" .. event("load.test") .. "," .. event("load.test") .. "]") end,
  health = function() return wrk.format("GET", nil, {}, "") end,
  invalid = function() return post(event("load.test") .. "\n" .. event("load test")) end,
  malformed = function() return post(event("load.test") .. '\n{"event-type":') end,
  broken = function() return post((event("load.test"):gsub("\195\182", "\192\128"))) end,
  deep = function() return post('{"data":' .. string.rep("[", 5000)) end,
  other = function() return post(event("load.test"), "text/plain") end,
  long = function() return post(string.rep(" ", 20000)) end,
}

local function any()
  local dice = math.random(100)
  if dice <= 80 then return "good" end
  if dice <= 84 then return "health" end
  if dice <= 88 then return "invalid" end
  if dice <= 91 then return "malformed" end
  if dice <= 94 then return "broken" end
  if dice <= 96 then return "deep" end
  if dice <= 98 then return "other" end
  return "long"
end

function init(args)
  sent = {}
  answered = {}
  ends = os.time() + tonumber(args[1])
  id = number * 1e12
  math.randomseed(tonumber(args[2]) + number)
end

function delay()
  return os.time() < ends and 0 or 3600 * 1000
end

function request()
  local kind = any()
  if number == 0 and not asked then
    asked = true -- for one that is not sent: wrk looks how many requests there are in what it gets
    return kinds[kind]()
  end
  sent[kind] = (sent[kind] or 0) + 1
  return kinds[kind]()
end

function response(status, headers, body)
  local what = tostring(status)
  if status == 429 then
    what = body:find("too many requests", 1, true) and "429-turned-away" or "429-no-room"
  elseif status == 400 and body:find("the event is invalid", 1, true) then
    what = "400-invalid"
  end
  answered[what] = (answered[what] or 0) + 1
end

local function print_sum(name)
  local sum = {}
  for _, thread in ipairs(threads) do
    for key, count in pairs(thread:get(name)) do
      sum[key] = (sum[key] or 0) + count
    end
  end
  for key, count in pairs(sum) do
    print(string.format("%s %s %.0f", name, key, count))
  end
end

function done(summary, latency, requests)
  print_sum("sent")
  print_sum("answered")
  for _, kind in ipairs({ "connect", "read", "write", "timeout" }) do
    print(string.format("errors %s %.0f", kind, summary.errors[kind]))
  end
  print(string.format("seconds all %.0f", summary.duration / 1e6))
end
