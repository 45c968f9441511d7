#pragma once

#include <span>

#include "core/random.h"
#include "samplers/registry.h"

namespace autosmote {

/// The shape in which geometric-smote draws.
struct GeometricShape {
  double truncation = 1.0;   ///< [-1, 1]: 1 the half towards the surface row, 0 all, -1 the other
  double deformation = 0.0;  ///< [0, 1]: 0 a ball, 1 the line through center and surface
};

/// A random point around `center` (steps 2 to 5 of the paper's algorithm): uniform in the ball
/// whose radius is the distance to `surface`, mirrored out of the part that truncation forbids,
/// squeezed towards the line to `surface`. All spans have d elements; `out` is overwritten. O(d).
void draw_geometric_point(std::span<const double> center, std::span<const double> surface,
                          const GeometricShape& shape, RandomStream& random, std::span<double> out);

/// Geometric SMOTE (Douzas, Bacao 2019, "Geometric SMOTE: a geometrically enhanced drop-in
/// replacement for SMOTE"), with the parameters and defaults of imbalanced-learn-extra.
///
/// The center is a random row of the class. selection_strategy says which row is on the surface:
/// minority: a random one of the k nearest rows of the class; majority: the nearest row of any
/// other class; combined: the nearer of these two, among equals that of the class. Center and
/// surface row are the origin of a row; its lambda is 0, for it does not lie between the two. A
/// center and surface row at one place make a copy.
///
/// DataError for a class of one row, except with majority. O(m d log n + rows added * d) for the m
/// rows of a class.
SamplerEntry geometric_smote_entry();

}  // namespace autosmote
