namespace AutogradMaml.Autograd.Checking;

/// <summary>A part of the point: one named input and where it lies among all elements.</summary>
internal sealed record CheckedInput(string Name, Shape Shape, int Offset)
{
    public int Length => Shape.ElementCount;
}
