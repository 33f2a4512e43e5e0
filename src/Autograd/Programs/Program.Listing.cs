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

    /// <summary>The bytes that the values would take if each that is computed once equal ones are shared had a buffer of its own, those
    /// included that a later pass has done away with.</summary>
    public long AllBufferBytes => _counts.Bytes;

    /// <summary>The multiplications, additions and values of functions that a run takes, by the plain formulas: of matrix products,
    /// convolutions, element-wise operations and sums; other operations count for nothing, and none counts twice.</summary>
    public long OperationCount
        => _instructions.Where(static instruction => !instruction.IsRecomputed).Sum(static instruction => instruction.OperationCount);

    /// <summary>The program as text, one operation a line with the place of its result; lines that are computed together, tile by tile,
    /// stand between braces.</summary>
    public override string ToString()
        => ProgramText.Write(
            _inputs, _outputs, _instructions, _steps.Select(static step => (step.First, step.Count)), _names, Describe, Reference);

    /// <summary>The program as a graph in the DOT language of Graphviz.</summary>
    public string ToDot()
    {
        StringBuilder text = new("digraph program {\n  rankdir=TB;\n  node [shape=box, fontname=\"sans-serif\"];\n");
        for (int k = 0; k < _inputs.Length; k++)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"  s{_inputs[k]} [label=\"input {k}\\n{_slots[_inputs[k]].Shape}\", style=rounded];\n");
        }

        foreach (Instruction<T> instruction in _instructions)
        {
            string name = instruction.Operation.Name.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal);
            text.Append(
                CultureInfo.InvariantCulture, $"  s{instruction.Output} [label=\"{name}\\n{_slots[instruction.Output].Shape}\"];\n");
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
            text.Append(
                CultureInfo.InvariantCulture, $"  o{k} [label=\"output {k}\", style=rounded];\n  s{_slots[_outputs[k]].Owner} -> o{k};\n");
        }

        return text.Append("}\n").ToString();
    }

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
