#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace autosmote {

/// A rectangle of numbers that somebody else owns: row-major, `stride` elements from one row to
/// the next. This is the memory convention of the whole library.
template <class T>
struct MatrixView {
  T* data = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::size_t stride = 0;

  MatrixView() = default;
  MatrixView(T* data_in, std::size_t rows_in, std::size_t cols_in)
      : MatrixView(data_in, rows_in, cols_in, cols_in) {}
  MatrixView(T* data_in, std::size_t rows_in, std::size_t cols_in, std::size_t stride_in)
      : data(data_in), rows(rows_in), cols(cols_in), stride(stride_in) {}
  /// A view of non-const numbers is also a view of const ones.
  // NOLINTNEXTLINE(google-explicit-constructor)
  MatrixView(const MatrixView<std::remove_const_t<T>>& other)
    requires std::is_const_v<T>
      : MatrixView(other.data, other.rows, other.cols, other.stride) {}

  std::span<T> row(std::size_t i) const { return {data + i * stride, cols}; }
  T& operator()(std::size_t i, std::size_t j) const { return data[i * stride + j]; }
};

/// A row-major matrix that owns its numbers.
template <class T>
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t cols) : values_(rows * cols), rows_(rows), cols_(cols) {}

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  T* data() { return values_.data(); }
  const T* data() const { return values_.data(); }
  std::span<T> row(std::size_t i) { return {values_.data() + i * cols_, cols_}; }
  std::span<const T> row(std::size_t i) const { return {values_.data() + i * cols_, cols_}; }
  T& operator()(std::size_t i, std::size_t j) { return values_[i * cols_ + j]; }
  const T& operator()(std::size_t i, std::size_t j) const { return values_[i * cols_ + j]; }
  MatrixView<T> view() { return {values_.data(), rows_, cols_}; }
  MatrixView<const T> view() const { return {values_.data(), rows_, cols_}; }

 private:
  std::vector<T> values_;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
};

}  // namespace autosmote
