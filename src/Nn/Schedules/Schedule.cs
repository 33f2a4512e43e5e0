namespace AutogradMaml.Nn;

/// <summary>A number that depends on the iteration: a step size, for instance. Pure: asked twice it says the same, so a resumed run goes on
/// where it stopped.</summary>
public abstract class Schedule
{
    /// <summary>The schedule in words, with all its numbers.</summary>
    public abstract string Description { get; }

    /// <summary>The value at an iteration.</summary>
    /// <param name="iteration">The iteration, from 0.</param>
    public abstract double At(long iteration);

    /// <summary>The same value always.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Schedule(double value) => Constant(value);

    /// <summary>The same value always.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static Schedule Constant(double value)
    {
        RequireFinite(value, nameof(value));
        return new Formula(Words($"constant {value:R}"), _ => value);
    }

    /// <summary>From a start to an end along a straight line, constant afterwards.</summary>
    /// <param name="start">The value at iteration 0.</param>
    /// <param name="end">The value from the last iteration on.</param>
    /// <param name="iterations">The number of iterations; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or there is no iteration.</exception>
    public static Schedule Linear(double start, double end, long iterations)
    {
        RequireFinite(start, nameof(start));
        RequireFinite(end, nameof(end));
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        return new Formula(
            Words($"linear {start:R} to {end:R} over {iterations}"),
            iteration => start + ((end - start) * Math.Min(1.0, (double)iteration / iterations)));
    }

    /// <summary>From a start to an end along half a cosine, constant afterwards.</summary>
    /// <param name="start">The value at iteration 0.</param>
    /// <param name="end">The value from the last iteration on.</param>
    /// <param name="iterations">The number of iterations; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or there is no iteration.</exception>
    /// <remarks>Source: Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, 2017, without the restarts.</remarks>
    public static Schedule Cosine(double start, double end, long iterations)
    {
        RequireFinite(start, nameof(start));
        RequireFinite(end, nameof(end));
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        return new Formula(
            Words($"cosine {start:R} to {end:R} over {iterations}"),
            iteration => end + ((start - end) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1.0, (double)iteration / iterations)))));
    }

    /// <summary>A start that is multiplied by a factor after every so many iterations.</summary>
    /// <param name="start">The value at first.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="every">After how many iterations; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or <paramref name="every"/> is below 1.</exception>
    public static Schedule Steps(double start, double factor, long every)
    {
        RequireFinite(start, nameof(start));
        RequireFinite(factor, nameof(factor));
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        return new Formula(Words($"{start:R} times {factor:R} every {every}"), iteration => start * Math.Pow(factor, iteration / every));
    }

    /// <summary>This schedule with its first iterations scaled up from near 0 to 1.</summary>
    /// <param name="iterations">How many; at least 1.</param>
    public Schedule WithWarmUp(long iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        return new Formula(
            Words($"{Description}, warm-up {iterations}"), iteration => At(iteration) * Math.Min(1.0, (iteration + 1.0) / iterations));
    }

    private static void RequireFinite(double value, string name) => FiniteNumber.Of<double>(value, "A number of a schedule", name);

    private static string Words(FormattableString words) => FormattableString.Invariant(words);

    private sealed class Formula(string description, Func<long, double> formula) : Schedule
    {
        public override string Description { get; } = description;

        public override double At(long iteration)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(iteration);
            return formula(iteration);
        }
    }
}
