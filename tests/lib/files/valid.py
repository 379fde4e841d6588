#!/usr/bin/env python3
"""Writes some three hundred lawful files, as scanners, phones, office programs and PDF tools make them: at most one in two hundred may be refused.

usage: valid.py DIRECTORY
Made by ImageMagick (JPEG, PNG, TIFF, BMP), qpdf and poppler (PDF) and by make.py; names as make.py's: clean--what.ext
"""
import os, subprocess, sys, tempfile
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make


QUIET = dict(os.environ, MAGICK_THREAD_LIMIT="1", OMP_NUM_THREADS="1")       # one thread: more wait for each other on a busy machine


def pictures(folder):
    """One process of ImageMagick draws a picture once and writes it in all these ways."""
    jpg, png, tif, bmp = [], [], [], []
    for quality in (1, 10, 30, 50, 75, 85, 92, 100):
        for sampling in ("4:4:4", "4:2:2", "4:2:0", "4:1:1"):
            jpg.append(("q%d-%s" % (quality, sampling.replace(":", "")), ["-quality", str(quality), "-sampling-factor", sampling]))
    for way in ("None", "JPEG", "Line", "Plane", "Partition"):
        jpg.append(("interlace-" + way.lower(), ["-interlace", way]))
    for kind in ("Grayscale", "TrueColor", "Bilevel", "Palette", "ColorSeparation"):
        jpg.append(("type-" + kind.lower(), ["-type", kind]))
    jpg += [("restart-%d" % n, ["-define", "jpeg:restart-interval=%d" % n]) for n in (1, 8)]
    jpg += [("optimised", ["-define", "jpeg:optimize-coding=true"]), ("not-optimised", ["-define", "jpeg:optimize-coding=false"]), ("float", ["-define", "jpeg:dct-method=float"]),
            ("comment", ["-set", "comment", "carte de séjour"]), ("dense", ["-density", "600", "-units", "PixelsPerInch"]), ("lab", ["-colorspace", "Lab"]), ("cmyk", ["-colorspace", "CMYK"]),
            ("linear", ["-colorspace", "Gray"]), ("one-pixel", ["-resize", "1x1!"]), ("wide", ["-resize", "3000x10!"]), ("tall", ["-resize", "10x3000!"]), ("odd", ["-resize", "101x67!"])]
    jpg += [("turned-%d" % n, ["-orient", o]) for n, o in enumerate(("TopLeft", "TopRight", "BottomRight", "BottomLeft", "LeftTop", "RightTop", "RightBottom", "LeftBottom"))]
    for level in (0, 1, 9):
        for filt in (0, 1, 2, 3, 4, 5):
            png.append(("level%d-filter%d" % (level, filt), ["-define", "png:compression-level=%d" % level, "-define", "png:compression-filter=%d" % filt]))
    for colour, depths in ((0, (1, 2, 4, 8, 16)), (2, (8, 16)), (3, (1, 2, 4)), (4, (8, 16)), (6, (8, 16))):
        for depth in depths:
            more = ["-colors", str(1 << depth)] if colour == 3 else []
            for way in ("None", "PNG"):
                png.append(("colour%d-depth%d-%s" % (colour, depth, way.lower()),
                            more + (["-alpha", "set"] if colour in (4, 6) else []) + ["-interlace", way, "-depth", str(depth), "-define", "png:color-type=%d" % colour, "-define", "png:bit-depth=%d" % depth]))
    png += [("palette", ["-type", "Palette"]), ("palette-interlaced", ["-type", "Palette", "-interlace", "PNG"])] + [("gamma", ["-gamma", "2.2"]), ("dense", ["-density", "300"]), ("transparent", ["-transparent", "white"]), ("one-pixel", ["-resize", "1x1!"]), ("wide", ["-resize", "4000x3!"]),
            ("text", ["-set", "Title", "Livret de famille"]), ("unicode", ["-set", "comment", "عقد الزواج 结婚证"]), ("large", ["-sample", "1240x1754!"])]
    for way in ("None", "LZW", "Zip", "RLE"):
        for order in ("LSB", "MSB"):
            for kind in ("TrueColor", "Grayscale", "Palette", "Bilevel", "TrueColorMatte", "ColorSeparation"):
                tif.append(("%s-%s-%s" % (way.lower(), order.lower(), kind.lower()), ["-compress", way, "-endian", order, "-type", kind]))
    tif += [(way.lower(), ["-type", "Bilevel", "-compress", way]) for way in ("Group4", "Fax")] + [("jpeg-inside", ["-compress", "JPEG"]), ("sixteen", ["-depth", "16"]), ("tiles", ["-define", "tiff:tile-geometry=64x64"]),
            ("one-strip", ["-define", "tiff:rows-per-strip=1000"]), ("row-a-strip", ["-define", "tiff:rows-per-strip=1"]), ("alpha", ["-alpha", "set", "-define", "tiff:alpha=unassociated"]),
            ("lab", ["-colorspace", "Lab"]), ("dense", ["-density", "600"]), ("plane", ["-interlace", "Plane"]), ("predictor", ["-compress", "LZW", "-define", "tiff:predictor=2"])]
    for version in ("bmp", "bmp2", "bmp3"):
        for kind in ("TrueColor", "Palette", "Bilevel", "Grayscale") + (("TrueColorMatte",) if version != "bmp2" else ()):
            bmp.append(("%s-%s" % (version, kind.lower()), ["-type", kind], version + ":"))
    bmp += [("rle", ["-type", "Palette", "-compress", "RLE"], "bmp3:"), ("rle-newest", ["-type", "Palette", "-compress", "RLE"], "bmp:"), ("odd", ["-resize", "33x17!"], "bmp:"), ("one-pixel", ["-resize", "1x1!"], "bmp:"),
            ("555", ["-define", "bmp:subtype=RGB555"], "bmp:"), ("565", ["-define", "bmp:subtype=RGB565"], "bmp:"), ("wide", ["-resize", "999x1!"], "bmp3:"), ("dense", ["-density", "300"], "bmp:")]
    for ending, ways in (("jpg", jpg), ("png", png), ("tif", tif), ("bmp", bmp)):
        words = ["convert", "-seed", "7", "-size", "72x54", "plasma:white-navy", "-pointsize", "14"]
        for name, options, *head in ways:
            words += ["(", "-clone", "0"] + options + ["-write", "%s%s/clean--im-%s.%s" % (head[0] if head else "", folder, name, ending), "+delete", ")"]
        subprocess.run(words + ["null:"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=QUIET)      # ends with 1 after a mere warning
        missing = [name for name, *_ in ways if not os.path.exists("%s/clean--im-%s.%s" % (folder, name, ending)) or not os.path.getsize("%s/clean--im-%s.%s" % (folder, name, ending))]
        if missing:
            raise SystemExit("ImageMagick did not write: " + " ".join(missing))
    subprocess.run(["convert", "-seed", "7", "-size", "100x100", "plasma:", "plasma:", "plasma:", "-compress", "LZW", folder + "/clean--im-three-pages.tif"], check=True, stderr=subprocess.DEVNULL)


def papers(folder, scratch):
    bases = {"text": make.pdf(), "three": make.pdf(pages=3), "flate": make.pdf(flate=1), "packed": make.pdf_packed(), "hundred": make.pdf(pages=100),
             "form": make.pdf(catalog=b"/AcroForm<</Fields[6 0 R]/DA(/F1 12 Tf)>>", objects=[b"<</FT/Tx/T(nom)/V(LELONG)/Subtype/Widget/Rect[0 0 90 20]/P 5 0 R>>"]),
             "outline": make.pdf(catalog=b"/Outlines 6 0 R/PageMode/UseOutlines", objects=[b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>", b"<</Title(Page)/Parent 6 0 R/Dest[5 0 R/Fit]>>"]),
             "described": make.pdf(trailer=b"/Info 6 0 R", objects=[b"<</Title(Attestation)/Producer(Un scanner)/CreationDate(D:20260101120000+01'00')>>"]),
             "tagged": make.pdf(catalog=b"/MarkInfo<</Marked true>>/Lang(fr-FR)/StructTreeRoot 6 0 R", objects=[b"<</Type/StructTreeRoot/K[]>>"]),
             "opens-on-page": make.pdf(pages=2, catalog=b"/OpenAction[5 0 R/XYZ 0 842 0]"), "goes-to-page": make.pdf(pages=2, catalog=b"/OpenAction<</S/GoTo/D[5 0 R/Fit]>>"),
             "linked": make.pdf(page_more=b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org)>>>>]"),
             "noted": make.pdf(page_more=b"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(vu)>>]")}
    ways = {"as-is": [], "linear": ["--linearize"], "packed": ["--object-streams=generate"], "unpacked": ["--object-streams=disable", "--stream-data=uncompress"], "old": ["--force-version=1.3"], "new": ["--force-version=2.0"],
            "aes256": ["--encrypt", "", "secret", "256", "--"], "aes128": ["--encrypt", "", "secret", "128", "--use-aes=y", "--"], "no-print": ["--encrypt", "", "secret", "128", "--print=none", "--allow-weak-crypto", "--"]}
    for base, data in bases.items():
        path = os.path.join(scratch, base + ".pdf")
        with open(path, "wb") as f:
            f.write(data)
        for way, options in ways.items():
            if way.startswith(("aes", "no-")) and base not in ("text", "three", "packed", "form"):
                continue
            more = ["--allow-weak-crypto"] if way in ("aes128", "no-print") else []
            options = [o for o in options if o != "--allow-weak-crypto"]
            # status 3: done, with a warning about the file as make.py wrote it
            done = subprocess.run(["qpdf"] + more + options + [path, "%s/clean--qpdf-%s-%s.pdf" % (folder, base, way)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if done.returncode not in (0, 3):
                raise SystemExit("qpdf %s %s: %d" % (base, way, done.returncode))
        if base in ("text", "three", "noted"):
            subprocess.run(["pdftocairo", "-pdf", path, "%s/clean--cairo-%s.pdf" % (folder, base)], check=True, stderr=subprocess.DEVNULL)
    # a page updated by a program that appends
    first = make.pdf()
    start = len(first)
    update = b"5 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>/Rotate 90>>\nendobj\n"
    second = first + update + b"xref\n5 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (start, first.index(b"xref\n"), start + len(update))
    with open(folder + "/clean--updated.pdf", "wb") as f:
        f.write(second)
    with open(folder + "/clean--carriage-returns.pdf", "wb") as f:
        f.write(make.pdf(tail=b"%%EOF\r\n"))


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name, data in make.good():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    pictures(folder)
    with tempfile.TemporaryDirectory() as scratch:
        papers(folder, scratch)
    print(len(os.listdir(folder)))


if __name__ == "__main__":
    main(sys.argv[1])
