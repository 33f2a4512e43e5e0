using System.Numerics;

namespace AutogradMaml.Autograd;

/// <content>Which inputs and outputs may lie elsewhere than in the workspace.</content>
public sealed partial class Program<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The slots that lie in an input's memory.</summary>
    internal ReadOnlySpan<int> InputViews(int input) => _views[input];

    /// <summary>The slots that lie in an output's memory.</summary>
    internal ReadOnlySpan<int> OutputViews(int output) => _views[InputCount + output];

    /// <summary>Whether a run writes an output; it does not write one that is an input as it was given, or a constant.</summary>
    internal bool IsWritten(int output) => _slots[_slots[_outputs[output]].Owner].Kind is not (SlotKind.Input or SlotKind.Constant);

    /// <summary>Whether an output may lie in an input's own memory: whoever reads the input does so before the output is written, or
    /// element by element along with it.</summary>
    internal bool MayOverwrite(int input, int output)
    {
        int read = _inputs[input];
        int owner = _slots[_outputs[output]].Owner;
        int writer = Array.FindIndex(_instructions, instruction => instruction.Output == owner);
        ProgramStep<T> writing = _steps.Single(step => step.First <= writer && writer < step.End);
        for (int k = writing.First; k < _instructions.Length; k++)
        {
            if (_instructions[k].Reads(read) && !(k <= writer && _instructions[k].ReadsAlong(read)))
            {
                return false;
            }
        }

        // A sum over tiles is begun before they are read, and so is what writes along with nothing that it reads.
        Instruction<T> written = _instructions[writer];
        bool isReadThere = _instructions.Skip(writing.First).Take(writing.Count).Any(instruction => instruction.Reads(read));
        return !isReadThere || Enumerable.Range(0, written.Inputs.Length).Any(written.Operation.ReadsAlong);
    }
}
