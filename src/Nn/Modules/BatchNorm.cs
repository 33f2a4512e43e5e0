using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) * weight + bias for each channel, with mean and variance over the examples of a
/// batch, or given ones, by an explicit policy.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <see cref="BatchNorm2d{T}"/> and <see cref="BatchNorm1d{T}"/> differ in their shapes only. The variance is the mean square of x - mean;
/// epsilon stands inside the root, so the derivatives of every order are finite where a channel is constant. Mean and variance of the batch
/// are variables like all others: derivatives run through them; a batch of a single value per channel is refused, as in PyTorch. With a
/// task axis each task is a batch of its own. Names and layout as in PyTorch:
/// <c>weight</c>, <c>bias</c>, and the statistics <c>running_mean</c>, <c>running_var</c> where the policy keeps them; those that the
/// policy has per inner step are [steps, channels]. A pass that collects hands out <c>mean</c> and <c>variance</c>.
/// Source: S. Ioffe and C. Szegedy, Batch normalization, 2015, algorithm 1; for each inner step A. Antoniou, H. Edwards and A. Storkey, How
/// to train your MAML, 2019, section 4.
/// </remarks>
public abstract class BatchNorm<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Mean = "mean";
    private const string Variance = "variance";
    private const string RunningMean = "running_mean";
    private const string RunningVariance = "running_var";

    private readonly int _placeAxes;
    private readonly T _epsilon;
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly ParameterSpecification<T>[] _statistics;

    private protected BatchNorm(int channels, NormalizationPolicy? policy, double epsilon, bool affine, int placeAxes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Channels = channels;
        Policy = policy ?? NormalizationPolicy.Batch;
        _epsilon = Epsilon.Of<T>(epsilon);
        _placeAxes = placeAxes;
        Shape values = Policy.HasValuesPerStep ? [Policy.InnerSteps, channels] : [channels];
        Shape shape = Policy.HasStatisticsPerStep ? [Policy.InnerSteps, channels] : [channels];
        _parameters = affine
            ? [new("weight", values, Initializers.Constant(T.One)), new("bias", values, Initializers.Constant(T.Zero))] : [];
        _statistics = Policy.Kind == StatisticsKind.Batch
            ? []
            : [new(RunningMean, shape, Initializers.Constant(T.Zero)), new(RunningVariance, shape, Initializers.Constant(T.One))];
    }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>By which statistics is normalized.</summary>
    public NormalizationPolicy Policy { get; }

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Policy}, epsilon {_epsilon}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Statistics => _statistics;

    /// <summary>The layer in words.</summary>
    private protected string Name => $"BatchNorm{(_placeAxes == 2 ? 2 : 1)}d({Channels})";

    private ReadOnlySpan<int> BatchAxes => _placeAxes == 2 ? [-4, -2, -1] : [-2];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        RequireInput(input);
        ImageAxes.RequireTasks(Name, input, 1 + _placeAxes, parameters, _parameters);
        Variable<T> centred;
        Variable<T> variance;
        if (Policy.Kind == StatisticsKind.Frozen || pass.StatisticsUse == StatisticsUse.Given)
        {
            (Variable<T> givenMean, Variable<T> givenVariance) = Given(input, pass);
            centred = input - givenMean;
            variance = givenVariance;
            if (pass.StatisticsUse == StatisticsUse.Update)
            {
                HandOutUnchanged(pass);
            }
        }
        else
        {
            RequireSpread(input, pass);
            Variable<T> mean = input.Mean(BatchAxes, keepAxes: true);
            centred = input - mean;
            variance = centred.Square().Mean(BatchAxes, keepAxes: true);
            HandOut(input, mean, variance, pass);
        }

        // The small arrays are multiplied first: an element of the input costs a subtraction, a multiplication and an addition.
        Variable<T> deviation = (variance + _epsilon).Sqrt();
        return parameters.Length == 0
            ? centred / deviation
            : (centred * (Aligned(OwnValues(parameters[0], pass)) / deviation)) + Aligned(OwnValues(parameters[1], pass));
    }

    private protected abstract void RequireInput(Variable<T> input);

    private (Variable<T> Mean, Variable<T> Variance) Given(Variable<T> input, Pass<T> pass)
    {
        if (!pass.BringsStatistics)
        {
            throw new ArgumentException(
                $"{Name} normalizes by frozen statistics, and this pass brings none: give them to the pass " +
                    "with NormalizingBy or Updating.");
        }

        // What a pass has measured goes before what was kept; frozen statistics are those that were kept.
        if (Policy.Kind != StatisticsKind.Frozen && pass.TryGetStatistic(Mean, out Variable<T> mean)
            && pass.TryGetStatistic(Variance, out Variable<T> variance))
        {
            return (Fitting(Mean, mean, [Channels], input, pass), Fitting(Variance, variance, [Channels], input, pass));
        }

        return (Kept(RunningMean, input, pass), Kept(RunningVariance, input, pass));
    }

    /// <summary>A statistic that is kept, at the pass's inner step.</summary>
    private Variable<T> Kept(string name, Variable<T> input, Pass<T> pass)
        => Fitting(
            name, pass.Statistic(name, Name), Policy.HasStatisticsPerStep ? [Policy.InnerSteps, Channels] : [Channels], input, pass);

    private Variable<T> Fitting(string name, Variable<T> value, Shape expected, Variable<T> input, Pass<T> pass)
    {
        Shape shape = value.Shape;
        bool perTask = shape.Rank == expected.Rank + 1 && shape.Sizes[1..].SequenceEqual(expected.Sizes);
        if (!(perTask || shape == expected) || (perTask && input.Shape.Rank == _placeAxes + 3 && input.Shape[0] != shape[0]))
        {
            throw new ArgumentException(
                $"The statistic '{pass.PathOf(name)}' has shape {shape}, expected {expected}, or that with the task axis of the " +
                    $"input {input.Shape} in front.");
        }

        return Aligned(expected.Rank == 2 ? AtStep(value, pass) : value);
    }

    private void HandOut(Variable<T> input, Variable<T> mean, Variable<T> variance, Pass<T> pass)
    {
        switch (pass.StatisticsUse)
        {
            case StatisticsUse.None when Policy.Kind == StatisticsKind.Running:
                throw new ArgumentException(
                    $"{Name} keeps running statistics, and this pass does not say what to do with them: NormalizingBy goes by them, " +
                    "Updating goes by the batch and hands them out anew, Collecting goes by the batch and leaves them alone.");
            case StatisticsUse.Collect:
                pass.HandOut(Mean, OfChannels(mean));
                pass.HandOut(Variance, OfChannels(variance));
                break;
            case StatisticsUse.Update when Policy.Kind is StatisticsKind.Running or StatisticsKind.PerInnerStep:
                int count = ValuesPerChannel(input.Shape);
                Update(RunningMean, OfChannels(mean), pass);
                Update(RunningVariance, OfChannels(variance) * T.CreateChecked(count / (count - 1.0)), pass);
                break;
        }
    }

    // Of one value the mean is that value and the variance 0: the output is the bias whatever comes in, and nothing before the layer is
    // trained.
    private void RequireSpread(Variable<T> input, Pass<T> pass)
        => Spread.Require(
            pass.PathOf(string.Empty) is { Length: > 0 } path ? $"{Name} at '{path[..^1]}'" : Name,
            ValuesPerChannel(input.Shape),
            "channel",
            input.Shape,
            "give it more examples, or statistics with NormalizingBy");

    private int ValuesPerChannel(Shape shape) => _placeAxes == 2 ? shape[-4] * shape[-2] * shape[-1] : shape[-2];

    private static void HandOutUnchanged(Pass<T> pass)
    {
        foreach (string name in (ReadOnlySpan<string>)[RunningMean, RunningVariance])
        {
            Variable<T> given = pass.Statistic(name);
            pass.HandOut(name, given.Reshape(given.Shape));
        }
    }

    private void Update(string name, Variable<T> measured, Pass<T> pass)
    {
        Variable<T> before = pass.Statistic(name, $"{Name} to update");
        T share = T.CreateChecked(Policy.Momentum);
        if (Policy.Kind == StatisticsKind.Running)
        {
            pass.HandOut(name, before + (share * (measured - before)));
            return;
        }

        // Only the row of this inner step moves: the others have a share of 0.
        Variable<T> shares = share * pass.RowMask(before.Tape, Policy.InnerSteps).Reshape([Policy.InnerSteps, 1]);
        pass.HandOut(name, before + (shares * (measured.InsertAxis(measured.Shape.Rank - 1) - before)));
    }

    /// <summary>[steps, channels] or [tasks, steps, channels] at the pass's inner step.</summary>
    private static Variable<T> AtStep(Variable<T> values, Pass<T> pass) => pass.Row(values, perTask: HasTaskAxis(values, 2));

    private Variable<T> OwnValues(Variable<T> values, Pass<T> pass) => Policy.HasValuesPerStep ? AtStep(values, pass) : values;

    private Variable<T> Aligned(Variable<T> values) => ImageAxes.PerChannel(values, _placeAxes);

    /// <summary>The opposite of <see cref="Aligned"/>: without the axes of size 1 that a reduction has kept.</summary>
    private Variable<T> OfChannels(Variable<T> values)
        => values.Reshape(values.Shape.Rank == _placeAxes + 3 ? [values.Shape[0], Channels] : [Channels]);
}
