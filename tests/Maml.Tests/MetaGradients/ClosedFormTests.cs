using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>Meta-gradients that can be worked out on paper.</summary>
public class ClosedFormTests
{
    // The model w.x without bias; the target 0 makes half the squared error (w.x)^2 / 2.
    private static readonly Linear<double> Model = new(3, 1, bias: false);
    private static readonly Parameters<double> Weights = new([KeyValuePair.Create("weight", Tensors.Create<double>([2, 3, 5], [1, 3]))]);
    private static readonly FewShotTask<double> Points = new(
        Tensors.Create<double>([1, 2, 3], [1, 3]), Zeros(1), Tensors.Create<double>([4, 5, 6], [1, 3]), Zeros(1));

    public static TheoryData<int, double, int> Quadratics => new()
    {
        { 1, 0.1, 2 }, { 1, 0.7, 5 }, { 2, 0.3, 5 }, { 3, 0.25, 4 }, { 5, 0.2, 6 }, { 10, 0.1, 3 },
    };

    [Fact]
    public void One_step_on_one_point_gives_the_known_numbers()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        InnerLoop<double> loop = new(Model, HalfSquare, InnerStepSize<double>.Constant(0.5));
        Variables<double> theta = Weights.On(tape);
        TaskData<double> task = TaskData<double>.Single(tape, Points);

        Trajectory<double> trajectory = loop.Adapt(theta, task.SupportInputs, task.SupportTargets, 1);
        MetaResult<double> exact = new Maml<double>(loop, 1).Compute(theta, task);
        MetaResult<double> firstOrder = new Maml<double>(loop, 1, InnerGradient.FirstOrder).Compute(theta, task);

        Assert.Equal([-9.5, -20, -29.5], Flat.Of(trajectory.Adapted));
        Assert.Equal(264.5, trajectory.SupportLosses[0].Scalar);
        Assert.Equal(49612.5, exact.Losses.Scalar);
        Assert.Equal([3780, 8505, 13230], Flat.Of(exact.Gradient));
        Assert.Equal(49612.5, firstOrder.Losses.Scalar);
        Assert.Equal([-1260, -1575, -1890], Flat.Of(firstOrder.Gradient));
    }

    [Fact]
    public void Three_steps_and_the_prediction_itself_give_the_known_numbers()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        InnerLoop<double> loop = new(Model, HalfSquare, InnerStepSize<double>.Constant(1.0));
        Variables<double> theta = Weights.On(tape);
        TaskData<double> task = TaskData<double>.Single(tape, Points);

        Trajectory<double> exact = loop.Adapt(theta, task.SupportInputs, task.SupportTargets, 3);
        Trajectory<double> firstOrder = loop.Adapt(theta, task.SupportInputs, task.SupportTargets, 3, gradient: InnerGradient.FirstOrder);
        Variable<double> prediction = Model.Forward(exact.Adapted, task.QueryInputs);
        Variable<double> same = Model.Forward(firstOrder.Adapted, task.QueryInputs);

        Assert.Equal(-115499, prediction.Scalar);
        Assert.Equal([-5020, -10043, -15066], Flat.Of(tape.Gradient(prediction, theta)));
        Assert.Equal(-115499, same.Scalar);
        Assert.Equal([4, 5, 6], Flat.Of(tape.Gradient(same, theta)));
    }

    [Theory]
    [MemberData(nameof(Quadratics))]
    public void On_a_quadratic_the_meta_gradient_is_a_power_of_I_minus_alpha_H_times_g(int steps, double alpha, int n)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        InnerLoop<double> loop = new(new Quadratic(n), Quadratic.Loss, InnerStepSize<double>.Constant(alpha));
        Parameters<double> start = loop.InitializeMetaParameters(3);
        (double[,] support, double[] supportLinear) = RandomQuadratic(n, 1);
        (double[,] query, double[] queryLinear) = RandomQuadratic(n, 2);
        TaskData<double> task = TaskData<double>.Single(
            tape, new(Data(support, supportLinear), Zeros(n), Data(query, queryLinear), Zeros(n)));

        double[] adapted = Flat.Of(start);
        for (int step = 0; step < steps; step++)
        {
            adapted = Minus(adapted, alpha, Plus(Times(support, adapted), supportLinear));
        }

        double[] g = Plus(Times(query, adapted), queryLinear);
        double[] expected = g;
        for (int step = 0; step < steps; step++)
        {
            expected = Minus(expected, alpha, Times(support, expected));
        }

        Variables<double> theta = start.On(tape);
        Near.Close(expected, Flat.Of(new Maml<double>(loop, steps).Compute(theta, task).Gradient), 1e-13);
        Near.Close(g, Flat.Of(new Maml<double>(loop, steps, InnerGradient.FirstOrder).Compute(theta, task).Gradient), 1e-13);
        Assert.True(Near.Distance(expected, g) > 0.05, "The two must differ, or this test could not tell them apart.");
    }

    [Fact]
    public void Above_two_over_the_curvature_the_exact_gradient_grows_with_the_steps_as_the_loop_diverges()
    {
        // One dimension, H = 3, alpha = 1: theta_K = (-2)^K theta_0 and d theta_K / d theta_0 = (-2)^K.
        using Tape<double> tape = new();
        InnerLoop<double> loop = new(new Quadratic(1), Quadratic.Loss, InnerStepSize<double>.Constant(1));
        Tensor<double> data = Tensors.Create<double>([3, 0], [1, 2]);
        Tensor<double> query = Tensors.Create<double>([0, 1], [1, 2]);
        TaskData<double> task = TaskData<double>.Single(tape, new(data, Zeros(1), query, Zeros(1)));
        Variables<double> theta = new Parameters<double>([KeyValuePair.Create("w", Tensors.Create<double>([1], [1]))]).On(tape);
        for (int steps = 1; steps <= 8; steps++)
        {
            MetaResult<double> result = new Maml<double>(loop, steps).Compute(theta, task);
            Assert.Equal(Math.Pow(-2, steps), result.Losses.Scalar);
            Assert.Equal([Math.Pow(-2, steps)], Flat.Of(result.Gradient));
        }
    }

    private static Variable<double> HalfSquare(Variable<double> prediction, Variable<double> target, int taskAxes = 0)
        => 0.5 * Loss.MeanSquaredError(prediction, target, taskAxes);

    private static Tensor<double> Zeros(int rows) => Tensors.Create<double>(new double[rows], [rows, 1]);

    private static (double[,] Hessian, double[] Linear) RandomQuadratic(int n, int which)
    {
        RandomStream random = new(17, "quadratic", which, n);
        var hessian = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                // Symmetric, and of either sign: nothing here needs it to be convex.
                hessian[i, j] = hessian[j, i] = random.NextUniform(-2, 2);
            }
        }

        return (hessian, [.. Enumerable.Range(0, n).Select(_ => random.NextUniform(-1, 1))]);
    }

    private static Tensor<double> Data(double[,] hessian, double[] linear)
    {
        int n = linear.Length;
        var values = new double[n * (n + 1)];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                values[(i * (n + 1)) + j] = hessian[i, j];
            }

            values[(i * (n + 1)) + n] = linear[i];
        }

        return Tensors.Wrap(values, [n, n + 1]);
    }

    private static double[] Times(double[,] matrix, double[] vector)
        => [.. Enumerable.Range(0, vector.Length).Select(i => vector.Select((value, j) => matrix[i, j] * value).Sum())];

    private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double[] Minus(double[] a, double factor, double[] b) => [.. a.Zip(b, (x, y) => x - (factor * y))];
}
