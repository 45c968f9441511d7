#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// "smote-enn" and "smote-tomek": imbalanced-learn's SMOTEENN and SMOTETomek (Batista, Prati,
/// Monard 2004, "A study of the behavior of several methods for balancing machine learning training
/// data"). SMOTE to the strategy, then editing (edit()) or the removal of Tomek links
/// (remove_tomek_links()) in all classes, of original and synthetic rows alike. Synthetic rows
/// count as the last rows. What stays of the original rows is in the order of the cleaning, and so
/// is what stays of the synthetic ones.
SamplerEntry smote_enn_entry();
SamplerEntry smote_tomek_entry();

}  // namespace autosmote
