using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>Work whose main part is the replay of one program.</summary>
public interface IReplayedWork
{
    /// <summary>The program in its memory; null when the work is recorded anew each time.</summary>
    Workspace<float>? Replayed { get; }
}
