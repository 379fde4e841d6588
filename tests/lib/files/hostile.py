#!/usr/bin/env python3
"""More files that wish us ill, beside make.py's: bombs, circles, lies, mixtures, EICAR in every fold. Standard library only.

usage: hostile.py DIRECTORY
Names as make.py's; EXPECTED may be "refused": whatever the reason that is told, never clean, never late.
"""
import base64, bz2, gzip, io, lzma, os, struct, sys, tarfile, zipfile, zlib
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from make import (EICAR, archive, bmp, chunk, docx, embedded, jpeg, jpeg_comment, pdf, pdf_locked, pdf_packed, phone_trailer, png, tiff)

JS = b"<</S/JavaScript/JS(app.alert(1))>>"


def zip_of(members, method=zipfile.ZIP_DEFLATED):
    f = io.BytesIO()
    with zipfile.ZipFile(f, "w", method) as z:
        for name, data in members:
            z.writestr(name, data)
    return f.getvalue()


def archives():
    nested = b"x"
    for i in range(40):
        nested = zip_of([("%d.zip" % i, nested)])
    giant = io.BytesIO()
    with zipfile.ZipFile(giant, "w", zipfile.ZIP_DEFLATED) as z, z.open("zeros", "w") as m:
        for _ in range(256):
            m.write(bytes(1 << 20))
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as t:
        info = tarfile.TarInfo("eicar.com")
        info.size = len(EICAR)
        t.addfile(info, io.BytesIO(EICAR))
    one = zip_of([("a", b"hello" * 100)])
    overlap = one[:-22].replace(b"PK\1\2", b"PK\1\2") + one[one.index(b"PK\1\2"):-22] * 50 + one[-22:]
    for name, data in (("member-of-a-quarter-gigabyte", giant.getvalue()), ("forty-deep", nested), ("many-files", zip_of([("%d" % i, b"") for i in range(20001)], zipfile.ZIP_STORED)), ("overlapping", overlap),
                       ("gzip", gzip.compress(EICAR)), ("xz", lzma.compress(EICAR)), ("bzip2", bz2.compress(EICAR)), ("tar", tar.getvalue()), ("tar-gz", gzip.compress(tar.getvalue())),
                       ("lzma-alone", lzma.compress(EICAR, format=lzma.FORMAT_ALONE)), ("jar", archive(b"META-INF/MANIFEST.MF", b"Manifest-Version: 1.0")), ("odt", zip_of([("mimetype", b"application/vnd.oasis.opendocument.text")], zipfile.ZIP_STORED)),
                       ("xlsm", zip_of([("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>"), ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")])), ("cab", b"MSCF" + bytes(60)), ("iso", bytes(32769) + b"CD001\1" + bytes(4000)),
                       ("zip-of-gzip-bomb", zip_of([("b.gz", gzip.compress(bytes(64 << 20)))])), ("ar", b"!<arch>\n" + bytes(60)), ("rpm", b"\xed\xab\xee\xdb\3\0" + bytes(90)), ("zstd", b"\x28\xb5\x2f\xfd" + bytes(40)), ("lz4", b"\x04\x22\x4d\x18" + bytes(40))):
        yield "refused--archive-%s.pdf" % name, data


def bombs():
    def stream(data, more=b""):
        return b"<</Length %d%s>>stream\n" % (len(data), more) + data + b"\nendstream"
    zeros = zlib.compress(bytes(60 << 20))
    yield "file-too-complex--sixty-mebibytes-times-nine.pdf", pdf(objects=[stream(zeros, b"/Filter/FlateDecode")] * 9)
    yield "file-too-complex--zeros-folded-twice.pdf", pdf(content=bytes(200 << 20), flate=2)
    yield "refused--arrays-ten-thousand-deep.pdf", pdf(catalog=b"/X" + b"[" * 10000 + b"]" * 10000)
    yield "refused--dictionaries-ten-thousand-deep.pdf", pdf(catalog=b"/X" + b"<</A" * 10000 + b" 1" + b">>" * 10000)
    yield "file-too-many-pages--twenty-thousand.pdf", pdf(pages=20000)
    yield "refused--pages-in-a-circle.pdf", pdf().replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")
    yield "refused--page-its-own-parent.pdf", pdf().replace(b"/Pages 2 0 R", b"/Pages 1 0 R")
    yield "refused--no-root.pdf", pdf().replace(b"/Root 1 0 R", b"/Root 99 0 R")
    yield "refused--pages-missing.pdf", pdf().replace(b"/Pages 2 0 R", b"/Pages 88 0 R")
    yield "file-too-many-pages--half-a-million-said.pdf", pdf(pages=250)
    yield "file-too-complex--tower-of-filters.pdf", pdf(content=bytes(100 << 20), flate=3)
    for n in (2, 3, 4, 5, 6, 7):
        yield "file-active--script-behind-%d-references.pdf" % n, pdf(catalog=b"/OpenAction 6 0 R", objects=[b"<</S/GoTo/D[5 0 R/Fit]/Next %d 0 R>>" % (7 + i) for i in range(n)] + [JS])
    for name, action in (("launch-windows", b"<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>"), ("remote-embedded", b"<</S/GoToE/F 6 0 R/T<</R/C/N(a)>>>>"), ("rendition", b"<</S/Rendition/JS(app.alert(1))>>"),
                         ("submit-pdf", b"<</S/SubmitForm/F(http://example.org)/Flags 256>>"), ("import-data", b"<</S/ImportData/F(a.fdf)>>"), ("script-string-hex", b"<</S/JavaScript/JS<6170702E616C6572742831293B>>>"),
                         ("script-stream", b"<</S/JavaScript/JS 6 0 R>>")):
        for place, make in (("catalog", lambda a: pdf(catalog=b"/OpenAction" + a, objects=embedded() if b"6 0 R" in a else ())), ("page", lambda a: pdf(page_more=b"/AA<</O" + a + b">>", objects=embedded() if b"6 0 R" in a else ())),
                            ("widget", lambda a: pdf(page_more=b"/Annots[<</Subtype/Widget/Rect[0 0 1 1]/A" + a + b">>]", objects=embedded() if b"6 0 R" in a else ()))):
            yield "refused--%s-in-%s.pdf" % (name, place), make(action)
    for kind in ("3D", "Screen", "Sound", "RichMedia", "Movie"):
        if kind in ("RichMedia", "Movie"):
            yield "file-active--annotation-%s.pdf" % kind.lower(), pdf(page_more=b"/Annots[<</Subtype/" + kind.encode() + b"/Rect[0 0 1 1]>>]")


def locked():
    yield "file-encrypted--user-password-and-owner.pdf", pdf_locked(b"a", b"b")
    yield "file-encrypted--long-password.pdf", pdf_locked(b"x" * 32, b"y")
    yield "refused--unknown-handler.pdf", pdf(objects=[b"<</Filter/Unknown/V 9>>"], trailer=b"/Encrypt 6 0 R/ID[<00><00>]")
    yield "refused--encryption-missing.pdf", pdf(trailer=b"/Encrypt 66 0 R/ID[<00><00>]")


def mixtures():
    page = b"<html><script>alert(1)</script></html>"
    for name, first in (("gif", b"GIF89a/*"), ("html", b"<html>"), ("mz", b"MZ" + bytes(58)), ("zip", archive(b"a", b"b")), ("sh", b"#!/bin/sh\n"), ("blank", b" "), ("bom", b"\xef\xbb\xbf"), ("nul", b"\0")):
        yield "refused--%s-before.pdf" % name, first + pdf()
        yield "refused--%s-before.jpg" % name, first + jpeg()
        yield "refused--%s-before.png" % name, first + png()
    yield "refused--pdf-at-one-thousand.pdf", b"x" * 1000 + pdf()
    for name, data in (("pdf", pdf()), ("jpg", jpeg()), ("png", png()), ("tif", tiff()), ("bmp", bmp())):
        for what, more in (("pdf", pdf()), ("phar", b"<?php __HALT_COMPILER(); ?>"), ("elf", b"\x7fELF" + bytes(100)), ("html-comment", b"<!--" + page + b"-->"), ("rar", b"Rar!\x1a\7\1\0" + bytes(50)), ("seven", b"7z\xbc\xaf\x27\x1c" + bytes(50)),
                           ("cdf", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)), ("four-bytes", b"ABCD")):
            if name == "pdf" and what == "pdf":
                continue         # two documents one after the other are an update of the first to every reader
            yield "refused--%s-after.%s" % (what, name), data + more


def pictures():
    for w, h in ((0, 10), (10, 0), (0x80000000, 1), (0xffffffff, 0xffffffff), (70000, 1001)):
        head = struct.pack(">IIBBBBB", w, h, 8, 0, 0, 0, 0)
        yield "refused--png-%d-by-%d.png" % (w, h), b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND")
    for depth, colour in ((3, 0), (16, 3), (4, 2), (1, 6), (8, 1), (8, 5), (8, 7)):
        head = struct.pack(">IIBBBBB", 4, 4, depth, colour, 0, 0, 0)
        yield "file-damaged--depth-%d-of-colour-%d.png" % (depth, colour), b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND")
    yield "file-too-complex--moving.png", png(extra=chunk(b"acTL", struct.pack(">II", 3, 0)))
    yield "file-damaged--no-palette.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 3, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(20))) + chunk(b"IEND")
    yield "file-damaged--data-in-two-places.png", png().replace(chunk(b"IEND"), chunk(b"tEXt", b"a\0b") + chunk(b"IDAT", b"x") + chunk(b"IEND"))
    yield "refused--end-twice.png", png() + chunk(b"IEND")
    p = bytearray(png())
    p[33:37] = struct.pack(">I", 0xfffffff0)
    yield "refused--length-that-wraps.png", bytes(p)
    for at in (16, 20, 29, 40, 45):
        p = bytearray(png())
        p[at] ^= 0x40
        yield "refused--bit-flipped-at-%d.png" % at, bytes(p)
    j = jpeg()
    yield "refused--two-frames.jpg", j.replace(b"\xff\xda", b"\xff\xc0\0\x0b\x08\0\x10\0\x20\1\1\x11\0\xff\xda", 1)
    yield "refused--length-of-one.jpg", j.replace(b"\xff\xdb\0\x43", b"\xff\xdb\0\x01", 1)
    yield "refused--begins-twice.jpg", b"\xff\xd8" + j
    yield "refused--no-frame.jpg", j[:j.index(b"\xff\xc0")] + j[j.index(b"\xff\xc4"):]
    yield "refused--no-scan.jpg", j[:j.index(b"\xff\xda")] + b"\xff\xd9"
    yield "refused--nothing-wide.jpg", j.replace(struct.pack(">HH", 16, 32), struct.pack(">HH", 16, 0), 1)
    for name, w, h in (("nothing-wide", 0, 5), ("nothing-high", 5, 0), ("negative-width", -5, 5), ("smallest-height", 5, -(1 << 31))):
        b = bytearray(bmp())
        b[18:26] = struct.pack("<ii", w, h)
        yield "refused--%s.bmp" % name, bytes(b)
    for name, at, fmt, value in (("planes", 26, "<H", 2), ("bits-0", 28, "<H", 0), ("bits-64", 28, "<H", 64), ("compression-9", 30, "<I", 9), ("jpeg-inside", 30, "<I", 4), ("png-inside", 30, "<I", 5), ("colours", 46, "<I", 1 << 30),
                                 ("offset-in-header", 10, "<I", 20), ("offset-beyond", 10, "<I", 1 << 30), ("header-size", 14, "<I", 41)):
        b = bytearray(bmp())
        struct.pack_into(fmt, b, at, value)
        yield "refused--%s.bmp" % name, bytes(b)
    rle = b"BM" + struct.pack("<IHHI", 54 + 1024 + 4, 0, 0, 54 + 1024) + struct.pack("<IiiHHIIiiII", 40, 30000, 30000, 1, 8, 1, 4, 0, 0, 0, 0) + bytes(1024) + b"\xff\0\0\1"
    yield "file-too-many-pixels--rle-bomb.bmp", rle
    for order in "<>":
        t = bytearray(tiff(order=order))
        at = struct.unpack_from(order + "I", t, 4)[0]
        n = struct.unpack_from(order + "H", t, at)[0]
        end = "little" if order == "<" else "big"
        def with_entry(tag, kind, count, value):
            out = bytearray(t)
            for i in range(n):
                where = at + 2 + 12 * i
                if struct.unpack_from(order + "H", out, where)[0] == tag:
                    struct.pack_into(order + "HHII", out, where, tag, kind, count, value)
            return bytes(out)
        yield "refused--strip-beyond-the-end-%s.tif" % end, with_entry(273, 4, 1, 1 << 28)
        yield "refused--strip-of-four-gigabytes-%s.tif" % end, with_entry(279, 4, 1, 0xffffffff)
        yield "refused--strips-uncounted-%s.tif" % end, with_entry(273, 4, 1 << 26, 8)
        yield "file-too-complex--sixty-thousand-samples-%s.tif" % end, with_entry(277, 4, 1, 60000)
        yield "refused--nothing-wide-%s.tif" % end, with_entry(256, 4, 1, 0)
        loop = bytearray(t)
        struct.pack_into(order + "I", loop, at + 2 + 12 * n, at)
        yield "file-damaged--directory-of-itself-%s.tif" % end, bytes(loop)
        far = bytearray(t)
        struct.pack_into(order + "I", far, 4, 1 << 30)
        yield "refused--directory-beyond-the-end-%s.tif" % end, bytes(far)
        none = bytearray(t)
        struct.pack_into(order + "H", none, at, 0)
        yield "refused--empty-directory-%s.tif" % end, bytes(none)
    yield "file-too-many-pages--five-thousand.tif", tiff(pages=5000, width=2, height=2)


def infected():
    def stream(data, more=b""):
        return b"<</Length %d%s>>stream\n" % (len(data), more) + data + b"\nendstream"
    for n in range(1, 9):
        yield "file-infected--flate-%d-times.pdf" % n, pdf(content=EICAR, flate=n)
    yield "file-infected--hex.pdf", pdf(objects=[stream(EICAR.hex().encode() + b">", b"/Filter/ASCIIHexDecode")])
    yield "file-infected--base-85.pdf", pdf(objects=[stream(base64.a85encode(EICAR) + b"~>", b"/Filter/ASCII85Decode")])
    yield "file-infected--base-85-of-flate.pdf", pdf(objects=[stream(base64.a85encode(zlib.compress(EICAR)) + b"~>", b"/Filter[/ASCII85Decode/FlateDecode]")])
    yield "file-infected--in-an-unused-object.pdf", pdf(objects=[b"<</Nobody(refers)>>", stream(EICAR)])
    yield "file-infected--in-the-metadata.pdf", pdf(catalog=b"/Metadata 6 0 R", objects=[stream(b"<x>" + EICAR + b"</x>", b"/Type/Metadata/Subtype/XML")])
    yield "file-infected--packed.pdf", pdf_packed(hidden=[b"(" + EICAR.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"]) + b"%" + EICAR + b"\n%%EOF\n"
    yield "file-infected--twice-zipped-inside.pdf", pdf(content=archive(b"b.zip", archive()))
    yield "file-infected--tar-gz-inside.pdf", pdf(content=gzip.compress(EICAR))
    yield "file-infected--after-a-megabyte.png", png(extra=chunk(b"prVt", os.urandom(1 << 20) + EICAR))
    yield "file-infected--compressed-text.png", png(extra=chunk(b"iTXt", b"c\0\0\0\0\0" + EICAR))
    yield "file-infected--after-the-data.png", png().replace(chunk(b"IEND"), chunk(b"tEXt", b"c\0" + EICAR) + chunk(b"IEND"))
    yield "file-infected--application-segment.jpg", jpeg(extra=b"\xff\xeb" + struct.pack(">H", 2 + len(EICAR)) + EICAR)
    yield "file-infected--second-picture.jpg", jpeg(extra=b"\xff\xe2\0\x08MPF\0\0\0") + jpeg(extra=jpeg_comment(EICAR))
    yield "file-infected--photoshop-block.jpg", jpeg(extra=b"\xff\xed" + struct.pack(">H", 2 + 14 + len(EICAR)) + b"Photoshop 3.0\0" + EICAR)
    yield "file-infected--big-endian-tag.tif", tiff(order=">", text=EICAR + b"\0")
    yield "file-infected--profile.bmp", bmp(header=124) + EICAR
    yield "file-infected--word.pdf", EICAR + docx()
    yield "file-infected--blanks-around.tif", b"\n" * 10 + EICAR + b" " * 50
    yield "clean--utf-16-of-eicar.png", png(extra=chunk(b"tEXt", b"c\0" + EICAR.decode().encode("utf-16-le")))


def names():
    kinds = {"HTML": b"<!DOCTYPE html><html><body onload=alert(1)></body></html>", "SVG": b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", "TXT": b"Bonjour\n" * 20, "GIF": b"GIF87a\1\0\1\0\x80\0\0\0\0\0\0\0\0;",
             "DOC": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(3000), "DOCX": docx(), "ZIP": archive(), "RTF": b"{\\rtf1 bonjour}", "WEBP": b"RIFF\x24\0\0\0WEBPVP8L" + bytes(30)}
    for what, data in kinds.items():
        for ending in ("pdf", "jpeg", "PDF", "tiff", "bmp"):
            yield "refused--named-otherwise-%s.%s" % (what, ending), data


def main(folder):
    os.makedirs(folder, exist_ok=True)
    n = 0
    for group in (archives, bombs, locked, mixtures, pictures, infected, names):
        for name, data in group():
            with open(os.path.join(folder, name), "wb") as f:
                f.write(data)
            n += 1
    print(n)


if __name__ == "__main__":
    main(sys.argv[1])
