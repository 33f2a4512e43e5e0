#!/usr/bin/env python3
"""Gives the tensors of a training checkpoint the names of the parts they belong to: what was meta.0.weight is meta.net.0.weight.

    name-parts.py OLD NEW

Every tensor keeps its bytes and its place, and the checksum is made anew after that of the old file was checked. The plan in words stays that of the
version that trained it, so such a checkpoint is one to test or to use; no training goes on from it.
"""
import hashlib
import json
import re
import struct
import sys

# Old names and new ones: the state that an inner optimizer carries from task to task, the net's parameters, and the outer optimizer's state.
RULES = [
    (r"meta\.(inner\..*)", r"meta.\1"),
    (r"meta\.(.*)", r"meta.net.\1"),
    (r"optimizer\.(moment\.\d+\.)(.*)", r"optimizer.plan.\1net.\2"),
    (r"optimizer\.(.*)", r"optimizer.plan.\1"),
]


def rename(name):
    for old, new in RULES:
        if re.fullmatch(old, name):
            return re.sub(f"^{old}$", new, name)
    sys.exit(f"'{name}' is no tensor of a training checkpoint.")


def compose(header, checksum, data):
    header["__metadata__"]["checksum"] = checksum
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def main(old_path, new_path):
    with open(old_path, "rb") as file:
        old = file.read()
    end = 8 + struct.unpack("<Q", old[:8])[0]
    header = json.loads(old[8:end])
    checksum = header["__metadata__"]["checksum"]
    if hashlib.sha256(old.replace(checksum.encode(), b"0" * 64, 1)).hexdigest() != checksum:
        sys.exit(f"'{old_path}' does not fit its checksum.")
    if any(name.startswith("meta.net.") for name in header):
        sys.exit(f"'{old_path}' has the names of parts already.")

    renamed = {name if name == "__metadata__" else rename(name): entry for name, entry in header.items()}
    new = compose(renamed, hashlib.sha256(compose(renamed, "0" * 64, old[end:])).hexdigest(), old[end:])
    with open(new_path, "xb") as file:
        file.write(new)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: name-parts.py OLD NEW")
    main(*sys.argv[1:])
