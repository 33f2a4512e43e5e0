using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Checking;

/// <summary>Holds every way to differentiate every learner against something that does not share its mistakes.</summary>
internal sealed class LearnerChecks(
    IReadOnlyList<CheckedLearner> learners, IReadOnlyList<CheckedRule> rules, IReadOnlyList<Func<int, MetaGradient<double>>> exactWays, bool known = true)
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
            foreach (CheckedRule rule in rules)
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
        LearnerResult Row(MetaGradient<double> way, string with, double tolerance, string reason, Func<LearnerResult, LearnerResult> compare) => Judged(
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
        Outcome Replayed(MetaGradient<double> way) => Outcome.Of(adaptation, way, meta, LearnerProblem.Tasks);

        const int steps = LearnerProblem.Steps;
        Lazy<Outcome> unrolled = new(() => Replayed(new Unrolled<double>(steps)));
        Lazy<(Parameters<double>[] Along, double[] Slopes)> differences = new(() => Slopes(adaptation, meta));
        foreach (Func<int, MetaGradient<double>> make in exactWays)
        {
            MetaGradient<double> way = make(steps);
            Lazy<Outcome> own = new(() => way is Unrolled<double> ? unrolled.Value : Replayed(way));
            if (way is not Unrolled<double>)
            {
                yield return Row(way, LearnerResult.Unrolled, Rounding, "replayed, against unrolled, replayed", row => Compared(row, own.Value, unrolled.Value.Direction));
            }

            yield return Row(way, LearnerResult.Differences, ByDifferences, "differences of the loss after adapting along fixed random directions", row =>
            {
                double[] found = [.. differences.Value.Along.Select(own.Value.Direction.Dot)];
                return row with { Bytes = own.Value.Bytes, Error = Distance(found, differences.Value.Slopes) };
            });
        }

        yield return Row(new FirstOrder<double>(1), LearnerResult.ClosedForm, Rounding, "first order less exact is alpha H g", row =>
        {
            Outcome firstOrder = Replayed(new FirstOrder<double>(1));
            Parameters<double> exact = Replayed(new Unrolled<double>(1)).Direction;
            return Compared(row, firstOrder, exact - BareTape.LeftOut(adaptation, meta, LearnerProblem.Tasks));
        });
        yield return Row(
            new FirstOrder<double>(steps), LearnerResult.ClosedForm, Rounding, "the gradient on the bare tape with detached inner gradients",
            row => Compared(row, Replayed(new FirstOrder<double>(steps)), BareTape.FirstOrder(adaptation, meta, LearnerProblem.Tasks, steps)));
        yield return Row(
            new Displacement<double>(steps), LearnerResult.ClosedForm, Rounding, "theta_0 - theta_K on the bare tape",
            row => Compared(row, Replayed(new Displacement<double>(steps)), BareTape.Displacement(adaptation, meta, LearnerProblem.Tasks, steps)));
        Implicit<double> implicitly = new(LearnerProblem.StepsToOptimum, turns: 40);
        yield return Row(implicitly, LearnerResult.Unrolled, AtOptimum, "at the optimum, with a proximal term, against unrolled", row => AtTheOptimum(row, learner, rule, implicitly));
    }

    private static LearnerResult AtTheOptimum(LearnerResult row, CheckedLearner learner, CheckedRule rule, Implicit<double> way)
    {
        Adaptation<double> adaptation = learner.Adaptation(rule.Optimizer, rule.StepSize, LearnerProblem.Proximal);
        Parameters<double> meta = MetaPart<double>.Initialize(adaptation.Parts, 2);
        Outcome own = Outcome.Of(adaptation, way, meta, LearnerProblem.Tasks);
        double distance = own.Measures[Implicit<double>.Distance];
        if (!rule.ReachesOptimum && distance > NearOptimum)
        {
            return row with
            {
                ComparedWith = LearnerResult.Inapplicable,
                Tolerance = null,
                Bytes = own.Bytes,
                Reason = FormattableString.Invariant($"{rule.Optimizer.Name} with steps of {rule.StepSize} doesn't reach the optimum: after {way.Steps} the inner gradient has norm {distance:0.0E-00}"),
            };
        }

        // Recorded, not replayed: it is needed once, and a program of so many steps is planned longer than it runs.
        using Tape<double> tape = new();
        MetaOutcome<double> unrolled = new Unrolled<double>(way.Steps).Compute(adaptation, meta.On(tape), LearnerProblem.Tasks.On(tape));
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
                return row with { Bytes = own.Bytes, Error = Math.Max(ofLoss, Distance(Tensors.ToArray(own.Direction["net.weight"]), known.Direction)) };
            });

    private static (Parameters<double>[] Along, double[] Slopes) Slopes(Adaptation<double> adaptation, Parameters<double> meta)
    {
        Parameters<double>[] along = [.. Enumerable.Range(0, Directions).Select(k => Along(meta, k))];
        double Slope(Parameters<double> direction, double step)
            => (BareTape.Loss(adaptation, meta + (step * direction), LearnerProblem.Tasks, LearnerProblem.Steps)
                - BareTape.Loss(adaptation, meta - (step * direction), LearnerProblem.Tasks, LearnerProblem.Steps)) / (2 * step);

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
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or NotSupportedException or ArithmeticException or KeyNotFoundException or MetaProgramException)
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
                new(meta.Select((entry, k) => KeyValuePair.Create(entry.Key, Tensors.Create(workspace.Direction(k), Tensors.ShapeOf(entry.Value))))), workspace.Losses.ToArray().Sum(), measures, program.WorkspaceBytes);
        }
    }
}
