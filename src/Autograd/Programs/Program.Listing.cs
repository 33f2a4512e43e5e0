using System.Globalization;
using System.Text;

namespace AutogradMaml.Autograd;

/// <content>Looking at a program.</content>
public sealed partial class Program<T>
{
    /// <summary>What the passes did, in a few lines.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        recorded            {RecordedOperations}
        needed              {NeededOperations}
        folded to constants {FoldedOperations}
        shared              {SharedOperations}
        reordered           {ReorderedProducts}
        absorbed            {AbsorbedOperations}
        computed            {ComputedOperations}
        computed once more  {RecomputedOperations}
        arithmetic          {OperationCount} operations on numbers
        steps               {_steps.Length}, of which {TiledSteps} in tiles
        all buffers         {AllBufferBytes} bytes
        workspace           {WorkspaceBytes} bytes
        constants           {_constants.Length} bytes
        """);

    /// <summary>The bytes that the values would take if each had a buffer of its own, those included that a pass has done away with.</summary>
    public long AllBufferBytes => _slots.Where(static slot => slot.Kind is not (SlotKind.View or SlotKind.Constant)).Sum(Bytes)
        - _instructions.Where(static instruction => instruction.IsRecomputed).Sum(instruction => Bytes(_slots[instruction.Output]));

    /// <summary>The multiplications, additions and values of functions that a run takes, by the plain formulas: of matrix products, convolutions,
    /// element-wise operations and sums; other operations count for nothing, and none counts twice.</summary>
    public long OperationCount => _instructions.Where(static instruction => !instruction.IsRecomputed).Sum(instruction => instruction.Operation.OperationCount(
        OperandShapes.Of([.. instruction.Inputs.Select(input => _slots[input].Shape)]),
        _slots[instruction.Output].Shape));

    /// <summary>The program as text, one operation a line with the place of its result; lines that are computed together, tile by tile, stand
    /// between braces.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int k = 0; k < _inputs.Length; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Describe(_inputs[k])} = input {k}{Called(_names.Inputs, k)}\n");
        }

        foreach (ProgramStep<T> step in _steps)
        {
            bool tiled = step.Count > 1;
            text.Append(tiled ? "{\n" : string.Empty);
            for (int k = step.First; k < step.First + step.Count; k++)
            {
                Instruction<T> instruction = _instructions[k];
                text.Append(tiled ? "  " : string.Empty).Append(CultureInfo.InvariantCulture, $"{Describe(instruction.Output)} = {instruction.Operation.Name}(")
                    .AppendJoin(", ", instruction.Inputs.Select(Reference)).Append(")\n");
            }

            text.Append(tiled ? "}\n" : string.Empty);
        }

        for (int k = 0; k < _outputs.Length; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"output {k}{Called(_names.Outputs, k)} = {Reference(_outputs[k])}\n");
        }

        return text.ToString();
    }

    /// <summary>The program as a graph in the DOT language of Graphviz.</summary>
    public string ToDot()
    {
        StringBuilder text = new("digraph program {\n  rankdir=TB;\n  node [shape=box, fontname=\"sans-serif\"];\n");
        for (int k = 0; k < _inputs.Length; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  s{_inputs[k]} [label=\"input {k}\\n{_slots[_inputs[k]].Shape}\", style=rounded];\n");
        }

        foreach (Instruction<T> instruction in _instructions)
        {
            string name = instruction.Operation.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"  s{instruction.Output} [label=\"{name}\\n{_slots[instruction.Output].Shape}\"];\n");
            foreach (int input in instruction.Inputs)
            {
                int owner = _slots[input].Owner;
                if (_slots[owner].Kind != SlotKind.Constant)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  s{owner} -> s{instruction.Output};\n");
                }
            }
        }

        for (int k = 0; k < _outputs.Length; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  o{k} [label=\"output {k}\", style=rounded];\n  s{_slots[_outputs[k]].Owner} -> o{k};\n");
        }

        return text.Append("}\n").ToString();
    }

    private static unsafe long Bytes(ProgramSlot slot) => ProgramCompiler<T>.Lines(slot.Shape.ElementCount * (long)sizeof(T));

    private static string Called(IReadOnlyList<string> names, int number) => names.Count == 0 ? string.Empty : $" '{names[number]}'";

    private string Describe(int slot)
    {
        ProgramSlot owner = _slots[_slots[slot].Owner];
        string place = owner.Kind == SlotKind.Tile ? "tile" : string.Create(CultureInfo.InvariantCulture, $"at {owner.Offset}");
        return string.Create(CultureInfo.InvariantCulture, $"%{slot} : {_slots[slot].Shape} {place}");
    }

    private string Reference(int slot)
    {
        int owner = _slots[slot].Owner;
        string what = _slots[owner].Kind == SlotKind.Constant ? "constant" : string.Empty;
        return owner == slot
            ? string.Create(CultureInfo.InvariantCulture, $"{what}%{slot}")
            : string.Create(CultureInfo.InvariantCulture, $"{what}%{owner} as {_slots[slot].Shape}");
    }
}
