namespace AutogradMaml.Autograd;

/// <summary>What <see cref="Recomputation{T}"/> goes by, where reading a great array costs one.</summary>
/// <param name="GreatBytes">The bytes from which on an array is great.</param>
/// <param name="Write">What it costs to write one where none was read that is not needed any more.</param>
/// <param name="WriteInPlace">What it costs where one was.</param>
/// <param name="Operation">What an operation on its tiles costs.</param>
/// <param name="Planes">What an operation between its planes and their windows costs.</param>
/// <param name="Convolution">What a convolution from one channel costs.</param>
internal readonly record struct RecomputationCosts(
    int GreatBytes, double Write, double WriteInPlace, double Operation, double Planes, double Convolution)
{
    /// <summary>By measurement, with a third-level cache of 32 MiB that others share: of an array from 8 MiB on, with those before and
    /// after it, little is still there when it is read again.</summary>
    public static readonly RecomputationCosts Measured = new(8 << 20, 0.5, 0.1, 0.25, 0.6, 1.3);

    /// <summary>Whatever the size, and for nothing: for tests.</summary>
    public static readonly RecomputationCosts Always = new(0, 1, 1, 0, 0, 0);
}
