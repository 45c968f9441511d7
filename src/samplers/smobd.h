#pragma once

#include <vector>

#include "samplers/optics.h"
#include "samplers/registry.h"

namespace autosmote {

/// SMOBD (Cao, Wang 2011, "Applying over-sampling technique based on data density and
/// cost-sensitive SVM to imbalanced learning"): SMOTE whose rows start new ones by the density
/// around them, and not at all where they are noise.
///
/// The density comes from OPTICS over the rows of the class (optics.h) as in smobd_density. Each
/// row starts new rows in proportion to it, to within one row; they lie at a uniform place on the
/// way to a random one of its min_samples nearest rows of the class. (smote_variants draws that
/// place for each feature anew; a box, not a line.)
///
/// max_eps is a distance between rows as given, 1 as in smote_variants: it suits features scaled to
/// about 1. 0 stands for no limit. Where no row of the class has min_samples rows within max_eps,
/// or no row has a density, all rows are drawn alike, and context.log is told. In a small class
/// min_samples is lowered to all other rows. DataError for a class of one row.
/// O(m log n + pairs of the class within max_eps * (d + log m) + rows added * d): all O(m^2 d)
/// pairs if max_eps is large or 0; no m x m memory.
SamplerEntry smobd_entry();

/// eta1 * (core distance / largest) + (1 - eta1) * (rows within max_eps / most). An undefined core
/// distance counts as 1.1 times the largest one. Noise has no density: a row whose core distance
/// and reachability are both above t times their averages; undefined is above every number, and the
/// averages are over what is defined (smote_variants averages infinities too and so finds no
/// noise). All 0 if no core distance is defined.
std::vector<double> smobd_density(const Optics& structure, double eta1, double t);

}  // namespace autosmote
