using System.Globalization;
using System.Numerics;
using System.Text;

namespace AutogradMaml.Autograd;

/// <summary>Programs and graphs as text, one operation a line; lines that are computed together, tile by tile, stand between
/// braces.</summary>
internal static class ProgramText
{
    /// <summary>The text of a graph: what each value is computed from.</summary>
    public static string Of<T>(ProgramGraph<T> graph, ProgramNames names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return Write(
            graph.Inputs,
            graph.Outputs,
            graph.Instructions,
            graph.Runs.Select(static run => (run.First, run.Count)),
            names,
            value => string.Create(CultureInfo.InvariantCulture, $"%{value} : {graph.ShapeOf(value)}"),
            Reference);

        string Reference(int value)
        {
            // As long as views are instructions, they are what is read.
            int owner = graph.OwnerOf(value);
            string what = graph.Values[owner].Kind == ValueKind.Constant ? "constant" : string.Empty;
            return owner == value || graph.MakerOf(value) is not null
                ? string.Create(CultureInfo.InvariantCulture, $"{what}%{value}")
                : string.Create(CultureInfo.InvariantCulture, $"{what}%{owner} as {graph.ShapeOf(value)}");
        }
    }

    /// <summary>Writes the lines.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="instructions">The instructions.</param>
    /// <param name="runs">The first of each run of them, and how many it has.</param>
    /// <param name="names">The names of inputs and outputs.</param>
    /// <param name="describe">How a value is written where it is computed.</param>
    /// <param name="refer">How it is written where it is read.</param>
    public static string Write<T>(
        IReadOnlyList<int> inputs,
        IReadOnlyList<int> outputs,
        IReadOnlyList<Instruction<T>> instructions,
        IEnumerable<(int First, int Count)> runs,
        ProgramNames names,
        Func<int, string> describe,
        Func<int, string> refer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StringBuilder text = new();
        for (int k = 0; k < inputs.Count; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{describe(inputs[k])} = input {k}{Called(names.Inputs, k)}\n");
        }

        foreach ((int first, int count) in runs)
        {
            bool tiled = count > 1;
            text.Append(tiled ? "{\n" : string.Empty);
            for (int k = first; k < first + count; k++)
            {
                Instruction<T> instruction = instructions[k];
                string result = $"{describe(instruction.Output)} = {instruction.Operation.Name}";
                text.Append(tiled ? "  " : string.Empty).Append(result).Append('(')
                    .AppendJoin(", ", instruction.Inputs.Select(refer)).Append(")\n");
            }

            text.Append(tiled ? "}\n" : string.Empty);
        }

        for (int k = 0; k < outputs.Count; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"output {k}{Called(names.Outputs, k)} = {refer(outputs[k])}\n");
        }

        return text.ToString();
    }

    private static string Called(IReadOnlyList<string> names, int number) => names.Count == 0 ? string.Empty : $" '{names[number]}'";
}
