using System.Collections.Concurrent;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>Noise goes by seed, purpose, iteration, the task's number and the inner step, never by a place in a block.</summary>
public class NoiseTests
{
    private const int Iterations = 3;
    private const int MetaBatch = 7;
    private const int Steps = 2;

    [Fact]
    public void The_same_task_draws_the_same_whatever_the_blocks_the_threads_and_the_replay()
    {
        SortedDictionary<string, double[]> first = Draws(block: 1, threads: 1, replay: true);
        Assert.Equal(Iterations * MetaBatch * (Steps + 2), first.Count);
        foreach ((int block, int threads, bool replay) in (ReadOnlySpan<(int, int, bool)>)[
            (1, 4, false), (2, 2, true), (3, 1, false), (7, 1, true)])
        {
            SortedDictionary<string, double[]> other = Draws(block, threads, replay);
            Assert.Equal(first.Keys, other.Keys);
            Assert.Equal(first.Values, other.Values);
        }
    }

    [Fact]
    public void Another_iteration_task_step_purpose_or_seed_draws_others()
    {
        double[] all = [.. Draws(2, 1, true).Concat(Draws(2, 1, true, seed: 2)).SelectMany(static entry => entry.Value)];
        Assert.Equal(2 * Iterations * MetaBatch * (Steps + 2) * 3, all.Length);
        Assert.Equal(all.Length, all.Distinct().Count());

        // Normal numbers: a mean within five standard errors of 0.
        Assert.InRange(all.Average(), -5 / Math.Sqrt(all.Length), 5 / Math.Sqrt(all.Length));
    }

    [Fact]
    public void A_NaN_is_looked_for_with_the_draws_with_which_it_arose()
    {
        // One draw in 40 is below 0.025, and its root NaN: with other draws nothing would be found.
        Learner<double> learner = Scripted.Of(
            "roots", static (meta, episode) => meta["a.w"] * (episode.Noise("roots", [1]) - 0.025).Sqrt()
                .Sum([1]) * episode[ValueTasks.Name].Sum([1]));
        foreach (int block in (int[])[1, 3, 7])
        {
            TrainingPlan<double> plan = Plans.Of(learner, iterations: 100) with
            {
                Tasks = new ValueTasks(static _ => [1]),
                MetaBatch = MetaBatch,
                TasksPerBlock = block,
            };
            Trainer<double> trainer = new(plan);
            NonFiniteTrainingException[] stops =
            [
                .. ((bool[])[true, false])
                    .Select(
                        replay => Assert.Throws<NonFiniteTrainingException>(
                            () => trainer.Run(trainer.Start(), new() { Threads = 2, Replay = replay }))),
            ];
            Assert.All(stops, stop =>
            {
                Assert.Equal("sqrt", stop.Origin?.Operation);
                Assert.Equal(stops[0].Iteration, stop.Iteration);
                Assert.Equal(0, (stop.Task - (stop.Iteration * MetaBatch)) % block);
            });
        }
    }

    /// <summary>What each task of the plan drew, by iteration, task, step and purpose.</summary>
    private static SortedDictionary<string, double[]> Draws(int block, int threads, bool replay, ulong seed = 1)
    {
        ConcurrentDictionary<(long Iteration, long Task, int Step, string Purpose), double[]> seen = [];
        TrainingPlan<double> plan = Plans.Of(new Learner<double>("seen", new Seen(seen), new Unrolled<double>(Steps)), Iterations) with
        {
            MetaBatch = MetaBatch,
            TasksPerBlock = block,
            Seed = seed,
        };
        Trainer<double> trainer = new(plan);
        trainer.Run(trainer.Start(), new() { Threads = threads, Replay = replay });

        // A program is recorded with other tasks as well, which are not of the plan.
        return new(
            seen.Where(static entry => entry.Key.Iteration < Iterations && entry.Key.Task / MetaBatch == entry.Key.Iteration)
                .ToDictionary(static entry => entry.Key.ToString(), static entry => entry.Value),
            StringComparer.Ordinal);
    }

    /// <summary>A net beside which noise is drawn at each step, and twice for the whole, and shown to the host.</summary>
    private sealed class Seen(ConcurrentDictionary<(long Iteration, long Task, int Step, string Purpose), double[]> seen)
        : NetAdaptation<double>(Nets.Tanh<double>(2, 2), Nn.Loss.MeanSquaredError, StepSizes<double>.Constant(0.1))
    {
        // A factor of 1: a term that no gradient depends on would be left out of the program.
        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => base.Inner(
                x, meta, episode,
                at) * (1 + at.Host("show", Show("step"), [[episode.Tasks]], [at.Noise("step", [3], RandomNumberKind.Normal)])[0]);

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => base.Outer(x, meta, episode, at)
                + episode.Host("show", Show("whole"), [[episode.Tasks]], [episode.Noise("whole", [3], RandomNumberKind.Normal)])[0]
                + episode.Host("show", Show("other"), [[episode.Tasks]], [episode.Noise("other", [3], RandomNumberKind.Normal)])[0];

        private HostCall<double> Show(string purpose) => context =>
        {
            for (int task = 0; task < context.Result(0).Length; task++)
            {
                (long iteration, long number, int step) = KeyWords.Of(context.Argument(0), task);
                double[] drawn = context.Argument(1).Slice(3 * task, 3).ToArray();
                if (!seen.GetOrAdd((iteration, number, step, purpose), drawn).AsSpan().SequenceEqual(drawn))
                {
                    throw new InvalidOperationException(
                        $"Task {number} drew others in iteration {iteration} at step {step} for '{purpose}'.");
                }

                context.Result(0)[task] = 0;
            }
        };
    }
}
