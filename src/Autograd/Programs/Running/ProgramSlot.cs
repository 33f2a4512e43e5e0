namespace AutogradMaml.Autograd;

/// <summary>Where a value of a program lies.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Kind">In which memory.</param>
/// <param name="Owner">The slot that owns the memory; the slot itself unless it is a view.</param>
/// <param name="Offset">The byte offset of the owner in the workspace, or in the program's constants; -1 where it has no array.</param>
internal readonly record struct ProgramSlot(Shape Shape, SlotKind Kind, int Owner, long Offset);
