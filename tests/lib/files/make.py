#!/usr/bin/env python3
"""Writes files of all accepted kinds, and hostile ones, into a directory. Standard library only.

usage: make.py DIRECTORY
A file's name tells what is expected of it: EXPECTED--what.ext, where EXPECTED is "clean" or the id of the finding (file-damaged …).
A third part, if any, is the finding's argument: file-kind--docx--ZIP.docx
"""
import os, struct, sys, zlib, random, zipfile, io

# In halves, lest this script itself be taken for the test virus.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"
OWN = b"GUICHET-TEST-SIGNATURE-%s-" + b"7f3a91d2c4e85b60"
MAX = 10485760
rnd = random.Random(20260101)


# ---- PNG ----
def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=60, height=40, extra=b"", rows=None, colour=2):
    size = {0: 1, 2: 3, 6: 4}[colour]
    rows = rows if rows is not None else b"".join(b"\0" + bytes((x * 4 + y) & 255 for x in range(width) for _ in range(size)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)) + extra
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND"))


# ---- JPEG: a grey baseline picture, encoded by hand ----
def jpeg(width=32, height=16, extra=b"", orientation=None, grey=None):
    out = [b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"]
    if orientation:
        tiff = b"MM\0*\0\0\0\x08\0\1" + struct.pack(">HHIHH", 0x112, 3, 1, orientation, 0) + b"\0\0\0\0"
        out.append(b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff)
    out.append(extra)
    out.append(b"\xff\xdb\0\x43\0" + b"\x01" * 64)
    out.append(b"\xff\xc0\0\x0b\x08" + struct.pack(">HH", height, width) + b"\1\1\x11\0")
    # DC codes: categories 0..11, all of four bits; AC: only "end of block", one bit
    out.append(b"\xff\xc4" + struct.pack(">H", 3 + 16 + 12) + b"\0" + bytes([0, 0, 0, 12] + [0] * 12) + bytes(range(12)))
    out.append(b"\xff\xc4" + struct.pack(">H", 3 + 16 + 1) + b"\x10" + bytes([1] + [0] * 15) + b"\0")
    out.append(b"\xff\xda\0\x08\1\1\0\0\x3f\0")
    bits, last = "", 0
    for by in range((height + 7) // 8):
        for bx in range((width + 7) // 8):
            dc = grey if grey is not None else (bx * 100 + by * 60) % 900 - 450
            d, last = dc - last, dc
            n = abs(d).bit_length()
            bits += format(n, "04b") + (format(d if d > 0 else d + (1 << n) - 1, "0%db" % n) if n else "") + "0"
    bits += "1" * (-len(bits) % 8)
    data = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
    out.append(data.replace(b"\xff", b"\xff\0"))
    out.append(b"\xff\xd9")
    return b"".join(out)


def jpeg_comment(text):
    return b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text


def phone_trailer(blocks=((0xa01, b"Image_UTC_Data", b"1672531200000"),)):
    body, entries = b"", b""
    for kind, name, value in blocks:
        body += struct.pack("<HHI", 0, kind, len(name)) + name + value
    at = len(body)
    for kind, name, value in blocks:
        n = 8 + len(name) + len(value)
        entries += struct.pack("<HHII", 0, kind, at, n)
        at -= n
    head = b"SEFH" + struct.pack("<II", 106, len(blocks)) + entries
    return body + head + struct.pack("<I", len(head)) + b"SEFT"


# ---- BMP ----
def bmp(width=30, height=20, gap=b"", bits=24, header=40):
    row = (width * bits + 31) // 32 * 4
    pixels = bytes((i * 7) & 255 for i in range(row * height))
    palette = b"".join(bytes((i, i, i, 0)) for i in range(1 << bits)) if bits <= 8 else b""
    offset = 14 + header + len(palette) + len(gap)
    dib = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, 0, len(pixels), 2835, 2835, 0, 0).ljust(header, b"\0")
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + dib + palette + gap + pixels


# ---- TIFF ----
def tiff(pages=1, width=24, height=16, order="<", text=b"", declared=None, loop=False, sub=False):
    e = order
    out = bytearray(b"II*\0" if e == "<" else b"MM\0*") + struct.pack(e + "I", 0)
    link = 4
    for page in range(pages):
        data_at = len(out)
        out += bytes((x * 9 + page * 60) & 255 for x in range(width * height))
        text_at = len(out)
        out += text + b"\0" * (-len(out + text) % 2)
        sub_at = len(out)
        if sub:
            out += struct.pack(e + "H", 1) + struct.pack(e + "HHII", 0x9000, 7, 4, 0x30323331) + struct.pack(e + "I", 0)
        entries = [(256, 4, 1, declared[0] if declared else width), (257, 4, 1, declared[1] if declared else height), (258, 3, 1, 8), (259, 3, 1, 1),
                   (262, 3, 1, 1), (273, 4, 1, data_at), (277, 3, 1, 1), (278, 4, 1, declared[1] if declared else height), (279, 4, 1, width * height)]
        if text:
            entries.append((270, 2, len(text), text_at))
        if sub:
            entries.append((34665, 4, 1, sub_at))
        out[link:link + 4] = struct.pack(e + "I", len(out))
        first = len(out) if page == 0 else first
        out += struct.pack(e + "H", len(entries))
        for tag, kind, count, value in sorted(entries):
            out += struct.pack(e + "HHI", tag, kind, count) + (struct.pack(e + "HH", value, 0) if kind == 3 else struct.pack(e + "I", value))
        link = len(out)
        out += struct.pack(e + "I", first if loop and page == pages - 1 else 0)
    return bytes(out)


# ---- PDF ----
def pdf(pages=1, objects=(), catalog=b"", page_more=b"", text=b"Guichet", tail=b"%%EOF\n", content=None, trailer=b"", flate=0, head=b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"):
    body = content if content is not None else b"BT /F1 24 Tf 72 700 Td (" + text + b") Tj ET"
    filters = b""
    for _ in range(flate):
        body = zlib.compress(body)
    if flate:
        filters = b"/Filter[" + b"/FlateDecode " * flate + b"]"
    objs = [b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
            b"<</Type/Pages/Count %d/Kids[" % pages + b" ".join(b"%d 0 R" % (5 + i) for i in range(pages)) + b"]>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Length %d%s>>stream\n" % (len(body), filters) + body + b"\nendstream"]
    objs += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>" + page_more + b">>"] * pages
    objs += list(objects)
    out, offsets = bytearray(head), []
    for i, o in enumerate(objs):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % (i + 1) + o + b"\nendobj\n"
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objs) + 1) + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n" % (len(objs) + 1, trailer, xref) + tail
    return bytes(out)


def pdf_packed(catalog=b"", hidden=()):
    """Objects in an object stream, cross-references in a stream: nothing of them can be read without unpacking."""
    inside = [b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] + list(hidden)
    index, body = b"", b""
    for i, o in enumerate(inside):
        index += b"%d %d " % (i + 1, len(body))
        body += o + b" "
    packed, n = zlib.compress(index + body), len(inside)
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    stream_at = len(out)
    out += b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>stream\n" % (n + 1, n, len(index), len(packed)) + packed + b"\nendstream\nendobj\n"
    xref_at = len(out)
    rows = b"\0\0\0\0\xff" + b"".join(b"\2" + struct.pack(">HH", n + 1, i) for i in range(n))
    rows += b"\1" + struct.pack(">I", stream_at)[1:] + b"\0" + b"\1" + struct.pack(">I", xref_at)[1:] + b"\0"
    rows = b"".join((r[:1] + (b"\0" + r[1:3] if r[0] == 2 else r[1:4]) + r[-1:]) for r in [rows[i:i + 5] for i in range(0, len(rows), 5)])
    rows = zlib.compress(rows)
    out += b"%d 0 obj\n<</Type/XRef/Size %d/Root 1 0 R/W[1 3 1]/Length %d/Filter/FlateDecode>>stream\n" % (n + 2, n + 3, len(rows)) + rows + b"\nendstream\nendobj\n"
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % xref_at


# ---- PDF encryption, RC4 128 bits (revision 3), as the standard describes it ----
def rc4(key, data):
    s, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) & 255
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for c in data:
        i = (i + 1) & 255
        j = (j + s[i]) & 255
        s[i], s[j] = s[j], s[i]
        out.append(c ^ s[(s[i] + s[j]) & 255])
    return bytes(out)


def pdf_locked(user, owner, text=b"Guichet"):
    from hashlib import md5
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    fid, rights = bytes(range(16)), struct.pack("<i", -3904)
    k = md5((owner + pad)[:32]).digest()
    for _ in range(50):
        k = md5(k).digest()
    o = (user + pad)[:32]
    for i in range(20):
        o = rc4(bytes(b ^ i for b in k), o)
    key = md5((user + pad)[:32] + o + rights + fid).digest()
    for _ in range(50):
        key = md5(key).digest()
    u = md5(pad + fid).digest()
    for i in range(20):
        u = rc4(bytes(b ^ i for b in key), u)
    u += bytes(16)
    body = rc4(md5(key + struct.pack("<I", 4)[:3] + b"\0\0").digest()[:16], b"BT /F1 24 Tf 72 700 Td (" + text + b") Tj ET")
    encrypt = b"<</Filter/Standard/V 2/R 3/Length 128/P -3904/O<" + o.hex().encode() + b">/U<" + u.hex().encode() + b">>>"
    return pdf(content=body, objects=[encrypt], trailer=b"/Encrypt 6 0 R/ID[<" + fid.hex().encode() + b"><" + fid.hex().encode() + b">]")


def archive(name=b"eicar.com", data=EICAR, extra=()):
    f = io.BytesIO()
    with zipfile.ZipFile(f, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(name.decode(), data)
        for n, d in extra:
            z.writestr(n, d)
    return f.getvalue()


def docx():
    return archive(b"[Content_Types].xml", b"<Types/>", [("_rels/.rels", "<R/>"), ("word/document.xml", "<w/>")])


def sized(n):
    """A PNG of exactly n bytes: a private chunk fills it up."""
    base = png()
    return png(extra=chunk(b"prVt", rnd.randbytes(n - len(base) - 12)))


def embedded(subtype=b""):
    return [b"<</Type/Filespec/F(a.txt)/EF<</F 7 0 R>>>>", b"<</Type/EmbeddedFile/Length 2>>stream\nhi\nendstream"]


def good():
    yield "clean--one-page.pdf", pdf()
    yield "clean--three-pages.pdf", pdf(pages=3)
    yield "clean--flate.pdf", pdf(flate=1)
    yield "clean--no-newline-at-end.pdf", pdf(tail=b"%%EOF")
    yield "clean--spaces-at-end.pdf", pdf(tail=b"%%EOF\r\n\0\0  \n")
    yield "clean--packed-objects.pdf", pdf_packed()
    yield "clean--link.pdf", pdf(page_more=b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org)>>>>]")
    yield "clean--owner-password.pdf", pdf_locked(b"", b"secret")
    yield "clean--many-objects.pdf", pdf(objects=[b"<</N %d>>" % i for i in range(5000)])
    yield "clean--200-pages.pdf", pdf(pages=200)
    yield "clean--grey.jpg", jpeg()
    yield "clean--turned.jpg", jpeg(orientation=6)
    yield "clean--comment.jpg", jpeg(extra=jpeg_comment(b"hello"))
    yield "clean--phone-trailer.jpg", jpeg() + phone_trailer()
    yield "clean--two-phone-entries.jpg", jpeg() + phone_trailer(((0xa01, b"Image_UTC_Data", b"1672531200000"), (0xaa1, b"MCC_Data", b"208")))
    yield "clean--several-pictures.jpg", jpeg(extra=b"\xff\xe2\0\x08MPF\0\0\0") + b"\0" * 30 + jpeg()
    yield "clean--several-pictures-filled-with-255.jpg", jpeg(extra=b"\xff\xe2\0\x08MPF\0\0\0") + b"\xff" * 31 + jpeg()
    yield "clean--zeros-up-to-a-block.jpg", jpeg().ljust(40960, b"\0")
    yield "clean--fill-bytes.jpg", jpeg().replace(b"\xff\xdb", b"\xff\xff\xff\xdb", 1)
    yield "clean--rgb.png", png()
    yield "clean--alpha.png", png(colour=6)
    yield "clean--grey.png", png(colour=0)
    yield "clean--text.png", png(extra=chunk(b"tEXt", b"Comment\0hello"))
    yield "clean--rgb.bmp", bmp()
    yield "clean--palette.bmp", bmp(bits=8)
    yield "clean--two-colours.bmp", bmp(bits=1)
    yield "clean--v5.bmp", bmp(header=124)
    yield "clean--one-page.tif", tiff()
    yield "clean--big-endian.tif", tiff(order=">")
    yield "clean--four-pages.tif", tiff(pages=4)
    yield "clean--exif.tif", tiff(sub=True)
    yield "clean--ten-mebibytes.png", sized(MAX)
    yield "clean--one-byte-less.png", sized(MAX - 1)
    yield "clean--9999999-bytes.png", sized(9999999)
    yield "clean--page-in-comment.jpg", jpeg(extra=jpeg_comment(b"<html><script>alert(1)</script></html>"))
    yield "clean--script-in-comment.pdf", pdf(head=b"%PDF-1.4\n%<script>alert(1)</script>\n")
    yield "clean--base64-of-eicar.png", png(extra=chunk(b"tEXt", b"c\0" + __import__("base64").b64encode(EICAR)))


def infected():
    for name, data in (
            ("page-text.pdf", pdf(text=b"x) Tj " + EICAR.replace(b"(", b"(").replace(b"\\", b"\\") + b" (")),
            ("plain-in-stream.pdf", pdf(content=EICAR)),
            ("flate.pdf", pdf(content=EICAR, flate=1)),
            ("flate-five-times.pdf", pdf(content=EICAR, flate=5)),
            ("comment.pdf", pdf(head=b"%PDF-1.4\n%" + EICAR + b"\n")),
            ("appended.pdf", pdf() + EICAR),
            ("attached.pdf", pdf(catalog=b"/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>",
                                 objects=[b"<</Type/Filespec/F(a.com)/EF<</F 7 0 R>>>>", b"<</Type/EmbeddedFile/Length %d>>stream\n" % len(EICAR) + EICAR + b"\nendstream"])),
            ("zip-in-stream.pdf", pdf(content=archive())),
            ("owner-password.pdf", pdf_locked(b"", b"secret", EICAR)),
            ("own-signature.pdf", pdf(content=OWN % b"A")),
            ("text.png", png(extra=chunk(b"tEXt", b"Comment\0" + EICAR))),
            ("private-chunk.png", png(extra=chunk(b"prVt", EICAR))),
            ("appended.png", png() + EICAR),
            ("zip-appended.png", png() + archive()),
            ("own-signature.png", png(extra=chunk(b"tEXt", b"c\0" + OWN % b"B"))),
            ("comment.jpg", jpeg(extra=jpeg_comment(EICAR))),
            ("exif.jpg", jpeg(extra=b"\xff\xe1" + struct.pack(">H", 8 + len(EICAR)) + b"Exif\0\0" + EICAR)),
            ("icc.jpg", jpeg(extra=b"\xff\xe2" + struct.pack(">H", 16 + len(EICAR)) + b"ICC_PROFILE\0\1\1" + EICAR)),
            ("appended.jpg", jpeg() + EICAR),
            ("zip-appended.jpg", jpeg() + archive()),
            ("phone-trailer.jpg", jpeg() + phone_trailer(((0xa01, b"Image_UTC_Data", EICAR),))),
            ("own-signature.jpg", jpeg(extra=jpeg_comment(OWN % b"C"))),
            ("tag.tif", tiff(text=EICAR + b"\0")),
            ("appended.tif", tiff() + EICAR),
            ("own-signature.tif", tiff(text=OWN % b"D" + b"\0")),
            ("gap.bmp", bmp(gap=EICAR)),
            ("appended.bmp", bmp() + EICAR),
            ("zip-appended.bmp", bmp() + archive()),
            ("own-signature.bmp", bmp(gap=OWN % b"E")),
            ("plain.pdf", EICAR), ("plain.jpg", EICAR), ("padded.png", b" " * 40 + EICAR + b"\n" * 50)):
        yield "file-infected--" + name, data


def refused():
    kind = "file-kind--"
    yield kind + "eicar-in-zip--ZIP.pdf", archive()
    yield kind + "word--DOCX.pdf", docx()
    yield kind + "old-word--DOC.pdf", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
    yield kind + "gif--GIF.png", b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    yield kind + "web-page--HTML.bmp", b"<!DOCTYPE html><html><script>alert(1)</script></html>"
    yield kind + "drawing--SVG.png", b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"
    yield kind + "text--TXT.pdf", b"Bonjour, voici mon justificatif.\n" * 9
    yield kind + "program--EXE.png", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0\xb8" + bytes(43) + struct.pack("<I", 64) + b"PE\0\0\x4c\1\1\0" + bytes(200)
    yield kind + "gzip--GZIP.pdf", b"\x1f\x8b\x08\0\0\0\0\0\0\3" + zlib.compress(b"x")[2:-4] + bytes(8)
    yield kind + "rar--RAR.pdf", b"Rar!\x1a\7\1\0" + bytes(60)
    yield kind + "seven--7Z.pdf", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(60)
    yield kind + "webp--WEBP.png", b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0" + bytes(24)
    yield kind + "big-tiff--BigTIFF.tif", b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0" + bytes(40)
    yield kind + "film--MP4.png", b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(40)
    yield "file-heic--phone.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
    yield "file-empty--empty.pdf", b""
    yield "file-too-big--one-byte-more--10485760.png", sized(MAX + 1)
    yield kind + "one-byte--?.png", b"\x89"
    # truncated
    for name, data in (("pdf", pdf(pages=3)), ("jpg", jpeg(200, 200)), ("png", png()), ("tif", tiff(2)), ("bmp", bmp()), ("flate.pdf", pdf(flate=1)), ("owner-password.pdf", pdf_locked(b"", b"x")),
                       ("packed.pdf", pdf_packed()), ("turned.jpg", jpeg(200, 100, orientation=3)), ("alpha.png", png(colour=6)), ("grey.png", png(90, 90, colour=0)), ("exif.tif", tiff(sub=True)),
                       ("big-endian.tif", tiff(order=">")), ("four.tif", tiff(4)), ("palette.bmp", bmp(bits=8)), ("v5.bmp", bmp(header=124))):
        for cut in (10, 20, 30, 40, 50, 60, 70, 80, 90, 99):
            yield "file-truncated--at-%d-percent.%s" % (cut, name), data[:len(data) * cut // 100]
    yield "file-truncated--header-only.png", png()[:8]
    yield "file-truncated--header-only.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    yield "file-truncated--update-cut.pdf", pdf() + b"7 0 obj\n<<>>\nendobj\n"
    # trailing
    for name, data in (("pdf", pdf()), ("jpg", jpeg()), ("png", png()), ("tif", tiff()), ("bmp", bmp())):
        for what, more in (("text", b"<?php echo 1; ?>"), ("zip", archive(b"a.txt", b"hello")), ("page", b"<html><script>alert(1)</script></html>"), ("jar", archive(b"META-INF/MANIFEST.MF", b"x")),
                           ("gzip", b"\x1f\x8b\x08" + bytes(40)), ("program", b"MZ" + bytes(100)), ("noise", rnd.randbytes(1000)), ("script", b"#!/bin/sh\nrm -rf /\n")):
            yield "file-trailing--%s.%s" % (what, name), data + more
    yield "file-trailing--a-megabyte-of-zeros.jpg", jpeg() + bytes(1 << 20)
    yield "file-trailing--picture-nobody-announced.jpg", jpeg() + jpeg()
    yield "file-trailing--film-in-trailer.jpg", jpeg() + phone_trailer(((0xa30, b"MotionPhoto_Data", bytes(70000)),))
    yield "file-trailing--trailer-that-lies.jpg", jpeg() + b"junk" + phone_trailer()
    # damaged
    p = bytearray(png())
    p[60] ^= 1
    yield "file-damaged--sum.png", bytes(p)
    yield "file-damaged--not-a-depth.png", png()[:24] + b"\3" + png()[25:]
    yield "file-damaged--header-twice.png", png(extra=chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)))
    yield "file-damaged--no-data.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + chunk(b"IEND")
    yield "file-damaged--nothing-between.jpg", b"\xff\xd8\xff\xd9"
    yield "file-damaged--no-marker.jpg", jpeg()[:20] + b"junk" + jpeg()[20:]
    yield "file-damaged--circle.tif", tiff(pages=2, loop=True)
    yield "file-damaged--gap.bmp", bmp(gap=b"x" * 500)
    b = bytearray(bmp())
    b[28] = 7
    yield "file-damaged--bits.bmp", bytes(b)
    yield "file-damaged--shifted.pdf", b"\n" * 100 + pdf()
    yield "file-damaged--no-objects.pdf", b"%PDF-1.4\nhello\n%%EOF\n"
    yield "file-damaged--no-pages.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    # locked
    yield "file-encrypted--user-password.pdf", pdf_locked(b"open", b"secret")
    yield "file-encrypted--certificate.pdf", pdf(objects=[b"<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s4/V 2/Length 128/Recipients[<00>]>>"], trailer=b"/Encrypt 6 0 R/ID[<00><00>]")
    # active
    js = b"<</S/JavaScript/JS(app.alert(1))>>"
    for name, data in (
            ("open-action", pdf(catalog=b"/OpenAction" + js)),
            ("open-action-hex-name", pdf(catalog=b"/OpenAction<</S/Java#53cript/JS(1)>>")),
            ("script-tree", pdf(catalog=b"/Names<</JavaScript<</Names[(a)" + js + b"]>>>>")),
            ("page-opens", pdf(page_more=b"/AA<</O" + js + b">>")),
            ("script-in-packed-object", pdf_packed(b"/OpenAction 4 0 R", [js])),
            ("embedded-in-packed-object", pdf_packed(b"/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>", [b"<</Type/Filespec/F(a.txt)/EF<</F 5 0 R>>>>"])),
            ("script-of-a-second-generation", pdf(catalog=b"/OpenAction 6 1 R", objects=[b"<<>>"]).replace(b"6 0 obj\n<<>>", b"6 1 obj\n" + js).replace(b"00000 n \ntrailer", b"00001 n \ntrailer")),
            ("script-in-object", pdf(catalog=b"/OpenAction 6 0 R", objects=[js])),
            ("launch", pdf(catalog=b"/OpenAction<</S/Launch/F(calc.exe)>>")),
            ("submit", pdf(page_more=b"/Annots[<</Subtype/Widget/A<</S/SubmitForm/F(http://example.org)>>>>]")),
            ("import", pdf(catalog=b"/OpenAction<</S/ImportData/F(a)>>")),
            ("embedded", pdf(catalog=b"/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>", objects=embedded())),
            ("attachment", pdf(page_more=b"/Annots[<</Subtype/FileAttachment/FS 6 0 R>>]", objects=embedded())),
            ("rich-media", pdf(page_more=b"/Annots[<</Subtype/RichMedia>>]")),
            ("film", pdf(page_more=b"/Annots[<</Subtype/Movie>>]")),
            ("xfa", pdf(catalog=b"/AcroForm<</XFA 6 0 R>>", objects=[b"<</Length 2>>stream\n<a\nendstream"])),
            ("portfolio", pdf(catalog=b"/Collection<</View/T>>"))):
        yield "file-active--%s.pdf" % name, data
    # too much
    big = struct.pack(">IIBBBBB", 50000, 50000, 8, 0, 0, 0, 0)
    yield "file-too-many-pixels--50000.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", big) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND")
    j = bytearray(jpeg())
    at = j.index(b"\xff\xc0") + 5
    j[at:at + 4] = struct.pack(">HH", 65500, 65500)
    yield "file-too-many-pixels--65500.jpg", bytes(j)
    yield "file-too-many-pixels--30000.tif", tiff(declared=(30000, 30000))
    b = bytearray(bmp())
    b[18:26] = struct.pack("<ii", 30000, -30000)
    yield "file-too-many-pixels--30000.bmp", bytes(b)
    yield "file-too-many-pages--201.pdf", pdf(pages=201)
    yield "file-too-many-pages--5000.pdf", pdf(pages=5000)
    # as slow as a file can be made: for a scanner that dies at work, not for a verdict within its time on every machine
    yield "file-too-many-pages--50000-counted-as-one.pdf", pdf(pages=50000).replace(b"/Count 50000", b"/Count 1    ")
    yield "file-too-many-pages--5000-counted-as-one.pdf", pdf(pages=5000).replace(b"/Count 5000", b"/Count 1   ")
    yield "file-damaged--one-page-in-a-circle.pdf", pdf(catalog=b"/X 1 0 R").replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")
    yield "file-too-complex--million-arrays.pdf", pdf(catalog=b"/X" + b"[" * 400 + b"[]" * 1100000 + b"]" * 400)
    yield "clean--deep-arrays.pdf", pdf(catalog=b"/X" + b"[" * 90 + b"]" * 90)
    yield "file-too-many-pages--201.tif", tiff(pages=201, width=4, height=4)
    yield "file-too-complex--300-mebibytes-of-zeros.pdf", pdf(content=bytes(300 << 20) + EICAR, flate=1)
    zeros = zlib.compress(bytes(4 << 20))
    zeros = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(zeros) + zeros + b"\nendstream"
    yield "file-too-complex--2000-streams-of-4-mebibytes.pdf", pdf(objects=[zeros] * 2000)
    scan = jpeg()[jpeg().index(b"\xff\xda"):-2]
    yield "file-too-complex--thousand-scans.jpg", jpeg()[:-2] + scan * 1000 + b"\xff\xd9"


def main(folder):
    os.makedirs(folder, exist_ok=True)
    n = 0
    for group in (good, infected, refused):
        for name, data in group():
            with open(os.path.join(folder, name), "wb") as f:
                f.write(data)
            n += 1
    print(n)


if __name__ == "__main__":
    main(sys.argv[1])
