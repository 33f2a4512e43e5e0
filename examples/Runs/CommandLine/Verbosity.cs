namespace AutogradMaml.Examples.Runs;

/// <summary>What of a run goes to the standard output. Files are the same whatever it is.</summary>
public enum Verbosity
{
    /// <summary>Progress, the table of results, and where they were written.</summary>
    Usual,

    /// <summary>Nothing.</summary>
    Quiet,

    /// <summary>The results as they stand in results.json, at the end, and nothing else.</summary>
    Json,
}
