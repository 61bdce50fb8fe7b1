"""Places several small text files in one go. One round trip instead of four for each file: on the day, seconds count."""

import grp
import os
import pwd
import tempfile
import time

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: place_files
short_description: Place several small text files in one go
description:
  - Each file is written beside its place and renamed, so that no reader sees half of it.
  - A file that already has the wanted text, owner and mode is left alone. Missing directories are made, mode 0755.
  - Texts may be secret, so none is ever returned.
  - With O(unit), V(outdated) says whether that unit runs and began before one of the files in O(reads) became what it is. Whether this
    play wrote it, or one that was killed before it came to the restart, makes no difference.
options:
  files:
    description: The files, as dictionaries of path, content, mode, owner, group and unless.
    type: list
    elements: dict
    required: true
  unit:
    description: A unit that reads some of them as it starts.
    type: str
  reads:
    description: Which files those are; not only files of this task.
    type: list
    elements: path
"""

FILE = {
    "path": {"type": "path", "required": True},
    "content": {"type": "str", "required": True, "no_log": True},
    "mode": {"type": "str", "default": "0644"},
    "owner": {"type": "str", "default": "root"},
    "group": {"type": "str", "default": "root"},
    # The file is left out, there or not, when this path exists.
    "unless": {"type": "path"},
}


def wanted(file):
    return {
        "content": file["content"].encode(),
        "mode": int(file["mode"], 8),
        "uid": pwd.getpwnam(file["owner"]).pw_uid,
        "gid": grp.getgrnam(file["group"]).gr_gid,
    }


def present(path):
    try:
        with open(path, "rb") as handle:
            found = os.fstat(handle.fileno())
            return {"content": handle.read(), "mode": found.st_mode & 0o7777, "uid": found.st_uid, "gid": found.st_gid}
    except FileNotFoundError:
        return None


def write(path, want):
    directory = os.path.dirname(path)
    os.makedirs(directory, mode=0o755, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=directory, prefix=".place_files.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            os.fchown(descriptor, want["uid"], want["gid"])
            os.fchmod(descriptor, want["mode"])
            handle.write(want["content"])
            handle.flush()
            os.fsync(descriptor)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def age_of_process(module, unit):
    """For how many seconds the unit's main process has run; None if it does not. One that failed and waits for its next start is no younger than any file."""
    _, told, _ = module.run_command(["systemctl", "show", "--property=SubState,MainPID,ExecMainStartTimestampMonotonic", unit], check_rc=True)
    shown = dict(line.split("=", 1) for line in told.splitlines())
    if shown.get("SubState") == "auto-restart":
        return float("inf")
    if shown.get("MainPID", "0") == "0":
        return None
    return time.clock_gettime(time.CLOCK_MONOTONIC) - int(shown["ExecMainStartTimestampMonotonic"]) / 1e6


def age_of_file(path):
    """For how many seconds it has been what it is; for ever if it is not there. A time that came with its text, out of an archive, tells nothing."""
    try:
        return time.time() - os.stat(path).st_ctime
    except FileNotFoundError:
        return float("inf")


def is_outdated(module, changed):
    unit, reads = module.params["unit"], module.params["reads"] or []
    age = unit and age_of_process(module, unit)
    return age is not None and any(path in changed or age_of_file(path) < age for path in reads)


def main():
    module = AnsibleModule(
        argument_spec={
            "files": {"type": "list", "elements": "dict", "options": FILE, "required": True},
            "unit": {"type": "str"},
            "reads": {"type": "list", "elements": "path"},
        },
        required_together=[("unit", "reads")],
        supports_check_mode=True,
    )
    # What `unless` names is looked at before anything is written: a file of the same task must not count.
    files = [file for file in module.params["files"] if not (file["unless"] and os.path.exists(file["unless"]))]
    changed = []
    try:
        for file in files:
            want = wanted(file)
            if present(file["path"]) != want:
                if not module.check_mode:
                    write(file["path"], want)
                changed.append(file["path"])
    except (KeyError, OSError, ValueError) as error:
        module.fail_json(msg=f"{file['path']}: {error}", changed_files=changed)
    module.exit_json(changed=bool(changed), changed_files=changed, outdated=is_outdated(module, changed))


if __name__ == "__main__":
    main()
