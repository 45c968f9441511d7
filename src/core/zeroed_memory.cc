#include <cstdlib>
#include <new>

#include "autosmote/matrix_view.h"

// Sanitizers watch the edges of what comes from the heap only.
#if defined(__linux__) && !defined(AUTOSMOTE_SANITIZED)
#include <sys/mman.h>
#define AUTOSMOTE_MAPS_PAGES 1
#endif

namespace autosmote {

#ifdef AUTOSMOTE_MAPS_PAGES
namespace {

constexpr std::size_t kLargePage = std::size_t{1} << 21;
/// From here on a mapping of its own costs less than the pages of the heap.
constexpr std::size_t kLeastMapped = 2 * kLargePage;

void* map_pages(std::size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  // Only advice: without large pages it works as well, slower.
  madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

}  // namespace
#endif

void* allocate_zeros(std::size_t bytes) {
#ifdef AUTOSMOTE_MAPS_PAGES
  if (bytes >= kLeastMapped) return map_pages(bytes);
#endif
  void* memory = std::calloc(bytes, 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void free_zeros(void* memory, std::size_t bytes) noexcept {
#ifdef AUTOSMOTE_MAPS_PAGES
  if (bytes >= kLeastMapped) {
    munmap(memory, bytes);
    return;
  }
#endif
  static_cast<void>(bytes);
  std::free(memory);
}

}  // namespace autosmote
