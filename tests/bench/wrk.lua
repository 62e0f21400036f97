-- Asks for the paths of the file named by PATHS in turn, a new one every time, and says how it went in
-- one line.  A line "PATH<tab>JSON" posts JSON, once.  Values of the form {N} become N, N+1, ... so that
-- no two requests are the same, also not those of another run.
local paths, at, count, round = {}, 0, os.time() * 100000, 0
local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }

function init()
	for line in io.lines(os.getenv("PATHS")) do
		paths[#paths + 1] = line
	end
end

local function next_path()
	at = at + 1
	if at > #paths then
		at, round = 1, round + 1
	end
	return paths[at]
end

function request()
	local path = next_path()
	local tab = path:find("\t", 1, true)
	if tab and round == 0 then
		return wrk.format("POST", path:sub(1, tab - 1), headers, path:sub(tab + 1))
	end
	if tab then
		path = next_path()
	end
	count = count + 1
	return wrk.format("GET", (path:gsub("{N}", string.format("%d", count))))
end

function done(summary, latency)
	local e = summary.errors
	io.write(string.format("result %d %d %d %d %d\n", summary.requests, summary.duration,
		latency:percentile(50), latency:percentile(99),
		e.connect + e.read + e.write + e.status + e.timeout))
end
