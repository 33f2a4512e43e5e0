using System.Globalization;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>A training in a process of its own, to be killed at any moment.</summary>
internal static class KilledTraining
{
    public const string Verb = "train-until-killed";

    /// <summary>In the child: trains on from the checkpoint if there is one, as good as without end, and says when it has taken a
    /// step.</summary>
    public static int Run(string checkpoint)
    {
        Trainer<float> trainer = new(Plans.Sinusoid(iterations: 10_000_000));
        TrainingState<float> state = File.Exists(checkpoint) ? trainer.Resume(checkpoint) : trainer.Start();
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
    public static void StartAndKill(string checkpoint, int afterSteps)
        => KilledProcess.StartAndKill(typeof(KilledTraining).Assembly.Location, afterSteps, Verb, checkpoint);
}
