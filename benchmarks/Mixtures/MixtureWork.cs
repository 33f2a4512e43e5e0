using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Mixtures;

/// <summary>ADBench's objective of a mixture of Gaussians, or with it the gradient by all parameters, as a program.</summary>
/// <remarks>
/// F = sum_i logsumexp_k(alpha_k + sum_j q_kj - |Q_k (x_i - mu_k)|^2 / 2) - n logsumexp(alpha) - n d log(2 pi) / 2 + the logarithm of
/// a Wishart prior; Q_k is lower triangular, with the diagonal exp(q_k). As it is written, by the public operations, in double; a component
/// whose density is below exp(-650) of the nearest one's gets no share of a point, which changes no digit of value or gradient. (F. Srajer,
/// Z. Kukelova and A. Fitzgibbon, "A benchmark of selected algorithmic differentiation tools on some problems in computer vision and
/// machine learning", 2018, section 3.1.)
/// </remarks>
internal sealed class MixtureWork : Work.IReplayedWork<double>, IDisposable
{
    // Shares below exp(-650) would soon be numbers below the smallest normal one, with which many processors take a hundred times as long.
    private const double Farthest = 650;

    private readonly MixtureProblem _problem;
    private readonly Workspace<double> _workspace;

    /// <summary>Records and plans it.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="withGradient">Whether the gradient is asked for.</param>
    public MixtureWork(MixtureProblem problem, bool withGradient)
    {
        _problem = problem;
        int d = problem.Dimensions;
        int components = problem.Components;
        using Tape<double> tape = new();
        Variable<double>[] parameters =
        [
            tape.Input(problem.Weights, [components]),
            tape.Input(problem.Means, [components, d]),
            tape.Input(problem.Factors, [components, d * (d + 1) / 2]),
        ];
        Variable<double> objective = Objective(tape, parameters[0], parameters[1], parameters[2]);
        Variable<double>[] gradient = withGradient ? tape.Gradient(objective, parameters) : [];
        _workspace = tape.Compile(parameters, [objective, .. gradient]).CreateWorkspace();
        problem.Weights.CopyTo(_workspace.Input(0));
        problem.Means.CopyTo(_workspace.Input(1));
        problem.Factors.CopyTo(_workspace.Input(2));
    }

    /// <inheritdoc/>
    public Workspace<double> Replayed => _workspace;

    /// <summary>The value that was computed.</summary>
    public double Value => _workspace.Output(0)[0];

    /// <summary>The sum of the gradient's elements, by which gradients are compared.</summary>
    public double GradientSum
    {
        get
        {
            double sum = 0;
            for (int k = 1; k < _workspace.Program.OutputCount; k++)
            {
                foreach (double element in _workspace.Output(k))
                {
                    sum += element;
                }
            }

            return sum;
        }
    }

    /// <summary>The multiplications and additions of the products of matrices alone, with whole matrices Q, as the function is written: one
    /// product of all points for the value, and two more for its derivatives by Q and by the means. Here Q (x - mu) is computed as
    /// Q x - Q mu, so that one of these two is of the means alone.</summary>
    public static long ProductOperations(MixtureProblem problem, bool withGradient)
        => (withGradient ? 6L : 2L) * problem.Points * problem.Components * problem.Dimensions * problem.Dimensions;

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();

    /// <summary>Computes it once.</summary>
    public void Step() => _workspace.Run();

    private Variable<double> Objective(Tape<double> tape, Variable<double> weights, Variable<double> means, Variable<double> factors)
    {
        int d = _problem.Dimensions;
        int components = _problem.Components;
        Variable<double> logDiagonal = factors.Slice(1, 0, d);
        Variable<double> below = factors.Slice(1, d, factors.Shape[1] - d);
        Variable<double> diagonal = logDiagonal.Exp();
        Variable<double> q = Variable.Concatenate([diagonal, below, tape.Zeros([components, 1])], 1)
            .Gather(1, tape.Constant(Places(), [components, d * d]))
            .Reshape([components, d, d]);
        Variable<double> points = tape.Constant(_problem.X, [1, _problem.Points, d]);
        Variable<double> turnedMeans = means.Reshape([components, 1, d]).MatMul(q, transposeRight: true);
        Variable<double> turned = points.MatMul(q, transposeRight: true) - turnedMeans;
        Variable<double> logDensities = (weights + logDiagonal.Sum([1])).Reshape([components, 1]) - (0.5 * turned.Square().Sum([2]));
        Variable<double> near = logDensities.Maximum(logDensities.Max([0], keepAxes: true).Detach() - Farthest);
        Variable<double> squares = diagonal.Square().Sum() + below.Square().Sum();
        return near.LogSumExp([0]).Sum() - (_problem.Points * weights.LogSumExp()) + (0.5 * Math.Pow(_problem.PriorScale, 2) * squares)
            - (_problem.PriorSurplus * logDiagonal.Sum()) + Constant();
    }

    // Where each element of Q stands among the diagonal, the columns below it and a zero.
    private double[] Places()
    {
        int d = _problem.Dimensions;
        int zero = d * (d + 1) / 2;
        double[] places = [.. Enumerable.Repeat((double)zero, d * d)];
        int next = d;
        for (int column = 0; column < d; column++)
        {
            places[(column * d) + column] = column;
            for (int row = column + 1; row < d; row++)
            {
                places[(row * d) + column] = next++;
            }
        }

        return [.. Enumerable.Repeat(places, _problem.Components).SelectMany(static row => row)];
    }

    private double Constant()
    {
        int d = _problem.Dimensions;
        double freedom = d + _problem.PriorSurplus + 1;
        using Tape<double> tape = new();
        double[] arguments = [.. Enumerable.Range(0, d).Select(j => 0.5 * (freedom - j))];
        double logGamma = (0.25 * d * (d - 1) * Math.Log(Math.PI)) + tape.Constant(arguments, [d]).LogGamma().Sum().Scalar;
        double prior = (freedom * d * (Math.Log(_problem.PriorScale) - (0.5 * Math.Log(2)))) - logGamma;
        return (-0.5 * _problem.Points * d * Math.Log(2 * Math.PI)) - (_problem.Components * prior);
    }
}
