#!/usr/bin/env python3
"""Restores a snapshot of a groupkeep vault without groupkeep, with `age`, `zstd` and Python 3.9 or newer:

  python3 recover.py --identity KEY --to NEW-FOLDER COPY [COPY ...]

Each COPY is a folder that holds a copy of the vault; what is damaged or missing in one is taken from the next. Exit
status 0: all is restored; 1: something is not, and is named. Steps: recover.md; the format: vault-format.md."""
import argparse, base64, glob, hashlib, json, os, subprocess, sys, tempfile

FAILED = (OSError, ValueError, KeyError, TypeError, AttributeError)  # ValueError: ours, and of what cannot be parsed
PROBLEMS, PACKS, FILES, FOLDERS = [], {}, set(), []

def why(error):
    return str(getattr(error, "strerror", None) or (error if isinstance(error, ValueError) else repr(error)))

def problem(what, error):
    PROBLEMS.append(what)
    print(f"NOT RESTORED: {what}: {why(error)}", file=sys.stderr)

def shown(path):  # as JSON, so that no name can play with the terminal
    return json.dumps(path.decode(errors="backslashreplace"), ensure_ascii=False)

def run(command, given, out=subprocess.PIPE):
    done = subprocess.run(command, input=given, stdout=out, stderr=subprocess.PIPE)
    if done.returncode:
        raise ValueError("cannot be opened: " + done.stderr.decode(errors="replace").strip().partition("\n")[0])
    return done.stdout

def names(pattern):  # of objects, in any copy
    found = ((path, copy) for copy in args.copies for path in glob.glob(os.path.join(glob.escape(copy), pattern)))
    return sorted({os.path.relpath(path, copy) for path, copy in found})

def intact(name, digest, use):
    """What `use` makes of the first copy of an object that is whole: whose SHA-256 begins with `digest`."""
    reasons = []
    for path in (os.path.join(copy, name) for copy in args.copies):
        try:
            with open(path, "rb") as file:
                data = file.read()
            if not hashlib.sha256(data).hexdigest().startswith(digest):
                raise ValueError("is damaged, its SHA-256 is not its name")
            made = use(path, data)
            if reasons:
                print("used another copy instead:", "; ".join(reasons), file=sys.stderr)
            return made
        except FAILED as error:
            reasons.append(f"{path}: {why(error)}")
    raise ValueError("; ".join(reasons))

def statement(_, data):
    """What a snapshot says in clear. Whether its signature counts is for `ssh-keygen -Y verify` to say."""
    body = json.loads(data.partition(b"\n")[0])
    if body["schema"] != "groupkeep/snapshot/v0":
        raise ValueError("is of a format this script does not know")
    return {key: str(body[key]) for key in ("time", "state", "vault", "root")}

def unseal(path, _=None):
    """`age -d FILE`, then `zstd -d` into a file without a name. The identities of the epochs go through a pipe."""
    out = tempfile.TemporaryFile(dir=args.to)
    run(["zstd", "-d", "-c", "-q"], run(["age", "-d", "-i", "-", path], epochs), out)
    out.seek(0)
    return out

def chunks(places):
    """The bytes of chunks, one after the other; the eight packs opened last stay open."""
    for pack, offset, length, _ in places:
        if pack not in PACKS:
            PACKS[pack] = intact(f"w/{writer}/packs/{pack[:2]}/{pack}", pack, unseal)
            if len(PACKS) > 8:
                PACKS.pop(next(iter(PACKS))).close()
        PACKS[pack].seek(offset)
        data = PACKS[pack].read(length)
        if len(data) != length:
            raise ValueError(f"needs more than there is in pack {pack}")
        yield data

def manifest(parts):
    """The lines of the manifest, each with whether something before it is lost."""
    rest, lost = b"", False
    for number, part in enumerate(parts):
        try:
            *lines, rest = (rest + b"".join(chunks([part["at"]]))).split(b"\n")
        except FAILED as error:
            ends = [shown(field(one, "first")) for one in parts[number:number + 2]] + ["the end"]
            problem(f"{ends[0]}, the entry before it, and everything after it until {ends[1]}", error)
            lines, rest, lost = [], b"", True
        # A lost part may end within a line, whose other half begins the next part.
        yield from ((line, lost) for line in lines if not lost or line.startswith(b'{"'))
    if rest:
        problem("the last line of the manifest", ValueError("is cut"))

def field(entry, name):
    return entry[name].encode() if name in entry else base64.b64decode(entry[name + "_b64"], validate=True)

def dress(fd, path, entry):
    try:
        os.fchmod(fd, entry["mode"] & 0o1777)
        os.utime(fd, ns=entry["ns"])
    except FAILED as error:
        problem("mode and time of " + shown(path), error)

def enter(path, entry):
    name, flags = path.rpartition(b"/")[2], os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    os.mkdir(name, 0o700, dir_fd=FOLDERS[-1][1])
    FOLDERS.append((path + b"/", os.open(name, flags, dir_fd=FOLDERS[-1][1]), entry))

def leave(path):
    """Leaves the folders that do not hold `path`. They get mode and time only now that nothing is added any more."""
    while not path.startswith(FOLDERS[-1][0]):
        folder, fd, entry = FOLDERS.pop()
        if entry:
            dress(fd, folder, entry)
        os.close(fd)

def restore(entry, path, lost):
    """Makes one entry in the folder it belongs to. Nothing is replaced, and no symbolic link is followed."""
    parts = path.split(b"/")
    if b"\0" in path or any(part in (b"", b".", b"..") for part in parts):
        raise ValueError("is no path inside a snapshot")
    leave(path)
    while lost and len(FOLDERS) < len(parts):  # the folder's own line may be what is lost
        enter(b"/".join(parts[:len(FOLDERS)]), None)
    if len(FOLDERS) != len(parts):
        raise ValueError("lies below something that is no folder")
    name, at = parts[-1], FOLDERS[-1][1]
    if entry["type"] == "dir":
        return enter(path, entry)
    if entry["type"] == "symlink":
        os.symlink(field(entry, "target"), name, dir_fd=at)
        return os.utime(name, ns=entry["ns"], dir_fd=at, follow_symlinks=False)
    if entry["type"] != "file":
        raise ValueError("is of a kind this page does not know")
    first = field(entry, "link") if "link" in entry or "link_b64" in entry else None
    if first in FILES:
        try:
            return os.link(first, name, src_dir_fd=FOLDERS[0][1], dst_dir_fd=at, follow_symlinks=False)
        except OSError:
            pass  # not every file system has hard links: it becomes a file of its own
    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=at)
    try:
        with open(fd, "wb") as file:
            if sum(file.write(data) for data in chunks(entry["chunks"])) != entry["size"]:
                raise ValueError("is not of the size it should be")
            file.flush()
            dress(fd, path, entry)
    except BaseException:  # nothing half restored stays, not even after Ctrl-C
        os.unlink(name, dir_fd=at)
        raise
    FILES.add(path)

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--identity", required=True, metavar="KEY", type=os.path.abspath, help="the identity file")
parser.add_argument("--to", required=True, metavar="NEW-FOLDER", type=os.path.abspath, help="absent or empty")
parser.add_argument("--snapshot", default="latest", metavar="ID", help="the beginning of one's id; `list` shows all")
parser.add_argument("copies", nargs="+", metavar="COPY", type=os.path.abspath, help="has vault/, epochs/ and w/ in it")
args, found, refused, epochs = parser.parse_args(), {}, [], b""

for name in names("w/*/snapshots/??????????-????????????????"):  # SEQ-SHORT, where SHORT begins the snapshot's id
    if args.snapshot in ("latest", "list") or name[-16:].startswith(args.snapshot[:16]):
        try:
            found[name] = intact(name, name[-16:], statement)
        except ValueError as error:
            problem("snapshot " + name, error)
fitting = [name for name in found if args.snapshot != "list"]
if args.snapshot == "latest":  # the last complete one of each writer, and of these the newest
    last = {name.split("/")[1]: name for name in found if found[name]["state"] == "complete"}
    fitting = sorted(last.values(), key=lambda name: found[name]["time"])[-1:]
if len(fitting) != 1:
    listed = [f"  {name[-16:]} {found[name]['time']} {found[name]['state']}" for name in found]
    sys.exit("\n".join(["no snapshot chosen: give the id of one of these with --snapshot", *listed]))
writer, body = fitting[0].split("/")[1], found[fitting[0]]

os.makedirs(args.to, mode=0o700, exist_ok=True)
if os.listdir(args.to):
    sys.exit(f"{args.to} is not empty: name a new folder")
for name in names("epochs/*/*.age"):
    try:
        epochs += intact(name, name[-68:-4], lambda path, _: run(["age", "-d", "-i", args.identity, path], None)) + b"\n"
    except ValueError as error:
        refused.append(f"  {error}")
if not epochs:
    sys.exit("\n".join([f"{args.identity} opens no key of this vault: is it the right identity?", *refused]))
print(f"snapshot {fitting[0][-16:]} of {body['time']}, {body['state']}, vault {body['vault']}", file=sys.stderr)
try:
    with tempfile.NamedTemporaryFile(dir=args.to) as sealed:
        sealed.write(base64.b64decode(body["root"]))
        sealed.flush()
        parts = json.load(unseal(sealed.name))["manifest"]
except FAILED as error:
    sys.exit(f"NOT RESTORED: the snapshot: {why(error)}. Look for another one with --snapshot list")
FOLDERS.append((b"", os.open(args.to, os.O_RDONLY | os.O_DIRECTORY), None))
for line, lost in manifest(parts):
    path = line[:80]
    try:
        entry = json.loads(line)
        path, (seconds, nanoseconds) = field(entry, "path"), entry["mtime"]
        entry["ns"] = 2 * (seconds * 10**9 + nanoseconds,)
        restore(entry, path, lost)
    except FAILED as error:
        problem(shown(path), error)
leave(b"")
print(f"{len(PROBLEMS)} not restored" if PROBLEMS else "everything in the snapshot is restored", file=sys.stderr)
sys.exit(1 if PROBLEMS else 0)
