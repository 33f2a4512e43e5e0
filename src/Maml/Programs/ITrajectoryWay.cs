using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A meta-gradient that can be computed step by step.</summary>
internal interface ITrajectoryWay<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of inner steps.</summary>
    int Steps { get; }

    /// <summary>Whether it walks back from the end to the start, with the cotangent of x.</summary>
    bool WalksBack { get; }

    /// <summary>Every how many steps x is kept on the way forward; those between are computed again.</summary>
    int KeepEvery { get; }

    /// <summary>The weight of the outer loss after some steps, at an iteration.</summary>
    T WeightOf(int steps, long iteration);

    /// <summary>The end: <c>losses</c>, <c>direction.*</c> of all meta-parameters, <c>measure.*</c> and, for a way that walks back,
    /// <c>cotangent.*</c>.</summary>
    Variables<T> End(InnerCourse<T> course, Variables<T> x, InnerStep<T> at, Variable<T> weight);
}
