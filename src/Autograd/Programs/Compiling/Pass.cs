using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>A pass of the compiler: from a graph to one that computes the same.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">What it does.</param>
internal sealed record Pass<T>(string Name, Func<ProgramGraph<T>, ProgramGraph<T>> Run)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
