using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A program of a trajectory.</summary>
/// <param name="Program">The program.</param>
/// <param name="Scheduled">Its scheduled numbers.</param>
/// <param name="HostsRead">Which results of the host it reads from its inputs.</param>
internal sealed record TrajectoryProgram<T>(Program<T> Program, (string Input, Schedule Schedule)[] Scheduled, string[] HostsRead)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many of the first inputs are those of another program too: meta-parameters, tasks and, where both read it, x.</summary>
    public int InputsSharedWith(Program<T> other)
    {
        int shared = 0;
        while (shared < Math.Min(Program.InputCount, other.InputCount)
            && Program.InputNames[shared] == other.InputNames[shared]
            && Program.InputNames[shared] != TrajectoryNames.Number)
        {
            shared++;
        }

        return shared;
    }
}
