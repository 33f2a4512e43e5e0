using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Trader;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/trader";

    /// <summary>The days of a support window unless the command line says otherwise: half a year.</summary>
    public const int DefaultSupport = 126;

    /// <summary>The days of a query window unless the command line says otherwise: a month.</summary>
    public const int DefaultQuery = 21;

    /// <summary>The costs that policies are trained for unless the command line says otherwise, in basis points.</summary>
    public const double DefaultCost = 10;

    /// <summary>lambda unless the command line says otherwise.</summary>
    public const double DefaultRisk = 1;

    /// <summary>The costs of the test, in basis points of the turnover.</summary>
    public static IReadOnlyList<double> TestCosts { get; } = [0, 10, 25];

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>The file of closes; a simulated market when null.</summary>
    public string? Data { get; init; }

    /// <summary>The days of a support window.</summary>
    public int Support { get; init; } = DefaultSupport;

    /// <summary>The days of a query window.</summary>
    public int Query { get; init; } = DefaultQuery;

    /// <summary>The costs that policies are trained for, in basis points of the turnover.</summary>
    public double Cost { get; init; } = DefaultCost;

    /// <summary>lambda, the risk aversion of the objective beyond the logarithm's.</summary>
    public double Risk { get; init; } = DefaultRisk;

    /// <summary>The number of outer steps of every training; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The seed of the simulated market, the unseen assets, the drawn windows and the bootstrap.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Whether to go on from the checkpoints in the folder.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>What policies are trained for.</summary>
    public TradingObjective Objective => new(Cost / 10_000, Risk);

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words = [$"{Arguments.Command("Trader", mpi: false)} --resume", $"--preset {Preset.Name}"];
            void Add(string option, object? value, object? usual = null)
            {
                if (value is not null && !value.Equals(usual))
                {
                    words.Add(string.Create(CultureInfo.InvariantCulture, $"{option} {value}"));
                }
            }

            Add("--data", Data is null ? null : Arguments.Quoted(Data));
            Add("--support", Support, DefaultSupport);
            Add("--query", Query, DefaultQuery);
            Add("--cost", Cost, DefaultCost);
            Add("--risk", Risk, DefaultRisk);
            Add("--iterations", Iterations);
            Add("--seed", Seed, 1UL);
            Add("--out", Arguments.Quoted(Folder), DefaultFolder);
            return string.Join(' ', words);
        }
    }
}
