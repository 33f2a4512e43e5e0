using System.Globalization;
using AutogradMaml.Maml;
using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The training of a learner that a user writes in a process of its own, to be killed at any moment.</summary>
internal static class KilledOwnLearner
{
    public const string Verb = "train-own-learner-until-killed";

    /// <summary>In the child: trains on from the checkpoint if there is one, as good as without end, and says when it has taken a
    /// step.</summary>
    public static int Run(string name, string checkpoint)
    {
        Trainer<double> trainer = new(OwnPlans.Of(name) with { Iterations = 10_000_000 });
        TrainingState<double> state = File.Exists(checkpoint) ? trainer.Resume(checkpoint) : trainer.Start();
        trainer.Run(state, new TrainingOptions
        {
            Threads = 2,
            CheckpointPath = checkpoint,
            CheckpointEvery = 1,
            ReportEvery = 1,
            Report = static progress =>
            {
                Console.Out.WriteLine(progress.Iteration.ToString(CultureInfo.InvariantCulture));
                Console.Out.Flush();
            },
        });
        return 1;
    }

    /// <summary>In the parent: starts the child, waits until it has taken some steps, and kills it.</summary>
    public static void StartAndKill(string name, string checkpoint, int afterSteps)
        => KilledProcess.StartAndKill(typeof(KilledOwnLearner).Assembly.Location, afterSteps, Verb, name, checkpoint);
}
