using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <summary>All operations. To add one is to add its row; the generic checks do the rest, and a test fails if a row is missing.</summary>
internal static partial class OperationCatalogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static Shape[][] UnarySamples => [[[]], [[1]], [[5]], [[2, 3]], [[1, 1, 1]], [[0]], [[3, 0]]];

    private static Shape[][] BinarySamples =>
    [
        [[], []], [[1], [1]], [[4], [4]], [[2, 3], [2, 3]],
        [[], [3]], [[3], []], [[2, 3], [3]], [[3], [2, 3]], [[2, 1], [1, 3]], [[1, 3], [2, 1]], [[2, 1, 2], [3, 1]], [[1], [2, 2]],
        [[2, 2], [1, 1, 1]],
        [[0], [0]], [[0], [1]], [[], [2, 0]], [[2, 0], [2, 1]],
    ];

    /// <summary>The rows, made when they are first asked for: what they are made of is initialized by then.</summary>
    public static IReadOnlyList<OperationRow<T>> Rows => AllRows.Value;

    private static Lazy<IReadOnlyList<OperationRow<T>>> AllRows { get; } = new(
        () => [.. Functions, .. Transcendentals, .. SpecialFunctions, .. Operators, .. Masks, .. Rearrangements, .. Arrangements,
            .. Resizing, .. Reductions, .. Statistics, .. SeveralAxes, .. Running, .. LinearAlgebra, .. Factorizations, .. Spectral,
            .. Contractions, .. Images, .. Compositions]);

    public static OperationRow<T> Named(string name) => Rows.Single(row => row.Name == name);

    private static T Number(double value) => T.CreateChecked(value);

    private static OperationRow<T> Unary(
        string name, Func<Variable<T>, Variable<T>> apply, Func<double, double> scalar, Domain domain,
        params SpecialValue[] special) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => inputs[0].Map(scalar),
            Scalar = values => scalar(values[0]),
            Samples = UnarySamples,
            Domains = [domain],
            Special = special,
            NoBadInput = "Every array of numbers is fit for it.",
        };

    private static OperationRow<T> Binary(
        string name,
        Func<Variable<T>, Variable<T>, Variable<T>> apply,
        Func<double, double, double> scalar,
        Domain[] domains,
        SpecialValue[]? special = null,
        string? constant = null,
        Dictionary<int, string>? constantInputs = null,
        string? inMessage = null) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0], inputs[1]),
            Reference = inputs => Broadcast(inputs, values => scalar(values[0], values[1])),
            Scalar = values => scalar(values[0], values[1]),
            Samples = BinarySamples,
            Domains = domains,
            Special = special ?? [],
            Constant = constant,
            ConstantInputs = constantInputs ?? [],
            Bad =
            [
                new(
                    [[2, 3], [2, 4]], null, typeof(ArgumentException), inMessage ?? name, "[2, 3]", "[2, 4]", "do not broadcast",
                    "Reshape"),
                new([[3], [4, 2]], null, typeof(ArgumentException), inMessage ?? name, "[3]", "[4, 2]", "do not broadcast"),
            ],
        };

    private static OperationRow<T> Linear(
        string name,
        Func<Variable<T>[], Variable<T>> apply,
        Func<ReferenceArray[], ReferenceArray> reference,
        Shape[][] samples,
        params BadInput<T>[] bad) => new()
        {
            Name = name,
            Apply = apply,
            Reference = reference,
            Samples = samples,
            Domains = [Domain.Between(-2, 2)],
            Bad = bad,
            NoBadInput = bad.Length == 0 ? "Every array of numbers is fit for it." : null,
        };

    private static BadInput<T> Refused(Shape[] shapes, Func<Variable<T>[], Variable<T>>? call, Type exception, params string[] fragments)
        => new(shapes, call, exception, fragments);

    /// <summary>A promise about an element-wise function of one number.</summary>
    private static SpecialValue At(double x, double value, double? first = null, double? second = null)
        => new([[x]], [value], first is null ? null : [first.Value], second is null ? null : [second.Value]);

    private static ReferenceArray Broadcast(ReferenceArray[] inputs, Func<double[], double> function)
    {
        int rank = inputs.Max(input => input.Shape.Rank);
        var sizes = new int[rank];
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int[] candidates = [.. inputs.Where(input => input.Shape.Rank >= fromEnd).Select(input => input.Sizes[^fromEnd])];
            sizes[^fromEnd] = candidates.Any(size => size != 1) ? candidates.First(size => size != 1) : 1;
        }

        return ReferenceArray.From(Shape.Create(sizes), index => function([.. inputs.Select(input => input.Broadcast(index))]));
    }
}
