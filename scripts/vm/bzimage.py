# SPDX-License-Identifier: Apache-2.0
"""Takes the ELF kernel out of an x86 bzImage. QEMU starts it a second or two faster than the bzImage, which unpacks itself."""

import gzip
import lzma
import struct
import subprocess

# Documentation/arch/x86/boot.rst in the kernel tree: setup_sects, payload_offset and payload_length.
SETUP_SECTORS = 0x1F1
PAYLOAD = 0x248


def run(command, data):
    # The tools complain of the four bytes behind the payload, its unpacked size; the ELF magic tells whether they could read it.
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


UNPACKERS = {
    b"\x1f\x8b": lambda data: gzip.decompress(data[:-4]),
    b"\xfd7zX": lambda data: lzma.decompress(data[:-4]),
    b"\x28\xb5\x2f\xfd": lambda data: run(["zstd", "-dcq"], data[:-4]),
    b"\x02\x21\x4c\x18": lambda data: run(["lz4", "-dc"], data[:-4]),
}


def vmlinux(image):
    """The ELF file inside the bytes of a bzImage."""
    sectors = image[SETUP_SECTORS] or 4
    offset, length = struct.unpack_from("<II", image, PAYLOAD)
    start = (sectors + 1) * 512 + offset
    payload = image[start : start + length]
    for magic, unpack in UNPACKERS.items():
        if payload.startswith(magic):
            elf = unpack(payload)
            if elf[:4] != b"\x7fELF":
                raise ValueError(f"what is packed as {magic.hex()} in the kernel image is no ELF file")
            return elf
    raise ValueError(f"the kernel image is packed in a way not known here: {payload[:4].hex()}")
