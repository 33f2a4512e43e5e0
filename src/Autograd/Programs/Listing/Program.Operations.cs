namespace AutogradMaml.Autograd;

/// <content>The operations of a program one by one, to write it in another form.</content>
public sealed partial class Program<T>
{
    /// <summary>The operations in an order in which they can be computed: each reads inputs, constants and results of those before
    /// it.</summary>
    /// <remarks>An operation may occur twice with the same inputs, where a run computes it anew rather than to store its result.</remarks>
    public IReadOnlyList<ProgramOperation> Operations =>
    [
        .. _instructions.Select(instruction => new ProgramOperation(
            instruction.Operation.Name,
            instruction.Operation.Description,
            [.. instruction.Inputs.Select(ArrayOf)],
            ArrayOf(instruction.Output))),
    ];

    /// <summary>The array of an input.</summary>
    /// <param name="input">Which input, from 0.</param>
    public ProgramArray InputArray(int input) => ArrayOf(InputSlot(input));

    /// <summary>The array of an output: a result, an input or a constant.</summary>
    /// <param name="output">Which output, from 0.</param>
    public ProgramArray OutputArray(int output) => ArrayOf(OutputSlot(output));

    /// <summary>Whether an array is a constant.</summary>
    /// <param name="array">The array.</param>
    public bool IsConstant(ProgramArray array) => OwnerOf(array).Kind == SlotKind.Constant;

    /// <summary>The numbers of a constant.</summary>
    /// <param name="array">The array.</param>
    /// <exception cref="ArgumentException">It is not a constant.</exception>
    public unsafe ReadOnlySpan<T> ConstantValues(ProgramArray array)
    {
        ProgramSlot owner = OwnerOf(array);
        return owner.Kind == SlotKind.Constant && owner.Offset >= 0
            ? new((void*)(_constantStart + (nint)owner.Offset), owner.Shape.ElementCount)
            : throw new ArgumentException($"Array {array.Number} of the program is not a constant.", nameof(array));
    }

    private ProgramArray ArrayOf(int slot) => new(_slots[slot].Owner, _slots[slot].Shape);

    private ProgramSlot OwnerOf(ProgramArray array) => (uint)array.Number < (uint)_slots.Length
        ? _slots[_slots[array.Number].Owner]
        : throw new ArgumentException($"The program has no array {array.Number}.", nameof(array));
}
