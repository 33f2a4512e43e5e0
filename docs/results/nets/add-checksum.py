#!/usr/bin/env python3
"""Gives a training checkpoint of format 1, which has no checksum, the checksum of format 2.

    add-checksum.py OLD NEW

Every tensor keeps its bytes, which is checked. The checksum tells of damage from now on: what the old file had suffered before can't be seen in it, so
convert only a file that is known to be whole, for instance by what it was measured to do.
"""
import hashlib
import struct
import sys

OLD = b'{"__metadata__":{"format":"AutogradMaml training checkpoint 1",'
NEW = b'{"__metadata__":{"checksum":"%s","format":"AutogradMaml training checkpoint 2",'


def main(old_path, new_path):
    with open(old_path, "rb") as file:
        old = file.read()
    end = 8 + struct.unpack("<Q", old[:8])[0]
    header = old[8:end]
    if not header.startswith(OLD):
        sys.exit(f"'{old_path}' is not a training checkpoint of format 1.")

    def compose(checksum):
        text = (NEW % checksum) + header[len(OLD):].rstrip(b" ")
        text += b" " * (-len(text) % 8)
        return struct.pack("<Q", len(text)) + text + old[end:]

    # The checksum is that of the file with zeros in its place.
    new = compose(hashlib.sha256(compose(b"0" * 64)).hexdigest().encode())
    assert new.endswith(old[end:]) and header[len(OLD):].rstrip(b" ") in new
    with open(new_path, "xb") as file:
        file.write(new)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: add-checksum.py OLD NEW")
    main(*sys.argv[1:])
