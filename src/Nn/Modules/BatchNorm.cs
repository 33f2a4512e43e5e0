using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) * weight + bias for each channel, with mean and variance over the examples of a batch, or
/// given ones, by an explicit policy.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <see cref="BatchNorm2d{T}"/> and <see cref="BatchNorm1d{T}"/> differ in their shapes only. The variance is the mean square of x - mean; epsilon
/// stands inside the root, so the derivatives of every order are finite where a channel is constant. Mean and variance of the batch are variables
/// like all others: derivatives run through them; a batch of a single value per channel is refused, as in PyTorch. With a task axis each
/// task is a batch of its own. Names and layout as in PyTorch:
/// <c>weight</c>, <c>bias</c>, and the statistics <c>running_mean</c>, <c>running_var</c> where the policy keeps them; per inner step each is
/// [steps, channels]. A pass that collects hands out <c>mean</c> and <c>variance</c>.
/// Source: S. Ioffe and C. Szegedy, Batch normalization, 2015, algorithm 1; for each inner step A. Antoniou, H. Edwards and A. Storkey, How to
/// train your MAML, 2019, section 4.
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
        Shape shape = Policy.Kind == StatisticsKind.PerInnerStep ? [Policy.InnerSteps, channels] : [channels];
        _parameters = affine ? [new("weight", shape, Initializers.Constant(T.One)), new("bias", shape, Initializers.Constant(T.Zero))] : [];
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
        PassSettings<T> settings = pass.Settings;
        Variable<T> centred;
        Variable<T> variance;
        if (Policy.Kind == StatisticsKind.Frozen || settings.Use == StatisticsUse.Given)
        {
            (Variable<T> givenMean, Variable<T> givenVariance) = Given(input, settings);
            centred = input - givenMean;
            variance = givenVariance;
            if (settings.Use == StatisticsUse.Update)
            {
                HandOutUnchanged(settings);
            }
        }
        else
        {
            RequireSpread(input, settings);
            Variable<T> mean = input.Mean(BatchAxes, keepAxes: true);
            centred = input - mean;
            variance = centred.Square().Mean(BatchAxes, keepAxes: true);
            HandOut(input, mean, variance, settings);
        }

        // The small arrays are multiplied first: an element of the input costs a subtraction, a multiplication and an addition.
        Variable<T> deviation = (variance + _epsilon).Sqrt();
        return parameters.Length == 0
            ? centred / deviation
            : (centred * (Aligned(AtStep(parameters[0], settings)) / deviation)) + Aligned(AtStep(parameters[1], settings));
    }

    private protected abstract void RequireInput(Variable<T> input);

    private (Variable<T> Mean, Variable<T> Variance) Given(Variable<T> input, PassSettings<T> settings)
    {
        if (settings.Given is not { } given)
        {
            throw new ArgumentException(
                $"{Name} normalizes by frozen statistics, and this pass brings none: give them to the pass with NormalizingBy or Updating.");
        }

        // What a pass has measured goes before what was kept; frozen statistics are those that were kept.
        if (Policy.Kind != StatisticsKind.Frozen
            && given.TryGet(settings.Prefix + Mean, out Variable<T> mean) && given.TryGet(settings.Prefix + Variance, out Variable<T> variance))
        {
            return (Fitting(Mean, mean, [Channels], input, settings), Fitting(Variance, variance, [Channels], input, settings));
        }

        return (Kept(0, input, settings, given), Kept(1, input, settings, given));
    }

    /// <summary>A statistic that is kept, at the pass's inner step.</summary>
    private Variable<T> Kept(int which, Variable<T> input, PassSettings<T> settings, Variables<T> given)
    {
        string name = which == 0 ? RunningMean : RunningVariance;
        return given.TryGet(settings.Prefix + name, out Variable<T> value)
            ? Fitting(name, value, Policy.Kind == StatisticsKind.PerInnerStep ? [Policy.InnerSteps, Channels] : [Channels], input, settings)
            : throw new ArgumentException(
                $"The pass brings no statistic '{settings.Prefix}{name}' for {Name}, only [{string.Join(", ", given.Names)}]: collect them in a pass through the same " +
                "net, or start from those that the net's InitializeStatistics makes.");
    }

    private Variable<T> Fitting(string name, Variable<T> value, Shape expected, Variable<T> input, PassSettings<T> settings)
    {
        Shape shape = value.Shape;
        bool perTask = shape.Rank == expected.Rank + 1 && shape.Sizes[1..].SequenceEqual(expected.Sizes);
        if (!(perTask || shape == expected) || (perTask && input.Shape.Rank == _placeAxes + 3 && input.Shape[0] != shape[0]))
        {
            throw new ArgumentException(
                $"The statistic '{settings.Prefix}{name}' has shape {shape}, expected {expected}, or that with the task axis of the input {input.Shape} in front.");
        }

        return Aligned(expected.Rank == 2 ? AtStep(value, settings) : value);
    }

    private void HandOut(Variable<T> input, Variable<T> mean, Variable<T> variance, PassSettings<T> settings)
    {
        switch (settings.Use)
        {
            case StatisticsUse.None when Policy.Kind == StatisticsKind.Running:
                throw new ArgumentException(
                    $"{Name} keeps running statistics, and this pass does not say what to do with them: NormalizingBy goes by them, Updating goes by the batch and " +
                    "hands them out anew, Collecting goes by the batch and leaves them alone.");
            case StatisticsUse.Collect:
                settings.Collector!.Add(settings.Prefix + Mean, OfChannels(mean));
                settings.Collector.Add(settings.Prefix + Variance, OfChannels(variance));
                break;
            case StatisticsUse.Update when Policy.Kind is StatisticsKind.Running or StatisticsKind.PerInnerStep:
                int count = ValuesPerChannel(input.Shape);
                Update(RunningMean, OfChannels(mean), settings);
                Update(RunningVariance, OfChannels(variance) * T.CreateChecked(count / (count - 1.0)), settings);
                break;
        }
    }

    // Of one value the mean is that value and the variance 0: the output is the bias whatever comes in, and nothing before the layer is
    // trained.
    private void RequireSpread(Variable<T> input, PassSettings<T> settings)
        => Spread.Require(
            settings.Prefix.Length > 0 ? $"{Name} at '{settings.Prefix[..^1]}'" : Name,
            ValuesPerChannel(input.Shape),
            "channel",
            input.Shape,
            "give it more examples, or statistics with NormalizingBy");

    private int ValuesPerChannel(Shape shape) => _placeAxes == 2 ? shape[-4] * shape[-2] * shape[-1] : shape[-2];

    private static void HandOutUnchanged(PassSettings<T> settings)
    {
        foreach (string name in (ReadOnlySpan<string>)[RunningMean, RunningVariance])
        {
            Variable<T> given = settings.Given![settings.Prefix + name];
            settings.Collector!.Add(settings.Prefix + name, given.Reshape(given.Shape));
        }
    }

    private void Update(string name, Variable<T> measured, PassSettings<T> settings)
    {
        string path = settings.Prefix + name;
        if (!settings.Given!.TryGet(path, out Variable<T> before))
        {
            throw new ArgumentException(
                $"The pass brings no statistic '{path}' for {Name} to update, only [{string.Join(", ", settings.Given.Names)}]: start from those that the net's " +
                "InitializeStatistics makes.");
        }

        T share = T.CreateChecked(Policy.Momentum);
        if (Policy.Kind == StatisticsKind.Running)
        {
            settings.Collector!.Add(path, before + (share * (measured - before)));
            return;
        }

        // Only the row of this inner step moves: the others have a share of 0.
        Variable<T> shares = share * Row(settings, before.Tape).OneHot(Policy.InnerSteps).Reshape([Policy.InnerSteps, 1]);
        settings.Collector!.Add(path, before + (shares * (measured.InsertAxis(measured.Shape.Rank - 1) - before)));
    }

    private int Row(PassSettings<T> settings) => Math.Min(settings.InnerStep, Policy.InnerSteps - 1);

    private Variable<T> Row(PassSettings<T> settings, Tape<T> tape)
        => settings.StepNumber is { } number
            ? number.Reshape([1]).Minimum(tape.Constant(T.CreateChecked(Policy.InnerSteps - 1)))
            : tape.Constant([T.CreateChecked(Row(settings))], [1]);

    /// <summary>[steps, channels] or [tasks, steps, channels] at the pass's inner step.</summary>
    private Variable<T> AtStep(Variable<T> values, PassSettings<T> settings)
    {
        if (Policy.Kind != StatisticsKind.PerInnerStep)
        {
            return values;
        }

        if (settings.StepNumber is null)
        {
            return values.At(values.Shape.Rank - 2, Row(settings));
        }

        Variable<T> row = Row(settings, values.Tape);
        return values.Shape.Rank == 2 ? values.TakeRows(row.Reshape(Shape.Scalar)) : values.TakeRows(row.BroadcastTo([values.Shape[0]]));
    }

    private Variable<T> Aligned(Variable<T> values) => ImageAxes.PerChannel(values, _placeAxes);

    /// <summary>The opposite of <see cref="Aligned"/>: without the axes of size 1 that a reduction has kept.</summary>
    private Variable<T> OfChannels(Variable<T> values)
        => values.Reshape(values.Shape.Rank == _placeAxes + 3 ? [values.Shape[0], Channels] : [Channels]);
}
