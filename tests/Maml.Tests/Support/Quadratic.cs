using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>
/// f(w) = w' H w / 2 + c' w, with the task's data in the place of the input: [n, n + 1] holds H and, in the last column, c. So the Hessian
/// of a support loss is a matrix of one's choice, and everything about its inner loop is known in closed form.
/// </summary>
internal sealed class Quadratic(int n) : Module<double>
{
    /// <summary>The loss is the output itself; there is no target.</summary>
    public static Variable<double> Loss(Variable<double> prediction, Variable<double> target, int taskAxes = 0)
        => prediction.Reshape(taskAxes == 0 ? Shape.Scalar : [prediction.Shape[0]]);

    public override IReadOnlyList<ParameterSpecification<double>> Parameters { get; } =
        [new("w", [n], Initializers.Uniform<double>(-1, 1))];

    protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
    {
        Variable<double> w = parameters[0].InsertAxis(-1);
        Variable<double> hessian = input.Slice(-1, 0, n);
        Variable<double> linear = input.Slice(-1, n, 1);
        return w.MatMul((0.5 * hessian.MatMul(w)) + linear, transposeLeft: true);
    }
}
