using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>
/// What differs between one pass through a net and another: the masks of dropout, the statistics of batch normalization, the inner step.
/// Nothing random happens inside a module and nothing is kept there: a dropout layer takes its mask from here, a normalization layer takes
/// statistics from here and hands new ones back, and all of them are ordinary variables on the tape.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <example>
/// <code>
/// // Queries normalized by the statistics of the support set.
/// var collector = new StatisticsCollector&lt;float&gt;();
/// net.Forward(adapted, support, Pass&lt;float&gt;.Evaluation.Collecting(collector));
/// Variable&lt;float&gt; scores = net.Forward(adapted, queries, Pass&lt;float&gt;.Evaluation.NormalizingBy(collector.Statistics));
/// </code>
/// </example>
public abstract class Pass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Evaluation: no dropout.</summary>
    public static Pass<T> Evaluation { get; } = new EvaluationPass();

    /// <summary>The inner step whose parameters pass through the net, from 0; null where its number is a variable, so that one recording
    /// serves all steps. What has values for each inner step takes them by <see cref="Row"/>, which is right for both.</summary>
    public int? InnerStep => Settings.StepNumber is null ? Settings.InnerStep : null;

    /// <summary>What a layer that keeps statistics is to do with them in this pass.</summary>
    /// <remarks>Such a layer declares what it keeps in <see cref="Module{T}.Statistics"/>. Where it is told
    /// <see cref="StatisticsUse.Collect"/> it hands out what it measures; where it is told <see cref="StatisticsUse.Given"/> it finds that
    /// under the same names, or else what is kept. Where it is told <see cref="StatisticsUse.Update"/> it finds what is kept, and hands out
    /// what replaces it.</remarks>
    public StatisticsUse StatisticsUse => Settings.Use;

    /// <summary>What the pass says of statistics and inner steps.</summary>
    internal virtual PassSettings<T> Settings => PassSettings<T>.None;

    /// <summary>Training, with masks drawn from streams named by seed and iteration. Each mask that is asked for is the next in order, so a
    /// pass object serves one forward computation; make a new one for the next.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="iteration">The iteration, or any number that names this pass.</param>
    public static Pass<T> Training(ulong seed, long iteration) => new TrainingPass(seed, iteration);

    /// <summary>The mask of a dropout layer: 1 / keep with probability keep, else 0; or null when nothing is to be dropped.</summary>
    /// <param name="tape">The tape to put it on.</param>
    /// <param name="shape">The shape of the mask.</param>
    /// <param name="keep">The probability that an element is kept.</param>
    public abstract Variable<T>? DropoutMask(Tape<T> tape, Shape shape, double keep);

    /// <summary>Whether the pass brings statistics in: measured ones or those that are kept.</summary>
    public bool BringsStatistics => Settings.Given is not null;

    /// <summary>A name in a layer with the layer's path before it, <c>features.1.running_mean</c>: as statistics and messages have it. In a
    /// pass that says nothing of statistics there is no path.</summary>
    /// <param name="name">The name; empty for the path alone, with a dot at its end.</param>
    public string PathOf(string name) => Settings.Prefix + name;

    /// <summary>Looks for a statistic that the pass brings in.</summary>
    /// <param name="name">Its name in the layer: the pass puts the layer's path before it.</param>
    /// <param name="value">The statistic, with a task axis in front where each task has its own; what is found has any shape.</param>
    public bool TryGetStatistic(string name, [MaybeNullWhen(false)] out Variable<T> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        value = default;
        return Settings.Given is { } given && given.TryGet(Settings.Prefix + name, out value);
    }

    /// <summary>A statistic that the pass brings in.</summary>
    /// <param name="name">Its name in the layer: the pass puts the layer's path before it.</param>
    /// <param name="layer">Who wants it, in words, for the message.</param>
    /// <exception cref="ArgumentException">The pass brings none of that name, or none at all.</exception>
    public Variable<T> Statistic(string name, string? layer = null)
    {
        if (TryGetStatistic(name, out Variable<T> value))
        {
            return value;
        }

        string wanted = layer is null ? $"'{Settings.Prefix}{name}'" : $"'{Settings.Prefix}{name}' for {layer}";
        throw new ArgumentException(Settings.Given is { } given
            ? $"The pass brings no statistic {wanted}, only [{string.Join(", ", given.Names)}]: collect them in a pass through the same " +
            "net, or start from those that the net's InitializeStatistics makes."
            : $"The statistic {wanted} is to be given, and this pass brings none: give them to the pass with NormalizingBy or Updating.");
    }

    /// <summary>Hands a statistic out to whoever collects in this pass: what was measured, or what is kept from now on.</summary>
    /// <param name="name">Its name in the layer: the pass puts the layer's path before it. Once in a pass.</param>
    /// <param name="value">The statistic, a variable: whoever collects it may differentiate by it.</param>
    /// <exception cref="InvalidOperationException">Nothing is collected in this pass, or the name was handed out before.</exception>
    public void HandOut(string name, Variable<T> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Settings.Collector is not { } collector || Settings.Use is not (StatisticsUse.Collect or StatisticsUse.Update))
        {
            throw new InvalidOperationException(
                $"The statistic '{Settings.Prefix}{name}' is handed out in a pass that collects none: hand out where " +
                    $"{nameof(StatisticsUse)} is {StatisticsUse.Collect} or {StatisticsUse.Update}.");
        }

        collector.Add(Settings.Prefix + name, value);
    }

    /// <summary>The values of the pass's inner step: row k of what has a row for each step; the last row for steps beyond.</summary>
    /// <param name="perStep">[steps, ...], or [tasks, steps, ...].</param>
    /// <param name="perTask">Whether there is a task axis in front.</param>
    /// <returns>[...], or [tasks, ...].</returns>
    public Variable<T> Row(Variable<T> perStep, bool perTask = false)
    {
        Shape shape = perStep.Shape;
        int axis = perTask ? 1 : 0;
        if (shape.Rank <= axis || shape[axis] == 0)
        {
            throw new ArgumentException(
                $"What has a row for each inner step is [{(perTask ? "tasks, " : string.Empty)}steps, ...] with at " +
                    $"least one step, got {shape}.",
                nameof(perStep));
        }

        int rows = shape[axis];
        if (InnerStep is { } known)
        {
            return perStep.At(axis, Math.Min(known, rows - 1));
        }

        Variable<T> row = NumberOfRow(perStep.Tape, rows);
        Shape one = shape.Without(axis);
        return perTask
            ? perStep.Reshape([shape[0], rows, one.ElementCount / Math.Max(1, shape[0])]).TakeRows(row.BroadcastTo([shape[0]])).Reshape(one)
            : perStep.Reshape([rows, one.ElementCount]).TakeRows(row.Reshape(Shape.Scalar)).Reshape(one);
    }

    /// <summary>Where among rows for each inner step that of this pass is: 1 there and 0 elsewhere; the last row for steps beyond. What
    /// moves only this step's row of a statistic multiplies by it.</summary>
    /// <param name="tape">The tape to put it on.</param>
    /// <param name="rows">The number of rows; at least 1.</param>
    /// <returns>[rows], constant as far as derivatives go.</returns>
    public Variable<T> RowMask(Tape<T> tape, int rows)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        return NumberOfRow(tape, rows).OneHot(rows).Reshape([rows]);
    }

    /// <summary>This pass at an inner step.</summary>
    /// <param name="step">The step, from 0. The support pass of inner step k and the query pass with the parameters after it are both at
    /// k.</param>
    public Pass<T> AtInnerStep(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return With(Settings with { InnerStep = step, StepNumber = null });
    }

    /// <summary>This pass at an inner step whose number is a variable, so that one recording serves all steps.</summary>
    /// <param name="step">The step: a single number on the tape, a whole one from 0.</param>
    public Pass<T> AtInnerStep(Variable<T> step)
        => step.Shape.ElementCount == 1
            ? With(Settings with { StepNumber = step.Detach() })
            : throw new ArgumentException($"The number of an inner step is a single number, got shape {step.Shape}.", nameof(step));

    /// <summary>This pass, with batch normalization by given statistics instead of those of the batch.</summary>
    /// <param name="statistics">Those that an earlier pass collected, or running ones; under the names of the layers.</param>
    public Pass<T> NormalizingBy(Variables<T> statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        return With(Settings with { Given = statistics, Use = StatisticsUse.Given });
    }

    /// <summary>This pass, with batch normalization by the statistics of the batch, which are handed out as well.</summary>
    /// <param name="collector">Takes the statistics; anew for each pass.</param>
    public Pass<T> Collecting(StatisticsCollector<T> collector)
    {
        ArgumentNullException.ThrowIfNull(collector);
        return With(Settings with { Collector = collector, Use = StatisticsUse.Collect });
    }

    /// <summary>This pass, with batch normalization by the statistics of the batch, of which the running statistics take in their
    /// share.</summary>
    /// <param name="running">The running statistics before this pass, as <see cref="Module{T}.Statistics"/> lays them out.</param>
    /// <param name="collector">Takes the running statistics after it; anew for each pass.</param>
    public Pass<T> Updating(Variables<T> running, StatisticsCollector<T> collector)
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(collector);
        return With(Settings with { Given = running, Collector = collector, Use = StatisticsUse.Update });
    }

    /// <summary>This pass, with dropout refused: for a loop that brings no masks of its own, in which a dropout layer would act nowhere and
    /// say nothing.</summary>
    public Pass<T> RefusingDropout() => With(Settings with { RefusesDropout = true });

    /// <summary>This pass as a part of a module sees it: statistics are found under the part's name. A module that computes others passes
    /// it on to them.</summary>
    /// <param name="name">The name of the part: that before the dot in the names of its parameters.</param>
    public Pass<T> Under(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Settings is { Use: StatisticsUse.None, RefusesDropout: false }
            ? this
            : With(Settings with { Prefix = $"{Settings.Prefix}{name}." });
    }

    // [1].
    private Variable<T> NumberOfRow(Tape<T> tape, int rows)
        => Settings.StepNumber is { } number
            ? number.Reshape([1]).Minimum(tape.Constant(T.CreateChecked(rows - 1)))
            : tape.Constant([T.CreateChecked(Math.Min(Settings.InnerStep, rows - 1))], [1]);

    private protected virtual Pass<T> With(PassSettings<T> settings) => new SettledPass(this, settings);

    private sealed class EvaluationPass : Pass<T>
    {
        public override Variable<T>? DropoutMask(Tape<T> tape, Shape shape, double keep) => null;
    }

    private sealed class SettledPass(Pass<T> inner, PassSettings<T> settings) : Pass<T>
    {
        internal override PassSettings<T> Settings => settings;

        public override Variable<T>? DropoutMask(Tape<T> tape, Shape shape, double keep)
            => settings.RefusesDropout ? throw DropoutRefused(keep) : inner.DropoutMask(tape, shape, keep);

        private protected override Pass<T> With(PassSettings<T> settings) => new SettledPass(inner, settings);

        private InvalidOperationException DropoutRefused(double keep)
        {
            string layer = settings.Prefix.Length > 0 ? $" '{settings.Prefix[..^1]}'" : string.Empty;
            string probability = (1 - keep).ToString("G6", CultureInfo.InvariantCulture);
            return new(
                $"The dropout layer{layer} drops with probability {probability}, and inner loops, trainers and evaluators bring no " +
                "masks unless they are told to, so that it would act nowhere: tell them in which passes it acts (the argument dropout " +
                "of an adaptation of a net), leave it out of the net, set its probability to 0, or write the loop with " +
                    "Module.Forward and Pass.Training.");
        }
    }

    private sealed class TrainingPass(ulong seed, long iteration) : Pass<T>
    {
        private int _masks;

        public override Variable<T>? DropoutMask(Tape<T> tape, Shape shape, double keep)
        {
            ArgumentNullException.ThrowIfNull(tape);
            ArgumentNullException.ThrowIfNull(shape);
            RandomStream random = new(seed, "dropout", iteration, _masks++);
            var mask = new T[shape.ElementCount];
            for (int k = 0; k < mask.Length; k++)
            {
                mask[k] = random.NextDouble() < keep ? T.CreateChecked(1 / keep) : T.Zero;
            }

            return tape.Input(mask, shape);
        }
    }
}
