using System.Globalization;

namespace AutogradMaml.Nn;

/// <summary>By which statistics a batch normalization layer normalizes. There is no mode: the policy is the layer's, and what it does not
/// settle the <see cref="Pass{T}"/> says.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>pass</term><description>batch and per inner step; running; frozen</description></listheader>
/// <item><term>that says nothing of statistics</term><description>by the batch; refused; refused</description></item>
/// <item><term><see cref="Pass{T}.Collecting"/></term><description>by the batch, handed out; the same; refused</description></item>
/// <item><term><see cref="Pass{T}.Updating"/></term><description>by the batch, which running statistics take in where they are kept; the
/// same; by the given, handed out unchanged</description></item>
/// <item><term><see cref="Pass{T}.NormalizingBy"/></term><description>by the given, all of them</description></item>
/// </list>
/// </remarks>
public sealed record NormalizationPolicy
{
    private NormalizationPolicy(StatisticsKind kind, double momentum = 0, int innerSteps = 0, bool valuesPerStep = false)
    {
        Kind = kind;
        Momentum = momentum;
        InnerSteps = innerSteps;
        HasValuesPerStep = valuesPerStep;
    }

    /// <summary>The statistics of the batch: mean and variance over its examples and places. Where the batch is a query set, the
    /// predictions are transductive: that of one query depends on the others.</summary>
    public static NormalizationPolicy Batch { get; } = new(StatisticsKind.Batch);

    /// <summary>Given statistics, those of an earlier training for instance.</summary>
    public static NormalizationPolicy Frozen { get; } = new(StatisticsKind.Frozen);

    /// <summary>Which statistics are kept.</summary>
    public StatisticsKind Kind { get; }

    /// <summary>The share of a batch in running statistics.</summary>
    public double Momentum { get; }

    /// <summary>The number of inner steps that have weight and bias, or statistics, of their own; 0 where there are none.</summary>
    public int InnerSteps { get; }

    /// <summary>Whether each inner step has weight and bias of its own.</summary>
    public bool HasValuesPerStep { get; }

    /// <summary>Whether each inner step has running statistics of its own.</summary>
    public bool HasStatisticsPerStep => Kind == StatisticsKind.PerInnerStep;

    /// <summary>Running statistics: after a batch they are (1 - momentum) times what they were plus momentum times the batch's, with the
    /// variance divided by n - 1.</summary>
    /// <param name="momentum">The share of a batch; above 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not above 0 and at most 1.</exception>
    public static NormalizationPolicy Running(double momentum = 0.1) => new(StatisticsKind.Running, RequireMomentum(momentum));

    /// <summary>Weight and bias, and running statistics, for each inner step; or one of the two alone.</summary>
    /// <param name="steps">The number of inner steps that have their own; later steps use the last.</param>
    /// <param name="momentum">The share of a batch in running statistics; above 0, at most 1.</param>
    /// <param name="values">Whether each step has weight and bias of its own; where not, they are shared by all.</param>
    /// <param name="statistics">Whether each step has running statistics of its own; where not, one layer keeps one, as with
    /// <see cref="Running"/>.</param>
    /// <remarks>Source: A. Antoniou, H. Edwards and A. Storkey, How to train your MAML, 2019, section 4 (BNRS, the statistics, and BNWB,
    /// weight and bias).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no step, or the momentum is not above 0 and at most 1.</exception>
    /// <exception cref="ArgumentException">A step would have nothing of its own.</exception>
    public static NormalizationPolicy PerInnerStep(int steps, double momentum = 0.1, bool values = true, bool statistics = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return values || statistics
            ? new(statistics ? StatisticsKind.PerInnerStep : StatisticsKind.Running, RequireMomentum(momentum), steps, values)
            : throw new ArgumentException(
                "Each inner step has weight and bias, or statistics, of its own; without either take Running.", nameof(values));
    }

    /// <summary>The policy in words.</summary>
    public override string ToString() => Kind switch
    {
        StatisticsKind.Running when HasValuesPerStep
            => string.Create(
                CultureInfo.InvariantCulture, $"values for {InnerSteps} inner steps, running statistics for all, momentum {Momentum:R}"),
        StatisticsKind.Running => string.Create(CultureInfo.InvariantCulture, $"running statistics, momentum {Momentum:R}"),
        StatisticsKind.PerInnerStep when !HasValuesPerStep
            => string.Create(CultureInfo.InvariantCulture, $"running statistics for {InnerSteps} inner steps, momentum {Momentum:R}"),
        StatisticsKind.PerInnerStep
            => string.Create(
                CultureInfo.InvariantCulture, $"values and running statistics for {InnerSteps} inner steps, momentum {Momentum:R}"),
        StatisticsKind.Frozen => "frozen statistics",
        _ => "statistics of the batch",
    };

    private static double RequireMomentum(double momentum) => momentum > 0 && momentum <= 1
        ? momentum
        : throw new ArgumentOutOfRangeException(
            nameof(momentum),
            FormattableString.Invariant($"The share of a batch in running statistics is above 0 and at most 1, got {momentum}."));
}
