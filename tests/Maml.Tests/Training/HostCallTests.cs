using System.Collections.Concurrent;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>Calls of the host from a learner: by key, on several threads, and where they go wrong by name.</summary>
public class HostCallTests
{
    private const int MetaBatch = 6;

    private static readonly ValueTasks Tasks = new(static index => [1 + (index % 3)]);

    [Fact]
    public void Each_thread_has_scratch_of_its_own_and_the_bits_do_not_depend_on_their_number()
    {
        Lock gate = new();
        int most = 0;
        int inside = 0;
        TrainingPlan<double> plan = Plan(
            static (episode, call) => episode.Host("slow", call, [[episode.Tasks]], [episode[ValueTasks.Name]], scratchLength: 64)[0],
            context =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++inside);
                }

                (long iteration, long first, _) = KeyWords.Of(context.Argument(0), 0);
                double mark = (1000 * iteration) + first;
                context.Scratch.Fill(mark);

                // Long enough that another thread would be seen to write here.
                Thread.Sleep(1);
                if (context.Scratch.Length != 64 || context.Scratch.ContainsAnyExcept(mark))
                {
                    throw new InvalidOperationException("Another call wrote into this one's scratch.");
                }

                for (int task = 0; task < context.Result(0).Length; task++)
                {
                    (long own, long number, _) = KeyWords.Of(context.Argument(0), task);
                    context.Result(0)[task] = context.Argument(1)[task] * Math.Sin(own + (0.1 * number));
                }

                lock (gate)
                {
                    inside--;
                }
            });
        Trainer<double> trainer = new(plan);
        TrainingState<double> one = trainer.Run(trainer.Start(), new() { Threads = 1 });
        Assert.Equal(1, most);
        foreach (int threads in (int[])[2, 4])
        {
            Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = threads }));
            Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = threads, Replay = false }));
        }

        Assert.InRange(most, 2, 4);
        Assert.NotEqual(0, Flat.Of(one.MetaParameters)[0]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    public void What_a_call_throws_in_a_training_carries_its_name(bool replay, int threads)
    {
        TrainingPlan<double> plan = Plan(
            static (episode, call) => episode.Host("simulator", call, [[episode.Tasks]], [])[0],
            static context =>
            {
                context.Result(0).Fill(1);
                if (KeyWords.Of(context.Argument(0), 0).Iteration == 3)
                {
                    throw new FormatException("no such state");
                }
            });
        Trainer<double> trainer = new(plan);
        HostCallException thrown = Assert.Throws<HostCallException>(
            () => trainer.Run(trainer.Start(), new() { Threads = threads, Replay = replay }));
        Assert.Equal("The host call 'simulator' threw FormatException: no such state", thrown.Message);
        Assert.IsType<FormatException>(thrown.InnerException);
    }

    [Fact]
    public void A_call_that_nothing_needs_is_made_at_recording_alone()
    {
        ConcurrentDictionary<long, int> calls = [];
        TrainingPlan<double> plan = Plan(
            static (episode, call) =>
            {
                episode.Host("unused", call, [[episode.Tasks]], []);
                return episode[ValueTasks.Name].Sum([1]);
            },
            context => calls.AddOrUpdate(KeyWords.Of(context.Argument(0), 0).Iteration, 1, static (_, count) => count + 1));
        Trainer<double> trainer = new(plan);
        trainer.Run(trainer.Start(), new() { Threads = 1 });

        // Recorded as of iteration 0, and once more as of another; replayed from 0 to 5 without it.
        Assert.DoesNotContain(calls.Keys, static iteration => iteration > 1);
        calls.Clear();
        trainer.Run(trainer.Start(), new() { Threads = 1, Replay = false });
        Assert.Equal([0L, 1L, 2L, 3L, 4L, 5L], calls.Keys.Order());
    }

    [Fact]
    public void None_is_shared_folded_or_made_again_in_a_training()
    {
        ConcurrentDictionary<(long Iteration, long Task), int> calls = [];
        TrainingPlan<double> plan = Plan(
            static (episode, call) => episode.Host(
                "twice", call, [[episode.Tasks]], [])[0] + episode.Host("twice", call, [[episode.Tasks]], [])[0],
            context =>
            {
                (long iteration, long task, _) = KeyWords.Of(context.Argument(0), 0);
                calls.AddOrUpdate((iteration, task), 1, static (_, count) => count + 1);
                context.Result(0).Fill(1);
            }) with
        { TasksPerBlock = MetaBatch };
        Trainer<double> trainer = new(plan);
        trainer.Run(trainer.Start(), new() { Threads = 1 });

        // Two calls an iteration, each of them once, though both have the same arguments; the first two iterations were recorded as well.
        Assert.All(Enumerable.Range(2, 4), iteration => Assert.Equal(2, calls[(iteration, iteration * MetaBatch)]));
    }

    [Fact]
    public void Inside_a_checkpoint_it_is_refused_by_its_name()
    {
        TrainingPlan<double> plan = Plan(
            static (episode, call) => episode.Tape.Checkpoint(
                inside => inside[0].Sum([1]) * episode.Tape.Host("dice", call, [[inside[0].Shape[0]]], [])[0], episode[ValueTasks.Name]),
            static context => context.Result(0).Fill(4));
        Trainer<double> trainer = new(plan);
        string message = Assert.Throws<InvalidOperationException>(
            () => trainer.Run(trainer.Start(), new() { Threads = 1, Replay = false })).Message;
        Assert.Contains("host call 'dice'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_NaN_that_the_host_gave_is_found_in_its_iteration_and_named(bool replay)
    {
        TrainingPlan<double> plan = Plan(
            static (episode, call) => episode.Host("sensor", call, [[episode.Tasks]], [])[0],
            static context =>
            {
                for (int task = 0; task < context.Result(0).Length; task++)
                {
                    (long iteration, long number, _) = KeyWords.Of(context.Argument(0), task);
                    context.Result(0)[task] = iteration == 4 && number == (4 * MetaBatch) + 3 ? double.NaN : 1;
                }
            });
        Trainer<double> trainer = new(plan);
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(
            () => trainer.Run(trainer.Start(), new() { Threads = 2, Replay = replay }));
        Assert.Equal((4, (4 * MetaBatch) + 2), (stop.Iteration, stop.Task));
        Assert.Equal("host call 'sensor'", stop.Origin?.Operation);
    }

    private static TrainingPlan<double> Plan(Func<Episode<double>, HostCall<double>, Variable<double>> factor, HostCall<double> call)
        => Plans.Of(Scripted.Of("host", (meta, episode) => meta["a.w"] * factor(episode, call)), iterations: 6) with
        {
            Tasks = Tasks,
            MetaBatch = MetaBatch,
            TasksPerBlock = 2,
        };
}
