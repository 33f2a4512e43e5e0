using System.Globalization;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Bandits;

/// <summary>One column of the table: tasks of one kind and size.</summary>
/// <param name="domain">What tasks are.</param>
/// <param name="arms">The number of arms of a bandit; 0 of a process.</param>
/// <param name="length">The pulls of a bandit, or the episodes of a process.</param>
internal sealed class Setting(Domain domain, int arms, int length)
{
    /// <summary>What tasks are.</summary>
    public Domain Domain => domain;

    /// <summary>The number of arms of a bandit; 0 of a process.</summary>
    public int Arms => arms;

    /// <summary>The pulls of a bandit, or the episodes of a process.</summary>
    public int Length => length;

    /// <summary>The name in files.</summary>
    public string Name => Domain == Domain.Bandits
        ? string.Create(CultureInfo.InvariantCulture, $"n{Length}-k{Arms}")
        : string.Create(CultureInfo.InvariantCulture, $"episodes{Length}");

    /// <summary>The head of the column.</summary>
    public string Title => Domain == Domain.Bandits
        ? string.Create(CultureInfo.InvariantCulture, $"{Arms} arms")
        : string.Create(CultureInfo.InvariantCulture, $"{Length} episodes");

    /// <summary>The number of steps of a trial.</summary>
    public int Steps => Domain == Domain.Bandits ? Length : Length * Environment.Horizon;

    /// <summary>Where a trial is: of a bandit one episode of all pulls.</summary>
    public TaskEnvironment Environment { get; } = domain == Domain.Bandits ? new BernoulliBandits(arms, length) : new TabularProcesses();

    /// <summary>How many states are seen: a bandit's arms are always the same.</summary>
    public int States => Environment is TabularProcesses processes ? processes.States : 1;

    /// <summary>The episodes of a trial.</summary>
    public int Episodes => Domain == Domain.Bandits ? 1 : Length;
}
