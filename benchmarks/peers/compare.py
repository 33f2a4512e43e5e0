#!/usr/bin/env python3
"""Runs our cases and the same work elsewhere in turn, and prints the table of ratios.

    python3 benchmarks/peers/compare.py --rounds 5 --threads 1
    python3 benchmarks/peers/compare.py --match sin/ --markdown table.md --json times.json

Each measurement is a process of its own, on as many cores as it has threads; ours and theirs come right after each other, and change
places from round to round. A ratio is theirs over ours within a round; the table shows the median of the rounds and their range."""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROJECT = os.path.join(ROOT, "benchmarks")
PROGRAM = os.path.join(PROJECT, "bin", "Release", "net10.0", "AutogradMaml.Benchmarks")
LIBRARIES = os.path.join("/usr/lib", sysconfig.get_config_var("MULTIARCH") or "")


class Pair:
    """Our case, theirs, and how many times as fast ours is meant to be at least."""

    def __init__(self, ours, script, theirs=None, bar=None, threads=(1,)):
        self.ours, self.script, self.theirs, self.bar, self.threads = ours, script, theirs or ours, bar, threads


PAIRS = [
    Pair("sin/batched_exact_1", "sinusoid.py", bar=8),
    Pair("sin/batched_exact_1", "sinusoid.py", "sin/naive_exact_1", bar=50),
    Pair("sin/naive_exact_1", "sinusoid.py"),
    Pair("sin/batched_exact_10", "sinusoid.py", bar=8),
    Pair("sin/batched_fomaml_1", "sinusoid.py"),
    Pair("sin/batched_exact_100", "sinusoid.py"),
    Pair("sin/adjoint_exact_100", "sinusoid.py", "sin/batched_exact_100"),
    Pair("conv/exact_1", "episodes.py", bar=2.5, threads=(1, 2)),
    Pair("conv/fomaml_1", "episodes.py"),
    Pair("strided/exact_1", "episodes.py", threads=(1, 2)),
    Pair("strided/fomaml_1", "episodes.py"),
    Pair("mlp/exact_1", "episodes.py", bar=2.5, threads=(1, 2)),
    Pair("mlp/exact_1_stacked", "episodes.py", "mlp/exact_1"),
    Pair("mlp/fomaml_1", "episodes.py"),
    Pair("mlp/fomaml_1_stacked", "episodes.py", "mlp/fomaml_1"),
    Pair("hess/hvp_f32", "hessian.py", bar=3),
    Pair("hess/hvp_f64", "hessian.py", bar=3),
    Pair("hess/full_f32", "hessian.py", bar=5),
    Pair("hess/full_f64", "hessian.py", bar=5),
    Pair("hess/full_directions_f32", "hessian.py", "hess/full_f32"),
    Pair("hess/full_directions_f64", "hessian.py", "hess/full_f64"),
    Pair("elementwise/add_eager", "elementwise.py", "elementwise/add_recorded"),
    Pair("elementwise/add_replayed", "elementwise.py", "elementwise/add_plain"),
    *(Pair(f"gemm/{kind}_n{size}", "products.py", bar=1, threads=(1, 2) if size >= 256 else (1,))
      for kind in ("f32", "f64") for size in (64, 128, 256, 512, 1024, 2048)),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often each pair is measured (default 5)")
    parser.add_argument("--threads", default="1,2", help="which numbers of threads to measure (default 1,2)")
    parser.add_argument("--match", default="", help="only cases whose name contains one of these, separated by commas")
    parser.add_argument("--python", default="/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable, help="the Python that has PyTorch")
    parser.add_argument("--markdown", help="also write the table to this file")
    parser.add_argument("--json", help="also write every measurement to this file, a line of JSON each")
    arguments = parser.parse_args()
    threads = [int(number) for number in arguments.threads.split(",")]
    words = arguments.match.split(",")
    chosen = [(pair, number) for pair in PAIRS for number in pair.threads
              if number in threads and any(word in pair.ours for word in words)]
    if arguments.rounds < 1 or not chosen:
        parser.error("there is nothing to measure: --rounds is at least 1, and --match names cases of compare.py")
    subprocess.run(["dotnet", "build", "-c", "Release", PROJECT, "-v", "quiet", "--nologo"], check=True)
    known = set(subprocess.run([PROGRAM, "time", "--list"], check=True, capture_output=True, text=True).stdout.split())
    missing = sorted({pair.ours for pair, _ in chosen} - known)
    if missing:
        sys.exit("Our benchmarks have no case " + ", ".join(missing) + ".")
    log = open(arguments.json, "w", encoding="utf-8") if arguments.json else None
    times = {}
    for turn in range(arguments.rounds):
        for at, (pair, number) in enumerate(chosen):
            print(f"round {turn + 1} of {arguments.rounds}: {pair.ours} on {number}", file=sys.stderr)
            sides = [("ours", [PROGRAM, "time", pair.ours]), ("theirs", [arguments.python, os.path.join(HERE, pair.script), pair.theirs])]
            measured = {side: run(side, command, number) for side, command in (sides if turn % 2 == 0 else reversed(sides))}
            times.setdefault(at, []).append((measured["ours"]["median_ms"], measured["theirs"]["median_ms"]))
            for side in measured:
                if log:
                    print(json.dumps({"side": side, "round": turn + 1, **measured[side]}), file=log, flush=True)
    text = table(chosen, times)
    print(text)
    if arguments.markdown:
        with open(arguments.markdown, "w", encoding="utf-8") as file:
            file.write(text + "\n")


def run(side, command, threads):
    """One measurement, pinned to the last cores, which have least else to do."""
    cores = sorted(os.sched_getaffinity(0))[-threads:]
    pin = ["taskset", "-c", ",".join(map(str, cores))] if shutil.which("taskset") else []
    settings = environment(threads) if side == "theirs" else dict(os.environ)
    done = subprocess.run([*pin, *command, "--threads", str(threads)], env=settings, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-500:]}")
    return json.loads(done.stdout.splitlines()[-1])


def environment(threads):
    """The fastest settings found for PyTorch on the processor: OpenBLAS on OpenMP, so that both share one pool of threads, and an allocator
    that keeps its memory. Settings from outside that would change the number of threads or the kernels are dropped."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("OPENBLAS_", "OMP_", "GOMP_", "MKL_", "DNNL_", "ONEDNN_", "KMP_", "ATEN_"))}
    kept["OMP_NUM_THREADS"] = kept["OPENBLAS_NUM_THREADS"] = str(threads)
    blas = os.path.join(LIBRARIES, "openblas-openmp")
    if os.path.isdir(blas):
        kept["LD_LIBRARY_PATH"] = blas
    allocator = os.path.join(LIBRARIES, "libtcmalloc_minimal.so.4")
    if os.path.exists(allocator):
        kept["LD_PRELOAD"] = allocator
    return kept


def table(chosen, times):
    lines = ["| ours | theirs | threads | ours, ms | theirs, ms | times as fast | range | bar |", "|---|---|---|---|---|---|---|---|"]
    for at, (pair, number) in enumerate(chosen):
        ratios = sorted(theirs / ours for ours, theirs in times[at])
        ours, theirs = (statistics.median(side) for side in zip(*times[at]))
        bar = f"{pair.bar:g}" if pair.bar and number == 1 or pair.bar == 1 else ""
        lines.append(f"| {pair.ours} | {pair.theirs} | {number} | {ours:.4g} | {theirs:.4g} | {statistics.median(ratios):.2f} | "
                     f"{ratios[0]:.2f} to {ratios[-1]:.2f} | {bar} |")
    return "\n".join([f"Rounds: {len(times[0])}. Machine: {machine()}.", "", *lines])


def machine():
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
        model = names[0] if names else model
    except OSError:
        pass
    return f"{model}, {len(os.sched_getaffinity(0))} cores"


if __name__ == "__main__":
    main()
