namespace AutogradMaml.Autograd;

/// <summary>A value of a program.</summary>
internal sealed class ProgramSlot
{
    public required Shape Shape { get; init; }

    public required SlotKind Kind { get; set; }

    /// <summary>For a view: the slot that owns the memory. Otherwise the slot itself.</summary>
    public int Owner { get; init; }

    /// <summary>On a view: whether what is computed from it must not be taken for what is computed from the memory's owner.</summary>
    public bool IsBarrier { get; set; }

    /// <summary>The byte offset in the workspace, or in the program's constants.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>On an owner: the first and the last instruction that touch the memory; outputs are touched after the last.</summary>
    public int FirstUse { get; set; } = int.MaxValue;

    /// <inheritdoc cref="FirstUse"/>
    public int LastUse { get; set; } = -1;
}
