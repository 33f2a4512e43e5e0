using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Assertions that two states are equal in every bit.</summary>
internal static class Same
{
    public static void Bits<T>(TrainingState<T> expected, TrainingState<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Iteration, actual.Iteration);
        Bits(expected.MetaParameters, actual.MetaParameters);
        Bits(expected.OptimizerState, actual.OptimizerState);
    }

    public static void Bits<T>(Parameters<T> expected, Parameters<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        expected.RequireSameLayout(actual);
        Assert.Equal(Flat.Of(expected), Flat.Of(actual));
    }
}
