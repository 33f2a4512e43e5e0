using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>Work whose main part is the replay of one program.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IReplayedWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The program in its memory; null when the work is recorded anew each time.</summary>
    Workspace<T>? Replayed { get; }
}
