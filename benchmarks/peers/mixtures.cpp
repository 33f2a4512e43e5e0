// The gradient of ADBench's mixture of Gaussians written by hand, on data of the same sizes as ours, in double:
//   g++ -O3 -march=native -fopenmp-simd -std=c++17 mixtures.cpp -o mixtures
//   ./mixtures adbench/gmm_d10_K25
//   ./mixtures adbench/gmm_d10_K25 --file gmm_d10_K25.txt
// It prints the same fields as our `time` command, and the value and the sum of the gradient, by which the two are compared.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>
#include <sys/resource.h>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace {

constexpr double kWarmUpSeconds = 1.0;
constexpr double kMeasuredSeconds = 2.0;
constexpr size_t kFewestRepetitions = 30;

struct Problem {
    int d = 0, components = 0, points = 0;
    double gamma = 1;
    int surplus = 0;
    std::vector<double> weights, means, factors, x;
    int packed() const { return d * (d + 1) / 2; }
};

// factors, of a component: the logarithms of the diagonal of Q, then what is below it, column by column.
struct Gradient {
    std::vector<double> weights, means, factors;
    std::vector<double> diagonals, sums, turned, shifted, densities;

    explicit Gradient(const Problem& p)
        : weights(p.weights.size()), means(p.means.size()), factors(p.factors.size()),
          diagonals(static_cast<size_t>(p.components) * p.d), sums(p.components),
          turned(static_cast<size_t>(p.components) * p.d), shifted(turned.size()), densities(p.components) {}
};

double logSumExp(const double* values, int count) {
    const double most = *std::max_element(values, values + count);
    double sum = 0;
    for (int k = 0; k < count; k++) sum += std::exp(values[k] - most);
    return most + std::log(sum);
}

double constant(const Problem& p) {
    const double freedom = p.d + p.surplus + 1;
    double logGamma = 0.25 * p.d * (p.d - 1) * std::log(M_PI);
    for (int j = 0; j < p.d; j++) logGamma += std::lgamma(0.5 * (freedom - j));
    const double prior = freedom * p.d * (std::log(p.gamma) - 0.5 * std::log(2.0)) - logGamma;
    return -0.5 * p.points * p.d * std::log(2 * M_PI) - p.components * prior;
}

double evaluate(const Problem& p, Gradient& g) {
    const int d = p.d, packed = p.packed();
    std::fill(g.weights.begin(), g.weights.end(), 0.0);
    std::fill(g.means.begin(), g.means.end(), 0.0);
    for (int k = 0; k < p.components; k++) {
        const double* factor = &p.factors[static_cast<size_t>(k) * packed];
        double* into = &g.factors[static_cast<size_t>(k) * packed];
        g.sums[k] = 0;
        for (int c = 0; c < d; c++) {
            const double diagonal = std::exp(factor[c]);
            g.diagonals[static_cast<size_t>(k) * d + c] = diagonal;
            g.sums[k] += factor[c];
            into[c] = p.gamma * p.gamma * diagonal * diagonal - p.surplus;
        }
        for (int e = d; e < packed; e++) into[e] = p.gamma * p.gamma * factor[e];
    }

    double value = 0;
    for (int k = 0; k < p.components; k++) {
        const double* factor = &p.factors[static_cast<size_t>(k) * packed];
        double squares = 0;
        for (int c = 0; c < d; c++) squares += std::pow(g.diagonals[static_cast<size_t>(k) * d + c], 2);
        for (int e = d; e < packed; e++) squares += factor[e] * factor[e];
        value += 0.5 * p.gamma * p.gamma * squares - p.surplus * g.sums[k];
    }

    for (int i = 0; i < p.points; i++) {
        const double* x = &p.x[static_cast<size_t>(i) * d];
        for (int k = 0; k < p.components; k++) {
            const double* mean = &p.means[static_cast<size_t>(k) * d];
            const double* below = &p.factors[static_cast<size_t>(k) * packed] + d;
            const double* diagonal = &g.diagonals[static_cast<size_t>(k) * d];
            double* __restrict shifted = &g.shifted[static_cast<size_t>(k) * d];
            double* __restrict turned = &g.turned[static_cast<size_t>(k) * d];
            for (int c = 0; c < d; c++) {
                shifted[c] = x[c] - mean[c];
                turned[c] = diagonal[c] * shifted[c];
            }
            for (int c = 0; c < d; c++) {
                const double by = shifted[c];
                const double* column = below - (c + 1);
                for (int r = c + 1; r < d; r++) turned[r] += column[r] * by;
                below += d - c - 1;
            }
            double squares = 0;
#pragma omp simd reduction(+ : squares)
            for (int c = 0; c < d; c++) squares += turned[c] * turned[c];
            g.densities[k] = p.weights[k] + g.sums[k] - 0.5 * squares;
        }
        const double whole = logSumExp(g.densities.data(), p.components);
        value += whole;
        for (int k = 0; k < p.components; k++) {
            const double share = std::exp(g.densities[k] - whole);
            const double* below = &p.factors[static_cast<size_t>(k) * packed] + d;
            const double* diagonal = &g.diagonals[static_cast<size_t>(k) * d];
            const double* shifted = &g.shifted[static_cast<size_t>(k) * d];
            const double* turned = &g.turned[static_cast<size_t>(k) * d];
            double* mean = &g.means[static_cast<size_t>(k) * d];
            double* logDiagonal = &g.factors[static_cast<size_t>(k) * packed];
            double* intoBelow = logDiagonal + d;
            g.weights[k] += share;
            for (int c = 0; c < d; c++) {
                const double by = share * shifted[c];
                const double* column = below - (c + 1);
                double* __restrict into = intoBelow - (c + 1);
                double back = diagonal[c] * turned[c];
#pragma omp simd reduction(+ : back)
                for (int r = c + 1; r < d; r++) {
                    back += column[r] * turned[r];
                    into[r] -= by * turned[r];
                }
                mean[c] += share * back;
                logDiagonal[c] += share - by * turned[c] * diagonal[c];
                below += d - c - 1;
                intoBelow += d - c - 1;
            }
        }
    }

    const double whole = logSumExp(p.weights.data(), p.components);
    for (int k = 0; k < p.components; k++) g.weights[k] -= p.points * std::exp(p.weights[k] - whole);
    return value - p.points * whole + constant(p);
}

Problem drawn(int d, int components, int points) {
    Problem p;
    p.d = d, p.components = components, p.points = points;
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    const auto fill = [](std::vector<double>& into, size_t count, auto draw) {
        into.resize(count);
        for (double& value : into) value = draw();
    };
    fill(p.weights, components, [&] { return normal(random); });
    fill(p.means, static_cast<size_t>(components) * d, [&] { return uniform(random); });
    fill(p.factors, static_cast<size_t>(components) * p.packed(), [&] { return normal(random); });
    fill(p.x, static_cast<size_t>(points) * d, [&] { return normal(random); });
    return p;
}

Problem read(const char* path) {
    Problem p;
    std::ifstream file(path);
    file >> p.d >> p.components >> p.points;
    if (!file || p.d < 1 || p.d > 1000 || p.components < 1 || p.components > 1000 || p.points < 1 || p.points > 100000) {
        std::fprintf(stderr, "%s is no problem of ADBench's mixtures.\n", path);
        std::exit(2);
    }
    const auto fill = [&](std::vector<double>& into, size_t count) {
        into.resize(count);
        for (double& value : into) file >> value;
    };
    fill(p.weights, p.components);
    fill(p.means, static_cast<size_t>(p.components) * p.d);
    fill(p.factors, static_cast<size_t>(p.components) * p.packed());
    fill(p.x, static_cast<size_t>(p.points) * p.d);
    file >> p.gamma >> p.surplus;
    if (!file) {
        std::fprintf(stderr, "%s ends too early.\n", path);
        std::exit(2);
    }
    return p;
}

double sum(const std::vector<double>& values) {
    double total = 0;
    for (double value : values) total += value;
    return total;
}

}  // namespace

int main(int count, char** arguments) {
#if defined(__SSE2__)
    // Shares of far components are numbers below the smallest normal one, with which many processors take a hundred times as long: zero, for this program.
    _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
    const char* name = count > 1 ? arguments[1] : "";
    const char* path = nullptr;
    for (int k = 2; k + 1 < count; k += 2) {
        if (!std::strcmp(arguments[k], "--file")) path = arguments[k + 1];
    }
    int d = 0, components = 0;
    if (!std::strcmp(name, "--list")) {
        for (const char* each : {"d2_K5", "d10_K25", "d32_K25", "d64_K25"}) std::printf("adbench/gmm_%s\n", each);
        return 0;
    }
    if (std::sscanf(name, "adbench/gmm_d%d_K%d", &d, &components) != 2 || d < 1 || d > 1000 || components < 1 || components > 1000) {
        std::fprintf(stderr, "There is no case '%s': --list names them.\n", name);
        return 2;
    }
    const Problem problem = path ? read(path) : drawn(d, components, 1000);
    Gradient gradient(problem);
    using Clock = std::chrono::steady_clock;
    const auto since = [](Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); };
    double value = 0;
    for (const auto start = Clock::now(); since(start) < kWarmUpSeconds;) value = evaluate(problem, gradient);
    std::vector<double> times;
    for (const auto start = Clock::now(); times.size() < kFewestRepetitions || since(start) < kMeasuredSeconds;) {
        const auto before = Clock::now();
        value = evaluate(problem, gradient);
        times.push_back(1e3 * since(before));
    }
    std::sort(times.begin(), times.end());
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("{\"name\": \"%s\", \"threads\": 1, \"median_ms\": %.9g, \"min_ms\": %.9g, \"max_ms\": %.9g, \"reps\": %zu, \"value\": %.12g, "
                "\"gradient_sum\": %.12g, \"rss_mb\": %.1f}\n",
                name, times[times.size() / 2], times.front(), times.back(), times.size(), value,
                sum(gradient.weights) + sum(gradient.means) + sum(gradient.factors), usage.ru_maxrss / 1024.0);
    return 0;
}
