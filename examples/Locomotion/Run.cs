using System.Globalization;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Locomotion;

/// <summary>The whole experiment.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="UsageException">The simulator is missing, the folder can't be used, or another process uses it.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        if (Mujoco.WhyMissing() is { } reason)
        {
            throw new UsageException(reason);
        }

        TaskFamily family = options.Family;
        double[][] tasks = options.TestTasks;
        PolicyRun run = new()
        {
            Options = options,
            Title = $"Locomotion, {family.Name}",
            Family = family.Name,
            Noun = "tasks",
            Tasks = tasks,
            Known = $"Published, with an older version of the simulator: MAML {Words(family.Published)}, pre-trained " +
                $"{Words(family.PublishedPretrained)}, oracle {Words([family.PublishedOracle])}.",
            ReturnFigure = rows => ReturnFigure.Of(rows, $"{family.Name}: return on {tasks.Length} new tasks"),
            FigureName = "frames",
            Figure = (experiment, parameters) => Frames.Of(experiment, parameters, tasks[0], options.TestSeed),
        };
        run.Execute(output, view, cancellation);
    }

    private static string Words(IReadOnlyList<double> returns)
        => string.Join(" / ", returns.Select(static value => value.ToString(CultureInfo.InvariantCulture)));
}
