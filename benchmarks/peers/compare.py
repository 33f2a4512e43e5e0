#!/usr/bin/env python3
"""Runs our cases and the same work elsewhere in turn, and prints the table of ratios.

    python3 benchmarks/peers/compare.py --rounds 5 --threads 1
    python3 benchmarks/peers/compare.py --match sin/ --markdown table.md --json times.json
    python3 benchmarks/peers/compare.py --table times.json
    python3 benchmarks/peers/compare.py --avx2 --threads 1
    python3 benchmarks/peers/compare.py --floor
    python3 benchmarks/peers/compare.py --against ../before/benchmarks/bin/Release/net10.0/AutogradMaml.Benchmarks

Each measurement is a process of its own, on as many cores as it has threads; ours and theirs come right after each other, and change
places from round to round. A ratio is theirs over ours within a round; the table shows the median of the rounds and their range."""
import argparse
import datetime
import functools
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROJECT = os.path.join(ROOT, "benchmarks")
PROGRAM = os.path.join(PROJECT, "bin", "Release", "net10.0", "AutogradMaml.Benchmarks")
TORCHSHARP = os.path.join(HERE, "TorchSharp")
TORCHSHARP_PROGRAM = os.path.join(TORCHSHARP, "bin", "Release", "net10.0", "TorchSharpPeer")
MISSING = 3
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
    *(Pair(f"adbench/gmm_{size}", "mixtures.cpp") for size in ("d2_K5", "d10_K25", "d32_K25", "d64_K25")),
    *(Pair(f"gemm/{kind}_n{size}", "products.py", bar=1, threads=(1, 2) if size >= 256 else (1,))
      for kind in ("f32", "f64") for size in (64, 128, 256, 512, 1024, 2048)),
]

FLOORS = [
    *(Pair(name, None, f"peak/{kind}", bar=bar) for name, kind, bar in (
        ("sin/batched_exact_1", "f32", 0.6), ("sin/batched_exact_10", "f32", 0.6), ("sin/batched_fomaml_1", "f32", None),
        ("conv/exact_1", "f32", None), ("conv/fomaml_1", "f32", None), ("strided/exact_1", "f32", None), ("strided/fomaml_1", "f32", None),
        ("mlp/exact_1", "f32", None), ("mlp/fomaml_1", "f32", None), ("adbench/gmm_d10_K25", "f64", None), ("adbench/gmm_d32_K25", "f64", None),
        ("adbench/gmm_d64_K25", "f64", 0.5))),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often each pair is measured (default 5)")
    parser.add_argument("--threads", default="1,2", help="which numbers of threads to measure (default 1,2)")
    parser.add_argument("--match", default="", help="only cases whose name contains one of these, separated by commas")
    parser.add_argument("--python", default="/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable, help="the Python that has PyTorch")
    parser.add_argument("--markdown", help="also write the table to this file")
    parser.add_argument("--json", help="also write every measurement to this file, as a list of JSON, with the machine; what it holds is kept")
    parser.add_argument("--table", help="measure nothing: print the table of the measurements in this file, which --json wrote")
    parser.add_argument("--against", help="the program of another build of our benchmarks, to compare with in place of PyTorch")
    parser.add_argument("--avx2", action="store_true", help="without AVX-512 on either side")
    parser.add_argument("--floor", action="store_true", help="hold our cases against the multiply-add rate of the processor in place of a peer")
    parser.add_argument("--torchsharp", help="the command that starts the TorchSharp peer, for a machine where it runs in a container only; "
                        "'none' leaves it out. By default it is built and run here")
    arguments = parser.parse_args()
    if arguments.table:
        print(table(read(arguments.table)))
        return
    if arguments.floor:
        PAIRS[:] = FLOORS
    threads = [int(number) for number in arguments.threads.split(",")]
    words = arguments.match.split(",")
    chosen = [(pair, number) for pair in PAIRS for number in pair.threads
              if number in threads and any(word in pair.ours for word in words)]
    if arguments.against:
        own = {(pair.ours, number) for pair, number in chosen}
        chosen = [(Pair(case, None), number) for case, number in sorted(own)]
    if arguments.rounds < 1 or not chosen:
        parser.error("there is nothing to measure: --rounds is at least 1, and --match names cases of compare.py")
    subprocess.run(["dotnet", "build", "-c", "Release", PROJECT, "-v", "quiet", "--nologo"], check=True)
    known = set(subprocess.run([PROGRAM, "time", "--list"], check=True, capture_output=True, text=True).stdout.split())
    missing = sorted({pair.ours for pair, _ in chosen} - known)
    if missing:
        sys.exit("Our benchmarks have no case " + ", ".join(missing) + ".")
    before = read(arguments.json) if arguments.json and os.path.exists(arguments.json) else []
    if arguments.floor:
        finish(arguments, before, floors(chosen, arguments.rounds, arguments.avx2))
        return
    peers = {"build before": lambda case: [arguments.against, "time", case]} if arguments.against else {
        "PyTorch": None, **torchsharp(arguments.torchsharp)}
    mixtures = None if arguments.against else compiled(chosen, arguments.avx2)
    records = []
    for turn in range(arguments.rounds):
        for pair, number in chosen:
            print(f"round {turn + 1} of {arguments.rounds}: {pair.ours} on {number}", file=sys.stderr)
            sides = {"ours": [PROGRAM, "time", pair.ours]}
            for peer, command in ({"C++": lambda case: [mixtures, case]} if pair.script == "mixtures.cpp" and mixtures
                                  else {"OpenBLAS": None} if pair.script == "products.py" and not arguments.against else peers).items():
                started = [arguments.python, os.path.join(HERE, pair.script), pair.theirs] if command is None else command(pair.theirs)
                if started:
                    sides[peer] = started
            order = list(sides)
            order = order[turn % len(order):] + order[:turn % len(order)]
            measured = {side: run(side, sides[side], number, arguments.avx2) for side in order}
            record = {"ours": pair.ours, "theirs": pair.theirs, "threads": number, "round": turn + 1, "bar": bar(pair, number),
                      "ours_ms": measured["ours"]["median_ms"], "peers_ms": {peer: measured[peer]["median_ms"] for peer in sides if peer != "ours"},
                      "measured": measured, "missing": [peer for peer, known in MISSED.items() if known],
                      "machine": machine(arguments.avx2), "day": datetime.date.today().isoformat()}
            records.append(record)
            write(arguments.json, before + records)
    finish(arguments, before, records)


def finish(arguments, before, records):
    write(arguments.json, before + records)
    text = table(records)
    print(text)
    if arguments.markdown:
        with open(arguments.markdown, "w", encoding="utf-8") as file:
            file.write(text + "\n")


def write(path, records):
    """All records, a line each; the file is whole at any time."""
    if path:
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write("[\n" + ",\n".join(map(json.dumps, records)) + "\n]\n")
        os.replace(path + ".new", path)


def floors(chosen, rounds, avx2):
    """Our cases in turn with a loop of multiply-adds, in one process each: the share of the processor's rate that they have."""
    records = []
    for turn in range(rounds):
        for pair, number in chosen:
            print(f"round {turn + 1} of {rounds}: {pair.ours} against {pair.theirs}", file=sys.stderr)
            measured = run("ours", [PROGRAM, "time", pair.ours, "--against", pair.theirs], number, avx2)
            records.append({"ours": pair.ours, "theirs": pair.theirs, "threads": number, "round": turn + 1, "bar": pair.bar, "peers_ms": {},
                            "ours_ms": measured["median_ms"], "floor_share": measured["rate_share"], "measured": {"ours": measured},
                            "missing": [], "machine": machine(avx2), "day": datetime.date.today().isoformat()})
    return records


def compiled(chosen, avx2):
    """The program of mixtures.cpp, if a pair wants it."""
    if not any(pair.script == "mixtures.cpp" for pair, _ in chosen):
        return None
    if not shutil.which("g++"):
        sys.exit("mixtures.cpp takes g++ to compile it (apt-get install g++); --match can leave adbench/ out.")
    program = os.path.join(tempfile.mkdtemp(), "mixtures")
    subprocess.run(["g++", "-O3", "-march=native", *(["-mno-avx512f"] if avx2 else []), "-fopenmp-simd", "-std=c++17", os.path.join(HERE, "mixtures.cpp"), "-o", program], check=True)
    return program


MISSED = {}

# What leaves AVX-512 out: .NET, PyTorch's own kernels, oneDNN under its two names, OpenBLAS and MKL.
AVX2 = {"DOTNET_EnableAVX512": "0", "ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2",
        "OPENBLAS_CORETYPE": "Haswell", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}


def torchsharp(command):
    """The TorchSharp peer, if it is to be had: from a case's name to what starts it, or to nothing where it lacks the case."""
    if command == "none":
        return {}
    if command is None:
        subprocess.run(["dotnet", "build", "-c", "Release", TORCHSHARP, "-v", "quiet", "--nologo"], check=True)
    start = command.split() if command else [TORCHSHARP_PROGRAM]
    has = set(subprocess.run([*start, "--list"], check=True, capture_output=True, text=True).stdout.split())
    probe = subprocess.run([*start, "hess/hvp_f32", "--threads", "1"], capture_output=True, text=True, check=False)
    if probe.returncode == MISSING:
        print(probe.stderr.strip(), file=sys.stderr)
        MISSED["TorchSharp"] = True
        return {}
    if probe.returncode != 0:
        sys.exit(f"{' '.join(start)} ended with {probe.returncode}: {probe.stderr[-500:]}")
    return {"TorchSharp": lambda case: [*start, case] if case in has else None}


def bar(pair, threads):
    return pair.bar if pair.bar and threads == 1 or pair.bar == 1 else None


def read(path):
    """The records of a file; one clear line where it is none."""
    try:
        with open(path, encoding="utf-8") as file:
            records = json.load(file)
        table(records)
        return records
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        sys.exit(f"{path} holds no measurements that --json wrote: {error!r}.")


def run(side, command, threads, avx2=False):
    """One measurement, pinned to the last cores, which have least else to do."""
    cores = sorted(os.sched_getaffinity(0))[-threads:]
    pin = ["taskset", "-c", ",".join(map(str, cores))] if shutil.which("taskset") else []
    settings = environment(threads) if side in ("PyTorch", "OpenBLAS") else dict(os.environ)
    if avx2:
        settings |= AVX2
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
    if core_type():
        kept["OPENBLAS_CORETYPE"] = core_type()
    allocator = os.path.join(LIBRARIES, "libtcmalloc_minimal.so.4")
    if os.path.exists(allocator):
        kept["LD_PRELOAD"] = allocator
    return kept


@functools.cache
def core_type():
    """OpenBLAS takes its oldest kernels, several times slower, on a processor that is newer than it: there the best ones that run, by name."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            flags = next((line.split() for line in file if line.startswith("flags")), [])
    except OSError:
        return None
    probe = subprocess.run([sys.executable if not os.path.exists("/usr/bin/python3") else "/usr/bin/python3", "-c", "import numpy"],
                           env={**os.environ, "OPENBLAS_VERBOSE": "2"}, capture_output=True, text=True, check=False)
    if "Core: Prescott" not in probe.stdout + probe.stderr:
        return None
    return "SkylakeX" if "avx512f" in flags else "Haswell" if "avx2" in flags else None


def table(records):
    """A line for each pair; of several peers the faster counts, round by round."""
    if "floor_share" in records[0]:
        return floor_table(records)
    peers = sorted({peer for record in records for peer in record["peers_ms"]})
    lines = [f"| ours | theirs | threads | ours, ms | {' | '.join(f'{peer}, ms' for peer in peers)} | times as fast | range | bar |",
             "|" + "---|" * (7 + len(peers))]
    pairs = {}
    for record in records:
        pairs.setdefault((record["ours"], record["theirs"], record["threads"]), []).append(record)
    for (ours, theirs, threads), rounds in pairs.items():
        ratios = sorted(min(record["peers_ms"].values()) / record["ours_ms"] for record in rounds)
        cells = [f"{statistics.median(record['ours_ms'] for record in rounds):.4g}"]
        for peer in peers:
            times = [record["peers_ms"][peer] for record in rounds if peer in record["peers_ms"]]
            cells.append(f"{statistics.median(times):.4g}" if times else "")
        meant = rounds[0]["bar"]
        lines.append(f"| {ours} | {theirs} | {threads} | {' | '.join(cells)} | {statistics.median(ratios):.2f} | "
                     f"{ratios[0]:.2f} to {ratios[-1]:.2f} | {'' if meant is None else f'{meant:g}'} |")
    last = records[-1]
    missing = "".join(f" {peer} is missing: it does not load here." for peer in last["missing"])
    return "\n".join([f"Rounds: {last['round']}. Machine: {last['machine']}. {last['day']}.{missing}", "", *lines])


def floor_table(records):
    lines = ["| case | ours, ms | share of the multiply-add rate | range | bar |", "|---|---|---|---|---|"]
    cases = {}
    for record in records:
        cases.setdefault(record["ours"], []).append(record)
    for case, rounds in cases.items():
        shares = sorted(record["floor_share"] for record in rounds)
        meant = rounds[0]["bar"]
        lines.append(f"| {case} | {statistics.median(record['ours_ms'] for record in rounds):.4g} | {100 * statistics.median(shares):.0f} % | "
                     f"{100 * shares[0]:.0f} to {100 * shares[-1]:.0f} % | {'' if meant is None else f'{100 * meant:.0f} %'} |")
    return "\n".join([f"Rounds: {records[-1]['round']}. Machine: {records[-1]['machine']}. {records[-1]['day']}.", "", *lines])


def machine(avx2=False):
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
        model = names[0] if names else model
    except OSError:
        pass
    return f"{model}, {len(os.sched_getaffinity(0))} cores" + (", AVX-512 left out" if avx2 else "")


if __name__ == "__main__":
    main()
