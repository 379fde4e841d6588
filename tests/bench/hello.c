/* The least that libfcgi can do: whatever comes is read and thrown away, a fixed answer of as many bytes as named, from so many workers. usage: hello SOCKET WORKERS FILE */
#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char page[1 << 20], body[1 << 16];
	FILE *f = argc == 4 ? fopen(argv[3], "rb") : NULL;
	if (!f || FCGX_Init() != 0) return 2;
	int n = (int)fread(page, 1, sizeof page, f), fd = FCGX_OpenSocket(argv[1], 128);
	fclose(f);
	if (fd < 0) return 2;
	for (int i = 0; i < atoi(argv[2]); i++) {
		if (fork() != 0) continue;
		prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
		FCGX_Request r;
		FCGX_InitRequest(&r, fd, 0);
		while (FCGX_Accept_r(&r) == 0) {
			while (FCGX_GetStr(body, sizeof body, r.in) == (int)sizeof body) continue;
			FCGX_FPrintF(r.out, "Content-Type: text/html; charset=utf-8\r\n\r\n");
			FCGX_PutStr(page, n, r.out);
			FCGX_Finish_r(&r);
		}
		_exit(0);
	}
	while (wait(NULL) > 0) continue;
	return 0;
}
