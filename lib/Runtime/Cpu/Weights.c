/* SPDX-License-Identifier: Apache-2.0 */
/* Large weights in huge pages. A model library's weights are mapped from its file
 * in pages of 4 KiB; a product that reads 16 MiB of them looks up 4096 addresses,
 * which takes up to a fifth of its time where weights come from memory. So the
 * first model made from a descriptor copies them, the last one frees the copy. */
#define _DEFAULT_SOURCE /* madvise, MAP_ANONYMOUS */
#include "Internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 1 << 21, LARGE = 1 << 22 };

typedef struct copy {
  struct copy *next;
  const uint8_t *from;
  uint8_t *bytes;
  void *mapped; /* what `bytes` lies in */
  size_t mapped_size;
  size_t users;
} copy;

/* Of all models of this library; only touched under the lock, which also holds where
 * there is no OpenMP: then callers may still have threads of their own. */
static copy *copies;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Whether the system gives huge pages to who asks for them, and nobody forbids. */
static bool has_huge_pages(void) {
  const char *wanted = getenv("QOPT_HUGE_PAGES");
  if (wanted && !strcmp(wanted, "0"))
    return false;
  FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "r");
  if (!file)
    return false;
  char text[64] = "";
  bool read = fgets(text, sizeof(text), file) != NULL;
  fclose(file);
  return read && !strstr(text, "[never]");
}

/* NULL where there is no memory. Pages are asked from the system: what malloc gives
 * again has small pages already, and would keep them. */
static copy *make_copy(const qopt_model_desc *desc) {
  if (desc->weight_bytes > SIZE_MAX - 2 * HUGE_PAGE)
    return NULL;
  size_t size = ((size_t)desc->weight_bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  copy *made = malloc(sizeof(*made));
  if (!made)
    return NULL;
  void *mapped = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) {
    free(made);
    return NULL;
  }
  uint8_t *bytes = (uint8_t *)mapped + (HUGE_PAGE - (uintptr_t)mapped % HUGE_PAGE) % HUGE_PAGE;
  madvise(bytes, size, MADV_HUGEPAGE); /* if refused: small pages, as before */
  memcpy(bytes, desc->weights, (size_t)desc->weight_bytes);
  *made = (copy){copies, desc->weights, bytes, mapped, size + HUGE_PAGE, 0};
  copies = made;
  return made;
}

const uint8_t *qopt_acquire_weights(const qopt_model_desc *desc) {
  const uint8_t *weights = desc->weights;
  if (desc->weight_bytes < LARGE)
    return weights;
  pthread_mutex_lock(&lock);
  copy *found = copies;
  while (found && found->from != desc->weights)
    found = found->next;
  if (!found && has_huge_pages())
    found = make_copy(desc);
  if (found) {
    ++found->users;
    weights = found->bytes;
  }
  pthread_mutex_unlock(&lock);
  return weights;
}

void qopt_release_weights(const uint8_t *weights) {
  pthread_mutex_lock(&lock);
  for (copy **link = &copies; *link; link = &(*link)->next) {
    copy *found = *link;
    if (found->bytes != weights)
      continue;
    if (--found->users == 0) {
      *link = found->next;
      munmap(found->mapped, found->mapped_size);
      free(found);
    }
    break;
  }
  pthread_mutex_unlock(&lock);
}
