#include "Support.h"

// Row by row, so that a row of sums stays in the nearest cache while the second matrix runs past it.
void CStatistics_products(
    const float *first, size_t rows, const float *second, size_t columns, size_t count,
    double *products) {
  for (size_t row = 0; row < rows; row++) {
    double *sums = products + row * columns;
    for (size_t place = 0; place < count; place++) {
      double value = first[row * count + place];
      const float *others = second + place * columns;
      for (size_t column = 0; column < columns; column++) sums[column] += value * others[column];
    }
  }
}
