using System.Globalization;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Checking;

/// <summary>Holds every way to differentiate every learner against something that does not share its mistakes.</summary>
internal sealed class LearnerChecks(
    IReadOnlyList<CheckedLearner> learners, IReadOnlyList<CheckedRule> rules, IReadOnlyList<Func<int, MetaGradient<double>>> exactWays,
    bool known = true)
{
    private const double Rounding = 1e-12;
    private const double ByDifferences = 1e-6;
    private const double AtOptimum = 1e-6;

    // How small the inner gradient is at what counts as an optimum.
    private const double NearOptimum = 1e-6;

    // Small enough for the fourth power to vanish and for no gradient to pass through 0 on the way.
    private const double DifferenceStep = 2e-5;
    private const int Directions = 3;

    /// <summary>All that is listed in <see cref="LearnerProblem"/>.</summary>
    public static LearnerChecks All { get; } = new(LearnerProblem.Learners, LearnerProblem.Rules, LearnerProblem.ExactWays);

    /// <summary>The results, some rows at a time as they come.</summary>
    public IEnumerable<IReadOnlyList<LearnerResult>> Results()
    {
        foreach (CheckedLearner learner in learners)
        {
            foreach (CheckedRule rule in learner.TakesRules ? rules : rules.Take(1))
            {
                yield return [.. Of(learner, rule)];
            }
        }

        if (known)
        {
            yield return [.. KnownNumbers.Rows.Select(OfKnown)];
        }
    }

    private IEnumerable<LearnerResult> Of(CheckedLearner learner, CheckedRule rule)
    {
        Adaptation<double> adaptation = learner.Adaptation(rule.Optimizer, rule.StepSize, 0);
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        LearnerResult Row(
            MetaGradient<double> way, string with, double tolerance, string reason, Func<LearnerResult, LearnerResult> compare)
            => Judged(
            new()
            {
                Learner = learner.Name,
                MetaGradient = way.Name,
                Optimizer = rule.Optimizer.Name,
                Steps = way.Steps,
                ComparedWith = with,
                Tolerance = tolerance,
                Exact = way.IsExact,
                Passed = false,
                Reason = reason,
            },
            compare);
        Outcome Replayed(MetaGradient<double> way) => Outcome.Of(adaptation, way, meta, learner.Tasks);

        int steps = adaptation.TakesSteps ? LearnerProblem.Steps : 0;
        if (learner.IsAlongTrajectory)
        {
            yield return Row(
                new AlongTrajectory<double>(steps),
                LearnerResult.Differences,
                ByDifferences,
                "differences of the mean loss one step on, the states held fast, by what does not adapt",
                row => AlongTrajectory(row, learner, adaptation, meta, steps));
            yield break;
        }

        IReadOnlyList<Schedule?>? scheduled = learner.Weights?.Invoke(steps);
        double[] weights =
            [.. Enumerable.Range(0, steps + 1).Select(k => scheduled is null ? (k == steps ? 1.0 : 0.0) : scheduled[k]?.At(0) ?? 0)];
        Lazy<Outcome> unrolled =
            new(() => Replayed(scheduled is null ? new Unrolled<double>(steps) : new Unrolled<double>(steps, scheduled)));
        Lazy<(Parameters<double>[] Along, double[] Slopes)> differences =
            new(() => Slopes(meta, at => BareTape.Loss(adaptation, at, learner.Tasks, weights)));
        IEnumerable<MetaGradient<double>> ways = scheduled is null
            ? exactWays.Select(make => make(steps))
            : [new Unrolled<double>(steps, scheduled), new TrajectoryAdjoint<double>(steps, scheduled)];
        foreach (MetaGradient<double> way in ways)
        {
            Lazy<Outcome> own = new(() => way is Unrolled<double> ? unrolled.Value : Replayed(way));
            if (way is not Unrolled<double>)
            {
                yield return Row(
                    way, LearnerResult.Unrolled, Rounding, "replayed, against unrolled, replayed",
                    row => Compared(row, own.Value, unrolled.Value.Direction));
            }

            yield return Row(
                way, LearnerResult.Differences, ByDifferences, "differences of the loss after adapting along fixed random directions",
                row =>
            {
                double[] found = [.. differences.Value.Along.Select(own.Value.Direction.Dot)];
                return row with { Bytes = own.Value.Bytes, Error = Distance(found, differences.Value.Slopes) };
            });
        }

        FirstOrder<double> firstOrder = scheduled is null ? new(steps) : new(steps, scheduled);
        yield return Row(
            firstOrder, LearnerResult.ClosedForm, Rounding, "the gradient on the bare tape with detached inner gradients",
            row => Compared(row, Replayed(firstOrder), BareTape.FirstOrder(adaptation, meta, learner.Tasks, weights)));
        if (steps == 0)
        {
            yield break;
        }

        yield return Row(new FirstOrder<double>(1), LearnerResult.ClosedForm, Rounding, "first order less exact is alpha H g", row =>
        {
            Outcome one = Replayed(new FirstOrder<double>(1));
            Parameters<double> exact = Replayed(new Unrolled<double>(1)).Direction;
            return Compared(row, one, exact - BareTape.LeftOut(adaptation, meta, learner.Tasks));
        });
        if (learner.IsDisplaced)
        {
            yield return Row(
                new Displacement<double>(steps), LearnerResult.ClosedForm, Rounding, "theta_0 - theta_K on the bare tape",
                row => Compared(
                    row, Replayed(new Displacement<double>(steps)), BareTape.Displacement(adaptation, meta, learner.Tasks, steps)));
        }

        if (learner.TakesProximal)
        {
            Implicit<double> implicitly = new(LearnerProblem.StepsToOptimum, turns: 40);
            yield return Row(
                implicitly,
                LearnerResult.Unrolled,
                AtOptimum,
                "at the optimum, with a proximal term, against unrolled",
                row => AtTheOptimum(row, learner, rule, implicitly));
        }
    }

    private static LearnerResult AlongTrajectory(
        LearnerResult row, CheckedLearner learner, Adaptation<double> adaptation, Parameters<double> meta, int steps)
    {
        Outcome own = Outcome.Of(adaptation, new AlongTrajectory<double>(steps), meta, learner.Tasks);
        IReadOnlyList<Parameters<double>> states = BareTape.States(adaptation, meta, learner.Tasks, steps);
        Parameters<double> Shared(Parameters<double> all) => new(all.Where(entry => !states[0].TryGet(entry.Key, out _)));
        Parameters<double> With(Parameters<double> moved)
            => new(meta.Select(entry => moved.TryGet(entry.Key, out Tensor<double>? own) ? KeyValuePair.Create(entry.Key, own) : entry));
        (Parameters<double>[] along, double[] slopes) = Slopes(
            Shared(meta), moved => BareTape.AlongTrajectory(adaptation, With(moved), learner.Tasks, states));
        double[] found = [.. along.Select(Shared(own.Direction).Dot)];
        return row with { Bytes = own.Bytes, Error = Distance(found, slopes) };
    }

    private static LearnerResult AtTheOptimum(LearnerResult row, CheckedLearner learner, CheckedRule rule, Implicit<double> way)
    {
        Adaptation<double> adaptation = learner.Adaptation(rule.Optimizer, rule.StepSize, LearnerProblem.Proximal);
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        Outcome own = Outcome.Of(adaptation, way, meta, learner.Tasks);
        double distance = own.Measures[Implicit<double>.Distance];
        if (!rule.ReachesOptimum && distance > NearOptimum)
        {
            return row with
            {
                ComparedWith = LearnerResult.Inapplicable,
                Tolerance = null,
                Bytes = own.Bytes,
                Reason = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rule.Optimizer.Name} with steps of {rule.StepSize} doesn't reach the optimum: after {way.Steps} the inner " +
                        $"gradient has norm {distance:0.0E-00}"),
            };
        }

        // Recorded, not replayed: it is needed once, and a program of so many steps is planned longer than it runs.
        using Tape<double> tape = new();
        MetaOutcome<double> unrolled = new Unrolled<double>(way.Steps).Compute(adaptation, meta.On(tape), learner.Tasks.On(tape));
        return Compared(row, own, unrolled.Direction.ToParameters());
    }

    private static LearnerResult OfKnown((MetaGradient<double> Way, Adaptation<double> Adaptation, double Loss, double[] Direction) known)
        => Judged(
            new()
            {
                Learner = "w.x",
                MetaGradient = known.Way.Name,
                Optimizer = "sgd",
                Steps = known.Way.Steps,
                ComparedWith = LearnerResult.ClosedForm,
                Tolerance = Rounding,
                Exact = known.Way.IsExact,
                Passed = false,
                Reason = "loss and direction worked out on paper",
            },
            row =>
            {
                Outcome own = Outcome.Of(known.Adaptation, known.Way, KnownNumbers.Weights, KnownNumbers.Points);
                double ofLoss = Math.Abs(own.Loss - known.Loss) / Math.Abs(known.Loss);
                return row with
                {
                    Bytes = own.Bytes,
                    Error = Math.Max(ofLoss, Distance(Tensors.ToArray(own.Direction["net.weight"]), known.Direction)),
                };
            });

    private static (Parameters<double>[] Along, double[] Slopes) Slopes(Parameters<double> meta, Func<Parameters<double>, double> loss)
    {
        Parameters<double>[] along = [.. Enumerable.Range(0, Directions).Select(k => Along(meta, k))];
        double Slope(Parameters<double> direction, double step)
            => (loss(meta + (step * direction)) - loss(meta - (step * direction))) / (2 * step);

        // Richardson: the error of the second order goes away.
        return (along, [.. along.Select(direction => ((4 * Slope(direction, DifferenceStep / 2)) - Slope(direction, DifferenceStep)) / 3)]);
    }

    private static Parameters<double> Along(Parameters<double> like, int number)
    {
        RandomStream random = new(11, "directions", number);
        Parameters<double> direction = new(like.Select(entry =>
        {
            var values = new double[entry.Value.FlattenedLength];
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = random.NextNormal();
            }

            return KeyValuePair.Create(entry.Key, Tensors.Create<double>(values, Tensors.ShapeOf(entry.Value)));
        }));
        return 1 / direction.Norm() * direction;
    }

    private static LearnerResult Compared(LearnerResult row, Outcome own, Parameters<double> expected)
        => row with { Bytes = own.Bytes, Error = (own.Direction - expected).Norm() / expected.Norm() };

    private static double Distance(double[] found, double[] expected)
        => Math.Sqrt(found.Zip(expected, static (a, b) => (a - b) * (a - b)).Sum() / expected.Sum(static b => b * b));

    private static LearnerResult Judged(LearnerResult row, Func<LearnerResult, LearnerResult> compare)
    {
        try
        {
            LearnerResult result = compare(row);
            return result with { Passed = result.ComparedWith == LearnerResult.Inapplicable || result.Error <= result.Tolerance };
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or NotSupportedException or ArithmeticException
                or KeyNotFoundException or MetaProgramException)
        {
            return row with { Error = double.PositiveInfinity, Reason = $"threw {exception.GetType().Name}: {OneLine.Of(exception)}" };
        }
    }

    /// <summary>What a program gives.</summary>
    private sealed record Outcome(Parameters<double> Direction, double Loss, IReadOnlyDictionary<string, double> Measures, long Bytes)
    {
        /// <summary>Records, plans and runs. Of a measure the largest of the tasks' counts.</summary>
        public static Outcome Of(Adaptation<double> adaptation, MetaGradient<double> way, Parameters<double> meta, TaskBatch<double> tasks)
        {
            MetaProgram<double> program = new(new(way.Name, adaptation, way), meta, tasks);
            using MetaWorkspace<double> workspace = program.CreateWorkspace();
            workspace.Write(meta);
            workspace.Write(tasks);
            workspace.Run(0);
            Dictionary<string, double> measures = [];
            for (int k = 0; k < program.MeasureNames.Count; k++)
            {
                measures.Add(program.MeasureNames[k], workspace.Measure(k).ToArray().Max());
            }

            return new(
                new(
                    meta.Select(
                        (entry, k) => KeyValuePair.Create(
                            entry.Key,
                            Tensors.Create(
                                workspace.Direction(k),
                                Tensors.ShapeOf(entry.Value))))), workspace.Losses.ToArray().Sum(), measures, program.WorkspaceBytes);
        }
    }
}
