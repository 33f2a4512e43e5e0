using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Computes a run of elements, a tile or a part of one. The result may lie where an input lies if the operation says so.</summary>
/// <param name="first">Where the first input's run begins.</param>
/// <param name="firstStep">1, or 0 when the first input is a single number.</param>
/// <param name="second">Where the second input's run begins, if there is a second.</param>
/// <param name="secondStep">1, or 0 when the second input is a single number.</param>
/// <param name="output">Where the result's run begins.</param>
/// <param name="length">The number of elements of the arrays that are cut into tiles.</param>
internal unsafe delegate void TileFunction<T>(T* first, int firstStep, T* second, int secondStep, T* output, int length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
