#include "samplers/registry.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <variant>
#include <vector>

#include "autosmote/error.h"
#include "samplers/sampler_data.h"
#include "samplers/strategy.h"

namespace autosmote {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

template <class E, class F>
std::string message_of(F&& call) {
  try {
    call();
  } catch (const E& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::string config_error(std::string_view name, const SamplerParameters& parameters) {
  return message_of<ConfigError>([&] { make_sampler(name, parameters); });
}

TEST(Registry, InfosAreUniqueAndComplete) {
  std::set<std::string_view> names;
  for (const SamplerInfo& info : sampler_infos()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_FALSE(info.source.empty()) << info.name;
    std::set<std::string_view> parameters;
    for (const SamplerParameter& parameter : info.parameters) {
      EXPECT_TRUE(parameters.insert(parameter.name).second) << info.name;
      EXPECT_FALSE(parameter.help.empty()) << info.name << " " << parameter.name;
      // The defaults themselves pass the checks.
      SamplerParameters given;
      if (std::holds_alternative<double>(parameter.default_value)) {
        given[std::string(parameter.name)] = std::get<double>(parameter.default_value);
      } else {
        given[std::string(parameter.name)] =
            std::string(std::get<std::string_view>(parameter.default_value));
      }
      EXPECT_NO_THROW(make_sampler(info.name, given)) << info.name << " " << parameter.name;
    }
  }
  EXPECT_TRUE(names.contains("smote"));
}

TEST(Registry, AnUnknownNameListsTheSamplersAndNearMatches) {
  const std::string message = config_error("smot", {});
  EXPECT_THAT(message, StartsWith("no sampler 'smot'; did you mean 'smote'"));
  EXPECT_THAT(message, HasSubstr("? The samplers are random-over-sampler, smote"));
  EXPECT_THAT(config_error("zzzzzzzz", {}), StartsWith("no sampler 'zzzzzzzz'. The samplers are "));
}

TEST(Registry, AnUnknownParameterListsTheParametersAndNearMatches) {
  EXPECT_EQ(config_error("smote", {{"k_neighbor", 3.0}}),
            "smote has no parameter 'k_neighbor'; did you mean 'k_neighbors'? It has k_neighbors");
}

TEST(Registry, AValueOutsideItsBoundsIsNamed) {
  EXPECT_EQ(config_error("smote", {{"k_neighbors", 0.0}}),
            "smote: k_neighbors must be a whole number from 1 to 1000000, but is 0");
  EXPECT_EQ(config_error("smote", {{"k_neighbors", 2.5}}),
            "smote: k_neighbors must be a whole number from 1 to 1000000, but is 2.5");
  EXPECT_EQ(config_error("smote", {{"k_neighbors", "many"}}),
            "smote: k_neighbors must be a whole number from 1 to 1000000, but is 'many'");
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(config_error("random-over-sampler", {{"shrinkage", infinity}}),
            "random-over-sampler: shrinkage must be a number from 0, but is inf");
  EXPECT_THAT(config_error("random-over-sampler",
                           {{"shrinkage", std::numeric_limits<double>::quiet_NaN()}}),
              HasSubstr("but is nan"));
  EXPECT_NO_THROW(make_sampler("smote", {{"k_neighbors", "7"}}));
}

TEST(Registry, ATextOutsideItsChoicesIsNamed) {
  const SamplerInfo info{"toy",
                         "",
                         SamplerKind::kOver,
                         {{.name = "kind",
                           .default_value = std::string_view("borderline-1"),
                           .choices = {"borderline-1", "borderline-2"},
                           .help = ""}}};
  const auto error = [&](const SamplerParameters& given) {
    return message_of<ConfigError>([&] { complete_parameters(info, given); });
  };
  EXPECT_EQ(error({{"kind", "borderline1"}}),
            "toy: kind must be one of borderline-1, borderline-2, but is 'borderline1'; did you "
            "mean 'borderline-1', 'borderline-2'?");
  EXPECT_EQ(error({{"kind", 3.0}}),
            "toy: kind must be one of borderline-1, borderline-2, but is '3'");
  EXPECT_EQ(text_of(complete_parameters(info, {}), "kind"), "borderline-1");
  EXPECT_EQ(text_of(complete_parameters(info, {{"kind", "borderline-2"}}), "kind"), "borderline-2");
}

std::string data_error(const TestData& data) {
  return message_of<DataError>([&] { check_sampler_data(data.view(), true, {}); });
}

TEST(Registry, DataThatBreakTheirPromiseAreRefused) {
  TestData data = clouds({5, 3}, 2);
  EXPECT_EQ(data_error(data), "nothing was thrown");
  data.x(4, 1) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(data_error(data),
            "row 4, column 1: nan is not a finite number; encode or impute it before resampling");
  data = clouds({5, 3}, 2);
  data.nominal = {2};
  EXPECT_EQ(data_error(data), "nominal column 2 does not exist: there are 2 columns, 0 to 1");
  data.nominal = {1};
  EXPECT_THAT(data_error(data), HasSubstr("is no category number; number the categories from 0"));
  data = clouds({5, 3}, 2);
  data.labels[6] = -1;
  EXPECT_EQ(data_error(data), "row 6: label -1 is not one of the class numbers 0 to 1");
  data = clouds({5, 0, 3}, 2);
  EXPECT_EQ(data_error(data), "class 1 has no rows; leave it out");
  data = clouds({5, 3}, 2);
  data.labels.pop_back();
  EXPECT_EQ(data_error(data), "there are 8 rows, but 7 labels");
  data = clouds({5}, 2);
  EXPECT_EQ(data_error(data), "resampling needs at least 2 classes, but there are 1");
}

TEST(Registry, MadeSamplersCheckTheData) {
  TestData data = clouds({5, 3}, 2);
  data.x(0, 0) = std::numeric_limits<double>::infinity();
  EXPECT_THROW(make_sampler("smote", {})->resample(data.view(), {}, {}), DataError);
}

TEST(Registry, SamplingStrategiesAreParsed) {
  using Kind = SamplingStrategy::Kind;
  EXPECT_EQ(parse_sampling_strategy("auto").kind, Kind::kAuto);
  EXPECT_EQ(parse_sampling_strategy("minority").kind, Kind::kMinority);
  EXPECT_EQ(parse_sampling_strategy("not minority").kind, Kind::kNotMinority);
  EXPECT_EQ(parse_sampling_strategy("not majority").kind, Kind::kNotMajority);
  EXPECT_EQ(parse_sampling_strategy("majority").kind, Kind::kMajority);
  EXPECT_EQ(parse_sampling_strategy("all").kind, Kind::kAll);
  EXPECT_EQ(parse_sampling_strategy("0.25").kind, Kind::kRatio);
  EXPECT_EQ(parse_sampling_strategy("0.25").ratio, 0.25);
  for (const char* text : {"", "most", "0", "1.01", "-0.5", "nan", "0.5x"}) {
    EXPECT_THAT(
        message_of<ConfigError>([&] { parse_sampling_strategy(text); }),
        StartsWith("sampling strategy '" + std::string(text) + "' is not known; choose auto"));
  }
}

TEST(Registry, ValuesWhoseSquaresCouldOverflowAreRefused) {
  TestData data = clouds({5, 3}, 2);
  data.x(6, 1) = -1e140;
  EXPECT_EQ(data_error(data), "nothing was thrown");
  data.x(6, 1) = -1.5e140;
  EXPECT_EQ(data_error(data),
            "row 6, column 1: -1.5e+140 is too large for distances, which need values up to "
            "1e+140; scale the columns");
}

// Rows are checked by tasks of 4096, side by side where nothing lies between them.
TEST(Registry, TheFirstBadValueIsFoundInEveryTaskAndAmongStrides) {
  constexpr std::size_t kRows = 9000;
  constexpr std::size_t kStride = 3;
  std::vector<double> values(kRows * kStride, 0.5);
  std::vector<int> labels(kRows);
  labels[7] = 1;
  const auto error = [&](std::size_t cols) {
    const SamplerData data{{values.data(), kRows, cols, kStride}, labels, 2, {}};
    return message_of<DataError>([&] { check_sampler_data(data, true, {}); });
  };
  // The third column is none of a view of two.
  for (std::size_t i = 0; i < kRows; ++i) {
    values[i * kStride + 2] = std::numeric_limits<double>::infinity();
  }
  EXPECT_EQ(error(2), "nothing was thrown");
  for (const std::size_t row : {kRows - 1, std::size_t{4096}, std::size_t{4095}}) {
    values[row * kStride + 1] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(error(2), StartsWith(fmt::format("row {}, column 1: nan", row)));
  }
  for (std::size_t i = 0; i < kRows; ++i) values[i * kStride + 2] = 0.5;
  EXPECT_THAT(error(3), StartsWith("row 4095, column 1: nan"));
  values[4095 * kStride + 1] = 0.5;
  EXPECT_THAT(error(3), StartsWith("row 4096, column 1: nan"));
}

TEST(Registry, SamplersThatOnlyDrawRowsTakeValuesOfAnySize) {
  TestData data = clouds({5, 3}, 2);
  data.x(6, 1) = 1.5e300;
  for (const char* name : {"random-over-sampler", "random-under-sampler"}) {
    EXPECT_FALSE(make_sampler(name, {})->resample(data.view(), {}, {}).rows.empty()) << name;
  }
  const auto refused = [&](const SamplerParameters& parameters) {
    return message_of<DataError>(
        [&] { make_sampler("random-over-sampler", parameters)->resample(data.view(), {}, {}); });
  };
  EXPECT_THAT(refused({{"shrinkage", 0.5}}), StartsWith("row 6, column 1: 1.5e+300 is too large"));
  data.x(2, 0) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(refused({}), StartsWith("row 2, column 0: nan is not a finite number"));
}

TEST(Registry, SaysWhatMemoryRowsTakeAndRefusesWhatCannotFit) {
  const TestData data = clouds({900, 100}, 5);
  const auto needed = [&](std::string_view name, const SamplerParameters& parameters) {
    return sampler_memory(name, parameters, data.view(), {});
  };
  EXPECT_EQ(needed("smote", {}).rows, 800U);
  EXPECT_EQ(needed("smote", {}).bytes, 800U * (5 * 8 + sizeof(SyntheticOrigin) + 4));
  EXPECT_EQ(needed("smote", {}).text,
            "smote adds 800 rows of 5 features, which takes about 0 MB of memory");
  EXPECT_GT(needed("smote-enn", {}).bytes, needed("smote", {}).bytes + 1800U * 5 * 8 - 1);
  EXPECT_EQ(needed("random-over-sampler", {}).bytes, 800U * 4);
  EXPECT_GT(needed("random-over-sampler", {{"shrinkage", 1.0}}).bytes, 800U * 40);
  EXPECT_EQ(needed("tomek-links", {}).bytes, 0U);
  SamplerMemory large{6'000'000, 5'700'000'000, "smote adds 6000000 rows"};
  EXPECT_NO_THROW(check_sampler_memory(large, 5'700'000'000));
  EXPECT_EQ(message_of<ConfigError>([&] { check_sampler_memory(large, 3'210'000'000); }),
            "smote adds 6000000 rows, but 3.2 GB are available; ask for fewer rows (a ratio or the "
            "rows of each class as sampling strategy), or leave out columns");
}

/// The degenerate data as a sampler takes them.
std::vector<TestData> degenerate_data_for(const SamplerInfo& info) {
  std::vector<TestData> all = degenerate_data();
  const bool all_nominal = info.name == "smoten";
  if (!all_nominal && info.name != "smotenc") return all;
  for (TestData& data : all) {
    // Their columns: categories 0 to 2, all of them or only the last.
    for (std::size_t j = all_nominal ? 0 : data.x.cols() - 1; j < data.x.cols(); ++j) {
      data.nominal.push_back(static_cast<std::uint32_t>(j));
      for (std::size_t i = 0; i < data.x.rows(); ++i) {
        data.x(i, j) = std::abs(std::fmod(std::floor(data.x(i, j)), 3.0));
      }
    }
  }
  return all;
}

/// Every registered sampler, every degenerate input: a well-formed result, the same for any number
/// of threads, or an error that speaks.
TEST(Registry, EverySamplerSurvivesDegenerateData) {
  for (const SamplerInfo& info : sampler_infos()) {
    const std::unique_ptr<Sampler> sampler = make_sampler(info.name, {});
    for (const TestData& data : degenerate_data_for(info)) {
      Context one, two;
      one.threads = 1;
      two.threads = 2;
      try {
        const Resampled result = sampler->resample(data.view(), {}, one);
        EXPECT_EQ(malformed(data, result), "") << info.name << ", " << data.name;
        EXPECT_TRUE(same(result, sampler->resample(data.view(), {}, two)))
            << info.name << ", " << data.name;
        if (info.kind == SamplerKind::kOver) {
          for (std::size_t i = 0; i < data.x.rows(); ++i) ASSERT_EQ(result.rows[i], i);
        }
      } catch (const Error& error) {
        EXPECT_GT(std::string(error.what()).size(), 30U) << info.name << ", " << data.name;
      }
    }
  }
}

TEST(Registry, ACancelledSamplerReturnsNoRows) {
  for (const SamplerInfo& info : sampler_infos()) {
    CancellationToken token;
    Context context;
    context.cancellation = &token;
    TestData data = clouds({30, 20}, 3);
    if (info.nominal) {
      for (std::size_t i = 0; i < data.x.rows(); ++i) {
        for (std::size_t j = info.name == "smoten" ? 0 : 2; j < 3; ++j)
          data.x(i, j) = static_cast<double>(i % 3);
      }
      data.nominal = info.name == "smoten" ? std::vector<std::uint32_t>{0, 1, 2}
                                           : std::vector<std::uint32_t>{2};
    }
    const auto sampler = make_sampler(info.name, {});
    EXPECT_FALSE(sampler->resample(data.view(), {}, context).rows.empty()) << info.name;
    token.cancel();
    const Resampled none = sampler->resample(data.view(), {}, context);
    EXPECT_TRUE(none.rows.empty() && none.origins.empty()) << info.name;
  }
}

/// The ends of a number and all choices; of a number of neighbours, folds or rounds one beyond all
/// rows of the degenerate data is as good as the largest.
std::vector<std::variant<double, std::string>> ends_of(const SamplerParameter& parameter) {
  std::vector<std::variant<double, std::string>> values;
  for (const std::string_view choice : parameter.choices) values.emplace_back(std::string(choice));
  const bool number = std::holds_alternative<double>(parameter.default_value);
  if (!number && !parameter.or_number) return values;
  values.emplace_back(parameter.smallest);
  const double largest = std::isinf(parameter.largest) ? 1e100 : parameter.largest;
  values.emplace_back(parameter.whole ? std::min(largest, 60.0) : largest);
  return values;
}

TEST(Registry, EverySamplerSurvivesTheEndsOfItsParameters) {
  Context single;
  single.threads = 1;
  for (const SamplerInfo& info : sampler_infos()) {
    const std::vector<TestData> all = degenerate_data_for(info);
    for (const SamplerParameter& parameter : info.parameters) {
      for (const std::variant<double, std::string>& value : ends_of(parameter)) {
        const auto sampler = make_sampler(info.name, {{std::string(parameter.name), value}});
        for (const TestData& data : all) {
          if (data.x.cols() > 100) continue;  // slow, and no parameter is about columns
          std::string found;
          try {
            found = malformed(data, sampler->resample(data.view(), {}, single));
          } catch (const Error& error) {
            if (std::string_view(error.what()).size() < 30) found = error.what();
          }
          EXPECT_EQ(found, "") << info.name << ", " << parameter.name << ", value " << value.index()
                               << ", " << data.name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace autosmote
