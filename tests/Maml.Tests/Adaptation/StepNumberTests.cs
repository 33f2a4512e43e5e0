using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>
/// One recording of a step serves for all of them, with its number as an input: step sizes, statistics by step, the inner batch, noise and
/// the keys of host calls go by it, all at once here. Beyond the steps that have values of their own the last ones hold.
/// </summary>
public class StepNumberTests
{
    private const int Trained = 2;
    private const int Steps = 5;

    // Task 0 of seed 0 in iteration 0 is who a task by itself is taken for: so all three draw the same.
    private static readonly RandomTasks<double> Tasks = new(5, 6, 2, 2);

    [Fact]
    public void As_an_input_of_a_program_it_gives_what_it_gives_where_it_is_known()
    {
        Learner<double> learner = new("everything", new Everything(), new Unrolled<double>(Trained));
        Trainer<double> trainer = new(Plans.Of(learner));
        Parameters<double> meta = trainer.Run(trainer.Start()).MetaParameters;
        Parameters<double> task = Tasks.Sample(0, 0);

        // A program, in which the number is an input.
        using Evaluator<double> evaluator = new(learner.Adaptation, Steps);
        AdaptationCurve curve = evaluator.Evaluate(meta, Tasks, seed: 0, count: 1);
        Assert.Equal(Steps + 1, curve.Losses.Select(static losses => losses[0]).Distinct().Count());
        for (int steps = 0; steps <= Steps; steps++)
        {
            // Step by step, where it is known.
            AdaptedLearner<double> adapted = learner.Adapt(meta, task, steps);
            using Tape<double> tape = new();
            double byStep = Loss.MeanSquaredError(
                tape.Input(adapted.Predict(task.QueryInputs, together: true)), tape.Input(task.QueryTargets)).Scalar;
            Near.Close(byStep, curve.Losses[steps][0], 1e-12);

            // All steps on one tape, where it is known too.
            Learner<double> unrolled = new("unrolled", learner.Adaptation, new Unrolled<double>(steps));
            Near.Close(Assert.Single(unrolled.Numbers(meta, task).Losses), curve.Losses[steps][0], 1e-12);
        }
    }

    [Fact]
    public void Each_of_them_is_seen_to_go_by_the_number()
    {
        using Tape<double> tape = new();
        Episode<double> episode = Tasks.Batch(0, 0, 2).On(tape);
        Variable<double> rows = tape.Input([1.0, 2, 3], [3, 1]);
        HashSet<double> seen = [];
        for (int number = 0; number < Steps; number++)
        {
            InnerStep<double> known = new(episode, number);
            InnerStep<double> variable = new(episode, tape.Input((double)number));
            Assert.Equal(Math.Min(number + 1, 3), variable.Row(rows).Scalar);
            Assert.Equal(known.Row(rows).Scalar, variable.Row(rows).Scalar);
            Assert.Equal(known.Keys.ToArray(), variable.Keys.ToArray());
            Assert.Equal(known.Noise("noise", [3]).ToArray(), variable.Noise("noise", [3]).ToArray());
            Assert.Equal(Drawn(known), Drawn(variable));
            Assert.All(known.Noise("noise", [3]).ToArray().Concat(Drawn(known)), value => Assert.True(seen.Add(value)));
        }

        static double[] Drawn(InnerStep<double> at) => at.Host("drawn", Everything.Draw, [[at.Episode.Tasks]], [])[0].ToArray();
    }

    /// <summary>Learned sizes and statistics for each of two steps, batches of two of five examples, dropout, and a factor that the host
    /// draws.</summary>
    private sealed class Everything() : NetAdaptation<double>(
        new Sequential<double>(
            new Linear<double>(2, 6), new BatchNorm1d<double>(6, NormalizationPolicy.PerInnerStep(Trained)), Activations.Tanh<double>(),
            new Dropout<double>(0.3), new Linear<double>(6, 2)),
        Nn.Loss.MeanSquaredError,
        StepSizes<double>.Learned(0.1, Trained, perElement: true),
        batch: 2,
        dropout: DropoutUse.Inner,
        queryStatistics: QueryStatistics.Batch)
    {
        public static void Draw(HostContext<double> context)
        {
            RandomStream random = new(0, "factor");
            for (int task = 0; task < context.Result(0).Length; task++)
            {
                RandomKey.Reopen(context.Argument(0).Slice(task * RandomKey.Length, RandomKey.Length), "factor", random);
                context.Result(0)[task] = random.NextUniform(0.5, 1.5);
            }
        }

        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => base.Inner(x, meta, episode, at) * at.Host("factor", Draw, [[episode.Tasks]], [])[0];
    }
}
