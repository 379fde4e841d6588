/* A guichet-web without pages: answers what it understood, as text. Stands behind the real nginx and guichetd in road.sh. */
#include <signal.h>
#include <unistd.h>
#include "http/http.h"
#include "prog/service.h"

static const char *const methods[] = { "GET", "HEAD", "POST" };

static int fill(void *arg, struct gt_str *piece, struct gt_error *err)
{
	int *left = arg;
	(void)err;
	static char junk[100000];
	*piece = (struct gt_str){ junk, *left > 0 ? sizeof junk : 0 };
	--*left;
	return GT_OK;
}

static void handle(void *app, const struct gt_request *r, struct gt_response *res)
{
	const char *pool = app;
	if (gt_streq(r->path, "/crash"))
		raise(SIGABRT);
	if (gt_streq(r->path, "/slow"))
		sleep(1);
	gt_respond_status(res, gt_streq(r->path, "/own-503") ? 503 : 200);
	if (gt_streq(r->path, "/stream")) {
		int *left = gt_new(r->arena, int);
		*left = 100;
		gt_respond_stream(res, "application/pdf", "reçu.pdf", false, 10000000, fill, left);
		return;
	}
	struct gt_buf b = gt_buf_new(r->arena, 1 << 20);
	gt_buf_printf(&b, "pool=%s method=%s path=%s query=%zu form=%zu files=%zu bytes=%lld address=%s id=%s json=%d agent=%s\n", pool, methods[r->method], r->path, r->n_query, r->n_form,
		r->n_uploads, r->n_uploads ? (long long)r->uploads[0].bytes : 0LL, r->address, r->id, r->wants_json, r->user_agent ? r->user_agent : "-");
	gt_respond_body(res, "text/plain; charset=utf-8", gt_str(gt_buf_cstr(&b)));
}

static bool may_upload(const char *path)
{
	return strstr(path, "/fichier") != NULL;
}

int main(int argc, char **argv)
{
	struct gt_service s;
	gt_service_start(&s, "guichet-web", argc, argv);
	gt_http_status_to(s.status_fd);
	return gt_http_serve(s.listen_fd, 10000, may_upload, handle, (void *)(uintptr_t)(s.pool ? s.pool : "-"));
}
