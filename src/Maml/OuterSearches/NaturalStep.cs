using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>The natural step within a trust region: s solves (H + damping I) s = gradient, H the Hessian of the distance; new = old - b s
/// with b = sqrt(2 bound / (s . (H + damping I) s)), made smaller until the distance is within the bound and the loss has become less;
/// where it never has, the meta-parameters stay.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The length of the step follows from the bound alone: the plan's <see cref="TrainingPlan{T}.OuterOptimizer"/>,
/// <see cref="TrainingPlan{T}.OuterStepSize"/> and <see cref="TrainingPlan{T}.ClipNorm"/> play no part. A Hessian-vector product that is
/// not finite stops the training with a <see cref="NonFiniteTrainingException"/>. Conjugate gradients on these products: no matrix is
/// formed. Cost of an iteration: one product for each turn, one loss for each size that is tried. Source: Schulman, Levine,
/// Abbeel, Jordan and Moritz, Trust region policy optimization, 2015, appendix C.</remarks>
public sealed class NaturalStep<T> : OuterSearch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _bound;
    private readonly double _damping;
    private readonly int _turns;
    private readonly double _shrink;
    private readonly int _tries;
    private readonly int _everyBlock;

    /// <summary>Describes the step.</summary>
    /// <param name="bound">The most that the mean distance may become; above 0.</param>
    /// <param name="damping">What is added to the Hessian's diagonal; 0 or more.</param>
    /// <param name="turns">The most turns of conjugate gradients; at least 1.</param>
    /// <param name="shrink">What a step is multiplied with when it is refused; above 0 and below 1.</param>
    /// <param name="tries">How many sizes are tried; at least 1.</param>
    /// <param name="everyBlock">Of how many blocks of the meta-batch one is asked for the Hessian: with 4 a product costs a quarter, and is
    /// of fewer tasks. Gradient, loss and distance are always of all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    public NaturalStep(double bound = 0.01, double damping = 1e-5, int turns = 10, double shrink = 0.8, int tries = 15, int everyBlock = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ArgumentOutOfRangeException.ThrowIfNegative(damping);
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tries, 1);
        if (!(shrink is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(shrink), FormattableString.Invariant($"A refused step shrinks by a factor above 0 and below 1, got {shrink}."));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(everyBlock, 1);
        (_bound, _damping, _turns, _shrink, _tries, _everyBlock) = (bound, damping, turns, shrink, tries, everyBlock);
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant(
        $"natural step within {_bound:R}, damping {_damping:R}, {_turns} turns, {_tries} tries by {_shrink:R}{Share}");

    private string Share => _everyBlock == 1 ? string.Empty : FormattableString.Invariant($", Hessian of one block in {_everyBlock}");

    /// <inheritdoc/>
    public override void Take(OuterProblem<T> problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Span<T> step = problem.Room(0);
        double curvature = Solve(problem, step);
        if (curvature <= 0)
        {
            return;
        }

        (double before, _) = problem.Judge(problem.Meta);
        Span<T> candidate = problem.Room(1);
        double size = Math.Sqrt(2 * _bound / curvature);
        for (int attempt = 0; attempt < _tries; attempt++, size *= _shrink)
        {
            T length = T.CreateChecked(size);
            for (int k = 0; k < candidate.Length; k++)
            {
                candidate[k] = problem.Meta[k] - (length * step[k]);
            }

            (double loss, double distance) = problem.Judge(candidate);
            if (distance <= _bound && loss < before)
            {
                problem.MoveTo(candidate);
                return;
            }
        }
    }

    // Conjugate gradients from 0; tells step . (H + damping I) step.
    private double Solve(OuterProblem<T> problem, Span<T> step)
    {
        Span<T> residual = problem.Room(2);
        Span<T> along = problem.Room(3);
        Span<T> product = problem.Room(4);
        step.Clear();
        problem.Direction.CopyTo(residual);
        residual.CopyTo(along);
        double first = Dot(residual, residual);
        double square = first;
        T damping = T.CreateChecked(_damping);
        for (int turn = 0; turn < _turns && square > 1e-10 * first; turn++)
        {
            Curve(problem, along, product, damping);
            double curvature = Dot(along, product);
            if (curvature <= 0)
            {
                // Flat to working precision, since the distance has its least value here and a product that is not finite is refused: what
                // was found so far is as good as it gets.
                break;
            }

            T size = T.CreateChecked(square / curvature);
            for (int k = 0; k < step.Length; k++)
            {
                step[k] += size * along[k];
                residual[k] -= size * product[k];
            }

            double next = Dot(residual, residual);
            T share = T.CreateChecked(next / square);
            for (int k = 0; k < step.Length; k++)
            {
                along[k] = residual[k] + (share * along[k]);
            }

            square = next;
        }

        Curve(problem, step, product, damping);
        return Dot(step, product);
    }

    private void Curve(OuterProblem<T> problem, ReadOnlySpan<T> vector, Span<T> product, T damping)
    {
        problem.Curve(vector, product, _everyBlock);
        for (int k = 0; k < product.Length; k++)
        {
            product[k] += damping * vector[k];
        }
    }

    private static double Dot(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
    {
        double sum = 0;
        for (int k = 0; k < left.Length; k++)
        {
            sum += double.CreateChecked(left[k]) * double.CreateChecked(right[k]);
        }

        return sum;
    }
}
