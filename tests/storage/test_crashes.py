"""Writers that are killed at any instant, and many at once: nothing is lost, nothing stays locked."""

from __future__ import annotations

import re
from pathlib import Path

from tests.storage import child

KILLS = 300

KILLED = """
import hashlib

def version(number):
    body = b"%d %s\\n" % (number, b"x" * (number % 5 * 9000))
    return body + hashlib.sha256(body).hexdigest().encode()

def number_of(data):
    body, digest = data[:-64], data[-64:]
    assert hashlib.sha256(body).hexdigest().encode() == digest, "neither old nor new"
    return int(body.split()[0])

def write_for_ever(tell_begun):
    def next_version(before):
        os.write(tell_begun, b".")
        return version(number_of(before) + 1)
    while True:
        edit_file(path, next_version, secret=True)

locks.LOCK_SECONDS = 0.0
random.seed(20261123)
path.write_bytes(version(0))
backup = path.with_name(path.name + BACKUP_SUFFIX)
seen, torn = [0], 0
for _ in range(int(sys.argv[2])):
    begun, tell_begun = os.pipe()
    writer = os.fork()
    if not writer:
        try:
            write_for_ever(tell_begun)
        finally:
            os._exit(70)
    os.close(tell_begun)
    for _ in range(random.randint(1, 3)):  # in its first, second or third write, however busy the machine is
        assert os.read(begun, 1), "the writer ended by itself"
    time.sleep(random.uniform(0, 0.004))
    os.kill(writer, signal.SIGKILL)
    os.close(begun)
    _, status = os.waitpid(writer, 0)
    assert os.WIFSIGNALED(status), "the writer ended by itself"
    number = number_of(path.read_bytes())
    assert number >= seen[-1], "a version went away"
    torn += len(list(path.parent.glob(".*.tmp")))
    with locked(resolve(path)):
        undo.recover(path)
    if number > 0:
        assert number_of(backup.read_bytes()) == number - 1, "the version before went away"
    assert not list(path.parent.glob("*.new")), "what a dead writer staged is still there"
    seen.append(number)
edit_file(path, lambda before: version(number_of(before) + 1), secret=True)
tell({"kills": len(seen) - 1, "written": seen[-1], "torn": torn, "mode": path.stat().st_mode & 0o777})
"""


def test_a_writer_killed_at_any_instant_leaves_the_old_file_or_the_new_and_no_lock(tmp_path: Path) -> None:
    told = child.run(KILLED, tmp_path / "credentials", KILLS)

    assert told["kills"] == KILLS
    assert told["mode"] == 0o600
    # The instants were many: most writers came to write, and some were killed with a write under way.
    assert told["written"] > KILLS // 2
    assert told["torn"] > 5


WRITERS, EDITS = 8, 50

APPENDS = """
name = sys.argv[2]
for number in range(int(sys.argv[3])):
    edit_file(path, lambda before: before + f"[{name}-{number}]\\n".encode(), secret=True)
tell(name)
"""


def test_many_writers_at_once_lose_no_edit(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    writers = [child.start(APPENDS, path, name, EDITS) for name in range(WRITERS)]
    assert [child.answer_of(writer) for writer in writers] == [str(name) for name in range(WRITERS)]

    lines = path.read_text().splitlines()
    assert sorted(lines) == sorted(f"[{name}-{number}]" for name in range(WRITERS) for number in range(EDITS))
    for name in range(WRITERS):
        own = [line for line in lines if re.match(rf"\[{name}-", line)]
        assert own == [f"[{name}-{number}]" for number in range(EDITS)]
    assert {entry.name for entry in tmp_path.iterdir()} == {"credentials", "credentials.ssotui-backup", "home"}


APPENDS_WITH_A_STATE_OF_ITS_OWN = "os.environ['XDG_STATE_HOME'] = sys.argv[4]\n" + APPENDS


def test_nor_do_writers_that_share_the_file_and_nothing_else(tmp_path: Path) -> None:
    """A host and its containers, or two users of one home: each has a state folder of its own."""
    path = tmp_path / "credentials"
    writers = [
        child.start(APPENDS_WITH_A_STATE_OF_ITS_OWN, path, name, 5, tmp_path / f"state-{name}")
        for name in range(WRITERS)
    ]
    assert [child.answer_of(writer) for writer in writers] == [str(name) for name in range(WRITERS)]

    assert sorted(path.read_text().split()) == sorted(
        f"[{name}-{number}]" for name in range(WRITERS) for number in range(5)
    )
    assert not [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".credentials")]
