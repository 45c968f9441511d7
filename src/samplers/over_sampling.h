#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "autosmote/sampler.h"
#include "core/random.h"
#include "samplers/smote.h"

namespace autosmote {

/// What the over-samplers share: they keep every row and add rows to one class after another.

/// The numbers of the rows of class `c`, ascending.
std::vector<std::uint32_t> rows_of_class(const SamplerData& data, int c);

/// The numbers of the rows of all classes but `c`, ascending.
std::vector<std::uint32_t> rows_of_other_classes(const SamplerData& data, int c);

/// The named rows, copied. m x d. With a context on its threads.
Matrix<double> gather_rows(MatrixView<const double> x, std::span<const std::uint32_t> rows);
Matrix<double> gather_rows(MatrixView<const double> x, std::span<const std::uint32_t> rows,
                           const Context& context);

/// A result that keeps all rows and adds none yet.
Resampled keep_all_rows(const SamplerData& data);

/// The stream of one class; `part` tells apart the independent draws of one sampler.
RandomStream class_stream(const Context& context, Purpose purpose, int c, std::uint32_t part = 0);

/// How many of `wanted` neighbours there can be among `rows` rows other than a row itself. Fewer
/// than wanted are told to context.log. Throws DataError where there is no other row at all.
std::size_t neighbors_within_class(std::size_t wanted, std::size_t rows, int c,
                                   std::string_view sampler, const Context& context);

/// `rows` at `positions`.
std::vector<std::uint32_t> rows_named(std::span<const std::uint32_t> rows,
                                      std::span<const std::uint32_t> positions);

/// For smote(): each row of `neighbors` (m x k) with its own row number before it.
Matrix<std::uint32_t> with_self(const Matrix<std::uint32_t>& neighbors,
                                std::span<const std::uint32_t> self);

/// For smote(): m x (k + 1), row i is i itself, then its k nearest other rows. O(m d log m).
Matrix<std::uint32_t> minority_graph(MatrixView<const double> rows, std::size_t k,
                                     const Context& context);

/// Appends x[source] + lambda (x[neighbor] - x[source]) for each origin (rows of `data`) to
/// `result`, with class `c`. Bit for bit the expression of imbalanced-learn. O(origins d).
void append_interpolations(const SamplerData& data, std::vector<SyntheticOrigin> origins, int c,
                           const Context& context, Resampled& result);

/// smote()'s draws with positions among `sources` and `rows` turned into row numbers of the data.
std::vector<SyntheticOrigin> origins_of(std::span<const Interpolation> draws,
                                        std::span<const std::uint32_t> sources,
                                        std::span<const std::uint32_t> neighbors);

/// Appends rows made elsewhere (s x d), each with its origin, to `result`.
void append_synthetic(Matrix<double> rows, std::vector<SyntheticOrigin> origins, int c,
                      Resampled& result);

}  // namespace autosmote
