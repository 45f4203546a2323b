#include "Support.h"
#include <float.h>
#include <math.h>

// Householder's reduction of a symmetric matrix to three diagonals. On return `matrix` holds the
// transformation, `diagonal` and `beside` the diagonals. (Martin, Reinsch, Wilkinson 1968.)
static void reduce(double *matrix, size_t size, double *diagonal, double *beside) {
  for (size_t j = 0; j < size; j++) diagonal[j] = matrix[(size - 1) * size + j];
  for (size_t i = size - 1; i > 0; i--) {
    double scale = 0, sum = 0;
    for (size_t k = 0; k < i; k++) scale += fabs(diagonal[k]);
    if (scale == 0) {
      beside[i] = diagonal[i - 1];
      for (size_t j = 0; j < i; j++) {
        diagonal[j] = matrix[(i - 1) * size + j];
        matrix[i * size + j] = 0;
        matrix[j * size + i] = 0;
      }
    } else {
      for (size_t k = 0; k < i; k++) {
        diagonal[k] /= scale;
        sum += diagonal[k] * diagonal[k];
      }
      double last = diagonal[i - 1];
      double root = last > 0 ? -sqrt(sum) : sqrt(sum);
      beside[i] = scale * root;
      sum -= last * root;
      diagonal[i - 1] = last - root;
      for (size_t j = 0; j < i; j++) beside[j] = 0;
      for (size_t j = 0; j < i; j++) {
        double value = diagonal[j];
        matrix[j * size + i] = value;
        double product = beside[j] + matrix[j * size + j] * value;
        for (size_t k = j + 1; k < i; k++) {
          product += matrix[k * size + j] * diagonal[k];
          beside[k] += matrix[k * size + j] * value;
        }
        beside[j] = product;
      }
      double inner = 0;
      for (size_t j = 0; j < i; j++) {
        beside[j] /= sum;
        inner += beside[j] * diagonal[j];
      }
      double half = inner / (sum + sum);
      for (size_t j = 0; j < i; j++) beside[j] -= half * diagonal[j];
      for (size_t j = 0; j < i; j++) {
        double one = diagonal[j], other = beside[j];
        for (size_t k = j; k < i; k++)
          matrix[k * size + j] -= one * beside[k] + other * diagonal[k];
        diagonal[j] = matrix[(i - 1) * size + j];
        matrix[i * size + j] = 0;
      }
    }
    diagonal[i] = sum;
  }
  for (size_t i = 0; i + 1 < size; i++) {
    matrix[(size - 1) * size + i] = matrix[i * size + i];
    matrix[i * size + i] = 1;
    double sum = diagonal[i + 1];
    if (sum != 0) {
      for (size_t k = 0; k <= i; k++) diagonal[k] = matrix[k * size + i + 1] / sum;
      for (size_t j = 0; j <= i; j++) {
        double product = 0;
        for (size_t k = 0; k <= i; k++)
          product += matrix[k * size + i + 1] * matrix[k * size + j];
        for (size_t k = 0; k <= i; k++) matrix[k * size + j] -= product * diagonal[k];
      }
    }
    for (size_t k = 0; k <= i; k++) matrix[k * size + i + 1] = 0;
  }
  for (size_t j = 0; j < size; j++) {
    diagonal[j] = matrix[(size - 1) * size + j];
    matrix[(size - 1) * size + j] = 0;
  }
  matrix[size * size - 1] = 1;
  beside[0] = 0;
}

// Implicit QL steps on the three diagonals, the rotations gathered in the rows of `vectors`.
// (Bowdler, Martin, Reinsch, Wilkinson 1968.)
static int solve(double *vectors, size_t size, double *diagonal, double *beside) {
  for (size_t i = 1; i < size; i++) beside[i - 1] = beside[i];
  beside[size - 1] = 0;
  double shift = 0, largest = 0;
  for (size_t l = 0; l < size; l++) {
    double here = fabs(diagonal[l]) + fabs(beside[l]);
    largest = here > largest ? here : largest;
    size_t m = l;
    while (m < size - 1 && fabs(beside[m]) > DBL_EPSILON * largest) m++;
    for (int round = 0; m > l; round++) {
      if (round == 64) return 0;
      double first = diagonal[l];
      double ratio = (diagonal[l + 1] - first) / (2 * beside[l]);
      double root = hypot(ratio, 1);
      root = ratio < 0 ? -root : root;
      diagonal[l] = beside[l] / (ratio + root);
      diagonal[l + 1] = beside[l] * (ratio + root);
      double next = diagonal[l + 1], step = first - diagonal[l];
      for (size_t i = l + 2; i < size; i++) diagonal[i] -= step;
      shift += step;
      double value = diagonal[m], after = beside[l + 1];
      double cosine = 1, cosine2 = 1, cosine3 = 1, sine = 0, sine2 = 0;
      for (size_t i = m; i-- > l;) {
        cosine3 = cosine2;
        cosine2 = cosine;
        sine2 = sine;
        double g = cosine * beside[i], h = cosine * value;
        double length = hypot(value, beside[i]);
        beside[i + 1] = sine * length;
        sine = beside[i] / length;
        cosine = value / length;
        value = cosine * diagonal[i] - sine * g;
        diagonal[i + 1] = h + sine * (cosine * g + sine * diagonal[i]);
        double *one = vectors + i * size, *other = one + size;
        for (size_t k = 0; k < size; k++) {
          double kept = other[k];
          other[k] = sine * one[k] + cosine * kept;
          one[k] = cosine * one[k] - sine * kept;
        }
      }
      value = -sine * sine2 * cosine3 * after * beside[l] / next;
      beside[l] = sine * value;
      diagonal[l] = cosine * value;
      if (fabs(beside[l]) <= DBL_EPSILON * largest) break;
    }
    diagonal[l] += shift;
    beside[l] = 0;
  }
  return 1;
}

int CStatistics_eigen(double *matrix, size_t size, double *values, double *scratch) {
  if (size == 0) return 1;
  reduce(matrix, size, values, scratch);
  // Vectors as rows: the rotations then walk through memory in order.
  for (size_t i = 0; i < size; i++)
    for (size_t j = 0; j < i; j++) {
      double kept = matrix[i * size + j];
      matrix[i * size + j] = matrix[j * size + i];
      matrix[j * size + i] = kept;
    }
  if (!solve(matrix, size, values, scratch)) return 0;
  // Largest first; of equal ones the earlier.
  for (size_t i = 0; i + 1 < size; i++) {
    size_t best = i;
    for (size_t j = i + 1; j < size; j++)
      if (values[j] > values[best]) best = j;
    if (best == i) continue;
    double kept = values[i];
    values[i] = values[best];
    values[best] = kept;
    for (size_t k = 0; k < size; k++) {
      double value = matrix[i * size + k];
      matrix[i * size + k] = matrix[best * size + k];
      matrix[best * size + k] = value;
    }
  }
  return 1;
}

CLONES void CStatistics_add_products(
    double *matrix, const double *row, size_t size) {
  for (size_t i = 0; i < size; i++) {
    double factor = row[i];
    double *target = matrix + i * size;
    for (size_t j = i; j < size; j++) target[j] += factor * row[j];
  }
}

CLONES void CStatistics_dots(
    const float *rows, const float *shift, const float *row, size_t count, size_t size,
    double *products) {
  // Eight sums that are added at the end: the same on every machine.
  for (size_t r = 0; r < count; r++) {
    const float *other = rows + r * size;
    double sums[8] = {0};
    size_t k = 0;
    for (; k + 8 <= size; k += 8)
      for (size_t lane = 0; lane < 8; lane++) {
        double one = (double)other[k + lane] - shift[k + lane];
        sums[lane] += one * ((double)row[k + lane] - shift[k + lane]);
      }
    for (; k < size; k++) sums[0] += ((double)other[k] - shift[k]) * ((double)row[k] - shift[k]);
    products[r] = ((sums[0] + sums[1]) + (sums[2] + sums[3]))
        + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  }
}
