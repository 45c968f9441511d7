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

/// "smote-ipf": SMOTE-IPF (Saez, Luengo, Stefanowski, Herrera 2015, "SMOTE-IPF: addressing the
/// noisy and borderline examples problem in imbalanced classification by a re-sampling method with
/// filtering"). SMOTE to the strategy, then iterative_partitioning_filter() over original and
/// synthetic rows of all classes, with the paper's defaults. smote_variants differs: it fits each
/// tree on all parts but one, and takes p of the rows that are left.
SamplerEntry smote_ipf_entry();

}  // namespace autosmote
