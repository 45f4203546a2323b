// Loops over the threads that oneDNN uses, for all C code of the package.
#pragma once
#include <stddef.h>

// Sets how many threads the calling thread's parallel regions use, oneDNN's included.
void CParallel_set_thread_count(int count);
// How many threads the calling thread's parallel regions use; 1 without an OpenMP runtime.
int CParallel_thread_count(void);
// Which of the team's threads runs the caller, from 0.
int CParallel_thread_number(void);

// Whether the calling thread's team takes numbers too small for full precision, and results that
// would be such, for zero: processors take many times as long over them. A thread that joins the
// team meanwhile does as the caller.
void CParallel_flush_tiny(int flushes);

// Calls work(context, begin, end) over a partition of 0..<count, on the OpenMP team that oneDNN
// uses. `cost` is the number of values touched per item: small jobs stay on this thread.
void CParallel_run(
    size_t count, size_t cost, void (*work)(const void *context, size_t begin, size_t end),
    const void *context);

// Starts the program anew with threads that sleep soon when they wait, unless the environment says
// how they wait. The OpenMP runtime reads that before main; as it is, a waiting thread spins for
// some 10 ms, and where others want the processor too, a run takes several times as long.
void CParallel_wait_briefly(char **arguments);
