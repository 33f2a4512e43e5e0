using System.CommandLine;

namespace AutogradMaml.Examples.Runs;

/// <summary>--quiet and --json.</summary>
public sealed class VerbosityOptions
{
    /// <summary>--quiet.</summary>
    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Say nothing but what is wrong." };

    /// <summary>--json.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Say nothing but what is wrong, and at the end the results as they stand in results.json.",
    };

    /// <summary>What was asked for.</summary>
    /// <param name="result">What was read.</param>
    public Verbosity Of(ParseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.GetValue(Json) ? Verbosity.Json : result.GetValue(Quiet) ? Verbosity.Quiet : Verbosity.Usual;
    }
}
