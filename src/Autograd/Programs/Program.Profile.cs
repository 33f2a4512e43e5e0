using System.Diagnostics;

namespace AutogradMaml.Autograd;

/// <content>Where the time goes.</content>
public sealed partial class Program<T>
{
    /// <summary>Computes everything, as often as asked for, and notes the shortest time of each step.</summary>
    internal StepTime[] Profile(Slot[] slots, nint workspace, in Helpers helpers, int runs)
    {
        var shortest = new long[_steps.Length];
        Array.Fill(shortest, long.MaxValue);
        for (int run = 0; run < runs; run++)
        {
            for (int k = 0; k < _steps.Length; k++)
            {
                long start = Stopwatch.GetTimestamp();
                Run(_steps[k], slots, workspace, helpers);
                shortest[k] = Math.Min(shortest[k], Stopwatch.GetTimestamp() - start);
            }
        }

        return [.. _steps.Select((step, k) => new StepTime(Describe(step), shortest[k] * 1e6 / Stopwatch.Frequency))];
    }

    private string Describe(ProgramStep<T> step)
    {
        Instruction<T> last = _instructions[step.First + step.Count - 1];
        string name = step.Count == 1
            ? last.Operation.Name
            : string.Join("; ", Enumerable.Range(step.First, step.Count).Select(k => _instructions[k].Operation.Name));
        IEnumerable<int> inputs = step.Count == 1 ? last.Inputs : [];
        return $"{name} ({string.Join(", ", inputs.Select(input => _slots[input].Shape))}) -> {_slots[last.Output].Shape}";
    }
}
