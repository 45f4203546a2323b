#include "CParallel.h"
#include "Support.h"
#include <string.h>

// Quotients of this many and more are an escape: the number follows in whole.
enum {
  longest = 24,
  whole_bits = 48,
  shift_bits = 5,
  largest_shift = 31,
  gap_bits = 4,
  largest_gap_shift = 15,
  prefix = 4
};

// Bits are written and read from the lowest of each byte.

typedef struct {
  uint8_t *next;
  uint64_t bits;
  unsigned have;
} Writer;

INLINE void put(Writer *to, uint64_t value, unsigned count) {
  to->bits |= value << to->have;
  to->have += count;
  while (to->have >= 8) {
    *to->next++ = (uint8_t)to->bits;
    to->bits >>= 8;
    to->have -= 8;
  }
}

INLINE void put_number(Writer *to, uint64_t value, unsigned shift) {
  uint64_t quotient = value >> shift;
  if (quotient < longest) {
    put(to, (uint64_t)1 << quotient, (unsigned)quotient + 1);
    put(to, value & (((uint64_t)1 << shift) - 1), shift);
  } else {
    put(to, (uint64_t)1 << longest, longest + 1);
    put(to, value, whole_bits);
  }
}

INLINE uint64_t cost(uint64_t value, unsigned shift) {
  uint64_t quotient = value >> shift;
  return quotient < longest ? quotient + 1 + shift : longest + 1 + whole_bits;
}

INLINE unsigned bits_of(uint64_t value) { return value ? 64 - (unsigned)__builtin_clzll(value) : 0; }

// Numbers of one kind, and the shift that makes them shortest.
typedef struct {
  const uint64_t *values;
  size_t count;
  uint64_t sum;
} Numbers;

static uint64_t best_shift(Numbers numbers, unsigned most, unsigned *shift) {
  uint64_t mean = numbers.count ? numbers.sum / numbers.count : 0, least = UINT64_MAX;
  unsigned middle = bits_of(mean) < most ? bits_of(mean) : most;
  for (unsigned s = middle > 2 ? middle - 2 : 0; s <= middle; s++) {
    uint64_t bits = 0;
    for (size_t i = 0; i < numbers.count; i++) bits += cost(numbers.values[i], s);
    if (bits < least) {
      least = bits;
      *shift = s;
    }
  }
  return least;
}

// Codes of gaps and of counts each take no more than this, parameters included.
static size_t stream_limit(size_t units, size_t bins) {
  return bins * ((units + 1) * (longest + 1 + whole_bits) + 16) / 8 + 8;
}

size_t CStatistics_packed_limit(size_t units, size_t bins) {
  return prefix + 2 * stream_limit(units, bins);
}

INLINE size_t finish(Writer *to, const uint8_t *start) {
  if (to->have) *to->next++ = (uint8_t)to->bits;
  return (size_t)(to->next - start);
}

size_t CStatistics_pack(
    const uint64_t *table, size_t units, size_t bins, uint64_t *scratch, uint8_t *bytes) {
  uint64_t *all = scratch, *gaps = scratch + units, *rest = scratch + 2 * units + 1;
  uint8_t *second = bytes + prefix + stream_limit(units, bins);
  Writer places = {bytes + prefix, 0, 0}, counts = {second, 0, 0};
  for (size_t bin = 0; bin < bins; bin++) {
    Numbers dense = {all, units, 0}, gap = {gaps, 0, 0}, more = {rest, 0, 0};
    uint64_t zeros = 0;
    for (size_t unit = 0; unit < units; unit++) {
      uint64_t count = table[unit * bins + bin];
      all[unit] = count;
      dense.sum += count;
      if (!count) {
        zeros++;
        continue;
      }
      gaps[gap.count++] = zeros;
      gap.sum += zeros;
      rest[more.count++] = count - 1;
      more.sum += count - 1;
      zeros = 0;
    }
    gaps[gap.count++] = zeros;
    gap.sum += zeros;
    unsigned shift = 0, gap_shift = 0, dense_shift = 0;
    uint64_t sparse_bits = best_shift(gap, largest_gap_shift, &gap_shift) +
                           best_shift(more, largest_shift, &shift) + gap_bits;
    int is_sparse = sparse_bits < best_shift(dense, largest_shift, &dense_shift);
    Numbers coded = is_sparse ? more : dense;
    if (!is_sparse) shift = dense_shift;
    put(&places, (uint64_t)is_sparse, 1);
    put(&places, shift, shift_bits);
    if (is_sparse) {
      put(&places, gap_shift, gap_bits);
      for (size_t i = 0; i < gap.count; i++) put_number(&places, gaps[i], gap_shift);
    }
    for (size_t i = 0; i < coded.count; i++) put_number(&counts, coded.values[i], shift);
  }
  size_t first_size = finish(&places, bytes + prefix), second_size = finish(&counts, second);
  for (size_t i = 0; i < prefix; i++) bytes[i] = (uint8_t)((uint64_t)first_size >> 8 * i);
  memmove(bytes + prefix + first_size, second, second_size);
  return prefix + first_size + second_size;
}

typedef struct {
  const uint8_t *next, *end;
  uint64_t bits;
  unsigned have;
  // Zeros that stand for bytes behind the end.
  size_t missing;
} Reader;

// Makes sure of at least 56 bits.
INLINE void fill(Reader *from) {
  if (from->end - from->next >= 8) {
    uint64_t word;
    memcpy(&word, from->next, 8);
    from->bits |= word << from->have;
    from->next += (63 - from->have) >> 3;
    from->have |= 56;
    return;
  }
  for (; from->have <= 56; from->have += 8) {
    if (from->next < from->end)
      from->bits |= (uint64_t)*from->next++ << from->have;
    else
      from->missing++;
  }
}

// No more than what `fill` made sure of.
INLINE uint64_t take(Reader *from, unsigned count) {
  uint64_t value = from->bits & (((uint64_t)1 << count) - 1);
  from->bits >>= count;
  from->have -= count;
  return value;
}

// A number; UINT64_MAX for what is none.
INLINE uint64_t take_number(Reader *from, unsigned shift) {
  fill(from);
  unsigned quotient = (unsigned)__builtin_ctzll(from->bits | (uint64_t)1 << (longest + 1));
  if (quotient < longest) {
    take(from, quotient + 1);
    return (uint64_t)quotient << shift | take(from, shift);
  }
  if (quotient > longest) return UINT64_MAX;
  take(from, longest + 1);
  fill(from);
  return take(from, whole_bits);
}

// Nothing is missing, and nothing but zeros in the rest of the last byte is left.
INLINE int is_over(const Reader *from) {
  if (from->missing * 8 > from->have) return 0;
  size_t left = (size_t)(from->end - from->next) * 8 + from->have - from->missing * 8;
  return left < 8 && !from->bits;
}

CLONES int CStatistics_unpack(
    const uint8_t *bytes, size_t size, size_t units, size_t bins, uint64_t held, uint64_t *sums,
    uint64_t *total) {
  if (size < prefix) return 0;
  uint64_t first_size = 0;
  for (size_t i = 0; i < prefix; i++) first_size |= (uint64_t)bytes[i] << 8 * i;
  if (first_size > size - prefix) return 0;
  const uint8_t *second = bytes + prefix + first_size;
  Reader places = {bytes + prefix, second, 0, 0, 0};
  Reader counts = {second, bytes + size, 0, 0, 0};
  memset(sums, 0, units * sizeof *sums);
  for (size_t bin = 0; bin < bins; bin++) {
    fill(&places);
    uint64_t is_sparse = take(&places, 1);
    unsigned shift = (unsigned)take(&places, shift_bits);
    unsigned gap_shift = is_sparse ? (unsigned)take(&places, gap_bits) : 0;
    for (size_t unit = 0;; unit++) {
      if (is_sparse) {
        uint64_t gap = take_number(&places, gap_shift);
        if (gap > units - unit) return 0;
        unit += gap;
      }
      if (unit == units) break;
      uint64_t count = take_number(&counts, shift);
      if (count > held) return 0;
      count += is_sparse;
      sums[unit] += count;
      total[unit * bins + bin] += count;
    }
  }
  for (size_t unit = 0; unit < units; unit++)
    if (sums[unit] != held) return 0;
  return is_over(&places) && is_over(&counts);
}

typedef struct {
  const uint8_t *bytes;
  const size_t *starts;
  const uint64_t *held;
  size_t units, bins, threads;
  // A table and the sums of each thread, that of the first of which is not used.
  uint64_t *scratch, *total;
  // The first of each thread's tables that is none.
  uint64_t *failures;
} Unpacking;

INLINE size_t thread_words(const Unpacking *job) { return job->units * (job->bins + 1); }

static void unpack_share(const void *context, size_t begin, size_t end) {
  const Unpacking *job = context;
  size_t thread = (size_t)CParallel_thread_number();
  uint64_t *own = job->scratch + thread * thread_words(job);
  uint64_t *total = thread ? own + job->units : job->total;
  for (size_t n = begin; n < end; n++) {
    const uint8_t *bytes = job->bytes + job->starts[n];
    size_t size = job->starts[n + 1] - job->starts[n];
    if (CStatistics_unpack(bytes, size, job->units, job->bins, job->held[n], own, total)) continue;
    job->failures[thread] = n;
    return;
  }
}

// Adds up what the threads found, for some of the numbers.
CLONES static void gather(const void *context, size_t begin, size_t end) {
  const Unpacking *job = context;
  for (size_t thread = 1; thread < job->threads; thread++) {
    const uint64_t *own = job->scratch + thread * thread_words(job) + job->units;
    for (size_t i = begin; i < end; i++) job->total[i] += own[i];
  }
}

size_t CStatistics_unpack_words(size_t units, size_t bins) {
  return (size_t)CParallel_thread_count() * (units * (bins + 1) + 1);
}

size_t CStatistics_unpack_all(
    const uint8_t *bytes, const size_t *starts, const uint64_t *held, size_t count, size_t units,
    size_t bins, uint64_t *scratch, uint64_t *total) {
  size_t threads = (size_t)CParallel_thread_count();
  // Few tables are added sooner than the threads' own are.
  if (count < 2 * threads) threads = 1;
  Unpacking job = {bytes, starts, held, units, bins, threads, scratch, total, NULL};
  job.failures = scratch + threads * thread_words(&job);
  for (size_t thread = 0; thread < threads; thread++) job.failures[thread] = count;
  for (size_t thread = 1; thread < threads; thread++)
    memset(scratch + thread * thread_words(&job) + units, 0, units * bins * sizeof *scratch);
  if (threads > 1)
    CParallel_run(count, units * bins, unpack_share, &job);
  else
    unpack_share(&job, 0, count);
  uint64_t first = count;
  for (size_t thread = 0; thread < threads; thread++)
    if (job.failures[thread] < first) first = job.failures[thread];
  if (first == count && threads > 1) CParallel_run(units * bins, threads, gather, &job);
  return (size_t)first;
}
