using System.Globalization;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>A module that computes something else of a task on the task axis than of the task alone.</summary>
/// <param name="Path">The names of the modules that lead to it, as they stand in front of its parameters; empty for the net itself.</param>
/// <param name="Type">What it is.</param>
/// <param name="Input">The shape of its input on the task axis.</param>
/// <param name="Difference">By how much the two outputs differ.</param>
/// <param name="Largest">The largest element of the output of the task alone.</param>
public sealed record TaskAxisFault(string Path, string Type, Shape Input, double Difference, double Largest)
{
    /// <summary>The fault in a few sentences.</summary>
    public override string ToString()
    {
        string name = Path.Length > 0 ? $"'{Path}' ({Type})" : Type;
        string difference = Difference.ToString("G3", CultureInfo.InvariantCulture);
        string largest = Largest.ToString("G3", CultureInfo.InvariantCulture);
        return
            $"The layer {name} mixes the tasks: of the input {Input}, with parameters of {Input[0]} tasks, it computes something else " +
            "of a task than " +
            $"of that task alone, up to {difference} apart in an output of up to {largest}. Its parameters then have the axis of the " +
            "tasks in front, " +
            "which must be matched with no other axis of the data: see \"What a layer owes the task axis\" in docs/getting-started.md.";
    }
}
