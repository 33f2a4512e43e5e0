namespace AutogradMaml.Examples.Runs;

/// <summary>What every run is asked for.</summary>
public interface IRunOptions
{
    /// <summary>The folder of results and checkpoints.</summary>
    string Folder { get; }

    /// <summary>What goes to the standard output.</summary>
    Verbosity Verbosity { get; }

    /// <summary>The command that goes on with the run after it was stopped.</summary>
    string ResumeCommand { get; }
}
