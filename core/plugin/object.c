/* A plugin's shared object, read as a file: what it exports, what it needs, how it may be mapped. No code of it runs here. */
#include <elf.h>
#include "plugin/plugin_priv.h"

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#else
#define MACHINE EM_NONE
#endif

struct object { const unsigned char *p; size_t n; const char *strings; size_t n_strings; };

/* A part of the file; NULL when it does not lie inside. */
static const void *part(const struct object *o, uint64_t at, uint64_t n, uint64_t each)
{
	if (each && n > o->n / each) return NULL;
	n *= each ? each : 1;
	return at % 8 == 0 && at <= o->n && n <= o->n - at ? o->p + at : NULL;
}

static const char *string_at(const struct object *o, uint64_t at)
{
	return o->strings && at < o->n_strings && memchr(o->strings + at, 0, o->n_strings - at) ? o->strings + at : "?";
}

static bool allowed_library(const char *name)
{
	static const char *const all[] = { "libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1" };
	for (size_t i = 0; i < GT_COUNT(all); i++)
		if (gt_streq(name, all[i])) return true;
#ifdef GT_SANITIZE
	return gt_starts(name, "libasan.so") || gt_starts(name, "libubsan.so");
#else
	return false;
#endif
}

static const Elf64_Shdr *sections(const struct object *o, size_t *ret_n)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)(const void *)o->p;
	*ret_n = head->e_shnum;
	return head->e_shentsize == sizeof(Elf64_Shdr) ? part(o, head->e_shoff, head->e_shnum, sizeof(Elf64_Shdr)) : NULL;
}

static void take_strings(struct object *o, const Elf64_Shdr *all, size_t n, uint32_t link)
{
	o->strings = NULL;
	if (link >= n || all[link].sh_offset > o->n || all[link].sh_size > o->n - all[link].sh_offset) return;
	o->strings = (const char *)o->p + all[link].sh_offset;
	o->n_strings = all[link].sh_size;
}

static int check_exports(struct object *o, const Elf64_Shdr *s, const char *name, struct gt_error *err)
{
	const Elf64_Sym *sym = part(o, s->sh_offset, s->sh_size / sizeof *sym, sizeof *sym);
	bool found = false;
	for (size_t i = 0; sym && i < s->sh_size / sizeof *sym; i++) {
		unsigned bind = ELF64_ST_BIND(sym[i].st_info);
		if (sym[i].st_shndx == SHN_UNDEF || (bind != STB_GLOBAL && bind != STB_WEAK)) continue;
		if (!gt_streq(string_at(o, sym[i].st_name), "gt_plugin")) return gt_fail(err, GT_REFUSED, "%s: it exports '%.60s' besides gt_plugin: build it with the template's flags", name, string_at(o, sym[i].st_name));
		found = true;
	}
	return found ? GT_OK : gt_fail(err, GT_REFUSED, "%s: it does not export gt_plugin", name);
}

static int check_dynamic(struct object *o, const Elf64_Shdr *s, const char *name, struct gt_error *err)
{
	const Elf64_Dyn *d = part(o, s->sh_offset, s->sh_size / sizeof *d, sizeof *d);
	for (size_t i = 0; d && i < s->sh_size / sizeof *d && d[i].d_tag != DT_NULL; i++) {
		const char *what = string_at(o, d[i].d_un.d_val);
		if (d[i].d_tag == DT_NEEDED && !allowed_library(what)) return gt_fail(err, GT_REFUSED, "%s: it needs '%.60s': a plugin needs nothing but libc", name, what);
		if (d[i].d_tag == DT_RPATH || d[i].d_tag == DT_RUNPATH) return gt_fail(err, GT_REFUSED, "%s: it brings a search path of its own ('%.60s')", name, what);
		if (d[i].d_tag == DT_TEXTREL) return gt_fail(err, GT_REFUSED, "%s: its code would have to be written to: build it with -fPIC", name);
	}
	return GT_OK;
}

static int check_stack(const struct object *o, const char *name, struct gt_error *err)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)(const void *)o->p;
	const Elf64_Phdr *p = head->e_phentsize == sizeof *p ? part(o, head->e_phoff, head->e_phnum, sizeof *p) : NULL;
	for (size_t i = 0; p && i < head->e_phnum; i++)
		if ((p[i].p_type == PT_GNU_STACK && p[i].p_flags & PF_X) || (p[i].p_type == PT_LOAD && (p[i].p_flags & (PF_W | PF_X)) == (PF_W | PF_X)))
			return gt_fail(err, GT_REFUSED, "%s: it wants memory that is both written and run", name);
	return p ? GT_OK : gt_fail(err, GT_REFUSED, "%s: its file is cut, or no shared object", name);
}

int gt_plugin_object_check(struct gt_arena *arena, const char *dir, const char *id, struct gt_error *err)
{
	const char *name = gt_arena_printf(arena, "%s.so", id);
	GT_AUTO_ARENA file = gt_arena_new("plugin object", GT_PLUGIN_FILE_MAX_BYTES + (1 << 16));
	struct gt_str bytes;
	int rc = gt_file_read(file, gt_arena_printf(arena, "%s/%s", dir, name), GT_PLUGIN_FILE_MAX_BYTES, &bytes, err);
	if (rc == GT_NOTFOUND) return rc;
	if (rc != GT_OK) return gt_fail(err, GT_REFUSED, "%s cannot be read", name);
	struct object o = { .p = gt_arena_alloc(file, bytes.n + 1), .n = bytes.n };
	memcpy((void *)(uintptr_t)o.p, bytes.p, bytes.n);
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)(const void *)o.p;
	if (o.n < sizeof *head || memcmp(o.p, ELFMAG, SELFMAG) != 0 || o.p[EI_CLASS] != ELFCLASS64 || head->e_type != ET_DYN) return gt_fail(err, GT_REFUSED, "%s: its file is cut, or no shared object", name);
	if (MACHINE != EM_NONE && head->e_machine != MACHINE) return gt_fail(err, GT_REFUSED, "%s: it was built for another machine", name);
	size_t n;
	const Elf64_Shdr *all = sections(&o, &n);
	if (!all) return gt_fail(err, GT_REFUSED, "%s: its file is cut, or no shared object", name);
	rc = check_stack(&o, name, err);
	bool exports = false;
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		take_strings(&o, all, n, all[i].sh_link);
		exports |= all[i].sh_type == SHT_DYNSYM;
		if (all[i].sh_type == SHT_DYNSYM) rc = check_exports(&o, &all[i], name, err);
		if (all[i].sh_type == SHT_DYNAMIC) rc = check_dynamic(&o, &all[i], name, err);
	}
	return rc == GT_OK && !exports ? gt_fail(err, GT_REFUSED, "%s: it exports nothing", name) : rc;
}
