using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = f(x) + x, or y = f(x) + p(x) with a projection where f changes the shape.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: those of f, which are those of x, or of the projection. Parameters are named <c>block.name</c> and
/// <c>projection.name</c>. Source: K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition, 2016, equations 1 and
/// 2.</remarks>
public sealed class Residual<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string BlockName = "block";
    internal const string ProjectionName = "projection";

    private readonly ParameterSpecification<T>[] _parameters;
    private readonly ParameterSpecification<T>[] _statistics;

    /// <summary>Describes the block.</summary>
    /// <param name="block">f.</param>
    /// <param name="projection">p; by default the identity.</param>
    public Residual(Module<T> block, Module<T>? projection = null)
    {
        ArgumentNullException.ThrowIfNull(block);
        Block = block;
        Projection = projection;
        _parameters = [.. Named(BlockName, block.Parameters), .. Named(ProjectionName, projection?.Parameters ?? [])];
        _statistics = [.. Named(BlockName, block.Statistics), .. Named(ProjectionName, projection?.Statistics ?? [])];
    }

    /// <summary>f.</summary>
    public Module<T> Block { get; }

    /// <summary>p, unless it is the identity.</summary>
    public Module<T>? Projection { get; }

    /// <inheritdoc/>
    public override string Description
        => $"Residual({Block.Description}{(Projection is { } projection ? $", {projection.Description}" : string.Empty)})";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Statistics => _statistics;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        int count = Block.Parameters.Count;
        Variable<T> output = Block.Compute(parameters[..count], input, pass.Under(BlockName));
        Variable<T> shortcut = Projection?.Compute(parameters[count..], input, pass.Under(ProjectionName)) ?? input;

        // Parameters of each task's own put a task axis in front of what x, shared by all, does not have.
        return output.Shape == shortcut.Shape || Without(output.Shape, shortcut.Shape) || Without(shortcut.Shape, output.Shape)
            ? output + shortcut
            : throw new ArgumentException(
                $"The block makes {output.Shape} of {input.Shape}, and that can't be added to {shortcut.Shape}: give the residual a " +
                    "projection to the block's shape.",
                nameof(input));
    }

    private static bool Without(Shape longer, Shape shorter)
        => longer.Rank == shorter.Rank + 1 && longer.Sizes[1..].SequenceEqual(shorter.Sizes);

    private static IEnumerable<ParameterSpecification<T>> Named(string name, IReadOnlyList<ParameterSpecification<T>> specifications)
        => specifications.Select(specification => specification with { Name = $"{name}.{specification.Name}" });
}
