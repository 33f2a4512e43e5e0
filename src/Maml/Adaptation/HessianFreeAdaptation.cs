using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A net that adapts by steps of Newton without a Hessian: x' = x - s H^-1 g, with g and H of the inner loss with its proximal
/// term, the system solved by conjugate gradients and s found by a search along the line, for each task by itself.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>s is the first of 1, 1/2, 1/4, ... at which the loss has come down by 1e-4 of what g promises, up to rounding; 0 where none has,
/// so that a step never goes up. Conjugate gradients end where H does not curve upwards, with what they have until then; where that is
/// nothing, the step goes along g. Meta-parameters and x as <see cref="NetAdaptation{T}"/> has them. Cost of a step: a gradient, a
/// Hessian-vector product a turn and a loss a trial. Differentiated exactly like any rule by those who ask for it, by derivatives of the
/// third order.</para>
/// <para>Source: J. Martens, Deep learning via Hessian-free optimization, 2010; as inner steps: Rajeswaran et al., Meta-learning with
/// implicit gradients, 2019, section 4 and appendix.</para>
/// </remarks>
public sealed class HessianFreeAdaptation<T> : NetAdaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Of the decrease that the slope promises (Armijo).
    private const double Enough = 1e-4;

    private readonly int _turns;
    private readonly int _trials;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="turns">The turns of conjugate gradients in a step; at least 1.</param>
    /// <param name="trials">How many sizes of a step are tried; at least 1.</param>
    /// <param name="proximal">lambda of a term lambda / 2 |x - theta|^2 in the inner loss; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    /// <exception cref="ArgumentException">The net keeps running statistics.</exception>
    public HessianFreeAdaptation(Module<T> net, LossFunction<T> loss, int turns = 5, int trials = 8, double proximal = 0)
        : base(net, loss, StepSizes<T>.Constant(1), proximal: proximal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ContextAdaptation<T>.RequireNoStatistics(net, nameof(net));
        (_turns, _trials) = (turns, trials);
    }

    /// <inheritdoc/>
    public override string Description
        => string.Create(CultureInfo.InvariantCulture, $"{base.Description}; Hessian-free turns={_turns} trials={_trials}");

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(at);
        Episode<T> episode = at.Episode;
        Tape<T> tape = episode.Tape;
        Variables<T> adapting = Adapting(x);

        // The gradient that was given may be a constant, and the Hessian is the derivative of one that is not.
        Variables<T> slope = tape.Gradient(Inner(x, meta, episode, at).Sum(), adapting);
        Variable<T> right = FlatMembers.Of(gradient);

        // Forwards along the vector: it depends on x itself after the first turn, and a gradient of its product with the slope would take
        // that for a part of the Hessian.
        Variable<T> Product(Variable<T> vector)
        {
            Variable<T>[] along = tape.JacobianVectorProduct(slope.Values, adapting.Values, FlatMembers.Like(vector, adapting).Values);
            return FlatMembers.Of(slope.WithValues(along));
        }

        Variable<T> direction = ConjugateGradients.Solve(right, Product, _turns, T.Zero);
        Variable<T> nothing = ConjugateGradients.Dot(direction, direction).EqualTo(tape.Zeros([]));
        direction = Variable.Where(nothing.InsertAxis(-1).BroadcastTo(right.Shape), right, direction);
        Variable<T> size = Search(x, FlatMembers.Of(adapting), direction, ConjugateGradients.Dot(right, direction), meta, at);
        return FlatMembers.Like(FlatMembers.Of(adapting) - (size.InsertAxis(-1) * direction), adapting);
    }

    // [tasks]: the greatest of the sizes that are tried with enough of a decrease.
    private Variable<T> Search(Variables<T> x, Variable<T> from, Variable<T> direction, Variable<T> promised,
        Variables<T> meta, InnerStep<T> at)
    {
        Tape<T> tape = from.Tape;
        Variable<T> rounding = at.Loss.Abs() * T.CreateChecked(4 * double.CreateChecked(T.BitIncrement(T.One) - T.One));
        Variable<T> size = tape.Zeros([from.Shape[0]]);
        Variable<T> searching = tape.Ones([from.Shape[0]]);
        for (int trial = 0; trial < _trials; trial++)
        {
            var tried = T.CreateChecked(Math.ScaleB(1, -trial));
            Variable<T> loss = Inner(FlatMembers.Like(from - (tried * direction), x), meta, at.Episode, at);
            Variable<T> bound = at.Loss - (T.CreateChecked(Enough) * tried * promised) + rounding;
            Variable<T> taken = searching * loss.LessOrEqual(bound);
            size += tried * taken;
            searching -= taken;
        }

        return size;
    }
}
