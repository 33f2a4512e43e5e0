using System.Globalization;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Navigation;

/// <summary>The whole experiment.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    // Of the published code's policy, after 0 to 3 steps.
    private const string Published = "-40.4, -11.7, -3.3 and -3.2";
    private const int PublishedGoals = 40;

    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="UsageException">The folder or the file of goals can't be used, or another process uses the folder.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        double[][] goals = Goals.Of(options);
        PolicyRun run = new()
        {
            Options = options,
            Title = "Navigation",
            Noun = "goals",
            Tasks = goals,
            Known = string.Create(
                CultureInfo.InvariantCulture,
                $"The best way without noise earns {goals.Average(Goals.BestReturn):0.000}; " +
                    $"the published policy of MAML {Published} on its {PublishedGoals} goals."),
            ReturnFigure = rows => Figures.Return(rows, goals),
            FigureName = "trajectories",
            Figure = (experiment, parameters) => Figures.Trajectories(experiment, parameters, goals[0], options.TestSeed),
        };
        run.Execute(output, view, cancellation);
    }
}
