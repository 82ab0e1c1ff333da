"""What a process costs, and where the tables go."""
import os, subprocess, tempfile, time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Cost(NamedTuple):
    """CPU seconds, user and system; seconds on the wall; the peak of memory in megabytes, not less than that of this
    script. Children of the process count."""
    cpu: float
    wall: float
    peak: float


def measure(*command, cwd=ROOT, env=None):
    """The cost of a command, and what it said. One that fails ends everything."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace")
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{text}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024), text


def least(costs):
    """The best of several runs, and the highest of their peaks."""
    cpu, wall, peak = zip(*costs)
    return Cost(min(cpu), min(wall), max(peak))


def replace_table(document, part, table):
    """Puts a table between the markers of a document that name its part."""
    begin, end = f"<!-- begin: {part} -->", f"<!-- end: {part} -->"
    text = document.read_text()
    document.write_text(f"{text.split(begin)[0]}{begin}\n{table}\n{end}{text.split(end)[1]}")
