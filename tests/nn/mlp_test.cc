#include "nn/mlp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace autosmote::nn {
namespace {

// sum(out * d_out): a scalar whose derivative backward promises.
double weighted_output(Mlp<double>& net, const Matrix<double>& x, const Matrix<double>& d_out) {
  net.refresh();
  Mlp<double>::Activations activations;
  Matrix<double> out(x.rows(), net.outputs());
  net.forward(x.view(), activations, out.view());
  double sum = 0.0;
  for (std::size_t i = 0; i < out.rows() * out.cols(); ++i) sum += out.data()[i] * d_out.data()[i];
  return sum;
}

TEST(Mlp, GradientEqualsTheNumericalOneInDouble) {
  RandomStream random(5, Purpose::kTest);
  Mlp<double> net(4, 13, 3, random);
  Matrix<double> x(7, 4), d_out(7, 3);
  for (std::size_t i = 0; i < 28; ++i) x.data()[i] = random.normal();
  for (std::size_t i = 0; i < 21; ++i) d_out.data()[i] = random.normal();
  Mlp<double>::Activations activations;
  Matrix<double> out(7, 3);
  net.forward(x.view(), activations, out.view());
  std::vector<double> gradient(net.parameters().size(), 0.0);
  net.backward(x.view(), activations, d_out.view(), gradient);
  for (std::size_t p = 0; p < gradient.size(); ++p) {
    constexpr double kStep = 1e-6;
    const double before = net.parameters()[p];
    net.parameters()[p] = before + kStep;
    const double up = weighted_output(net, x, d_out);
    net.parameters()[p] = before - kStep;
    const double down = weighted_output(net, x, d_out);
    net.parameters()[p] = before;
    EXPECT_NEAR(gradient[p], (up - down) / (2.0 * kStep), 1e-6 * (1.0 + std::fabs(gradient[p])));
  }
}

TEST(Mlp, FloatAgreesWithDouble) {
  RandomStream first(6, Purpose::kTest);
  RandomStream second(6, Purpose::kTest);
  Mlp<float> single(15, 128, 11, first);
  Mlp<double> full(15, 128, 11, second);
  Matrix<float> x(50, 15), out(50, 11), d_out(50, 11);
  Matrix<double> x2(50, 15), out2(50, 11), d_out2(50, 11);
  RandomStream random(7, Purpose::kTest);
  for (std::size_t i = 0; i < 750; ++i)
    x2.data()[i] = x.data()[i] = static_cast<float>(random.normal());
  for (std::size_t i = 0; i < 550; ++i) {
    d_out2.data()[i] = d_out.data()[i] = static_cast<float>(random.normal());
  }
  Mlp<float>::Activations a;
  Mlp<double>::Activations a2;
  single.forward(x.view(), a, out.view());
  full.forward(x2.view(), a2, out2.view());
  for (std::size_t i = 0; i < 550; ++i) {
    EXPECT_NEAR(static_cast<double>(out.data()[i]), out2.data()[i], 1e-5);
  }
  std::vector<float> g(single.parameters().size(), 0.0F);
  std::vector<double> g2(full.parameters().size(), 0.0);
  single.backward(x.view(), a, d_out.view(), g);
  full.backward(x2.view(), a2, d_out2.view(), g2);
  for (std::size_t i = 0; i < g.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(g[i]), g2[i], 1e-3 * (1.0 + std::fabs(g2[i])));
  }
}

}  // namespace
}  // namespace autosmote::nn
