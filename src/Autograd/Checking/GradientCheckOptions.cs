using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

/// <summary>How a gradient is checked. The defaults suit both double and float.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>Random projections (fast, the default) or element by element.</summary>
    public CheckMode Mode { get; init; } = CheckMode.Fast;

    /// <summary>The highest order of derivative that is checked. Order n takes the derivative of order n - 1, contracted with fixed random
    /// directions, and compares its gradient with its own differences.</summary>
    public int Orders { get; init; } = 1;

    /// <summary>In fast mode, the number of random directions for each input.</summary>
    public int Projections { get; init; } = 2;

    /// <summary>The seed of the directions: the same seed makes the same check.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The step h, relative to max(1, |x|) for each element. By default the cube root of the precision in double (6e-6), and 0.02
    /// in float; and where the differences don't agree at that step, those at other steps are consulted. A step that is given is held
    /// to.</summary>
    public double? Step { get; init; }

    /// <summary>The relative error that is accepted, of first order; each further order has ten times as much. By default 1e-7 in double
    /// and 5e-4 in float.</summary>
    /// <remarks>Relative to the size of the number compared: the element, or the gradient's norm over the input for a projection; but to
    /// not less than a thousandth of the norm of the whole gradient.</remarks>
    public double? Tolerance { get; init; }

    /// <summary>For functions on variables, whether forward mode is held against reverse mode as well.</summary>
    public bool ForwardMode { get; init; } = true;

    /// <summary>Whether the report has a sweep of the step also when nothing is wrong, for a chart.</summary>
    public bool AlwaysSweep { get; init; }

    /// <summary>The relative difference between two runs that does not count as non-deterministic; 0 asks for the same bits.</summary>
    public double NonDeterminismTolerance { get; init; }

    /// <summary>The relative difference allowed between forward and reverse mode; by default that of a long program.</summary>
    internal double? RoundingTolerance { get; init; }

    internal GradientCheckOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Orders, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Projections, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(NonDeterminismTolerance);
        RequirePositive(Step, nameof(Step));
        RequirePositive(Tolerance, nameof(Tolerance));
        return this;
    }

    private static void RequirePositive(double? value, string name)
    {
        if (value is { } number && !(number > 0 && double.IsFinite(number)))
        {
            throw new ArgumentOutOfRangeException(name, Text.Format($"{name} must be a positive number or left out, got {number}."));
        }
    }
}
