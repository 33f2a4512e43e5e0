using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// An operation whose result at a place depends on its inputs at that place only. A program runs a chain of these piece by piece, while the
/// piece is in the cache, and lets a result take the place of an input that is not needed any more.
/// </summary>
internal abstract unsafe class ElementwiseOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most inputs that such an operation has.</summary>
    public const int MostInputs = 2;

    internal sealed override long OperationCount(OperandShapes inputs, Shape output) => output.ElementCount;

    internal sealed override bool ReadsAlong(int input) => true;

    internal sealed override int? AxesNotBroadcast => 0;

    internal sealed override bool IsSeparateAlongLeadingAxis(Shape output) => true;

    /// <summary>What it costs to compute the function once more, against reading its value from memory.</summary>
    internal virtual AnewCost Anew => AnewCost.Dear;

    /// <summary>By its name; one with settings overrides it.</summary>
    internal override OperationDescription? Description => new(Name);

    internal sealed override TileForm<T> Tiles(OperandShapes inputs, Shape output)
        => TileForm<T>.Elementwise(ComputeRun, inputs.Count, Anew);

    /// <summary>Computes a run of elements. The output may be one of the inputs.</summary>
    /// <param name="first">Where the first input's run begins.</param>
    /// <param name="firstStep">1, or 0 when the first input is a single number.</param>
    /// <param name="second">Where the second input's run begins, if there is a second.</param>
    /// <param name="secondStep">1, or 0 when the second input is a single number.</param>
    /// <param name="output">Where the output's run begins.</param>
    /// <param name="length">The number of elements.</param>
    public abstract void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length);
}
