#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "autosmote/sampler.h"
#include "samplers/registry.h"

namespace autosmote {

/// SVM-SMOTE (Nguyen, Cooper, Kamei 2011, "Borderline over-sampling for imbalanced data
/// classification").
///
/// New rows start at the support vectors of the class. One all of whose m nearest rows are of other
/// classes is noise and left out; one in danger (at least half of them are) gets rows on the way to
/// one of the k nearest rows of the class; the others, which are safe, get rows on the far side, up
/// to `out_step` times that way, where they push the border outwards.
///
/// The machine is imbalanced-learn's default: SVC() of scikit-learn, thus C = 1, the radial basis
/// function with gamma = 1 / (d * variance of all values), one against one for several classes.
/// As in imbalanced-learn the rows in danger make a Beta(10, 10) share of the new rows, drawn for
/// each class, and the safe ones the rest.
///
/// Done otherwise than in imbalanced-learn: where no row is in danger, or none is safe, the others
/// make all new rows (there the class is left with about half of the rows wanted); the draws for
/// the two groups are independent (there they come from one seed and are the same); class by class
/// only the machines that involve it are fitted, each once.
/// DataError, as in imbalanced-learn, where all support vectors of a class are noise.
/// O(steps n + support vectors n d) for the machine, see fit_kernel_svm(), then as
/// Borderline-SMOTE. Memory: 200 MB of kernel rows at most, and a copy of the rows.
SamplerEntry svm_smote_entry();

/// The support vectors of class `c` in the order of the rows: those of any of the machines that
/// tell it from one other class.
std::vector<std::uint32_t> class_support_vectors(const SamplerData& data, int c,
                                                 const Context& context);

/// The groups of the support vectors of a class, each in the order of `support`.
struct SupportGroups {
  std::vector<std::uint32_t> noise, danger, safe;
};

/// 1 <= m <= n - 1: neighbours among all rows.
SupportGroups group_support_vectors(const SamplerData& data, std::span<const std::uint32_t> support,
                                    int c, std::size_t m, const Context& context);

}  // namespace autosmote
