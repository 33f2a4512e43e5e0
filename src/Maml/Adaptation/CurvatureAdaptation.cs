using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A net that adapts as in <see cref="NetAdaptation{T}"/>, by gradients that learned matrices have mixed along each axis of a
/// parameter: G x_3 M_position x_2 M_input x_1 M_output.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Meta-parameters beside those of <see cref="NetAdaptation{T}"/>: for a parameter P of shape [outputs, inputs, positions...] the matrices
/// <c>curvature.P.output</c>, <c>curvature.P.input</c> and <c>curvature.P.position</c>, the identity at the start; a convolution's height
/// and width are one axis of positions, a linear weight has none, and a bias or another parameter of one axis has the first alone.
/// Elements: g_oip becomes the sum over a, b, c of Mo_oa Mi_ib Mp_pc g_abc. Memory: the squares of the axes' lengths; cost: a matrix
/// product for each axis in each step. Source: Park and Oliva, Meta-curvature, 2019 (MC2); that of a bias is ours.
/// </remarks>
public sealed class CurvatureAdaptation<T> : NetAdaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string CurvaturePart = "curvature";

    private static readonly string[] Axes = ["output", "input", "position"];

    /// <summary>Describes the adaptation.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="stepSizes">How far the inner steps go.</param>
    /// <param name="optimizer">The rule of the inner steps, which sees the mixed gradient; by default plain gradient descent.</param>
    /// <param name="proximal">lambda of a term lambda / 2 |x - theta|^2 in the inner loss; 0 for none.</param>
    public CurvatureAdaptation(
        Module<T> net, LossFunction<T> loss, StepSizes<T> stepSizes, Optimizer<T>? optimizer = null, double proximal = 0)
        : base(net, loss, stepSizes, optimizer, proximal: proximal)
    {
        Parts = [.. base.Parts, new(CurvaturePart, [.. net.Parameters.SelectMany(MatricesOf)])];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override string Description => $"{base.Description}, gradients mixed by learned matrices";

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(meta);
        Variables<T> matrices = meta.Under(CurvaturePart);
        IEnumerable<KeyValuePair<string, Variable<T>>> mixed = gradient.Under(NetPart)
            .Select(entry => KeyValuePair.Create(entry.Key, Mixed(entry.Value, entry.Key, matrices)));
        return base.Update(x, new Variables<T>(mixed).Prefixed(NetPart), meta, at);
    }

    private static IEnumerable<ParameterSpecification<T>> MatricesOf(ParameterSpecification<T> parameter)
    {
        int[] lengths = LengthsOf(parameter.Shape);
        Initializer<T> identity = Initializers.Identity<T>();
        return lengths.Select(
            (length, axis) => new ParameterSpecification<T>($"{parameter.Name}.{Axes[axis]}", [length, length], identity));
    }

    // Of outputs, inputs and positions; no more than the parameter has axes.
    private static int[] LengthsOf(Shape shape) => shape.Rank switch
    {
        0 => [],
        1 => [shape[0]],
        2 => [shape[0], shape[1]],
        _ => [shape[0], shape[1], shape.ElementCount / Math.Max(1, shape[0] * shape[1])],
    };

    // Each product leaves the axes in their places. The last axis stands in rows, so that all of them are one product.
    private static Variable<T> Mixed(Variable<T> gradient, string name, Variables<T> matrices)
    {
        int[] lengths = LengthsOf(gradient.Shape.Without(0));
        Variable<T> mixed = gradient;
        int before = gradient.Shape[0];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            Variable<T> matrix = matrices[$"{name}.{Axes[axis]}"];
            int behind = gradient.Shape.ElementCount / (before * lengths[axis]);
            mixed = behind == 1
                ? mixed.Reshape([before, lengths[axis]]).MatMul(matrix, transposeRight: true)
                : matrix.MatMul(mixed.Reshape([before, lengths[axis], behind]));
            before *= lengths[axis];
        }

        return mixed.Reshape(gradient.Shape);
    }
}
