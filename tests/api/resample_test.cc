#include "autosmote/resample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "api/api_test_util.h"
#include "autosmote/fit.h"

namespace autosmote {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// CSV with every kind of column and three classes of 60, 25 and 12 rows.
std::string three_classes() {
  RandomStream random(3, Purpose::kTest);
  std::ostringstream text;
  text << "id,size,count,gap,color,\"the, class\"\n";
  for (int i = 0; i < 97; ++i) {
    const int c = i % 8 == 0 && i < 96 ? 2 : i % 4 == 1 ? 1 : 0;
    text << i << ',' << c + random.normal() << ',' << std::lround(20 + 5 * (c + random.normal()))
         << ',';
    if (random.below(8) > 0) text << c + random.uniform();
    text << ',' << "rgb"[random.below(c == 2 ? 2 : 3)] << ','
         << (c == 0   ? "no"
             : c == 1 ? "yes"
                      : "may,be")
         << '\n';
  }
  std::string csv = text.str();
  for (std::size_t at = 0; (at = csv.find("may,be", at)) != std::string::npos; at += 8) {
    csv.replace(at, 6, "\"may,be\"");
  }
  return csv;
}

class ResampleTest : public FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    std::ofstream(folder_ / "t.csv") << three_classes();
    std::ofstream(folder_ / "binary.csv") << small_table(150, 8);
  }

  ResampleOptions options(const std::string& method) const {
    ResampleOptions result;
    result.data = folder_ / "t.csv";
    result.target = "the, class";
    result.read.ignore = {"id"};
    result.method = method;
    result.output = folder_ / "out.csv";
    result.lineage = folder_ / "lineage.csv";
    result.overwrite = true;
    return result;
  }

  std::string error(const ResampleOptions& asked) const {
    return error_of([&] { resample(asked, context_of(0)); });
  }

  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      result.push_back(entry.path().filename());
    }
    std::ranges::sort(result);
    return result;
  }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Whatever sampler there is: its table has the user's columns, rows, categories and bounds.
class EveryMethod : public ResampleTest, public testing::WithParamInterface<const SamplerInfo*> {
 protected:
  /// smoten takes nominal features alone.
  ResampleOptions asked() const {
    ResampleOptions result = options(std::string(GetParam()->name));
    if (GetParam()->name == "smoten") result.read.nominal = {"size", "count", "gap"};
    return result;
  }
};

TEST_P(EveryMethod, WritesATableOfTheSameKind) {
  const ResampleOptions wanted = asked();
  const ResampleResult result = resample(wanted, context_of(4));
  ReadOptions read = wanted.read;
  read.target = wanted.target;
  const Table before = read_table(wanted.data, read);
  read.like = &before;
  const Table after = read_table(wanted.output, read);
  EXPECT_EQ(after.header_text(), before.header_text());
  EXPECT_EQ(after.rows(), result.rows());
  EXPECT_THAT(result.files, ElementsAre(wanted.output, wanted.lineage));
  EXPECT_EQ(result.classes[1].name, "no");
  EXPECT_EQ(result.classes[1].before, 61U);

  std::uint64_t kept = 0;
  std::uint64_t added = 0;
  for (const ResampleClass& entry : result.classes) {
    kept += entry.before - entry.removed;
    added += entry.copies + entry.synthetic;
  }
  // The rows that stay: some of the table's, in its order, byte for byte.
  std::size_t from = 0;
  for (std::size_t row = 0; row < kept; ++row) {
    while (from < before.rows() && before.row_text(from) != after.row_text(row)) ++from;
    ASSERT_LT(from, before.rows()) << "row " << row;
    ++from;
  }
  for (std::size_t row = kept; row < after.rows(); ++row) {
    for (std::size_t c = 0; c < after.columns().size(); ++c) {
      const Column& column = after.column(c);
      if (column.ignored) continue;
      if (column.kind == ColumnKind::kNominal) {
        // Reading with `like` starts from no categories, so these are the written texts.
        if (column.codes[row] < 0) continue;
        const std::string& text = column.categories[static_cast<std::size_t>(column.codes[row])];
        EXPECT_TRUE(std::ranges::count(before.column(c).categories, text)) << text;
      } else if (!column.missing(row)) {
        const auto present = [](double value) { return !std::isnan(value); };
        std::vector<double> values;
        std::ranges::copy_if(before.column(c).values, std::back_inserter(values), present);
        EXPECT_GE(column.values[row], *std::ranges::min_element(values));
        EXPECT_LE(column.values[row], *std::ranges::max_element(values));
        if (column.name == "count") {
          EXPECT_EQ(column.values[row], std::trunc(column.values[row]));
        }
      }
    }
  }
  std::uint64_t synthetic = 0;
  for (const ResampleClass& entry : result.classes) synthetic += entry.synthetic;
  EXPECT_EQ(result.closeness ? result.closeness->rows : 0U, synthetic);
  const std::vector<std::string> lineage = lines_of(content_of(wanted.lineage));
  EXPECT_EQ(lineage[0], "row,source,neighbor,lambda,class");
  ASSERT_EQ(lineage.size(), added + 1);
  for (std::size_t i = 1; i < lineage.size(); ++i) {
    EXPECT_THAT(lineage[i], StartsWith(std::to_string(kept + i) + ","));
  }
}

TEST_P(EveryMethod, WritesTheSameBytesForAnyNumberOfThreads) {
  const ResampleOptions wanted = asked();
  resample(wanted, context_of(4, 1));
  const std::string table = content_of(wanted.output);
  const std::string lineage = content_of(wanted.lineage);
  resample(wanted, context_of(4, 3));
  EXPECT_EQ(content_of(wanted.output), table);
  EXPECT_EQ(content_of(wanted.lineage), lineage);
}

std::vector<const SamplerInfo*> all_infos() {
  std::vector<const SamplerInfo*> infos;
  for (const SamplerInfo& info : sampler_infos()) infos.push_back(&info);
  return infos;
}

INSTANTIATE_TEST_SUITE_P(Samplers, EveryMethod, testing::ValuesIn(all_infos()),
                         [](const testing::TestParamInfo<const SamplerInfo*>& entry) {
                           std::string name(entry.param->name);
                           std::erase(name, '-');
                           return name;
                         });

TEST_F(ResampleTest, FollowsTheLineage) {
  const ResampleOptions asked = options("smote");
  resample(asked, context_of(1));
  ReadOptions read = asked.read;
  read.target = asked.target;
  const Table before = read_table(asked.data, read);
  const Table after = read_table(asked.output, read);
  const std::vector<std::string> lineage = lines_of(content_of(asked.lineage));
  ASSERT_GT(lineage.size(), 10U);
  for (std::size_t i = 1; i < lineage.size(); ++i) {
    std::size_t row = 0;
    std::size_t source = 0;
    std::size_t neighbor = 0;
    double lambda = -1.0;
    char comma = 0;
    std::istringstream(lineage[i]) >> row >> comma >> source >> comma >> neighbor >> comma >>
        lambda;
    const double a = before.column(1).values[source - 1];
    const double b = before.column(1).values[neighbor - 1];
    EXPECT_NEAR(after.column(1).values[row - 1], a + lambda * (b - a), 1e-12);
    const std::size_t nearer = lambda < 0.5 ? source : neighbor;
    EXPECT_EQ(after.cell_text(row - 1, 4), before.cell_text(nearer - 1, 4));
    EXPECT_EQ(after.cell_text(row - 1, 5), before.cell_text(source - 1, 5));
    EXPECT_EQ(after.cell_text(row - 1, 0), "");
  }
}

TEST_F(ResampleTest, TakesStrategyAndParametersByTheUsersNames) {
  ResampleOptions asked = options("smote");
  asked.strategy = "\"may,be=40\",yes=30";
  asked.parameters = {{"k_neighbors", "3"}};
  asked.mark = "made";
  const ResampleResult result = resample(asked, context_of(1));
  EXPECT_EQ(result.classes[0].name, "may,be");
  EXPECT_EQ(result.classes[0].after(), 40U);
  EXPECT_EQ(result.classes[2].after(), 30U);
  const std::vector<std::string> lines = lines_of(content_of(asked.output));
  EXPECT_THAT(lines[0], EndsWith(",\"the, class\",made"));
  EXPECT_EQ(std::ranges::count_if(lines, [](const auto& line) { return line.ends_with(",1"); }),
            static_cast<std::ptrdiff_t>(result.rows() - 97));
  const nlohmann::json report = nlohmann::json::parse(result.report);
  EXPECT_EQ(report["command"], "resample");
  EXPECT_EQ(report["options"]["parameters"]["k_neighbors"], "3");
  EXPECT_EQ(report["classes"][0]["after"], 40);
  EXPECT_EQ(report["rows"], result.rows());
}

TEST_F(ResampleTest, SaysWhatASamplerHadToReduce) {
  ResampleOptions asked = options("smote");
  asked.parameters = {{"k_neighbors", 50.0}};
  const ResampleResult result = resample(asked, context_of(1));
  EXPECT_THAT(result.notes, testing::Contains(StartsWith("smote: class 'may,be' has 12 rows, so")));
}

TEST_F(ResampleTest, CopiesAreTheUsersOwnRows) {
  const ResampleOptions asked = options("random-over-sampler");
  const ResampleResult result = resample(asked, context_of(1));
  EXPECT_EQ(result.classes[0].copies, 49U);
  const std::vector<std::string> before = lines_of(content_of(asked.data));
  for (const std::string& line : lines_of(content_of(asked.output))) {
    EXPECT_TRUE(std::ranges::count(before, line)) << line;
  }
}

TEST_F(ResampleTest, RefusesWhatCannotBeMeantAndWritesNothing) {
  const std::vector<std::string> before = names();
  ResampleOptions asked = options("smot");
  EXPECT_THAT(error(asked), StartsWith("no sampler 'smot'; did you mean 'smote'"));
  asked = options("smote");
  asked.parameters = {{"k", "3"}};
  EXPECT_THAT(error(asked), StartsWith("smote has no parameter 'k'"));
  asked = options("smote");
  asked.strategy = "yess=30";
  EXPECT_THAT(error(asked), HasSubstr("names the class 'yess', which the target does not have; did "
                                      "you mean 'yes'"));
  asked.strategy = "yes=3";
  EXPECT_EQ(error(asked), (folder_ / "t.csv").string() +
                              ": over-sampling takes no rows away: class 'yes' has 24 rows, but 3 "
                              "are asked for; ask for 24 or more, or leave the class out");
  asked.strategy = "0.5";
  EXPECT_THAT(error(asked), HasSubstr("a ratio as sampling strategy needs 2 classes"));
  asked = options("smote");
  asked.target = "clas";
  EXPECT_THAT(error(asked), HasSubstr("no column 'clas'"));
  asked = options("smoten");
  EXPECT_THAT(error(asked), HasSubstr("'size', 'count', 'gap' are numeric"));
  asked = options("smote");
  asked.mark = "color";
  EXPECT_THAT(error(asked), HasSubstr("there is a column 'color' already"));
  asked = options("smote");
  asked.policy = folder_;
  EXPECT_EQ(error(asked), "both a method and a policy are given; leave one out");
  EXPECT_EQ(error(options("")), "neither a method nor a policy is given; name one");
  EXPECT_EQ(names(), before);
}

TEST_F(ResampleTest, SaysWhereAValueStandsThatNoDistanceCanHold) {
  std::ofstream(folder_ / "large.csv") << "id,a,b,class\n1,1,2,yes\n2,2,1,no\n3,1,-3e150,no\n"
                                          "4,2,2,yes\n5,1,1,no\n";
  ResampleOptions asked = options("smote");
  asked.data = folder_ / "large.csv";
  asked.target = "class";
  asked.scale = FeatureScale::kNone;
  EXPECT_EQ(error(asked),
            (folder_ / "large.csv").string() +
                ", line 4: column 'b': -3e+150 is too large for distances, which need "
                "values up to 1e+140; scale the columns");
  asked.method = "random-over-sampler";
  EXPECT_EQ(resample(asked, context_of(0)).rows(), 6U);
}

TEST_F(ResampleTest, RefusesOutputsThatWouldDestroySomething) {
  ResampleOptions asked = options("smote");
  const std::string input = content_of(asked.data);
  asked.output = asked.data;
  EXPECT_EQ(error(asked), asked.data + ": that is the input; name another output file");
  asked = options("smote");
  asked.lineage = asked.data;
  EXPECT_EQ(error(asked), asked.data + ": that is the input; name another output file");
  fs::rename(folder_ / "t.csv", folder_ / "out.csv.part");
  asked = options("smote");
  asked.data = folder_ / "out.csv.part";
  EXPECT_EQ(error(asked), asked.output + ": that is the input; name another output file");
  fs::rename(folder_ / "out.csv.part", folder_ / "t.csv");
  asked = options("smote");
  asked.lineage = folder_ / "." / "out.csv";
  EXPECT_THAT(error(asked), HasSubstr("output and lineage must be different files"));
  EXPECT_FALSE(fs::exists(asked.output));
  asked = options("smote");
  asked.overwrite = false;
  std::ofstream(asked.output) << "precious";
  EXPECT_THAT(error(asked), HasSubstr("out.csv: the file exists; name another one, or"));
  EXPECT_EQ(content_of(asked.output), "precious");
  asked.lineage = asked.output;
  EXPECT_THAT(error(asked), HasSubstr("output and lineage must be different files"));
  asked = options("smote");
  asked.output = folder_;
  EXPECT_THAT(error(asked), EndsWith(": that is a folder; name a file in it"));
  asked.output = folder_ / "out.csv.gz";
  EXPECT_THAT(error(asked), HasSubstr("compressed output is not supported"));
  asked.output = folder_ / "none" / "out.csv";
  EXPECT_THAT(error_of<IoError>([&] { resample(asked, context_of(0)); }),
              HasSubstr("cannot be written"));
  EXPECT_EQ(content_of(folder_ / "t.csv"), input);
  EXPECT_THAT(names(), ElementsAre("binary.csv", "out.csv", "t.csv"));
}

TEST_F(ResampleTest, WritesNothingWhenCancelled) {
  CancellationToken token;
  token.cancel();
  Context context = context_of(0);
  context.cancellation = &token;
  const ResampleResult result = resample(options("smote"), context);
  EXPECT_TRUE(result.interrupted);
  EXPECT_THAT(result.files, IsEmpty());
  EXPECT_THAT(names(), ElementsAre("binary.csv", "t.csv"));
}

class ResamplePolicyTest : public ResampleTest {
 protected:
  void fit_policy(Profile profile, bool all_rows_train) {
    FitOptions asked;
    asked.train = folder_ / "binary.csv";
    asked.target = "class";
    asked.output = folder_ / "policy";
    asked.classifier.kind = ClassifierKind::kKnn;
    asked.search.profile = profile;
    asked.search.episodes = 24;
    asked.verdict = VerdictEffort::kNone;
    // Nearest neighbours want samples then, where no threshold does the same.
    asked.metric = parse_metric("balanced-accuracy");
    asked.search.threshold = ThresholdMode::kDefault;
    if (profile == Profile::kPaper && all_rows_train) {
      asked.validation.kind = ValidationOptions::Kind::kFile;
      asked.validation.file = asked.train;
    }
    fitted_ = fit(asked, context_of(9));
  }

  ResampleOptions policy_options() const {
    ResampleOptions result;
    result.data = folder_ / "binary.csv";
    result.target = "class";
    result.policy = folder_ / "policy";
    result.output = folder_ / "out.csv";
    result.overwrite = true;
    return result;
  }

  FitResult fitted_;
};

// With all rows in the training set, that is, with folds or a validation file.
TEST_F(ResamplePolicyTest, GivesTheBalancedTableOfTheFitAgain) {
  for (const Profile profile : {Profile::kDefault, Profile::kPaper}) {
    fit_policy(profile, true);
    ASSERT_GT(fitted_.synthetic_rows, 0U);
    const ResampleResult result = resample(policy_options(), context_of(9));
    EXPECT_EQ(content_of(folder_ / "out.csv"), content_of(folder_ / "policy" / "balanced.csv"));
    ASSERT_TRUE(result.policy);
    EXPECT_EQ(result.policy->profile, profile_name(profile));
    EXPECT_EQ(result.policy->classifier, "knn");
    EXPECT_EQ(result.policy->metric, "balanced-accuracy");
    EXPECT_EQ(result.policy->threshold, fitted_.methods.back().threshold);
    EXPECT_EQ(result.classes[1].name, "rare");
    EXPECT_EQ(result.classes[1].synthetic, fitted_.synthetic_rows);
    EXPECT_EQ(result.classes[0].after(), result.classes[0].before);
  }
}

TEST_F(ResamplePolicyTest, WorksOnAnotherTableWithTheSameColumns) {
  for (const Profile profile : {Profile::kDefault, Profile::kPaper}) {
    fit_policy(profile, false);
    std::ofstream(folder_ / "other.csv") << small_table(90, 6, 5);
    ResampleOptions asked = policy_options();
    asked.data = folder_ / "other.csv";
    // The paper's policy may draw the scale 0.
    std::uint64_t synthetic = 0;
    for (const std::uint64_t seed : {2, 3, 4, 5}) {
      const ResampleResult result = resample(asked, context_of(seed));
      EXPECT_EQ(result.classes[1].before, 15U);
      synthetic += result.classes[1].synthetic;
    }
    EXPECT_GT(synthetic, 0U);
  }
}

TEST_F(ResamplePolicyTest, RefusesTablesThatItIsNotFor) {
  fit_policy(Profile::kDefault, true);
  const auto message = [&](const std::string& what, const std::string& by) {
    std::string text = small_table(150, 8);
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
      text.replace(at, what.size(), by);
    }
    std::ofstream(folder_ / "other.csv") << text;
    ResampleOptions asked = policy_options();
    asked.data = folder_ / "other.csv";
    return error(asked);
  };
  EXPECT_THAT(message("color", "colour"),
              EndsWith("policy/policy.json: missing 'color'; extra 'colour'; give a file with the "
                       "same feature columns"));
  EXPECT_THAT(message("rare", "other"),
              EndsWith("the classes 'common', 'other' are not those of the policy, 'common', "
                       "'rare'"));
  ResampleOptions asked = policy_options();
  asked.target = "color";
  EXPECT_EQ(error(asked), "the policy is for the target column 'class', not 'color'");
  asked = policy_options();
  asked.strategy = "0.5";
  EXPECT_THAT(error(asked), StartsWith("a policy has decided how many rows to add"));
  asked = policy_options();
  asked.policy = folder_ / "none";
  EXPECT_THAT(error_of<IoError>([&] { resample(asked, context_of(0)); }),
              HasSubstr("none/policy.json: cannot be read"));
  std::ofstream(folder_ / "policy" / "policy.json") << "{}";
  EXPECT_THAT(error(policy_options()), HasSubstr("policy/policy.json: \"format\" is missing"));
  EXPECT_FALSE(fs::exists(folder_ / "out.csv"));
}

TEST_F(ResamplePolicyTest, GivesTheBalancedTableOfSeveralClassesAgain) {
  std::ofstream(folder_ / "binary.csv") << classes_table();
  fit_policy(Profile::kDefault, true);
  ASSERT_GT(fitted_.synthetic_rows, 0U);
  const ResampleResult result = resample(policy_options(), context_of(9));
  EXPECT_EQ(content_of(folder_ / "out.csv"), content_of(folder_ / "policy" / "balanced.csv"));
  for (const FitClass& one : fitted_.classes) {
    const auto found = std::ranges::find(result.classes, one.name, &ResampleClass::name);
    ASSERT_NE(found, result.classes.end());
    EXPECT_EQ(found->synthetic, one.synthetic_rows);
  }
}

TEST_F(ResamplePolicyTest, RefusesATableWhoseLargestClassIsAnother) {
  fit_policy(Profile::kDefault, true);
  std::string text = small_table(150, 8);
  std::string swapped;
  for (const std::string& line : lines_of(text)) {
    swapped += line.ends_with(",rare")     ? line.substr(0, line.size() - 4) + "common"
               : line.ends_with(",common") ? line.substr(0, line.size() - 6) + "rare"
                                           : line;
    swapped += '\n';
  }
  std::ofstream(folder_ / "other.csv") << swapped;
  ResampleOptions asked = policy_options();
  asked.data = folder_ / "other.csv";
  EXPECT_THAT(error(asked),
              HasSubstr("'rare' is the largest class here, but the policy adds rows to it, and "
                        "none to 'common'"));
}

TEST_F(ResamplePolicyTest, ThePaperProfileNeedsTheSameEncodedFeatures) {
  fit_policy(Profile::kPaper, true);
  std::string text = small_table(150, 8);
  text.replace(text.find(",g,"), 3, ",x,");
  std::ofstream(folder_ / "other.csv") << text;
  ResampleOptions asked = policy_options();
  asked.data = folder_ / "other.csv";
  EXPECT_THAT(error(asked), HasSubstr("the encoded features are not those of the policy, whose "
                                      "networks take 6: 'color=x' stand in one of them only"));
}

}  // namespace
}  // namespace autosmote
