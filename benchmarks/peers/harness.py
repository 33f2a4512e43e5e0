"""Times named cases, each in a process of its own, and prints one line of JSON a case: the same fields as our `time` command."""
import argparse
import gc
import json
import resource
import sys
import time

WARM_UP_SECONDS = 1.0
MEASURED_SECONDS = 2.0
FEWEST_REPETITIONS = 30


def measure(work, calls=1):
    """The sorted times of single repetitions in milliseconds per call; a repetition is `calls` calls of `work`."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < WARM_UP_SECONDS:
        work()
    gc.collect()
    times = []
    begin = time.perf_counter()
    while len(times) < FEWEST_REPETITIONS or time.perf_counter() - begin < MEASURED_SECONDS:
        before = time.perf_counter()
        for _ in range(calls):
            work()
        times.append((time.perf_counter() - before) * 1e3 / calls)
    return sorted(times)


def main(cases):
    """`cases` maps a name to a function of the number of threads that returns the work, or the work and its keyword arguments:
    `calls` for `measure`; `operations`, the floating-point operations of a call, for a rate; `without`, work whose time is the cost of
    the call itself and is taken off."""
    parser = argparse.ArgumentParser()
    parser.add_argument("case", nargs="?", help="the case to time")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="name the cases")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(cases))
        return
    if arguments.case not in cases:
        sys.exit(f"There is no case '{arguments.case}': --list names them.")
    made = cases[arguments.case](arguments.threads)
    work, options = made if isinstance(made, tuple) else (made, {})
    times = measure(work, options.get("calls", 1))
    if "without" in options:
        cost = measure(options["without"], 1000)
        times = [each - cost[len(cost) // 2] for each in times]
    median = times[len(times) // 2]
    line = {
        "name": arguments.case,
        "threads": arguments.threads,
        "median_ms": median,
        "min_ms": times[0],
        "max_ms": times[-1],
        "reps": len(times),
        # Linux reports kibibytes.
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if "operations" in options:
        line["gflops"] = options["operations"] / median * 1e-6
    print(json.dumps(line))
