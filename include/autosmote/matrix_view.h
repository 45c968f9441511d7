#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

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

/// `bytes` zeros for a Matrix. Throws std::bad_alloc. Where there are many they are fresh pages of
/// the system, large ones if it has them, which come into being as they are touched: by the threads
/// that fill the matrix, instead of by the one that makes it.
void* allocate_zeros(std::size_t bytes);
void free_zeros(void* memory, std::size_t bytes) noexcept;

/// A row-major matrix that owns its numbers.
template <class T>
class Matrix {
  static_assert(std::is_arithmetic_v<T>);

 public:
  Matrix() = default;
  /// Of zeros.
  Matrix(std::size_t rows, std::size_t cols)
      : values_(make(rows, cols)), rows_(rows), cols_(cols) {}
  Matrix(const Matrix& other) : Matrix(other.rows_, other.cols_) {
    std::copy_n(other.values_.get(), rows_ * cols_, values_.get());
  }
  Matrix(Matrix&& other) noexcept
      : values_(std::move(other.values_)),
        rows_(std::exchange(other.rows_, 0)),
        cols_(std::exchange(other.cols_, 0)) {}
  Matrix& operator=(Matrix other) noexcept {
    std::swap(values_, other.values_);
    std::swap(rows_, other.rows_);
    std::swap(cols_, other.cols_);
    return *this;
  }
  ~Matrix() = default;

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  T* data() { return values_.get(); }
  const T* data() const { return values_.get(); }
  std::span<T> row(std::size_t i) { return {data() + i * cols_, cols_}; }
  std::span<const T> row(std::size_t i) const { return {data() + i * cols_, cols_}; }
  T& operator()(std::size_t i, std::size_t j) { return values_[i * cols_ + j]; }
  const T& operator()(std::size_t i, std::size_t j) const { return values_[i * cols_ + j]; }
  MatrixView<T> view() { return {data(), rows_, cols_}; }
  MatrixView<const T> view() const { return {data(), rows_, cols_}; }

 private:
  struct Free {
    std::size_t bytes = 0;
    void operator()(T* memory) const noexcept { free_zeros(memory, bytes); }
  };
  using Memory = std::unique_ptr<T[], Free>;

  static Memory make(std::size_t rows, std::size_t cols) {
    if (rows == 0 || cols == 0) return {};
    if (rows > static_cast<std::size_t>(-1) / sizeof(T) / cols) throw std::bad_alloc();
    const std::size_t bytes = rows * cols * sizeof(T);
    return Memory(static_cast<T*>(allocate_zeros(bytes)), Free{bytes});
  }

  Memory values_;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
};

}  // namespace autosmote
