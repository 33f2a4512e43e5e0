namespace AutogradMaml.Benchmarks;

/// <summary>The lists that the benchmarks are divided into, as BenchmarkDotNet's categories.</summary>
internal static class Lists
{
    /// <summary>What a look at the speed wants to see; takes minutes.</summary>
    public const string Default = "Default";

    /// <summary>Everything; takes hours.</summary>
    public const string Deep = "Deep";
}
