#include "search/checkpoint.h"

#include <algorithm>

#include "search/placement_prior.h"

namespace autosmote {
namespace {

constexpr std::uint64_t kMagic = 0x34706B636D737561ULL;  // "ausmckp4"
constexpr const char* kName = "the checkpoint";

void add_fold(Fingerprint& fingerprint, const Fold& fold) {
  const auto add_matrix = [&fingerprint](const Matrix<double>& m) {
    fingerprint.add(m.cols());
    fingerprint.add_all(std::span(m.data(), m.rows() * m.cols()));
  };
  add_matrix(fold.train);
  add_matrix(fold.evaluation);
  fingerprint.add_all(std::span<const int>(fold.train_labels));
  fingerprint.add_all(std::span<const int>(fold.evaluation_labels));
  if (!fold.train_weights.empty()) {
    fingerprint.add_all(std::span<const double>(fold.train_weights));
  }
}

std::uint64_t checksum(std::string_view bytes) {
  Fingerprint fingerprint;
  fingerprint.add_bytes(bytes);
  return fingerprint.value();
}

}  // namespace

std::uint64_t search_fingerprint(const SearchProblem& problem, const SearchOptions& options,
                                 std::uint64_t seed) {
  Fingerprint fingerprint;
  for (const Fold& fold : problem.folds) add_fold(fingerprint, fold);
  add_fold(fingerprint, problem.final);
  const ClassifierOptions& c = problem.classifier;
  fingerprint.add(c.kind);
  fingerprint.add(c.c);
  fingerprint.add(c.neighbors);
  fingerprint.add(c.estimators);
  fingerprint.add(c.rounds);
  fingerprint.add(c.max_depth);
  fingerprint.add(c.seed);
  fingerprint.add_bytes(problem.metric.name());
  fingerprint.add(problem.imbalance_ratio);
  if (!problem.distance.empty()) fingerprint.add_bytes(problem.distance);
  for (const double growth : problem.growth) fingerprint.add(growth);
  fingerprint.add(options.profile);
  fingerprint.add(options.kind);
  fingerprint.add(options.ablation.cross_instance);
  fingerprint.add(options.ablation.instance_specific);
  fingerprint.add(options.ablation.low_level);
  fingerprint.add(options.budget);
  fingerprint.add_bytes(prior_version());
  fingerprint.add(options.threshold);
  fingerprint.add(options.neighbors);
  fingerprint.add(seed);
  return fingerprint.value();
}

std::string seal_checkpoint(std::uint64_t fingerprint, const std::string& state) {
  ByteWriter writer;
  writer.put(kMagic);
  writer.put(fingerprint);
  writer.put(checksum(state));
  writer.put_all(std::span<const char>(state));
  return writer.bytes();
}

std::string open_checkpoint(std::uint64_t fingerprint, const std::string& checkpoint) {
  ByteReader reader(checkpoint, kName);
  if (reader.get<std::uint64_t>() != kMagic) reader.fail();
  if (reader.get<std::uint64_t>() != fingerprint) {
    throw DataError(
        "the checkpoint belongs to another search (other data, options or seed); run with the "
        "options it was made with, or without --resume to start again");
  }
  const auto sum = reader.get<std::uint64_t>();
  const std::vector<char> state = reader.get_all<char>();
  if (!reader.at_end() || checksum({state.data(), state.size()}) != sum) reader.fail();
  return {state.begin(), state.end()};
}

void put_history(ByteWriter& writer, const std::vector<EpisodeRecord>& history) {
  writer.put_all(std::span<const EpisodeRecord>(history));
}

std::vector<EpisodeRecord> get_history(ByteReader& reader) {
  return reader.get_all<EpisodeRecord>();
}

void put_outcomes(ByteWriter& writer, std::span<const FoldOutcome> outcomes) {
  for (const FoldOutcome& outcome : outcomes) {
    writer.put(outcome.others);
    writer.put(outcome.threshold);
    writer.put_all(outcome.counts.counts());
  }
}

std::vector<FoldOutcome> get_outcomes(ByteReader& reader, std::size_t folds, std::size_t classes) {
  std::vector<FoldOutcome> outcomes(folds);
  for (FoldOutcome& outcome : outcomes) {
    outcome.others = reader.get<double>();
    outcome.threshold = reader.get<double>();
    outcome.counts = ConfusionMatrix(classes);
    const auto counts = reader.get_all<std::uint64_t>();
    if (counts.size() != outcome.counts.counts().size()) reader.fail();
    std::ranges::copy(counts, outcome.counts.counts().begin());
  }
  return outcomes;
}

}  // namespace autosmote
