#pragma once

#include "samplers/registry.h"

namespace autosmote {

/// "cluster-centroids": imbalanced-learn's ClusterCentroids with k-means (k_means.h). Of each class
/// that is to keep k rows there are k clusters. With voting "soft", the default, the rows are
/// replaced by the centroids, which are synthetic rows of the class; their origin is the row
/// nearest to them. With "hard" the row of the class nearest to each centroid stays, in the order
/// of the clusters; one row may stand for two. Each class has a stream of its own.
SamplerEntry cluster_centroids_entry();

}  // namespace autosmote
