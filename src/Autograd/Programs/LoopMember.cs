using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>What a member of a <see cref="TiledLoop{T}"/> does.</summary>
internal enum LoopMemberKind
{
    /// <summary>Applies an element-wise operation.</summary>
    Elementwise,

    /// <summary>Copies an array that broadcasts.</summary>
    Copy,

    /// <summary>Adds to the sums over some axes.</summary>
    Sum,

    /// <summary>Applies an operation between planes and their windows.</summary>
    Planes,

    /// <summary>Convolves an image with a kernel for each plane.</summary>
    Convolution,

    /// <summary>Adds what each plane gives to the gradient of its kernel.</summary>
    KernelGradient,
}

/// <summary>One operation of a <see cref="TiledLoop{T}"/>, its operands by their places in the loop's list.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Operation">The operation, where it is an element-wise one.</param>
/// <param name="Planes">The operation, where it is one on planes.</param>
/// <param name="Convolution">The convolution, where it is one.</param>
/// <param name="First">The first input.</param>
/// <param name="Second">The second input; the first again where there is none.</param>
/// <param name="Output">The result.</param>
internal readonly record struct LoopMember<T>(
    LoopMemberKind Kind, ElementwiseOperation<T>? Operation, PlaneOperation<T>? Planes, OneChannelConvolution<T>? Convolution, int First, int Second, int Output)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
