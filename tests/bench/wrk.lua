-- Asks for the paths of the file named by PATHS in turn, a new one every time, and says how it went in
-- one line.  Values of the form {N} become N, N+1, ... so that no two requests are the same.
local paths, at, count = {}, 0, 0

function init()
	for line in io.lines(os.getenv("PATHS")) do
		paths[#paths + 1] = line
	end
	at = math.random(#paths)
end

function request()
	at = at % #paths + 1
	count = count + 1
	local path = paths[at]:gsub("{N}", tostring(count))
	return wrk.format("GET", path)
end

function done(summary, latency)
	local e = summary.errors
	io.write(string.format("result %d %d %d %d %d\n", summary.requests, summary.duration,
		latency:percentile(50), latency:percentile(99),
		e.connect + e.read + e.write + e.status + e.timeout))
end
