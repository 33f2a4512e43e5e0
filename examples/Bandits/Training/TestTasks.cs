using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The tasks of the test: the same for all methods.</summary>
internal static class TestTasks
{
    /// <summary>A task of the test.</summary>
    /// <param name="setting">What tasks are.</param>
    /// <param name="seed">The seed of the test.</param>
    /// <param name="index">Which, from 0.</param>
    public static double[] At(Setting setting, ulong seed, int index)
        => [.. Tensors.ToArray(new EnvironmentTasks<double>(setting.Environment).Sample(seed, index)[EnvironmentTasks<double>.ArrayName])];
}
