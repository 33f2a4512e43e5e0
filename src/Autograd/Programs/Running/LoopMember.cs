using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>One operation of a <see cref="TiledLoop{T}"/>, its operands by their places in the loop's list.</summary>
/// <param name="Function">What is done with a tile; null where the tile is added to the sums over some axes.</param>
/// <param name="AddsUp">Whether each tile adds to the result, which begins with zeros.</param>
/// <param name="First">The first input.</param>
/// <param name="Second">The second input; the first again where there is none.</param>
/// <param name="Output">The result.</param>
internal readonly record struct LoopMember<T>(TileFunction<T>? Function, bool AddsUp, int First, int Second, int Output)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
