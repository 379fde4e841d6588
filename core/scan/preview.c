/* scan: a page as a picture, in a child that opens nothing but fonts. Decides its size, so that a picture of any file costs a bounded
 * time and fits one answer. Colours and layout are the libraries' business. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <poppler.h>
#include <sys/mman.h>
#include <tiffio.h>
#include "scan/scan_priv.h"

#define HEIGHT_PER_WIDTH 6               /* a till receipt is longer than wide; more is cut down */
#define TRIES 6                          /* each smaller, until it fits GT_SCAN_PREVIEW_MAX_BYTES */

struct shown { uint32_t width, height, pages; char *png; gsize png_n; };

static GdkPixbuf *scaled(GdkPixbuf *from, double by)
{
	int width = (int)(gdk_pixbuf_get_width(from) * by), height = (int)(gdk_pixbuf_get_height(from) * by);
	return gdk_pixbuf_scale_simple(from, width > 0 ? width : 1, height > 0 ? height : 1, GDK_INTERP_BILINEAR);
}

/* No wider than asked, no taller than a few times that, on white. */
static GdkPixbuf *fitted(GdkPixbuf *from, uint32_t max_width)
{
	double by = (double)max_width / gdk_pixbuf_get_width(from), by_height = (double)max_width * HEIGHT_PER_WIDTH / gdk_pixbuf_get_height(from);
	if (by_height < by)
		by = by_height;
	GdkPixbuf *fit = by < 1 ? scaled(from, by) : g_object_ref(from);
	if (!fit || !gdk_pixbuf_get_has_alpha(fit))
		return fit;
	GdkPixbuf *white = gdk_pixbuf_composite_color_simple(fit, gdk_pixbuf_get_width(fit), gdk_pixbuf_get_height(fit), GDK_INTERP_NEAREST, 255, 8, 0xffffff, 0xffffff);
	g_object_unref(fit);
	if (!white)
		return NULL;
	GdkPixbuf *opaque = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, gdk_pixbuf_get_width(white), gdk_pixbuf_get_height(white));
	if (opaque && gdk_pixbuf_get_n_channels(white) == 4) {
		for (int y = 0; y < gdk_pixbuf_get_height(white); y++) {
			const guchar *in = gdk_pixbuf_read_pixels(white) + (gsize)y * (gsize)gdk_pixbuf_get_rowstride(white);
			guchar *out = gdk_pixbuf_get_pixels(opaque) + (gsize)y * (gsize)gdk_pixbuf_get_rowstride(opaque);
			for (int x = 0; x < gdk_pixbuf_get_width(white); x++, in += 4, out += 3)
				memcpy(out, in, 3);
		}
	} else if (opaque) {
		gdk_pixbuf_copy_area(white, 0, 0, gdk_pixbuf_get_width(white), gdk_pixbuf_get_height(white), opaque, 0, 0);
	}
	g_object_unref(white);
	return opaque;
}

static bool encoded(GdkPixbuf *picture, struct shown *s)
{
	g_object_ref(picture);
	for (int i = 0; picture && i < TRIES; i++) {
		s->width = (uint32_t)gdk_pixbuf_get_width(picture);
		s->height = (uint32_t)gdk_pixbuf_get_height(picture);
		if (!gdk_pixbuf_save_to_buffer(picture, &s->png, &s->png_n, "png", NULL, "compression", "6", NULL))
			break;
		if (s->png_n <= GT_SCAN_PREVIEW_MAX_BYTES) {
			g_object_unref(picture);
			return true;
		}
		g_free(s->png);
		s->png = NULL;
		GdkPixbuf *smaller = scaled(picture, 0.7);
		g_object_unref(picture);
		picture = smaller;
	}
	if (picture)
		g_object_unref(picture);
	return false;
}

static bool finish(GdkPixbuf *picture, uint32_t max_width, struct shown *s)
{
	GdkPixbuf *fit = picture ? fitted(picture, max_width) : NULL;
	bool ok = fit && encoded(fit, s);
	if (fit)
		g_object_unref(fit);
	return ok;
}

/* ---- JPEG, PNG, BMP ---- */
struct wanted { uint32_t width; };

/* Decoders that can (JPEG) give a small picture at once. The sides are those of the file: a turned picture is fitted again later. */
static void size_known(GdkPixbufLoader *loader, int width, int height, gpointer arg)
{
	const struct wanted *w = arg;
	if ((int64_t)width * height > GT_SCAN_PIXELS_MAX || width <= 0 || height <= 0) {
		gdk_pixbuf_loader_set_size(loader, 0, 0);
		return;
	}
	int least = width < height ? width : height;
	double by = (double)w->width / least;
	if (by < 1 && (int)(width * by) > 0 && (int)(height * by) > 0)
		gdk_pixbuf_loader_set_size(loader, (int)(width * by), (int)(height * by));
}

static bool picture_show(const uint8_t *p, size_t n, const char *type, uint32_t max_width, struct shown *s)
{
	struct wanted wanted = { max_width };
	GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type(type, NULL);
	if (!loader)
		return false;
	g_signal_connect(loader, "size-prepared", G_CALLBACK(size_known), &wanted);
	bool ok = gdk_pixbuf_loader_write(loader, p, n, NULL);
	ok = gdk_pixbuf_loader_close(loader, NULL) && ok;
	GdkPixbuf *raw = ok ? gdk_pixbuf_loader_get_pixbuf(loader) : NULL;
	GdkPixbuf *turned = raw ? gdk_pixbuf_apply_embedded_orientation(raw) : NULL;
	ok = turned && finish(turned, max_width, s);
	if (turned)
		g_object_unref(turned);
	g_object_unref(loader);
	s->pages = 1;
	return ok;
}

/* ---- TIFF: pages, read from memory ---- */
struct memory { const uint8_t *p; uint64_t n, at; };

static tmsize_t memory_read(thandle_t h, void *to, tmsize_t size)
{
	struct memory *m = h;
	uint64_t left = m->at < m->n ? m->n - m->at : 0, take = size < 0 ? 0 : (uint64_t)size < left ? (uint64_t)size : left;
	memcpy(to, m->p + (take ? m->at : 0), take);
	m->at += take;
	return (tmsize_t)take;
}

static tmsize_t memory_write(thandle_t h, void *from, tmsize_t size)
{
	(void)h; (void)from; (void)size;
	return -1;
}

static toff_t memory_seek(thandle_t h, toff_t to, int whence)
{
	struct memory *m = h;
	m->at = whence == SEEK_SET ? to : whence == SEEK_CUR ? m->at + to : m->n + to;
	return m->at;
}

static int memory_close(thandle_t h) { (void)h; return 0; }
static toff_t memory_size(thandle_t h) { return ((struct memory *)h)->n; }

static GdkPixbuf *tiff_page(TIFF *t, uint32_t page)
{
	uint32_t width = 0, height = 0;
	char problem[1024];
	if (!TIFFSetDirectory(t, (tdir_t)(page - 1)) || !TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &width) || !TIFFGetField(t, TIFFTAG_IMAGELENGTH, &height)
		|| !width || !height || (uint64_t)width * height > GT_SCAN_PIXELS_MAX || !TIFFRGBAImageOK(t, problem))
		return NULL;
	GdkPixbuf *picture = gdk_pixbuf_new(GDK_COLORSPACE_RGB, TRUE, 8, (int)width, (int)height);
	/* four bytes a pixel, so a row has no padding; libtiff packs R, G, B, A from the lowest byte */
	if (picture && !TIFFReadRGBAImageOriented(t, width, height, (uint32_t *)(void *)gdk_pixbuf_get_pixels(picture), ORIENTATION_TOPLEFT, 0)) {
		g_object_unref(picture);
		picture = NULL;
	}
	return picture;
}

static bool tiff_show(const uint8_t *p, size_t n, uint32_t page, uint32_t max_width, struct shown *s)
{
	struct memory m = { p, n, 0 };
	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
	TIFF *t = TIFFClientOpen("upload", "rm", &m, memory_read, memory_write, memory_seek, memory_close, memory_size, NULL, NULL);
	if (!t)
		return false;
	s->pages = TIFFNumberOfDirectories(t);
	bool ok = true;
	if (page <= s->pages) {
		GdkPixbuf *picture = tiff_page(t, page);
		ok = finish(picture, max_width, s);
		if (picture)
			g_object_unref(picture);
	}
	TIFFClose(t);
	return ok;
}

/* ---- PDF ---- */
static GdkPixbuf *pdf_page(PopplerPage *page, uint32_t max_width)
{
	double width = 0, height = 0;
	poppler_page_get_size(page, &width, &height);
	if (!(width > 0 && height > 0 && width < 1e6 && height < 1e6))
		return NULL;
	double by = max_width / width, by_height = (double)max_width * HEIGHT_PER_WIDTH / height;
	if (by_height < by)
		by = by_height;
	int w = (int)(width * by), h = (int)(height * by);
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w > 0 ? w : 1, h > 0 ? h : 1);
	cairo_t *cr = cairo_create(surface);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, by, by);
	poppler_page_render(page, cr);
	cairo_surface_flush(surface);
	GdkPixbuf *picture = NULL;
	if (cairo_status(cr) == CAIRO_STATUS_SUCCESS)
		picture = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface));
	for (int y = 0; picture && y < cairo_image_surface_get_height(surface); y++) {
		const uint32_t *in = (const uint32_t *)(const void *)(cairo_image_surface_get_data(surface) + (size_t)y * (size_t)cairo_image_surface_get_stride(surface));
		guchar *out = gdk_pixbuf_get_pixels(picture) + (gsize)y * (gsize)gdk_pixbuf_get_rowstride(picture);
		for (int x = 0; x < cairo_image_surface_get_width(surface); x++, out += 3) {
			out[0] = (guchar)(in[x] >> 16);
			out[1] = (guchar)(in[x] >> 8);
			out[2] = (guchar)in[x];
		}
	}
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	return picture;
}

static bool pdf_show(const uint8_t *p, size_t n, uint32_t page, uint32_t max_width, struct shown *s)
{
	GBytes *bytes = g_bytes_new_static(p, n);
	PopplerDocument *doc = poppler_document_new_from_bytes(bytes, NULL, NULL);
	g_bytes_unref(bytes);
	if (!doc)
		return false;
	int pages = poppler_document_get_n_pages(doc);
	s->pages = pages > 0 ? (uint32_t)pages : 0;
	bool ok = pages > 0;
	PopplerPage *at = page <= s->pages ? poppler_document_get_page(doc, (int)page - 1) : NULL;
	if (at) {
		GdkPixbuf *picture = pdf_page(at, max_width);
		ok = finish(picture, max_width, s);
		if (picture)
			g_object_unref(picture);
		g_object_unref(at);
	}
	g_object_unref(doc);
	return ok;
}

static bool show(const uint8_t *p, size_t n, uint8_t kind, uint32_t page, uint32_t max_width, struct shown *s)
{
	switch (kind) {
	case GT_KIND_PDF: return pdf_show(p, n, page, max_width, s);
	case GT_KIND_TIFF: return tiff_show(p, n, page, max_width, s);
	case GT_KIND_JPEG: return picture_show(p, n, "jpeg", max_width, s);
	case GT_KIND_PNG: return picture_show(p, n, "png", max_width, s);
	case GT_KIND_BMP: return picture_show(p, n, "bmp", max_width, s);
	default: return false;
	}
}

int gt_preview_child(void *arg, int out_fd)
{
	const struct gt_preview_ask *ask = arg;
	struct shown s = { 0 };
	const uint8_t *p = mmap(NULL, ask->n, PROT_READ, MAP_PRIVATE, ask->fd, 0);
	if (p == MAP_FAILED || !show(p, ask->n, ask->kind, ask->page, ask->max_width, &s))
		return 1;
	if (ask->page > s.pages || s.pages > GT_SCAN_PAGES_MAX) {
		s.png_n = 0;
		s.width = s.height = 0;
	}
	struct gt_arena *arena = gt_arena_new("preview", GT_SCAN_PREVIEW_MAX_BYTES * 4);
	struct gt_buf b = gt_buf_new(arena, GT_SCAN_PREVIEW_MAX_BYTES + 64);
	gt_put_u32(&b, s.width);
	gt_put_u32(&b, s.height);
	gt_put_u32(&b, s.pages);
	gt_put_bytes(&b, (struct gt_str){ s.png_n ? s.png : "", s.png_n });
	return !b.overflow && gt_write_all(out_fd, b.p, b.n) ? 0 : 1;
}

/* ---- before the fork: what libraries open once is opened now ---- */
static const char warm_pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
	"4 0 obj<</Length 34>>stream\nBT /F 12 Tf 9 9 Td (Guichet) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n";
static const uint8_t warm_bmp[] = { 'B', 'M', 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 4, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0 };

void gt_preview_warm(void)
{
	struct shown s = { 0 };
	if (pdf_show((const uint8_t *)warm_pdf, sizeof warm_pdf - 1, 1, 64, &s))
		g_free(s.png);
	s = (struct shown){ 0 };
	if (picture_show(warm_bmp, sizeof warm_bmp, "bmp", 64, &s))
		g_free(s.png);
	/* the other two are asked for by name, which loads them */
	GdkPixbuf *dot = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, 8, 8);
	gdk_pixbuf_fill(dot, 0x336699ff);
	gchar *jpeg = NULL;
	gsize n = 0;
	s = (struct shown){ 0 };
	if (gdk_pixbuf_save_to_buffer(dot, &jpeg, &n, "jpeg", NULL, NULL) && picture_show((const uint8_t *)jpeg, n, "jpeg", 64, &s)) {
		struct shown again = { 0 };
		if (picture_show((const uint8_t *)s.png, s.png_n, "png", 64, &again))
			g_free(again.png);
		g_free(s.png);
	}
	g_free(jpeg);
	g_object_unref(dot);
}
