using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>Several steps of the plan's outer optimizer on the same tasks and the same results of calls to the host. With
/// <see cref="Surrogate{T}.Clipped"/> as the outer surrogate the outer step of ProMP.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>For any adaptation: it asks for no distance. Cost: one direction more for each step after the first. Source: Rothfuss, Lee,
/// Clavera, Asfour and Abbeel, ProMP: proximal meta-policy search, 2019, algorithm 1.</remarks>
public sealed class RepeatedSteps<T> : OuterSearch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _steps;

    /// <summary>Describes the steps.</summary>
    /// <param name="steps">How many; at least 1.</param>
    public RepeatedSteps(int steps = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _steps = steps;
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"{_steps} outer steps on the same data");

    /// <inheritdoc/>
    public override void Take(OuterProblem<T> problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        for (int step = 0; step < _steps; step++)
        {
            if (step > 0)
            {
                problem.Differentiate();
            }

            problem.Descend();
        }
    }
}
