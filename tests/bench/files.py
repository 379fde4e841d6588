#!/usr/bin/env python3
"""Valid files of real sizes for the bench: pictures of noise, as hard to compress as photographs, and a PDF that holds one. usage: files.py DIRECTORY"""
import os
import random
import struct
import subprocess
import sys

where = sys.argv[1]
os.makedirs(where, exist_ok=True)
rnd = random.Random(20260101)


def jpeg(name, target):
    path = os.path.join(where, name)
    side = int((target / 1.05) ** 0.5)
    noise = rnd.randbytes(side * side * 3)
    quality = 92
    while not os.path.exists(path) or os.path.getsize(path) > target:
        subprocess.run(["convert", "-size", f"{side}x{side}", "-depth", "8", "rgb:-", "-quality", str(quality), path], input=noise, check=True)
        quality -= 6
    return path


def size_of(data):
    i = 2
    while not 0xC0 <= data[i + 1] <= 0xC2:
        i += 2 + struct.unpack(">H", data[i + 2:i + 4])[0]
    return struct.unpack(">HH", data[i + 5:i + 9])


def pdf(name, picture):
    data = open(picture, "rb").read()
    height, width = size_of(data)
    draw = b"q 500 0 0 500 40 200 cm /I Do Q"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>",
               b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n" % (width, height, len(data))
               + data + b"\nendstream", b"<</Length %d>>stream\n" % len(draw) + draw + b"\nendstream"]
    out, at = b"%PDF-1.4\n", []
    for n, o in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n" % n + o + b"\nendobj\n"
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % a for a in at)
    out += table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(out))
    open(os.path.join(where, name), "wb").write(out)


jpeg("jpeg-1mb.jpg", 1_000_000)
pdf("pdf-10mb.pdf", jpeg("jpeg-10mb.jpg", 10_000_000))
