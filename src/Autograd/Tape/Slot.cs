namespace AutogradMaml.Autograd;

/// <summary>Where a node's value lies and what shape it has; the pointer is zero once the value was released.</summary>
internal struct Slot
{
    public nint Pointer;
    public Shape Shape;
}
