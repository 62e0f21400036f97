/*
 * count_allocations.c - preloaded into a server: counts its allocations in a shared file.
 *
 * COUNT_ALLOCATIONS names the file, 8 bytes.  With AddressSanitizer, whose allocator the tests run
 * on, its hooks count; every process adds to the same number.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *,
								       size_t),
						     void (*on_free)(const volatile void *));

static _Atomic uint64_t *count;

static void on_malloc(const volatile void *p, size_t size)
{
	(void)p, (void)size;
	atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
}

static void on_free(const volatile void *p)
{
	(void)p;
}

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("COUNT_ALLOCATIONS");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *shared;

	if (fd == -1)
		return;
	shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (shared == MAP_FAILED)
		return;
	count = shared;
	__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
}
