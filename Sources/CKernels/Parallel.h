#pragma once
#include <stddef.h>

// Calls work(context, begin, end) over a partition of 0..<count, on the OpenMP team that oneDNN
// uses. `cost` is the number of values touched per item: small jobs stay on this thread.
void CKernels_parallel(
    size_t count, size_t cost, void (*work)(const void *context, size_t begin, size_t end),
    const void *context);

// Which of the team's threads runs the caller, from 0.
int CKernels_thread_number(void);
