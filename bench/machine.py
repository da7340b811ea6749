"""The machine: its cores, its disk, its page cache, its clock."""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

# Two cores for everybody, whatever the machine has.
CORES = 2
# Rounds of every question after one that warms, and of one that takes seconds.
ROUNDS = 5
SLOW_ROUNDS, SLOW_S = 3, 2.0


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def refuse(text):
    tell(text)
    sys.exit(2)


def timed(work):
    start = time.monotonic()
    result = work()
    return time.monotonic() - start, result


def median_of(work):
    """Runs a question once to warm and then some rounds; its answer must not change. The median of the
    seconds, and the answer."""
    (first, answer), seconds = timed(work), []
    for _ in range(ROUNDS if first < SLOW_S else SLOW_ROUNDS):
        took, again = timed(work)
        if again != answer:
            sys.exit("bench: the same question gave two answers")
        seconds.append(took)
    return statistics.median(seconds), answer


def use_two_cores():
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def bytes_of(folder, keep=lambda path: True):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and keep(path))


def free_bytes(folder):
    return shutil.disk_usage(folder).free


def warm(path):
    """Everybody reads the log from memory, and nobody pays for what another left to be written."""
    os.sync()
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass


def may_drop_caches():
    return os.access("/proc/sys/vm/drop_caches", os.W_OK)


def drop_caches():
    """Nothing of any file is in memory afterwards, but for programs that run."""
    os.sync()
    pathlib.Path("/proc/sys/vm/drop_caches").write_text("3\n")


def fdatasync_s(folder):
    """How long this disk takes to make 4 KiB durable: every recorded question pays it."""
    path = folder / "fdatasync"
    with open(path, "wb", buffering=0) as file:

        def sync():
            file.write(b"\0" * 4096)
            os.fdatasync(file.fileno())

        seconds = statistics.median(timed(sync)[0] for _ in range(20))
    path.unlink()
    return seconds


def commit():
    """What was measured; null outside a clone."""
    here = pathlib.Path(__file__).parent
    command = ["git", "-C", here, "describe", "--always", "--dirty", "--exclude", "*"]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() or None


def described(program, versions):
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()[-1]
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "cores_used": CORES,
        "memory_gib": round(memory, 1),
        "system": " ".join(os.uname()[::2]),
        "versions": {"nunchi": version, "commit": commit(), **versions},
    }
