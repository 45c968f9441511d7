// probe_under_sampling DIR FEATURES CLASSES SEED TASK ...: reads x and labels from DIR, writes the
// rows that stay to DIR/rows. TASK is one of
//   pick NAME STRATEGY [PARAMETER=VALUE ...]  also writes synthetic and synthetic_labels
//   condense NEIGHBORS                        seeds from DIR/seeds, all of one class
//   one-sided NEIGHBORS                       seeds from DIR/seeds, of each class that has some
//   easiest ESTIMATOR FOLDS                   the fold of each row from DIR/folds

#include <cstdio>
#include <exception>

#include "peers/probe_io.h"
#include "samplers/class_rows.h"
#include "samplers/condensed_nearest_neighbour.h"
#include "samplers/instance_hardness_threshold.h"
#include "samplers/one_sided_selection.h"
#include "samplers/strategy.h"

namespace {

using namespace autosmote;

template <class T>
void write_numbers(const std::string& path, const std::vector<T>& numbers) {
  write_doubles(path, std::vector<double>(numbers.begin(), numbers.end()));
}

Resampled pick(const SamplerData& data, const Context& context, int argc, char** argv) {
  SamplerParameters parameters;
  for (int i = 2; i < argc; ++i) {
    const std::string text = argv[i];
    const std::size_t equals = text.find('=');
    parameters[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return make_sampler(argv[0], parameters)
      ->resample(data, parse_sampling_strategy(argv[1]), context);
}

std::vector<std::uint32_t> with_seeds(const SamplerData& data, const Context& context,
                                      const std::vector<std::uint32_t>& seeds, bool one_sided,
                                      std::size_t neighbors) {
  const auto by_class = rows_by_class(data);
  std::vector<std::vector<std::uint32_t>> seeds_of(by_class.size());
  std::vector<int> cleaned;
  for (const std::uint32_t row : seeds) {
    seeds_of[static_cast<std::size_t>(data.labels[row])].push_back(row);
  }
  for (std::size_t c = 0; c < seeds_of.size(); ++c) {
    if (!seeds_of[c].empty()) cleaned.push_back(static_cast<int>(c));
  }
  if (one_sided) {
    return one_sided_selection(
        data, cleaned, neighbors,
        [&](int c, std::span<const std::uint32_t>) {
          return seeds_of[static_cast<std::size_t>(c)];
        },
        context);
  }
  const int c = cleaned.front();
  const auto& rows = by_class[static_cast<std::size_t>(c)];
  const auto& minority = by_class[static_cast<std::size_t>(smallest_class(data))];
  const StoreVote vote = make_store_vote(data, c, rows, minority, neighbors, context);
  return condense(data, rows, seeds, vote, context);
}

std::vector<std::uint32_t> easiest(const SamplerData& data, const Context& context,
                                   const std::vector<int>& folds, char** argv) {
  ClassifierOptions options;
  options.kind = parse_classifier(argv[0]);
  const auto kept = rows_to_keep(data, {});
  std::vector<bool> wanted(static_cast<std::size_t>(data.classes));
  for (const auto& [c, count] : kept) wanted[static_cast<std::size_t>(c)] = true;
  return easiest_rows(data, kept,
                      instance_ease(data, wanted, folds, std::stoi(argv[1]), options, context));
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string folder = std::string(argv[1]) + "/";
  const std::size_t d = std::stoul(argv[2]);
  const auto values = read_doubles(folder + "x");
  const auto labels = read_as<int>(folder + "labels");
  const SamplerData data{{values.data(), labels.size(), d}, labels, std::stoi(argv[3]), {}};
  Context context;
  context.seed = std::stoull(argv[4]);
  const std::string task = argv[5];
  Resampled result;
  if (task == "pick") {
    result = pick(data, context, argc - 6, argv + 6);
  } else if (task == "easiest") {
    result.rows = easiest(data, context, read_as<int>(folder + "folds"), argv + 6);
  } else {
    result.rows = with_seeds(data, context, read_as<std::uint32_t>(folder + "seeds"),
                             task == "one-sided", std::stoul(argv[6]));
  }
  write_numbers(folder + "rows", result.rows);
  write_doubles(folder + "synthetic",
                {result.synthetic.data(), result.synthetic.rows() * result.synthetic.cols()});
  write_numbers(folder + "synthetic_labels", result.synthetic_labels);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
